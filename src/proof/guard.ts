import type { Automation, Coverage, CoverageRange, RestoreJob, Snapshot } from './facts.ts';
import type { OpTime, RestorePoint } from './op-time.ts';
import { BEGINNING, compareOpTimes, isAfter, neededOpTime } from './op-time.ts';

/** What the backup side says while a restore point is being chosen. */
export interface BackupSide {
  readonly coverage: Coverage;
  readonly snapshots: readonly Snapshot[];
  readonly jobs: readonly RestoreJob[];
  /** Absent where nobody is asked. */
  readonly automation?: Automation;
}

/** Whether a restore to a point can be asked for; if not, why, and what would open it. */
export type Guard =
  | {
      readonly tag: 'open';
      /** The newest complete snapshot at or before the point, from which its oplog is replayed; undefined where none is listed. */
      readonly base: Snapshot | undefined;
      /** False where the server cannot tell its ranges. */
      readonly certain: boolean;
    }
  | { readonly tag: 'closed'; readonly because: 'future' }
  | { readonly tag: 'closed'; readonly because: 'no-snapshot' }
  | { readonly tag: 'closed'; readonly because: 'no-coverage' }
  | { readonly tag: 'closed'; readonly because: 'busy'; readonly left: number }
  | { readonly tag: 'closed'; readonly because: 'before-coverage'; readonly from: OpTime }
  | { readonly tag: 'closed'; readonly because: 'after-coverage'; readonly until: OpTime; readonly waitS: number }
  | { readonly tag: 'closed'; readonly because: 'gap'; readonly from: OpTime; readonly until: OpTime };

const isIn = ({ start, end }: CoverageRange, at: OpTime): boolean => !isAfter(start, at) && !isAfter(at, end);

/** The newest of the snapshots that a stretch of oplog holds up to an op time. */
const newestIn = (snapshots: readonly Snapshot[], { start, end }: CoverageRange): Snapshot | undefined =>
  snapshots
    .filter(({ created }) => isIn({ start, end }, created))
    .reduce<Snapshot | undefined>(
      (newest, one) => (newest && isAfter(newest.created, one.created) ? newest : one),
      undefined,
    );

function judgeRanges(ranges: readonly CoverageRange[], complete: readonly Snapshot[], needed: OpTime): Guard {
  const first = ranges[0];
  const last = ranges.at(-1);
  if (!first || !last) return { tag: 'closed', because: 'no-coverage' };
  const within = ranges.find((range) => isIn(range, needed));
  if (within) return { tag: 'open', base: newestIn(complete, { start: within.start, end: needed }), certain: true };
  if (isAfter(first.start, needed)) return { tag: 'closed', because: 'before-coverage', from: first.start };
  if (isAfter(needed, last.end)) {
    return { tag: 'closed', because: 'after-coverage', until: last.end, waitS: Math.max(1, needed.t - last.end.t) };
  }
  const before = ranges.findLast(({ end }) => isAfter(needed, end))!;
  const after = ranges.find(({ start }) => isAfter(start, needed))!;
  return { tag: 'closed', because: 'gap', from: before.end, until: after.start };
}

/**
 * Judges a point by what the backup side says. `now` is the newest op time of the set. A server without restorable ranges is
 * judged by its snapshots alone, and the answer says that it is not certain.
 */
export function judge(point: RestorePoint, { coverage, snapshots, automation, jobs }: BackupSide, now: OpTime): Guard {
  const needed = neededOpTime(point);
  const left = automation?.processes.filter(({ achieved }) => achieved < automation.goal).length ?? 0;
  const running = jobs.filter(({ stateName }) => stateName === 'IN_PROGRESS').length;
  if (left + running > 0) return { tag: 'closed', because: 'busy', left };
  if (isAfter(needed, now)) return { tag: 'closed', because: 'future' };
  const complete = snapshots.filter((snapshot) => snapshot.complete);
  if (complete.length === 0) return { tag: 'closed', because: 'no-snapshot' };
  if (coverage.tag === 'ranges') {
    return judgeRanges(
      [...coverage.ranges].sort((a, b) => compareOpTimes(a.start, b.start)),
      complete,
      needed,
    );
  }
  const base = newestIn(complete, { start: BEGINNING, end: needed });
  if (base) return { tag: 'open', base, certain: false };
  const [from] = complete.map(({ created }) => created).sort(compareOpTimes);
  return { tag: 'closed', because: 'before-coverage', from: from! };
}
