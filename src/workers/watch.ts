import type { Count } from '../proof/facts.ts';
import type { AsideWorker } from './worker.ts';

/** Real milliseconds from one sample to the next: the audience's time, whatever the story's speed. */
const SAMPLE_MS = 1000;
/** For so long of them a sample waits for the count, which a set without a primary, or a large one, leaves open. */
const COUNT_MS = 400;

type Counted = { readonly count: Count | undefined };

/**
 * Looks at every member and, while that is allowed, at the exact count, once a second: who is down is told whether or not a count
 * comes, and one that takes longer is in a later sample. Outlives every outage of the set.
 */
export const watch: AsideWorker<'watch'> = async function* ({ world: { database, clock }, signal }) {
  let counting: Promise<Counted> | undefined;
  const pause = (ms: number): Promise<undefined> => clock.sleep(0, signal, Math.max(0, ms)).then(() => undefined);
  for (;;) {
    const begunAt = Date.now();
    counting ??= database.count(signal).then(
      (count) => ({ count }),
      // A count that failed is simply absent.
      () => ({ count: undefined }),
    );
    const [members, counted] = await Promise.all([
      database.probe(signal),
      Promise.race([counting, pause(COUNT_MS).catch(() => undefined)]),
    ]);
    signal.throwIfAborted();
    if (counted) counting = undefined;
    yield { at: clock.now(), members, ...(counted?.count ? { count: counted.count } : {}) };
    await pause(SAMPLE_MS - (Date.now() - begunAt));
  }
};
