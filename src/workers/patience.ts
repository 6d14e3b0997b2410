import { UnreachableError } from '../errors.ts';
import type { Clock } from '../world/world.ts';

/**
 * Waits for an answer, and reports every `everyRealMs` of real time that it has not come: the audience sees that we wait. What
 * was sent is awaited to its end, whatever the signal of the run says. A report may take a look of its own first.
 */
export async function* whileWaiting<T, P>(
  answer: Promise<T>,
  clock: Clock,
  everyRealMs: number,
  report: () => P | Promise<P>,
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
      yield await report();
    }
  } finally {
    over.abort();
  }
}

/** Real milliseconds between two reports while nothing answers. */
const TICK_MS = 1000;
/** Between two tries, in story milliseconds and the least in real ones: an election takes 12 s at most with default settings. */
const PAUSE_MS = { story: 500, real: 250 } as const;
/** After so many tries and as long in real time, whoever does not answer is taken for gone. */
const GIVE_UP = { tries: 120, realMs: 90_000 } as const;

/**
 * Tries again what nobody answered and of which nothing was done, for as long as a set may be without a primary, and reports each
 * second. Resolves with undefined when the signal fires between two tries; any other error, and the last, is thrown.
 */
export async function* ridingOut<T, P>(
  clock: Clock,
  signal: AbortSignal,
  report: () => P,
  run: () => Promise<T>,
): AsyncGenerator<P, T | undefined, void> {
  const startedAt = Date.now();
  for (let tries = 1; ; tries++) {
    try {
      return yield* whileWaiting(run(), clock, TICK_MS, report);
    } catch (error) {
      if (signal.aborted) return undefined;
      const isPatient = tries < GIVE_UP.tries && Date.now() - startedAt < GIVE_UP.realMs;
      if (!(error instanceof UnreachableError) || !isPatient) throw error;
    }
    const pause = clock.sleep(PAUSE_MS.story, signal, PAUSE_MS.real).catch(() => undefined);
    yield* whileWaiting(pause, clock, TICK_MS, report);
    if (signal.aborted) return undefined;
  }
}
