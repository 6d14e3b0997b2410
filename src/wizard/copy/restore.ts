import type { Coverage, PointSource } from '../../proof/facts.ts';
import type { Guard } from '../../proof/guard.ts';
import type { NotKnown, Outlook, Uncertain } from '../../proof/history.ts';
import type { OpTime, RestorePoint } from '../../proof/op-time.ts';
import { instantOf } from '../../proof/op-time.ts';
import type { Candidate, CandidateName } from '../../proof/points.ts';
import type { Results } from '../results.ts';
import type { StepCopy } from './copy.ts';
import { STAGE_NAMES, timerMs, waitingLine } from './restore-run.ts';
import { dayTime } from './snapshots.ts';
import { dateTime, documents, duration, figures, opTime, point, time, timer, utc, zone } from './words.ts';

export const RESTORE: StepCopy<'restore'> = {
  title: 'Restore one minute back',
  lead: 'Puts the whole replica set back to one instant',
  action: () => 'restore to this point',
  clickPath: 'Continuous Backup → Restore or Download → PITR → restorable time ranges',
  notes: [
    'Now was frozen when this screen opened: talking does not move the point',
    'Restore here with Enter, or in Ops Manager with the time shown here',
    'There: Continuous Backup - Restore or Download - PITR - View Status',
    'All members go down; the timer stops at a writable primary',
    'It is not cancelled from here: Backup - Restore History - Cancel',
  ],
  skip: 'nothing was restored, so nothing can be verified',
  working: (progress, now) => {
    if (!progress) return 'Restoring: waiting until the last delete is majority-committed';
    if (progress.waitingFor !== undefined) return waitingLine(progress.waitingFor);
    const last = progress.stages.at(-1);
    return `Restoring: ${last ? STAGE_NAMES[last.stage].toLowerCase() : 'closing our writers'}, ${timer(timerMs(progress.stages, now) ?? 0)}`;
  },
  done: ({ point: to, tookMs }) =>
    `Restored to ${to ? time(instantOf(to)) : UNTOLD_POINT}: a writable primary ${duration(tookMs)} after the acceptance`,
};

/** In Ops Manager, when it has restored, and while it does. */
export const STATUS_PATH = 'In Ops Manager: Continuous Backup → View Status';
export const CANCEL_PATH = 'Follow: View Status. Cancel only there: Backup → Restore History → Cancel';

export const RESTORE_LABELS = {
  before: 'before the first delete',
  now: 'now',
  point: 'Restore point',
  also: 'In UTC',
  returns: 'Brings back',
  stay: 'Stay deleted',
  uncertain: 'Not certain',
  why: 'Why this one',
  ranges: 'Restorable',
  guard: { open: '✓ Open', closed: '✗ Not yet' },
  others: 'Or with t',
  takes: 'Takes',
  type: 'In Ops Manager',
} as const;

export const CANDIDATE_NAMES: { readonly [C in CandidateName]: string } = {
  'minute-back': 'one minute back',
  'before-first-delete': 'just before the first delete',
  'between-iterations': 'between two iterations',
  picked: 'picked by hand',
};

/** Why nobody can say which documents a point brings back. */
export const NOT_KNOWN: { readonly [N in NotKnown | Uncertain]: string } = {
  'no-baseline': 'no exact list of documents precedes the point',
  'load-since-baseline': 'documents were loaded since the last exact list',
  'foreign-writes': 'others wrote between the lists around the point',
  undone: 'a restore has undone what was there then',
  'not-told': 'nobody told which point it was restored to',
  'cut-through-batch': 'the point cuts through a batch of deletes',
  'unknown-delete': 'a delete was sent and never answered',
};

/** What the point brings back; why that is not certain is another line. */
export function returnsLine(outlook: Outlook): string {
  switch (outlook.tag) {
    case 'known':
      return `${documents(outlook.returns)}, ${figures(outlook.total)} in total`;
    case 'uncertain':
      return `at least ${figures(outlook.returns)}, ${figures(outlook.certain)} in total; ${figures(outlook.uncertain)} more or not`;
    case 'not-known':
      return `not known: ${NOT_KNOWN[outlook.because]}`;
    default:
      return outlook satisfies never;
  }
}

/** "moved 3 s off a batch"; a longer way leads around what nobody can say. */
export const movedLine = (movedS: number): string =>
  `moved ${figures(Math.abs(movedS))} s ${Math.abs(movedS) > FAR_S ? 'to be exact' : 'off a batch'}`;
const FAR_S = 30;

/** The half that does not return. */
export const stayDeletedLine = (count: number): string =>
  count === 0 ? 'none: no document was deleted before the point' : `${figures(count)} deleted before the point`;

/** The instant in UTC, and the op time that the oplog is cut at. */
export const alsoLine = (of: RestorePoint): string =>
  of.form === 'second'
    ? `${utcTime(of)}, before ${opTime({ t: of.t, i: 0 })}`
    : `${utcTime(of)}, through ${opTime(of.at)}`;

/** `13:03:27 UTC`. */
export const utcTime = (of: RestorePoint): string => utc(instantOf(of)).slice(11);

/** Cells that a zone has beside date, time and UTC in the smallest terminal. */
const ZONE_CELLS = 19;

/** `Europe/Paris`, but `Buenos_Aires` for `America/Argentina/Buenos_Aires`. */
export const shortZone = (): string =>
  zone().length > ZONE_CELLS ? zone().slice(zone().lastIndexOf('/') + 1) : zone();

