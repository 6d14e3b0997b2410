import type { Backup, Coverage, CoverageRange, RestoreJob, Snapshot, Stores } from '../../proof/facts.ts';
import type { Finding } from './finding.ts';
import { bad, counted, good, names, unproved, warning } from './finding.ts';

/*
 * The backup of the cluster: whether it runs, where it goes, and what can be restored.
 */

const isOff = ({ stateName }: Backup): boolean => stateName === 'INACTIVE' || stateName === 'STOPPED';

export function judgeBackup(backup: Backup, snapshots: readonly Snapshot[]): Finding {
  const { stateName } = backup;
  const complete = snapshots.filter((snapshot) => snapshot.complete).length;
  if (isOff(backup)) return good(`${stateName}: it is started after the load`);
  return warning(
    `${stateName}, ${counted(complete, 'snapshot')} complete`,
    'A load now goes through the oplog store as well: keep it small',
  );
}

export function judgeStores(found: Stores): Finding {
  if (found.tag === 'managed') return good('kept by Cloud Manager itself');
  if (found.tag !== 'stores') {
    return unproved('not looked at: only a global key may', 'Give a global key, or look at Admin → Backups');
  }
  const assignable = found.stores.filter((store) => store.assignable);
  const oplog = assignable.filter(({ kind }) => kind === 'oplogMongo' || kind === 'oplogS3');
  const snapshot = assignable.filter((store) => !oplog.includes(store));
  const daemons = found.daemons.filter((daemon) => daemon.assignable);
  const missing = [
    ...(snapshot.length === 0 ? ['snapshot store'] : []),
    ...(oplog.length === 0 ? ['oplog store'] : []),
    ...(daemons.length === 0 ? ['daemon'] : []),
  ];
  if (missing.length > 0) {
    return bad(
      `no ${missing.join(', and no ')} can be assigned`,
      'Configure it in Admin → Backups, and enable assignment',
    );
  }
  return good(
    `${counted(snapshot.length, 'snapshot store')}, ${counted(oplog.length, 'oplog store')}, ${counted(daemons.length, 'daemon')} to assign`,
  );
}

export function judgeRestores(jobs: readonly RestoreJob[]): Finding {
  const running = jobs.filter(({ stateName }) => stateName === 'IN_PROGRESS');
  if (running.length === 0) return good(jobs.length === 0 ? 'none yet' : `none running, ${jobs.length} before`);
  return bad(
    `running: ${names(running.map(({ id }) => id))}`,
    'Wait for its end, or cancel it: Backup → Restore History → Cancel',
  );
}

const clock = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(11, 19)} UTC`;

/** The first stretch between two ranges that nothing can be restored to. */
function findGap(ranges: readonly CoverageRange[]): readonly [number, number] | undefined {
  let reached: number | undefined;
  for (const { start, end } of ranges.toSorted((a, b) => a.start.t - b.start.t)) {
    if (reached !== undefined && start.t > reached) return [reached, start.t];
    reached = Math.max(reached ?? 0, end.t);
  }
  return undefined;
}

/** `backup` is absent when its state is not known. */
export function judgeCoverage(coverage: Coverage, backup: Backup | undefined): Finding {
  if (coverage.tag === 'unknown') {
    return unproved('this Ops Manager cannot tell its restorable ranges', 'Ops Manager 8.0.6 and later can');
  }
  const { ranges } = coverage;
  if (ranges.length === 0) {
    return !backup || isOff(backup)
      ? good('nothing restorable yet')
      : warning(
          'nothing restorable, though the backup runs',
          'Wait for the first snapshot, or the one after a restore',
        );
  }
  const gap = findGap(ranges);
  if (gap) {
    return warning(
      `a gap from ${clock(gap[0])} to ${clock(gap[1])}`,
      'No point in it can be restored; after a restore it lasts until the next snapshot',
    );
  }
  const newest = Math.max(...ranges.map(({ end }) => end.t));
  return good(`without a gap until ${clock(newest)}`);
}
