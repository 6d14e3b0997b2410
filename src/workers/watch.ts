import type { AsideWorker } from './worker.ts';

/** Real milliseconds between two samples: the audience's time, whatever the story's speed. */
const SAMPLE_MS = 1000;

/** Looks at every member and, while that is allowed, at the exact count, once a second. Outlives every outage of the set. */
export const watch: AsideWorker<'watch'> = async function* ({ world: { database, clock }, signal }) {
  for (;;) {
    const [members, count] = await Promise.all([
      database.probe(signal),
      // Who is down is what the members say; a count that failed is simply absent.
      database.count(signal).catch(() => undefined),
    ]);
    signal.throwIfAborted();
    yield { at: clock.now(), members, ...(count ? { count } : {}) };
    await clock.sleep(0, signal, SAMPLE_MS);
  }
};
