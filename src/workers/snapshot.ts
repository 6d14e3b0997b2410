import type { Progress } from '../wizard/progress.ts';
import { verifyCluster, verifyMayChange } from './guards.ts';
import { ridingOut } from './patience.ts';
import type { Check, Worker } from './worker.ts';
import { NotBegun } from './worker.ts';

/** Story milliseconds between two looks, and the least in real time. */
const POLL_MS = 5000;
const POLL_AT_LEAST_REAL_MS = 100;

const STARTABLE = ['INACTIVE', 'STOPPED'];

/**
 * Starts the backup where it is not on, and waits for a complete snapshot, or for the presenter's word that there is one.
 * Stopping ends the waiting; the backup goes on.
 */
export const snapshot: Worker<'snapshot'> = async function* (context) {
  const { world, input, since, resuming, signal } = context;
  const { engine, clock, handsOn } = world;
  if (STARTABLE.includes((await engine.backup(signal)).stateName)) {
    if (resuming) throw new NotBegun('The backup is not on');
    await verifyMayChange(context, input);
    await verifyCluster(context, undefined, 'The backup was not started');
    await engine.startBackup(signal);
  }
  let told: Progress['snapshot'] = { backup: await engine.backup(signal), since };
  for (;;) {
    const look = () => Promise.all([engine.backup(signal), engine.snapshots(signal)]);
    // The backup goes on whoever fails to answer us.
    const seen = yield* ridingOut(clock, signal, () => told, look);
    signal.throwIfAborted();
    const [backup, snapshots] = seen!;
    const complete = snapshots.find((one) => one.complete);
    if (complete) return { snapshot: complete, tookMs: clock.now() - since };
    const begun = snapshots[0];
    const hidden = engine.hidesRunning?.() ? ({ runningIsHidden: true } as const) : {};
    const awaits = handsOn ? ({ awaitsWord: true } as const) : {};
    told = { backup, since, ...(begun ? { snapshot: begun } : {}), ...awaits, ...hidden };
    yield told;
    await (handsOn?.untilSaid('snapshot', signal) ?? clock.sleep(POLL_MS, signal, POLL_AT_LEAST_REAL_MS));
  }
};

/** Holds when a snapshot is complete already. Where nobody can be asked, skipping the step says that one is. */
export const isSnapshotComplete: Check<'snapshot'> = async ({ world: { engine, handsOn }, signal }) => {
  if (handsOn && (await engine.snapshots(signal)).length === 0) handsOn.takeAsGiven();
  const complete = (await engine.snapshots(signal)).find((one) => one.complete);
  return complete && { snapshot: complete, tookMs: 0 };
};
