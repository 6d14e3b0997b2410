import { fingerprint } from '../proof/id-set.ts';
import type { BaselineSeen, HashSeen } from '../wizard/seen.ts';
import type { Held, Progress } from '../wizard/progress.ts';
import type { Scan } from '../world/world.ts';
import type { Around, Context, Worker } from './worker.ts';
import { createTeller, holding, lookForPrimary, whileWaiting } from './patience.ts';

/** Ids read between two reports. */
const REPORT_IDS = 50_000;
/** Real milliseconds between two reports while the server hashes, or says nothing. */
const TICK_MS = 1000;

/**
 * Reads what there is, every `_id` at a known op time. While nothing of ours writes that is a baseline too, and the server is
 * asked for a hash of every byte beside it. Starting to delete ends the hashing: it would hold up the writes.
 */
export const stats: Worker<'stats'> = async function* (context) {
  const { world, records, signal } = context;
  const { database, clock } = world;
  // A load is not left while it runs: of one that was never answered nothing can come any more.
  const look = lookForPrimary(database, signal);
  const nothingYet = (): Progress['stats'] => ({ ids: 0 });
  records.endLoads(yield* holding(database.opTime(signal), clock, nothingYet, { look }));
  const asked = Promise.all([database.describe(signal), database.stats(signal), database.shape(signal)]);
  const [set, collection, shape] = yield* holding(asked, clock, nothingYet, { look });
  const keep = records.observe();
  const scan = yield* scanWithProgress(
    context,
    (onRead) => database.scanIds(signal, onRead),
    (ids): Progress['stats'] => ({ ids }),
  );
  const kept = await keep({ ids: scan.ids, at: scan.at, from: 'stats', shape });
  const baseline = toBaselineSeen(scan);
  const found = { set, stats: collection, count: { documents: baseline.documents, at: baseline.at }, baseline };
  if (!kept) return { ...found, hash: { tag: 'not-taken', because: 'writing' } };
  return { ...found, hash: yield* hashBaseline(context, scan, found) };
};

/** The hash counts only if the same documents are there before and after it. */
async function* hashBaseline(
  { world: { database, clock }, records, signal }: Context<'stats'>,
  scan: Scan,
  found: NonNullable<Progress['stats']['found']>,
): AsyncGenerator<Progress['stats'], HashSeen, void> {
  const keep = records.observe();
  const since = clock.now();
  const report = (): Progress['stats'] => ({ ids: scan.ids.size, found, hashingSince: since });
  yield report();
  const asked = database.dbHash(signal).catch((error: unknown) => {
    // Whoever begins to delete meanwhile has the figures all the same.
    if (signal.aborted) return undefined;
    throw error;
  });
  const hash = yield* whileWaiting(asked, clock, TICK_MS, report);
  if (!hash) return { tag: 'not-taken', because: 'stopped' };
  const tookMs = clock.now() - since;
  if (hash.tag === 'refused') return { tag: 'not-taken', because: 'refused', why: hash.why };
  const again = await database.scanIds(signal);
  const same = again.ids.size === scan.ids.size && fingerprint(again.ids) === fingerprint(scan.ids);
  // Another baseline at a later op time: the hash is of this one.
  if (!same || !(await keep({ ids: again.ids, at: again.at, from: 'stats' }))) {
    return { tag: 'not-taken', because: 'writing' };
  }
  records.addHash(hash.md5);
  return { tag: 'taken', md5: hash.md5, tookMs };
}

/** What is shown of a baseline. */
export function toBaselineSeen({ ids, at }: Scan): BaselineSeen {
  return { documents: ids.size, fingerprint: fingerprint(ids), at };
}

/** Runs a scan and yields now and then how many ids it has read, and each second that none came, if none did. */
export async function* scanWithProgress<P extends { readonly held?: Held }>(
  { world: { clock, database }, signal }: Pick<Around, 'world' | 'signal'>,
  scan: (onRead: (ids: number) => void) => Promise<Scan>,
  toProgress: (ids: number) => P,
): AsyncGenerator<P, Scan, void> {
  let read = 0;
  let reported = 0;
  let tell = createTeller(clock, clock.now(), lookForPrimary(database, signal));
  let wake: (() => void) | undefined;
  const done = scan((ids) => {
    read = ids;
    tell = createTeller(clock, clock.now(), lookForPrimary(database, signal));
    if (read - reported >= REPORT_IDS) wake?.();
  });
  const ended = done.then(
    () => 'ended' as const,
    () => 'ended' as const,
  );
  const over = new AbortController();
  try {
    for (;;) {
      const woken = new Promise<'woken'>((resolve) => {
        wake = () => resolve('woken');
      });
      const silent = clock.sleep(0, over.signal, TICK_MS).then(
        () => 'silent' as const,
        () => 'ended' as const,
      );
      const what = await Promise.race([ended, woken, silent]);
      if (what === 'ended') return await done;
      reported = read;
      const held = what === 'silent' ? { held: tell({ for: 'answer' }) } : {};
      yield { ...toProgress(read), ...held };
    }
  } finally {
    over.abort();
  }
}
