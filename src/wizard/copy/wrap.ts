import type { EngineTraits, Snapshot } from '../../proof/facts.ts';
import type { Progress } from '../progress.ts';
import type { Results } from '../results.ts';
import type { Verdict } from '../../proof/verdict.ts';
import type { StepCopy } from './copy.ts';
import { iterationsOf } from './delete.ts';
import { POINT_SOURCES, UNTOLD_POINT } from './restore.ts';
import { dateTime, documents, duration, figures, point, time, timer } from './words.ts';

export const WRAP: StepCopy<'wrap'> = {
  title: 'Wrap-up',
  lead: 'What happened, how long it took, and when it can be shown again',
  action: () => 'take a snapshot and wait for it',
  clickPath: 'In Ops Manager: Continuous Backup → Take Snapshot (path not verified)',
  notes: [
    'Recovery time is measured here, never promised',
    'Loss is counted against the expected set of the restore point',
    'A second point-in-time restore needs a new snapshot first',
  ],
  skip: 'the point-in-time window opens with the next scheduled snapshot',
  working: (progress, now) =>
    progress
      ? `Reopening: ${snapshotWords(progress.snapshot)}, ${timer(now - progress.since)}`
      : `Reopening: ${ASKING}`,
  done: (result) => `Next show ${openLine(result)}`,
};

/** Where no snapshot can be asked for out of turn. */
export const WRAP_SCHEDULED: Partial<StepCopy<'wrap'>> = {
  action: () => 'wait for the next scheduled snapshot',
  clickPath: 'In Ops Manager: Continuous Backup → View All Snapshots (path not verified)',
  working: (progress, now) =>
    progress?.snapshot || progress?.nextAt === undefined
      ? WRAP.working(progress, now)
      : `Reopening: the next snapshot is due ${dateTime(progress.nextAt)}, computed from the schedule`,
};

export const ASKING = 'asking for a snapshot';

export const openLine = ({ openAt, tookMs }: Results['wrap']): string =>
  `possible since ${clock(openAt)}, after ${duration(tookMs)}`;

/** Hours and minutes are enough for when to begin again. */
export const clock = (at: number): string => time(at).slice(0, 5);

export const WRAP_LABELS = {
  rpo: 'Lost (RPO)',
  verdict: 'Verdict',
  proved: 'To verdict',
  next: 'Next show',
  show: 'Show',
  evidence: 'Evidence',
  again: 'Again',
} as const;

export const NOTHING_KEPT = 'nothing of this show could be kept';

/** How a show is read or seen again. */
export const againLine = (showId: string): string => `minuteback report ${showId}; --replay ${showId}`;

export const PART_NAMES = {
  load: 'Load',
  snapshot: 'First snapshot',
  delete: 'Delete',
  restore: 'Restore',
  verify: 'Verify',
} as const;

export const HEADS = { part: 'Part', took: 'Took', what: 'What' } as const;

export const RTO = 'Recovery time (RTO), accepted to writable primary';
export const RTO_NONE = 'Recovery time (RTO): nothing was restored';
export const NO_TIME = '--:--';
export const NO_VERDICT = 'no verdict yet';

/** Beside the verdict's word. */
export function verdictNote(verdict: Verdict): string | undefined {
  if (verdict.tag === 'verified') return `${figures(verdict.expected)} equal the expected set`;
  if (verdict.tag === 'not-verified') return undefined;
  return `${figures(verdict.missing)} missing, ${figures(verdict.extra)} extra`;
}

/** Documents lost against what the restore point should have brought back. */
export function lostLine(verdict: Verdict | undefined): string {
  if (!verdict || verdict.tag === 'not-verified') return 'not known without a verdict';
  return documents(verdict.tag === 'verified' ? 0 : verdict.missing);
}
export const LOST_NOTE = 'against the expected set';

export const snapshotWhat = ({ snapshot }: Results['snapshot']): string =>
  `taken at ${time(snapshot.created.t * 1000)}`;
export const restoreWhat = ({ point: to, pointFrom }: Results['restore']): string =>
  to
    ? `back to the state ${point(to)}${pointFrom ? `, ${POINT_SOURCES[pointFrom]}` : ''}`
    : `in the browser, to ${UNTOLD_POINT}`;
export const verifyWhat = ({ found }: Results['verify']): string => `every _id of ${documents(found)} read`;
export const deleteWhat = ({ deleted, iterations }: Results['delete']): string =>
  `${documents(deleted)} in ${iterationsOf(iterations)}`;
export const loadWhat = ({ documents: count }: Results['load']): string => documents(count);

export const GAP_CLOSES = 'window closed by the restore; Enter takes a snapshot and waits';
export const GAP_CLOSES_BY_SCHEDULE = 'closed by the restore; Enter waits for the scheduled snapshot';
export const GAP = 'After a restore no point in time can be restored to, until a new snapshot is complete';
export const NO_GAP = 'no gap to close: nothing was restored';

export function snapshotWords(snapshot: Snapshot | undefined): string {
  if (!snapshot) return 'snapshot asked for';
  return snapshot.complete ? 'snapshot complete, waiting for its oplog' : 'snapshot in progress';
}

const WHY_SCHEDULED: { readonly [T in EngineTraits['onDemand']]: string } = {
  yes: '',
  'no-key': '; no global key to ask with',
  'not-offered': '; none is taken out of turn',
};

/** When the next snapshot is due, and why no other is asked for. */
export const dueLine = (nextAt: number | undefined, onDemand: EngineTraits['onDemand']): string =>
  `${nextAt === undefined ? 'waits for the schedule' : `due ${dateTime(nextAt)}, computed`}${WHY_SCHEDULED[onDemand]}`;

export const reopeningLine = ({ snapshot, since }: Progress['wrap'], now: number): string =>
  `${snapshotWords(snapshot)}, ${timer(now - since)}${snapshot?.member === undefined ? '' : `, from ${snapshot.member}`}`;
