import type { Coverage, EngineTraits, Snapshot } from '../../proof/facts.ts';
import type { Guard } from '../../proof/guard.ts';
import type { RestorePoint } from '../../proof/op-time.ts';
import { instantOf } from '../../proof/op-time.ts';
import type { Step } from '../steps.ts';
import type { StageName } from '../seen.ts';
import type { Progress } from '../progress.ts';
import type { Results } from '../results.ts';
import type { StepCopy } from './copy.ts';
import { baseLine, pickerGuardLine } from './picker.ts';
import { guardLine, rangesLine, RESTORE, typeLine } from './restore.ts';
import { AFTER_ACCEPTANCE, STAGE_NAMES, STAGES, TIMER_NOTES } from './restore-run.ts';
import { COPY } from './steps.ts';
import { STORES_MANAGED } from './stores.ts';
import { dateTime, duration, time, timer } from './words.ts';
import {
  clock,
  dueLine,
  GAP_CLOSES,
  GAP_CLOSES_BY_SCHEDULE,
  openLine,
  reopeningLine,
  restoreWhat,
  RTO,
  snapshotWhat,
  WRAP_SCHEDULED,
} from './wrap.ts';

/* What is said where no Ops Manager was given: the presenter clicks, says so with a key, and is the source of what is told. */

/** Beside everything that rests on the presenter's word. */
export const TOLD_BY_PRESENTER = 'told by the presenter';
/** Beside times that a key has begun or ended. */
export const BY_HAND = 'by hand';
export const NOBODY_ASKED = 'No Ops Manager was given, so nobody was asked';

const SAID_THERE = `A complete snapshot was there before, ${TOLD_BY_PRESENTER}`;

type Overrides = { readonly [S in Step]?: Partial<StepCopy<S>> };

const OVERRIDES: Overrides = {
  snapshot: {
    lead: 'You start the backup in the browser, and say when its snapshot is complete',
    action: () => 'I have started the backup in the browser',
    confirm: 'the first snapshot is complete',
    notes: [
      'Enable backups for the replica set, then wait: about 15 minutes',
      'Nobody is asked: look in the browser; Enter says that it is complete',
      'Walk on meanwhile; it may be said whenever this step is on screen',
      's says that a complete snapshot is there already',
    ],
    skip: 'a complete snapshot is there already, as the presenter says',
    working: (progress, now) =>
      progress
        ? `Backup: started by hand, ${timer(now - progress.since)}; say on First snapshot when it is complete`
        : 'Backup: started by hand',
    done: ({ snapshot: { completedAt }, tookMs }) =>
      completedAt === undefined
        ? SAID_THERE
        : `Snapshot complete at ${time(completedAt)}, after ${duration(tookMs)}, ${TOLD_BY_PRESENTER}`,
  },
  stores: { done: () => `Not read: ${NOBODY_ASKED}` },
  schedule: {
    notes: [
      'Project - Continuous Backup - three dots - Edit Snapshots Schedule',
      'Point-in-time recovery is configured there too',
      'Point at the last and next snapshot, and at how far the oplog reaches',
    ],
    done: () => `Not read: ${NOBODY_ASKED}`,
  },
  snapshots: { done: () => `Not read: ${NOBODY_ASKED}` },
  restore: {
    confirm: 'I have clicked Restore: the timer starts',
    notes: [
      'Now was frozen when this screen opened: talking does not move the point',
      'Enter here first: our writers are closed, and the time to type is shown',
      'Then: Continuous Backup - Restore or Download - PITR',
      'Enter again the moment you click Restore: that starts the timer',
      'Cancelling is done there alone: Backup - Restore History - Cancel',
      'Once it is cancelled, Esc here says so: nobody else would tell',
    ],
    working: (progress, now) =>
      progress?.awaitsWord && progress.point
        ? `Restoring: ${typeLine(progress.point)} in the browser, click Restore, then Enter on Restore`
        : RESTORE.working(progress, now),
    done: ({ point, tookMs }) =>
      `Restored${point ? ` to ${time(instantOf(point))}` : ''}: a writable primary ${duration(tookMs)} after the click, ${TOLD_BY_PRESENTER}`,
  },
  wrap: {
    action: () => 'I have asked for a snapshot in the browser',
    confirm: 'that snapshot is complete',
    notes: [
      'Recovery time is measured from your key to the writable primary',
      'Loss is counted against the expected set of the restore point',
      'A second point-in-time restore needs a new snapshot first',
    ],
    working: (progress, now) =>
      `Reopening: snapshot asked for by hand${progress ? `, ${timer(now - progress.since)}` : ''}; Wrap-up waits for your word`,
    done: ({ openAt, tookMs }) =>
      `Next show possible since ${clock(openAt)}, after ${duration(tookMs)}, ${TOLD_BY_PRESENTER}`,
  },
};

