import { fingerprint } from '../proof/id-set.ts';
import type { BaselineSeen } from '../wizard/work.ts';
import type { Scan } from '../world/world.ts';
import type { Worker } from './worker.ts';

/** Ids read between two reports. */
const REPORT_IDS = 50_000;

/** Reads what there is, every `_id` at a known op time. While nothing of ours writes that is a baseline too. */
export const stats: Worker<'stats'> = async function* ({ world: { database }, records, signal }) {
  const [set, collection] = await Promise.all([database.describe(signal), database.stats(signal)]);
  const keep = records.observe();
  const scan = yield* scanWithProgress(
    (onRead) => database.scanIds(signal, onRead),
    (ids) => ({ ids }),
  );
  keep({ ids: scan.ids, at: scan.at, from: 'stats' });
  const baseline = toBaselineSeen(scan);
  return { set, stats: collection, count: { documents: baseline.documents, at: baseline.at }, baseline };
};

/** What is shown of a baseline. */
export function toBaselineSeen({ ids, at }: Scan): BaselineSeen {
  return { documents: ids.size, fingerprint: fingerprint(ids), at };
}

/** Runs a scan and yields now and then how many ids it has read. */
export async function* scanWithProgress<P>(
  scan: (onRead: (ids: number) => void) => Promise<Scan>,
  toProgress: (ids: number) => P,
): AsyncGenerator<P, Scan, void> {
  let read = 0;
  let reported = 0;
  let wake: (() => void) | undefined;
  const done = scan((ids) => {
    read = ids;
    if (read - reported >= REPORT_IDS) wake?.();
  });
  const ended = done.then(
    () => true,
    () => true,
  );
  for (;;) {
    const woken = new Promise<false>((resolve) => {
      wake = () => resolve(false);
    });
    if (await Promise.race([ended, woken])) return await done;
    reported = read;
    yield toProgress(read);
  }
}
