import type { Lease } from '../proof/lease.ts';
import type { OpTime, RestorePoint } from '../proof/op-time.ts';
import type { CandidateName } from '../proof/points.ts';
import type { Step } from './steps.ts';
import type { Armed, RestoreInput } from './inputs.ts';
import type { EditStep, FieldName } from './fields.ts';
import { BEATS, STEPS } from './steps.ts';

/** Why a key does nothing now. The sentences are in `copy/reasons.ts`. */
export type Reason =
  | 'working'
  | 'load-holds'
  | 'first-step'
  | 'last-step'
  | 'nothing-runs'
  | 'cannot-pause'
  | 'restore-runs'
  | 'verify-first'
  | 'nothing-restored'
  | 'written-since'
  | 'delete-runs'
  | 'restore-cannot-stop'
  | 'still-kept-away'
  | 'nothing-to-edit'
  | 'edit-before-start'
  | 'backup-inactive'
  | 'nobody-asked'
  | 'not-read-yet'
  | 'no-choice'
  | 'no-exact-point'
  | 'point-gone'
  | 'guard-closed'
  | 'unknown-set'
  | 'only-rehearsal'
  | 'nothing-due'
  | 'no-data-of-ours'
  | 'no-snapshot-yet'
  | 'nothing-to-repeat'
  | 'stopping'
  | 'again-to-quit'
  | 'wait-ended'
  | 'read-only'
  | 'not-armed'
  | 'checks-failed'
  | 'target-unknown'
  | 'armed'
  | 'adopted'
  | 'lease-lost'
  | 'resumed';

/** What a `y` is asked for. */
export type Question = 'arm' | 'take-lease' | 'big-load' | 'delete' | 'make-delete' | 'again' | 'not-going-on' | 'quit';

/** What has to be typed in full, and what it is for. */
export type Asked =
  /** The name of the set. The point that was on screen when the typing began is what is restored to. */
  | { readonly for: 'restore'; readonly input: RestoreInput }
  /** The names of the databases of others, as they were listed when the typing began. */
  | { readonly for: 'arm'; readonly armed: Armed }
  /** The full name of a collection of others, once its size is known and shown. */
  | { readonly for: 'adopt'; readonly size?: { readonly documents: number; readonly bytes: number } };

export interface Field {
  readonly name: FieldName;
  readonly value: string;
}

/** The restore point that the presenter chose: one of those on offer, or one picked by hand. */
export type Choice =
  | { readonly tag: 'offered'; readonly name: CandidateName }
  | {
      readonly tag: 'picked';
      readonly point: RestorePoint;
      /** Seconds from what was asked for. */
      readonly movedS: number;
    };

/** Why a typed time is not gone to. `to-come`: after the frozen now. */
export type TimeRefusal = 'no-time' | 'to-come' | 'too-early' | 'not-exact';

/** What lies over the screen and takes the keys. */
export type Overlay =
  | { readonly tag: 'help' }
  | { readonly tag: 'goto'; readonly at: number }
  | { readonly tag: 'confirm'; readonly question: Question }
  | {
      readonly tag: 'name';
      readonly asked: Asked;
      readonly typed: string;
      readonly wrong: boolean;
      /** Why it was not taken, in the words of who refused it. */
      readonly refused?: string;
    }
  | {
      readonly tag: 'edit';
      readonly step: EditStep;
      readonly fields: readonly Field[];
      readonly at: number;
      /** The active value is being changed: the next key adds to it. Otherwise it replaces it. */
      readonly typing: boolean;
      /** Why the values were not taken: our own check's words or the server's. */
      readonly refused?: string;
      readonly sending: boolean;
    }
  | {
      readonly tag: 'picker';
      /** Where it stands: always an exact point. */
      readonly point: RestorePoint;
      /** Seconds from what was asked for, to be exact. */
      readonly movedS: number;
      /** A local time, while one is being typed. */
      readonly typed?: string;
      readonly refused?: TimeRefusal;
    };

/** What the presenter was seen to do in Ops Manager's own pages. */
export type Noticed =
  | { readonly what: 'backup' | 'schedule' }
  | {
      readonly what: 'restore';
      readonly jobId: string;
      readonly pointInTime: boolean;
      /** Jobs besides it that have been begun. */
      readonly others: number;
    };

