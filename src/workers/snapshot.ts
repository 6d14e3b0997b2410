import type { Check, Worker } from './worker.ts';
import { NotBegun } from './worker.ts';

/** Story milliseconds between two looks, and the least in real time. */
const POLL_MS = 5000;
const POLL_AT_LEAST_REAL_MS = 100;

const STARTABLE = ['INACTIVE', 'STOPPED'];

/** Starts the backup where it is not on, and waits for a complete snapshot. Stopping ends the waiting; the backup goes on. */
export const snapshot: Worker<'snapshot'> = async function* ({ world: { engine, clock }, since, resuming, signal }) {
  if (STARTABLE.includes((await engine.backup(signal)).stateName)) {
    if (resuming) throw new NotBegun('The backup is not on');
    await engine.startBackup(signal);
  }
  for (;;) {
    const [backup, snapshots] = await Promise.all([engine.backup(signal), engine.snapshots(signal)]);
    const complete = snapshots.find((one) => one.complete);
    if (complete) return { snapshot: complete, tookMs: clock.now() - since };
    const begun = snapshots[0];
    yield { backup, since, ...(begun ? { snapshot: begun } : {}) };
    await clock.sleep(POLL_MS, signal, POLL_AT_LEAST_REAL_MS);
  }
};

/** Holds when a snapshot is complete already. */
export const isSnapshotComplete: Check<'snapshot'> = async ({ world: { engine }, signal }) => {
  const complete = (await engine.snapshots(signal)).find((one) => one.complete);
  return complete && { snapshot: complete, tookMs: 0 };
};
