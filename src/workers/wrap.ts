import { isAfter } from '../proof/op-time.ts';
import { RefusedError } from '../errors.ts';
import type { Progress } from '../wizard/progress.ts';
import { verifyCluster, verifyMayChange } from './guards.ts';
import type { BackupEngine, World } from '../world/world.ts';
import { ridingOut } from './patience.ts';
import { nextSnapshotAt } from './schedule.ts';
import type { Context, Worker } from './worker.ts';
import { NotBegun } from './worker.ts';

const POLL_MS = 5000;
const POLL_AT_LEAST_REAL_MS = 100;
/** A snapshot that was asked for begins within so much story time, or nobody will take it. */
const APPEARS_MS = 300_000;
/** One that was asked for before a kill is taken for never asked after so long. */
const LOST_MS = 60_000;

/** Where the schedule alone has snapshots taken, hours may pass. */
const SCHEDULED_POLL_MS = 60_000;
/** A scheduled snapshot that is late by no more than this is still awaited. */
const LATE_MS = 1_800_000;

/**
 * Closes the gap that a restore leaves: takes an on-demand snapshot, has the presenter take one, or waits for the next one of the
 * schedule where none can be asked for, until it is complete and something can be restored again. Stopping ends the waiting; the
 * snapshot goes on.
 */
export const wrap: Worker<'wrap'> = async function* (context) {
  const { world, signal, since } = context;
  const { engine, clock, handsOn } = world;
  const before = await askOnce(context);
  const startedAt = clock.now();
  const isAsked = !handsOn && mayAsk(engine);
  let askedAgain = false;
  let told: Progress['wrap'] = { since };
  for (;;) {
    // The snapshot goes on whoever fails to answer us.
    const seen = yield* ridingOut(
      clock,
      signal,
      () => told,
      () => look(world, signal),
    );
    signal.throwIfAborted();
    const { snapshots, coverage, nextAt } = seen!;
    const newest = snapshots.find(({ id }) => !before.has(id));
    const open =
      newest?.complete &&
      (coverage.tag === 'unknown' || coverage.ranges.some(({ end }) => !isAfter(newest.created, end)));
    if (open) return { snapshot: newest, openAt: clock.now(), tookMs: clock.now() - since };
    const waited = clock.now() - startedAt;
    if (!newest && isAsked && context.resuming && waited > LOST_MS && !askedAgain) {
      // The program was cut off between its note and its request: a second snapshot would do no harm.
      askedAgain = true;
      await engine.takeSnapshot(signal);
    }
    if (!newest && isAsked && waited > APPEARS_MS) {
      throw new RefusedError('A snapshot was asked for, and none has begun for five minutes', {
        nextSteps: ['Look at Continuous Backup in Ops Manager', 'Press Enter to ask again'],
      });
    }
    told = {
      since,
      ...(newest ? { snapshot: newest } : {}),
      ...(nextAt === undefined ? {} : { nextAt }),
      ...(handsOn ? { awaitsWord: true } : {}),
    };
    yield told;
    const pollMs = isAsked || newest ? POLL_MS : SCHEDULED_POLL_MS;
    await (handsOn?.untilSaid('wrap', signal) ?? clock.sleep(pollMs, signal, POLL_AT_LEAST_REAL_MS));
  }
};

const mayAsk = ({ traits }: Pick<BackupEngine, 'traits'>): boolean => traits.onDemand === 'yes';

/** What there is, and when the next snapshot is due where none can be asked for: the schedule may be changed meanwhile. */
async function look({ engine, clock, handsOn }: World, signal: AbortSignal) {
  const [snapshots, coverage] = await Promise.all([engine.snapshots(signal), engine.coverage(signal)]);
  if (handsOn || mayAsk(engine)) return { snapshots, coverage };
  const last = snapshots.find(({ complete }) => complete);
  const nextAt = nextSnapshotAt((await engine.schedule(signal)) ?? {}, last, clock.now() - LATE_MS);
  return { snapshots, coverage, ...(nextAt === undefined ? {} : { nextAt }) };
}

/** Asks for a snapshot, unless one runs already or was asked for before this program was cut off; answers which were complete before. */
async function askOnce(context: Context<'wrap'>): Promise<ReadonlySet<string>> {
  const { world, records, run, resuming, input, signal } = context;
  const { engine } = world;
  if (resuming) {
    const noted = records.snapshotsBefore(run);
    if (noted) return new Set(noted);
    throw new NotBegun('No snapshot was asked for');
  }
  await verifyMayChange(context, input);
  if (mayAsk(engine)) await verifyCluster(context, undefined, 'No snapshot was asked for');
  const there = await engine.snapshots(signal);
  const before = there.filter(({ complete }) => complete).map(({ id }) => id);
  await records.noteSnapshotAsked(before, run);
  // Only one can run at a time.
  if (there.length === before.length && mayAsk(engine)) await engine.takeSnapshot(signal);
  return new Set(before);
}