const SCHEDULED: Overrides = { wrap: WRAP_SCHEDULED };
const MANAGED: Overrides = { stores: STORES_MANAGED };

/** What tells whether somebody is asked: the state of a show. */
interface OfEngine {
  readonly about: { readonly engine: Pick<EngineTraits, 'product'> & Partial<Pick<EngineTraits, 'onDemand'>> };
}

const byHand = ({ about }: OfEngine): boolean => about.engine.product === 'hands-on';

/** Where no snapshot can be asked for out of turn, the one that the schedule has taken is waited for. */
const isScheduled = (of: OfEngine): boolean => !byHand(of) && (of.about.engine.onDemand ?? 'yes') !== 'yes';

/** What is said of a step of this show. */
export function copyOf<S extends Step>(of: OfEngine, step: S): StepCopy<S> {
  const copy: StepCopy<S> = COPY[step];
  const { product } = of.about.engine;
  const all: Overrides = {
    ...(isScheduled(of) ? SCHEDULED : {}),
    ...(product === 'cloud-manager' ? MANAGED : {}),
    ...(byHand(of) ? OVERRIDES : {}),
  };
  const overrides: Partial<StepCopy<S>> | undefined = all[step];
  return overrides ? { ...copy, ...overrides } : copy;
}

/* The screens of it. */

export const BY_HAND_LABELS = {
  started: 'Started',
  elapsed: 'Since then',
  complete: 'Complete at',
  waited: 'Waited',
  snapshot: 'Snapshot',
  last: 'Last snapshot',
  type: 'There',
} as const;

export const SAY_COMPLETE = 'Look in the browser; Enter here says that the first snapshot is complete';
export const WORD_COUNTS = 'Nobody is asked: the show goes by what you say, and labels it so';
export const THERE_BEFORE = 'there before this show';
export const NO_WORD = 'none that was told of';

/** When a snapshot was said to be complete. */
export const saidComplete = ({ completedAt }: Snapshot): string =>
  completedAt === undefined ? THERE_BEFORE : `complete at ${dateTime(completedAt)}`;

export const SCHEDULE_TITLE = 'What is set there, by the path below';
/** What the dialog holds (https://www.mongodb.com/docs/ops-manager/v6.0/reference/api/snapshot-schedule/). */
export const SCHEDULE_OPTIONS = [
  'how often a snapshot is taken, and from which time of day on',
  'how long snapshots are kept: base, daily, weekly, monthly',
  'the point-in-time window: how far back the oplog is kept',
] as const;

export const CLICK_NOW = 'Now in the browser, by the path below, for this date and time:';
export const THEN_ENTER = 'The moment you click Restore there, press Enter here: it starts the timer';
export const ESC_STOPS = 'Esc, as long as you have not clicked: nothing was begun, all may write again';
export const TOUCHED = [
  '! A member is down or was restarted. If you have clicked, press Enter now;',
  '  if not, Esc keeps our writers away until you have looked at the members',
] as const;
export const MEMBERS_TELL = 'Nobody is asked: the members alone tell how far it is';
export const CLICKED = 'after the click, by hand';

