import type { EngineTraits } from '../../proof/facts.ts';
import type { Step } from '../steps.ts';
import type { StepCopy } from './copy.ts';
import { RESTORE } from './restore.ts';
import { SNAPSHOT } from './snapshot.ts';
import { COPY } from './steps.ts';
import { duration, time, timer } from './words.ts';
import { clock, WRAP } from './wrap.ts';

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
    lead: 'You start the backup in the browser, and say when its first snapshot is complete',
    action: () => 'I have started the backup in the browser',
    confirm: 'the first snapshot is complete',
    notes: [
      'Enable backups for the replica set, then wait: about 15 minutes',
      'Nobody is asked: look in the browser, and press Enter once it is complete',
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
      'It is not cancelled from here: Backup - Restore History - Cancel',
    ],
    working: (progress, now) =>
      progress?.awaitsWord
        ? 'Restoring: waiting until you have clicked Restore in the browser; say so on Restore'
        : RESTORE.working(progress, now),
    done: (result) => `${RESTORE.done(result)}, which was ${TOLD_BY_PRESENTER}`,
  },
  wrap: {
    action: () => 'I have asked for a snapshot in the browser',
    confirm: 'that snapshot is complete',
    notes: [
      'Recovery time is measured from your key to the writable primary',
      'Loss is counted against the expected set of the restore point',
      'A second point-in-time restore needs a new snapshot first: take one, and wait',
    ],
    working: (progress, now) =>
      `Reopening: a snapshot asked for by hand${progress ? `, ${timer(now - progress.since)}` : ''}; say on Wrap-up when it is complete`,
    done: ({ openAt, tookMs }) =>
      `Next show possible since ${clock(openAt)}, after ${duration(tookMs)}, ${TOLD_BY_PRESENTER}`,
  },
};

/** What is said of a step of this show. */
export function copyOf<S extends Step>(
  { about: { engine } }: { readonly about: { readonly engine: Pick<EngineTraits, 'product'> } },
  step: S,
): StepCopy<S> {
  const copy: StepCopy<S> = COPY[step];
  const overrides: Partial<StepCopy<S>> | undefined = engine.product === 'hands-on' ? OVERRIDES[step] : undefined;
  return overrides ? { ...copy, ...overrides } : copy;
}

/** Where the presenter clicks, on the steps that wait for a word. */
export const CLICK_PATHS = { snapshot: SNAPSHOT.clickPath, restore: RESTORE.clickPath, wrap: WRAP.clickPath } as const;

export const BY_HAND_LABELS = {
  started: 'Started',
  elapsed: 'Since then',
  takes: 'Takes',
  complete: 'Complete at',
  waited: 'Waited',
  there: 'Snapshot',
  last: 'Last snapshot',
  type: 'Type',
  utc: 'In UTC',
  brings: 'Brings back',
  members: 'Members',
} as const;

export const THERE_ALREADY = 'there before this show';
export const SAY_COMPLETE = 'Look in the browser; press Enter here once its first snapshot is complete';
export const WORD_COUNTS = 'Nobody is asked: the show goes by what you say, and labels it so';
export const NO_WORD = 'none yet: nothing was said of one';

/** What the schedule's dialog holds, by Ops Manager's own documentation. */
export const SCHEDULE_OPTIONS = [
  'how often a snapshot is taken, and at which time of day',
  'for how long snapshots are kept: those of each interval, of a day, a week, a month',
  'the point-in-time window: how far back the oplog reaches',
] as const;
export const SCHEDULE_OPTIONS_TITLE = 'What can be set there';

export const IN_BROWSER = 'Now in the browser:';
export const CLICK_THEN_ENTER = 'Click Restore there, and press Enter here at the same moment: the timer starts';
export const ESC_STOPS = 'Esc: not now. Nothing was begun, and writing is possible again';
export const TOUCHED =
  '! A member is down or was restarted: if Restore was clicked, press Enter; else Esc, then look at the members';
export const CLICKED = 'Clicked, timer starts';
