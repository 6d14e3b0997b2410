import type { Clock } from '../world/world.ts';

/**
 * Waits for an answer, and reports every `everyRealMs` of real time that it has not come: the audience sees that we wait. What
 * was sent is awaited to its end, whatever the signal of the run says.
 */
export async function* whileWaiting<T, P>(
  answer: Promise<T>,
  clock: Clock,
  everyRealMs: number,
  report: () => P,
): AsyncGenerator<P, T, void> {
  const settled = answer.then(
    () => true as const,
    () => true as const,
  );
  const over = new AbortController();
  try {
    for (;;) {
      const tick = clock.sleep(0, over.signal, everyRealMs).then(
        () => false as const,
        () => true as const,
      );
      if (await Promise.race([settled, tick])) return await answer;
      yield report();
    }
  } finally {
    over.abort();
  }
}
