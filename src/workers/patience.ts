import { UnreachableError } from '../errors.ts';
import type { Held } from '../wizard/progress.ts';
import type { Clock, Database } from '../world/world.ts';

/** Real milliseconds between two reports while nothing answers. */
const TICK_MS = 1000;

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

/** What is reported while somebody is waited for. */
type MayBeHeld = { readonly held?: Held };

/** Looks why nobody answers, as far as that can be seen. */
export type Look = () => Promise<string | undefined>;

/** Whether the members of a set tell why it does not answer. Never throws. */
export const lookForPrimary =
  (database: Database, signal: AbortSignal): Look =>
  async () => {
    const members = await database.probe(signal);
    if (members.some(({ role }) => role === 'primary')) return undefined;
    return members.every(({ role }) => role === 'down') ? 'no member answers' : 'no member is primary';
  };

/** Says what is waited for since `since`: each telling begins a look, which the next one knows the end of. */
export function createTeller(clock: Clock, since: number, look?: Look): (held: Omit<Held, 'forMs'>) => Held {
  let seen: string | undefined;
  return (held) => {
    void look?.().then(
      (found) => (seen = found),
      () => undefined,
    );
    return { ...held, ...(seen === undefined ? {} : { why: seen }), forMs: clock.now() - since };
  };
}

interface Holding {
  /** `answer` by default. */
  readonly for?: Held['for'];
  readonly look?: Look;
}

/** Waits as `whileWaiting` does, each second, and says in each report what for and for how long. */
export async function* holding<T, P extends MayBeHeld>(
  answer: Promise<T>,
  clock: Clock,
  report: () => P,
  { for: waitsFor = 'answer', look }: Holding = {},
): AsyncGenerator<P, T, void> {
  const tell = createTeller(clock, clock.now(), look);
  return yield* whileWaiting(answer, clock, TICK_MS, () => ({ ...report(), held: tell({ for: waitsFor }) }));
}

/** Between two tries, in story milliseconds and the least in real ones: an election takes 12 s at most with default settings. */
const PAUSE_MS = { story: 500, real: 250 } as const;
/**
 * When whoever does not answer is taken for gone: after so long in real time, but not before so many tries, as a machine may have
 * slept meanwhile; and after so many in any case.
 */
const GIVE_UP = { realMs: 90_000, leastTries: 12, mostTries: 120 } as const;

/**
 * Tries again what nobody answered and of which nothing was done, for as long as a set may be without a primary, and reports each
 * second what it waits for, with what `look` found meanwhile. Resolves with undefined when the signal fires between two tries; any other error, and the last, is
 * thrown.
 */
export async function* ridingOut<T, P extends MayBeHeld>(
  clock: Clock,
  signal: AbortSignal,
  report: () => P,
  run: () => Promise<T>,
  look?: Look,
): AsyncGenerator<P, T | undefined, void> {
  const startedAt = Date.now();
  const tell = createTeller(clock, clock.now(), look);
  let failed: string | undefined;
  const told = (): P => {
    const held = failed === undefined ? tell({ for: 'answer' }) : tell({ for: 'again', why: failed });
    return { ...report(), held };
  };
  for (let tries = 1; ; tries++) {
    try {
      return yield* whileWaiting(run(), clock, TICK_MS, told);
    } catch (error) {
      if (signal.aborted) return undefined;
      const isEarly = tries < GIVE_UP.leastTries || Date.now() - startedAt < GIVE_UP.realMs;
      if (!(error instanceof UnreachableError) || tries >= GIVE_UP.mostTries || !isEarly) throw error;
      failed = error.message;
    }
    const pause = clock.sleep(PAUSE_MS.story, signal, PAUSE_MS.real).catch(() => undefined);
    yield* whileWaiting(pause, clock, TICK_MS, told);
    if (signal.aborted) return undefined;
  }
}
