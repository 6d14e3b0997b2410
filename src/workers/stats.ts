import { fingerprint } from '../proof/id-set.ts';
import type { BaselineSeen } from '../wizard/work.ts';
import type { Scan } from '../world/world.ts';
import type { Context, Worker } from './worker.ts';

/** Ids read between two reports. */
const REPORT_IDS = 50_000;

/** Reads what there is, every `_id` at a known op time. While nothing of ours writes that is a baseline too. */
export const stats: Worker<'stats'> = async function* (context) {
  const { world, signal } = context;
  const [set, collection] = await Promise.all([world.database.describe(signal), world.database.stats(signal)]);
  const baseline = yield* takeBaseline(context, (ids) => ({ ids }));
  return { set, stats: collection, count: { documents: baseline.documents, at: baseline.at }, baseline };
};

/** Reads every `_id` and reports how far it is; remembers the set as a baseline if nothing of ours wrote meanwhile. */
export async function* takeBaseline<P>(
  { world, records, signal }: Pick<Context<'stats'>, 'world' | 'records' | 'signal'>,
  toProgress: (ids: number) => P,
): AsyncGenerator<P, BaselineSeen, void> {
  const before = records.stillness();
  const scan = yield* scanWithProgress((onRead) => world.database.scanIds(signal, onRead), toProgress);
  if (before !== undefined && before === records.stillness()) records.addBaseline(scan);
  return { documents: scan.ids.size, fingerprint: fingerprint(scan.ids), at: scan.at };
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
