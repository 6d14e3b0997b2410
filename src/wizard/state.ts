import type { ShowError } from '../errors.ts';
import type { EngineTraits, HandStep } from '../proof/facts.ts';
import type { RestorePoint } from '../proof/op-time.ts';
import type { Candidate } from '../proof/points.ts';
import { plateauOf, preselect } from '../proof/points.ts';
import type { Guard } from '../proof/guard.ts';
import { judge } from '../proof/guard.ts';
import type { JournalEvent, Phase, Show } from './show.ts';
import { runningOf } from './show.ts';
import type { Choice, Reason, Stage } from './stage.ts';
import type { Step } from './steps.ts';
import type { Aside, AsideFacts, Survey } from './asides.ts';
import { STEPS } from './steps.ts';

/** What does not change during a show. */
export interface About {
  readonly kind: 'live' | 'rehearsal';
  readonly showId: string;
  readonly seed: number;
  readonly namespace: string;
  readonly shownUri: string;
  readonly auto: boolean;
  readonly engine: EngineTraits;
  /** Everything is shown, and nothing that changes anything is begun. */
  readonly readOnly: boolean;
  /** Host of Ops Manager's own database, where somebody has told it. */
  readonly appdbHost?: string;
  /** Where what is kept of the show lies; absent where nothing can be kept. */
  readonly folder?: string;
  /** How long the same set's earlier shows took, oldest first, in milliseconds of story time. */
  readonly past: Past;
  /** What was found when the show was opened that the presenter should know. */
  readonly notices: readonly string[];
  /** A past show is played again; its place is the only thing of it that changes. */
  readonly replay?: Replayed;
}

/** How far a past show that is played again is; it is not opened, and nothing of it changes. */
export interface Replayed {
  /** Times as fast as the show was. */
  readonly speed: number;
  readonly paused: boolean;
  /** Its last line is played: the last screen stays. */
  readonly ended: boolean;
  /** So much of nothing, in milliseconds of real time, is being shortened now. */
  readonly leftOutMs?: number;
}

export interface Past {
  readonly snapshotMs: readonly number[];
  readonly restoreMs: readonly number[];
}

/** A run beside the steps, with what it last told. */
export interface AsideRun<A extends Aside = Aside> {
  readonly run: number;
  readonly latest?: AsideFacts[A];
  /** When it told that, in story time. */
  readonly toldAt?: number;
}

/** The whole state: what the show has come to, what is on screen, what runs beside. Plain data. */
export interface State {
  readonly about: About;
  readonly show: Show;
  readonly stage: Stage;
  readonly asides: { readonly [A in Aside]?: AsideRun<A> };
  /** Why an aside ended, until it starts again. */
  readonly asideErrors: { readonly [A in Aside]?: ShowError };
  readonly lastRun: number;
  readonly quitting: boolean;
  /** What this turn adds to the journal; the loop takes it. */
  readonly durable: readonly JournalEvent[];
  /** Where the evidence of the show lies, once there is some. */
  readonly evidence?: string;
  /** Why the journal cannot be written now. */
  readonly unkept?: string;
}

export function phaseOf<S extends Step>(state: State, step: S): Phase<S> {
  return state.show.phases[step];
}

/** Steps that work although they are not on screen. */
export function backgroundSteps(state: State): readonly Step[] {
  return STEPS.filter((step) => step !== state.stage.shown && phaseOf(state, step).tag === 'running');
}

/** The set's name, as soon as anything told it. */
export function setNameOf({ show, asides }: State): string | undefined {
  const { preflight, stats } = show.results;
  return asides.target?.latest?.identity.setName ?? preflight?.set?.setName ?? stats?.set.setName;
}

/** Whether a restore was asked for and its verdict is still out: nothing of ours may write. */
export function barrierStands({ show }: State): boolean {
  return show.verdictOut;
}

/** The restore point that Enter would take. */
export function chosenCandidate({ asides, stage }: State): Candidate | undefined {
  const survey = asides.survey?.latest;
  if (!survey) return undefined;
  const { candidates } = survey;
  const { choice } = stage;
  const picked = choice?.tag === 'picked' ? pickedCandidate(choice, survey) : undefined;
  if (picked) return picked;
  const name = choice?.tag === 'offered' ? choice.name : preselect(candidates);
  return candidates.find((candidate) => candidate.name === name) ?? candidates[0];
}

