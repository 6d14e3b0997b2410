import { UnreachableError } from '../errors.ts';
import type { Progress, Resting } from '../wizard/progress.ts';
import { ridingOut, whileWaiting } from './patience.ts';
import type { Context } from './worker.ts';

/** Between two rounds, and again while Ops Manager is slow: story milliseconds. */
const REST_MS = 10_000;
/** Ops Manager is slow when an answer takes longer, in real milliseconds; and does not answer when it takes this long. */
const SLOW_MS = 2_000;
const SILENT_MS = 10_000;
/**
 * Sizes on disk are those of the last checkpoint, and one is made each minute
 * (https://www.mongodb.com/docs/manual/core/wiredtiger/#snapshots-and-checkpoints): story milliseconds after a write until they tell of it.
 */
const CHECKPOINT_MS = 65_000;
/** Between two readings while that is waited for. */
const LOOK_MS = 5_000;
/** What documents take on disk at most, as a multiple of their bytes: 1.22 was seen in the hand-made demo. */
const GROWTH = 1.5;
/** Real milliseconds between two reports while an answer is waited for. */
const TICK_MS = 1000;

type LoadProgress = Progress['load'];
type Turns<T> = AsyncGenerator<LoadProgress, T, void>;

/** How the answer to a harmless question came. */
type Answered = { readonly tag: 'answered'; readonly ms: number } | { readonly tag: 'silent' };

export interface Rounds {
  /** Whether a round is wanted: always the first where no size on disk is, then none. */
  isWanted(): Promise<boolean>;
  /**
   * Whether another is, once it may begin: after a rest, while which Ops Manager has to answer quickly, since loading too much at
   * once is known to bring it down. Resolves with false when the signal fires. `bytes`: what the round has added.
   */
  another(last: LoadProgress, bytes: number): Turns<boolean>;
}

/** Rounds of a load until so much is on disk. `engineAnswers`: where it never did, nobody waits for it. */
export function createRounds(context: Context<'load'>, engineAnswers: boolean): Rounds {
  const { world, input, signal } = context;
  const { database, clock } = world;
  const added: { readonly at: number; readonly bytes: number }[] = [];

  const onDisk = async (): Promise<number> => (await database.stats(signal)).storageBytes;

  async function* rest(last: LoadProgress, ms: number, toResting: (leftMs: number) => Resting): Turns<void> {
    const until = clock.now() + ms;
    while (clock.now() < until && !signal.aborted) {
      const leftMs = until - clock.now();
      yield { ...last, bytesPerSecond: 0, stalledMs: 0, resting: toResting(leftMs) };
      await clock.sleep(Math.min(1000, leftMs), signal, 50).catch(() => undefined);
    }
  }

  async function ask(): Promise<Answered> {
    const askedAt = Date.now();
    const late = AbortSignal.timeout(SILENT_MS);
    try {
      await world.engine.backup(AbortSignal.any([signal, late]));
    } catch (error) {
      // A plain no is an answer as well.
      if (error instanceof UnreachableError || late.aborted) return { tag: 'silent' };
    }
    return { tag: 'answered', ms: Date.now() - askedAt };
  }

  /** Rests for as long as Ops Manager is slow or silent. */
  async function* awaitEngine(last: LoadProgress): Turns<void> {
    const since = clock.now();
    const slow = (leftMs: number, took = {}): Resting => ({
      because: 'engine',
      leftMs,
      forMs: clock.now() - since,
      ...took,
    });
    const asking = (): LoadProgress => ({ ...last, bytesPerSecond: 0, stalledMs: 0, resting: slow(0) });
    while (engineAnswers && !signal.aborted) {
      const answered = yield* whileWaiting(ask(), clock, TICK_MS, asking);
      if (answered.tag === 'answered' && answered.ms < SLOW_MS) return;
      const took = answered.tag === 'answered' ? { answerMs: answered.ms } : {};
      yield* rest(last, REST_MS, (leftMs) => slow(leftMs, took));
    }
  }

  /** Whether the wanted size is on disk, as far as the server tells; unknown when it was stopped. */
  async function* read(last: LoadProgress): Turns<LoadProgress | undefined> {
    const bytes = yield* ridingOut(clock, signal, () => last, onDisk);
    return bytes === undefined ? undefined : { ...last, storageBytes: bytes };
  }

  /** What was written within the last minute and may not show yet. */
  const unseenBytes = (): number =>
    added.filter(({ at }) => at > clock.now() - CHECKPOINT_MS).reduce((sum, { bytes }) => sum + bytes, 0);

  return {
    isWanted: async () => input.untilBytes === undefined || (await onDisk()) < input.untilBytes,
    async *another(last, bytes) {
      const { untilBytes } = input;
      if (untilBytes === undefined) return false;
      const endedAt = clock.now();
      added.push({ at: endedAt, bytes });
      let seen = yield* read(last);
      const goesOn = (): boolean => seen !== undefined && !signal.aborted && (seen.storageBytes ?? 0) < untilBytes;
      if (seen && goesOn()) {
        yield* rest(seen, REST_MS, (leftMs) => ({ because: 'pace', leftMs }));
        yield* awaitEngine(seen);
        seen = yield* read(seen);
      }
      while (seen && goesOn() && (seen.storageBytes ?? 0) + unseenBytes() * GROWTH >= untilBytes) {
        const checkpointAt = endedAt + CHECKPOINT_MS;
        const toResting = (): Resting => ({ because: 'checkpoint', leftMs: checkpointAt - clock.now() });
        yield* rest(seen, Math.min(LOOK_MS, checkpointAt - clock.now()), toResting);
        seen = yield* read(seen);
      }
      return goesOn();
    },
  };
}