/** What is called otherwise than where a backup product answers. */
const STAGES_BY_HAND: { readonly [S in StageName]?: string } = {
  requested: 'Ready, writers closed',
  accepted: 'Clicked in the browser',
};
/** Only automation tells of these. */
const UNTOLD_STAGES: readonly StageName[] = ['plan-received', 'goal-reached'];

/** The stages that can be observed in this show. */
export const stagesOf = (of: OfEngine): readonly StageName[] =>
  byHand(of) ? STAGES.filter((stage) => !UNTOLD_STAGES.includes(stage)) : STAGES;

export const stageName = (of: OfEngine, stage: StageName): string =>
  (byHand(of) ? STAGES_BY_HAND[stage] : undefined) ?? STAGE_NAMES[stage];

/** With what begins or ends there. */
export function stageTitle(of: OfEngine, stage: StageName): string {
  const note = TIMER_NOTES[stage];
  return `${stageName(of, stage)}${note === undefined ? '' : `, ${note}`}`;
}

/** What the guard says of a point. */
export function guardWords(of: OfEngine, guard: Guard, point: RestorePoint): string {
  if (!byHand(of)) return guardLine(guard, point);
  if (guard.tag === 'open') return "not certain: nobody is asked; Enter asks the set's name";
  if (guard.because === 'no-snapshot') return 'no snapshot was told of: say so on First snapshot (step 3)';
  if (guard.because === 'before-coverage') {
    return `before the backup was on (${time(guard.from.t * 1000)}): choose a later point`;
  }
  return guardLine(guard, point);
}

/** The same while a point is picked. */
export const pickerGuardWords = (of: OfEngine, guard: Guard, point: RestorePoint): string =>
  !byHand(of)
    ? pickerGuardLine(guard, point)
    : guard.tag === 'open'
      ? 'not certain: nobody is asked'
      : guardWords(of, guard, point);

/** What a restore to a picked point begins with. */
export const baseWords = (of: OfEngine, base: Snapshot | undefined, point: RestorePoint, now: number): string =>
  byHand(of) ? 'not known: nobody is asked' : baseLine(base, point, now);

export const rangesWords = (of: OfEngine, coverage: Coverage, now: number): string =>
  byHand(of) ? 'see in the browser: restorable time ranges' : rangesLine(coverage, now);

/** What the recovery time is measured from, and what is said of the next show. */
export const rtoWords = (of: OfEngine): string => (byHand(of) ? 'Recovery time (RTO), begun by hand' : RTO);
export const afterWords = (of: OfEngine): string => (byHand(of) ? CLICKED : AFTER_ACCEPTANCE);
export const gapWords = (of: OfEngine): string =>
  byHand(of)
    ? 'window closed by the restore: take a snapshot in the browser'
    : isScheduled(of)
      ? GAP_CLOSES_BY_SCHEDULE
      : GAP_CLOSES;
export const openWords = (of: OfEngine, result: Results['wrap']): string =>
  `${openLine(result)}${byHand(of) ? `, ${TOLD_BY_PRESENTER}` : ''}`;
export const reopeningWords = (of: OfEngine, progress: Progress['wrap'], now: number): string =>
  byHand(of)
    ? `asked for by hand ${timer(now - progress.since)} ago; Enter when it is complete`
    : isScheduled(of) && !progress.snapshot
      ? dueLine(progress.nextAt, of.about.engine.onDemand ?? 'yes')
      : reopeningLine(progress, now);
export const snapshotTold = (of: OfEngine, result: Results['snapshot']): string =>
  byHand(of) ? TOLD_BY_PRESENTER : snapshotWhat(result);
export const restoreTold = (of: OfEngine, result: Results['restore']): string =>
  `${restoreWhat(result)}${byHand(of) ? `, begun by hand` : ''}`;