/** A point picked by hand with what it brings back; undefined when it is not exact any more. */
export function pickedCandidate(
  { point, movedS }: Pick<Extract<Choice, { tag: 'picked' }>, 'point' | 'movedS'>,
  { plateaus }: Survey,
): Candidate | undefined {
  const plateau = plateaus[plateauOf(plateaus, point) ?? -1];
  return plateau && { name: 'picked', point, outlook: plateau.outlook, movedS };
}

/** What the guard says of the chosen point, by the newest look at the backup side. */
export function guardOf(state: State): Guard | undefined {
  const survey = state.asides.survey?.latest;
  const candidate = chosenCandidate(state);
  return survey && candidate ? judge(candidate.point, survey.side, survey.newest) : undefined;
}

/** Seconds until the oplog of the chosen point should be there; undefined unless that is what it waits for. */
export function waitLeftS(state: State, now: number): number | undefined {
  const guard = guardOf(state);
  if (guard?.tag !== 'closed' || guard.because !== 'after-coverage') return undefined;
  const agoS = Math.max(0, now - (state.asides.survey?.toldAt ?? now)) / 1000;
  return Math.max(0, Math.ceil(guard.waitS - agoS));
}

/**
 * Why the chosen point cannot be restored to now. A delete whose outcome nobody knows does not stand in the way: it is carried
 * into the verdict.
 */
export function blockedRestore(state: State): Reason | undefined {
  const candidate = chosenCandidate(state);
  if (!candidate || !setNameOf(state)) return 'not-read-yet';
  const { outlook } = candidate;
  if (outlook.tag !== 'known' && outlook.because !== 'unknown-delete') return 'unknown-set';
  return guardOf(state)?.tag === 'open' ? undefined : 'guard-closed';
}

/** Whether the chosen point is only too fresh: its oplog comes by itself. */
export function isComing(state: State): boolean {
  const guard = guardOf(state);
  return blockedRestore(state) === 'guard-closed' && guard?.tag === 'closed' && guard.because === 'after-coverage';
}

/** The step whose run waits until the presenter says that something was done in the browser, if this one does. */
export function awaitingWord({ show }: State, step: Step): HandStep | undefined {
  if (step !== 'snapshot' && step !== 'restore' && step !== 'wrap') return undefined;
  return runningOf(show, step)?.progress?.awaitsWord ? step : undefined;
}

/** The point that the presenter is asked about: whether it is what was typed in the browser. */
export function asksPoint({ show }: State): RestorePoint | undefined {
  const running = runningOf(show, 'restore');
  if (!running?.progress?.asksPoint || running.input.said) return undefined;
  return 'job' in running.input ? running.input.offered : running.input.point;
}

/** Whether the presenter does in the browser what is otherwise asked for, and nobody is asked. */
export const isByHand = ({ about }: Pick<State, 'about'>): boolean => about.engine.product === 'hands-on';

/** Whether a restore that was begun can be stopped: while its point is too fresh, or the presenter has not clicked yet. */
export function canStillStop(state: State): boolean {
  const tooFresh = runningOf(state.show, 'restore')?.progress?.waitingFor?.because === 'too-fresh';
  return tooFresh || awaitingWord(state, 'restore') !== undefined;
}

/**
 * Whether the rehearsal should hurry: always when it walks by itself, otherwise only while what is on screen waits for the
 * backup side and nothing of ours writes.
 */
export function wantsHurry(state: State): boolean {
  const { about, show, stage } = state;
  if (about.auto || stage.skipping?.making) return true;
  const writes = show.phases.load.tag === 'running' || show.phases.delete.tag === 'running';
  if (writes) return false;
  const shown = show.phases[stage.shown];
  if (stage.shown === 'snapshot' || stage.shown === 'wrap') return shown.tag === 'running';
  if (stage.shown !== 'restore' || stage.overlay?.tag === 'picker') return false;
  if (shown.tag === 'running') return true;
  const guard = guardOf(state);
  if (guard?.tag !== 'closed') return false;
  const comes = guard.because === 'no-snapshot' && show.phases.snapshot.tag === 'running';
  return comes || guard.because === 'after-coverage' || guard.because === 'busy';
}

/** The exit code that a show has earned when it is left now: 0, 3 or 4. `--auto` without a verdict earns 4. */
export function exitCodeOf({ about, show }: State): 0 | 3 | 4 {
  const verdict = show.results.verify?.verdict;
  if (verdict?.tag === 'verified') return 0;
  if (verdict?.tag === 'different') return 3;
  const nothingToJudge = !verdict || verdict.because === 'no-restore';
  return nothingToJudge && !about.auto ? 0 : 4;
}