/** The exact date and time for Ops Manager's own dialog, which shows times in the zone that is set for its user. */
export function typeLine(of: RestorePoint): string {
  const at = instantOf(of);
  if (of.form === 'opTime') return `type the oplog timestamp ${of.at.t}, increment ${of.at.i}`;
  return zone() === 'UTC' ? `type ${utc(at)}` : `type ${dateTime(at)} ${shortZone()} (${utcTime(of)})`;
}

export const frozenLead = (seconds: number): string => `${RESTORE.lead}; now is frozen at ${time(seconds * 1000)}`;

/** Why the point is another second than its name says, or another point than one minute back. */
export function whyLine({ name, movedS }: Candidate, candidates: readonly Candidate[], chosen: boolean): string[] {
  const moved = movedS === 0 ? [] : [movedLine(movedS)];
  if (name !== 'before-first-delete' || chosen) return moved;
  const minuteBack = candidates.find((candidate) => candidate.name === 'minute-back')?.outlook;
  const why =
    minuteBack?.tag === 'known'
      ? 'brings nothing back'
      : minuteBack?.because === 'no-baseline'
        ? 'lies before the baseline'
        : 'cannot be told exactly';
  return [`one minute back ${why}`, ...moved];
}

export const otherLine = ({ name, point: at, outlook }: Candidate): string =>
  `${CANDIDATE_NAMES[name]}, ${time(instantOf(at))}: ` +
  (outlook.tag === 'not-known'
    ? 'not known what returns'
    : `${outlook.tag === 'known' ? '' : 'at least '}${figures(outlook.returns)} return`);

/** An instant with its day when that is not today's. */
export const moment = (at: number, now: number): string =>
  new Date(at).toDateString() === new Date(now).toDateString() ? time(at) : dayTime(at);

/** At most so many ranges in one line. */
const SHOWN_RANGES = 2;

export function rangesLine(coverage: Coverage, now: number): string {
  if (coverage.tag === 'unknown') return 'this Ops Manager cannot tell its ranges';
  const { ranges } = coverage;
  if (ranges.length === 0) return 'nothing yet';
  const shown = ranges
    .slice(-SHOWN_RANGES)
    .map(({ start, end }) => `${moment(start.t * 1000, now)} to ${moment(end.t * 1000, now)}`);
  const older = ranges.length - shown.length;
  return `${shown.join(', then ')}${older === 0 ? '' : `, and ${older} older`}`;
}

/** What the guard says of a point: why not, and what would open it. */
export function guardLine(guard: Guard, of: RestorePoint): string {
  if (guard.tag === 'open') {
    return guard.certain
      ? "its oplog is there; Enter asks for the set's name"
      : "not certain: gaps are not told; Enter asks the set's name";
  }
  const at = time(instantOf(of));
  switch (guard.because) {
    case 'future':
      return `${at} is still to come: wait until it has passed`;
    case 'no-snapshot':
      return 'no snapshot is complete: wait, or start the backup (step 3)';
    case 'no-coverage':
      return 'nothing is restorable before the next complete snapshot';
    case 'busy':
      return guard.left === 0
        ? 'a restore job is in progress: wait for its end'
        : `agents still work on ${guard.left} ${guard.left === 1 ? 'process' : 'processes'}: wait for their goal`;
    case 'before-coverage':
      return `restorable only from ${time(guard.from.t * 1000)} on: choose a later point`;
    case 'after-coverage':
      return `oplog reaches ${time(guard.until.t * 1000)}, not yet ${at}: wait about ${guard.waitS} s`;
    case 'gap':
      return `no oplog from ${time(guard.from.t * 1000)} to ${time(guard.until.t * 1000)}: choose a point outside`;
    default:
      return guard satisfies never;
  }
}

/** What Enter does with a point whose oplog is on its way. */
export const WAIT_ACTION = 'restore once its oplog is there';

/** Seconds above which minutes are enough. */
const LONG_WAIT_S = 120;

/** Enter was pressed for a point whose oplog is on its way. */
export function wishLine(until: OpTime, of: RestorePoint, leftS: number): string {
  const left = leftS > LONG_WAIT_S ? `${figures(Math.ceil(leftS / 60))} min` : `${figures(leftS)} s`;
  return (
    `coverage reaches ${time(until.t * 1000)}, the point is ${time(instantOf(of))}: ` +
    (leftS === 0 ? 'it is due' : `waiting about ${left}`)
  );
}

export const SURVEYING = 'Looking at the backup side: restorable ranges, snapshots, jobs, agents';
export const DRAINING = 'The delete is being stopped: what was sent already is waited for';
export const SURVEY_FAILED = 'The backup side could not be looked at';
export const CHART_MARKS = { baseline: 'baseline', restorePoint: 'restore point' } as const;
export const NOT_COUNTED = 'not counted';

/** Of a restore that was begun in the browser. */
export const UNTOLD_POINT = 'a point that nobody told';

/** The state that is restored, and by whose word where that is not ours. */
const stateOf = ({ point: of, pointFrom }: Aimed): string =>
  of
    ? `the state ${point(of)} (${utcTime(of)})${pointFrom ? `, ${POINT_SOURCES[pointFrom]}` : ''}`
    : `what was begun in the browser, to ${UNTOLD_POINT}`;

type Aimed = Pick<Results['restore'], 'point' | 'pointFrom'>;

/** By whose word a job goes there that this program has not asked for. */
export const POINT_SOURCES: { readonly [S in PointSource]: string } = {
  snapshot: 'as its snapshot is',
  engine: 'by Ops Manager',
  presenter: 'told by the presenter',
};

export const toPoint = (of: Aimed): string => `Restoring ${stateOf(of)}`;
export const restoredTo = (of: Aimed): string => `Restored ${stateOf(of)}`;
export const COMMITTING = 'Waiting for the majority commit of the last delete, closing our writers';
