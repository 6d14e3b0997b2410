import { nextSnapshotAt } from './schedule.ts';
import type { Worker } from './worker.ts';

/** Reads every snapshot, the one in progress included, and the coverage of the oplog. */
// oxlint-disable-next-line require-yield
export const snapshots: Worker<'snapshots'> = async function* ({ world: { engine, clock }, signal }) {
  const [backup, found, coverage] = await Promise.all([
    engine.backup(signal),
    engine.snapshots(signal),
    engine.coverage(signal),
  ]);
  const plan = backup.stateName === 'INACTIVE' ? undefined : await engine.schedule(signal);
  const last = found.find(({ complete }) => complete);
  const nextAt = nextSnapshotAt(plan ?? {}, last, clock.now());
  return { snapshots: found, coverage, ...(nextAt === undefined ? {} : { nextAt }) };
};