/** What the presenter sees and types: not journalled. */
export interface Stage {
  readonly shown: Step;
  /** Parts of `cursors` that are revealed. */
  readonly beat: number;
  readonly overlay?: Overlay;
  readonly notes: boolean;
  readonly blank: boolean;
  readonly choice?: Choice;
  /** Enter was pressed for this point before its oplog was there: the name is asked for by itself once it is. */
  readonly wish?: RestorePoint;
  /** The set's op time when `restore` was opened: talking does not move the points. */
  readonly frozen?: OpTime;
  /** Said for as long as the step is shown. */
  readonly noticed?: Noticed;
  readonly flash?: { readonly reason: Reason; readonly realAt: number };
  /** The lease of another show that the presenter has agreed to take over. */
  readonly takeover?: Lease;
  /** A step is being looked at, or made so, because it was skipped. */
  readonly skipping?: { readonly step: Step; readonly making: boolean };
  /** Real time of the last change of screen, overlay or phase: Enter waits half a second after it. */
  readonly changedAt: number;
  /** Wanted speed of the rehearsal while it hurries, and the present one. */
  readonly speed: number;
  readonly rate: number;
}

export function createStage(shown: Step, speed: number, realAt: number): Stage {
  return { shown, beat: 1, notes: false, blank: false, changedAt: realAt, speed, rate: 1 };
}

export type StageEvent =
  | { readonly type: 'showed'; readonly step: Step }
  | { readonly type: 'opened'; readonly overlay: Overlay }
  | { readonly type: 'closed' }
  | { readonly type: 'flashed'; readonly reason: Reason }
  | { readonly type: 'revealed' }
  | { readonly type: 'toggled'; readonly what: 'notes' | 'blank' }
  | { readonly type: 'chose'; readonly choice: Choice | undefined }
  | { readonly type: 'wished'; readonly point: RestorePoint | undefined }
  /** The step that chooses a point begins anew: now is another. */
  | { readonly type: 'renewed' }
  | { readonly type: 'took-over'; readonly lease: Lease }
  | { readonly type: 'noticed'; readonly noticed: Noticed }
  | { readonly type: 'froze'; readonly now: OpTime }
  | { readonly type: 'sped'; readonly speed: number }
  | { readonly type: 'paced'; readonly rate: number }
  | { readonly type: 'skips'; readonly skipping: Stage['skipping'] }
  | { readonly type: 'phased' };

type Passing = 'noticed' | 'flash' | 'overlay' | 'choice' | 'wish' | 'frozen' | 'skipping';

const without = (stage: Stage, ...keys: readonly Passing[]): Stage =>
  keys.reduce((rest, key) => {
    const { [key]: _gone, ...kept } = rest;
    return kept;
  }, stage);

/** Folds one event into the stage. Pure and total. */
export function reduceStage(stage: Stage, event: StageEvent, realAt: number): Stage {
  switch (event.type) {
    case 'showed':
      return {
        ...without(stage, 'noticed', 'flash', 'overlay', 'choice', 'wish', 'frozen'),
        shown: event.step,
        changedAt: realAt,
      };
    case 'opened':
      return { ...without(stage, 'flash'), overlay: event.overlay, changedAt: realAt };
    case 'closed':
      return { ...without(stage, 'overlay'), changedAt: realAt };
    case 'flashed':
      return { ...stage, flash: { reason: event.reason, realAt } };
    case 'revealed':
      return { ...stage, beat: Math.min(BEATS, stage.beat + 1) };
    case 'toggled':
      return { ...stage, [event.what]: !stage[event.what] };
    case 'chose':
      return {
        ...without(stage, 'choice', 'wish'),
        ...(event.choice ? { choice: event.choice } : {}),
      };
    case 'wished':
      return event.point ? { ...stage, wish: event.point } : without(stage, 'wish');
    case 'renewed':
      return without(stage, 'choice', 'wish', 'frozen');
    case 'took-over':
      return { ...stage, takeover: event.lease };
    case 'noticed':
      return { ...stage, noticed: event.noticed };
    case 'froze':
      return stage.frozen ? stage : { ...stage, frozen: event.now };
    case 'sped':
      return { ...stage, speed: event.speed };
    case 'paced':
      return { ...stage, rate: event.rate };
    case 'skips':
      return event.skipping ? { ...stage, skipping: event.skipping } : without(stage, 'skipping');
    case 'phased':
      // What a run that was taken up comes to is no answer to the presenter.
      return { ...(stage.flash?.reason === 'resumed' ? stage : without(stage, 'flash')), changedAt: realAt };
    default:
      return event satisfies never;
  }
}

/** The step after or before this one; undefined at the ends. */
export function neighbour(step: Step, by: 1 | -1): Step | undefined {
  return STEPS[STEPS.indexOf(step) + by];
}
