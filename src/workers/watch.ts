import type { Count } from '../proof/facts.ts';
import type { Database } from '../world/world.ts';
import type { AsideWorker } from './worker.ts';

/** Real milliseconds from one sample to the next: the audience's time, whatever the story's speed. */
const SAMPLE_MS = 1000;
/** For so long of them a sample waits for the count, which a set without a primary, or a large one, leaves open. */
const COUNT_MS = 400;

type Counted = { readonly count: Count | undefined; readonly countedFrom: number };

/** A count that failed is simply absent. */
const countOnce = (database: Database, countedFrom: number, signal: AbortSignal): Promise<Counted> =>
  database.count(signal).then(
    (count) => ({ count, countedFrom }),
    () => ({ count: undefined, countedFrom }),
  );

/**
 * Looks at every member and, while that is allowed, at the exact count, once a second: who is down is told whether or not a count
 * comes, and one that takes longer is in a later sample. Outlives every outage of the set.
 */
export const watch: AsideWorker<'watch'> = async function* ({ world: { database, clock }, signal }) {
  let counting: Promise<Counted> | undefined;
  const pause = (ms: number): Promise<undefined> => clock.sleep(0, signal, Math.max(0, ms)).then(() => undefined);
  for (;;) {
    const begunAt = Date.now();
    counting ??= countOnce(database, clock.now(), signal);
    const [members, counted] = await Promise.all([
      database.probe(signal),
      Promise.race([counting, pause(COUNT_MS).catch(() => undefined)]),
    ]);
    signal.throwIfAborted();
    if (counted) counting = undefined;
    const { count, countedFrom } = counted ?? {};
    yield { at: clock.now(), members, ...(count && countedFrom !== undefined ? { count, countedFrom } : {}) };
    await pause(SAMPLE_MS - (Date.now() - begunAt));
  }
};
