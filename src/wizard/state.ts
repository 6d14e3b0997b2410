import type { ShowError } from '../errors.ts';
import type { Candidate } from '../proof/points.ts';
import { preselect } from '../proof/points.ts';
import type { Guard } from '../proof/guard.ts';
import { judge } from '../proof/guard.ts';
import type { JournalEvent, Phase, Show } from './show.ts';
import type { Replayed } from './replay.ts';
import type { Reason, Stage } from './stage.ts';
import type { Step } from './steps.ts';
import type { Aside, AsideFacts } from './work.ts';
import { STEPS } from './steps.ts';

/** What does not change during a show. */
export interface About {
  readonly kind: 'live' | 'rehearsal';
  readonly showId: string;
  readonly seed: number;
  readonly namespace: string;
  readonly shownUri: string;
  readonly auto: boolean;
  /** Where what is kept of the show lies; absent where nothing can be kept. */
  readonly folder?: string;
  /** How long the same set's earlier shows took, oldest first, in milliseconds of story time. */
  readonly past: Past;
  /** A past show is played again; its place is the only thing of it that changes. */
  readonly replay?: Replayed;
}

export interface Past {
  readonly snapshotMs: readonly number[];
  readonly restoreMs: readonly number[];
}

/** A run beside the steps, with what it last told. */
export interface AsideRun<A extends Aside = Aside> {
  readonly run: number;
  readonly latest?: AsideFacts[A];
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
export function setNameOf({ show }: State): string | undefined {
  return show.results.preflight?.set?.setName ?? show.results.stats?.set.setName;
}

/** Whether a restore was asked for and its verdict is still out: nothing of ours may write. */
export function barrierStands({ show }: State): boolean {
  return show.verdictOut;
}

/** The restore point that Enter would take. */
export function chosenCandidate({ asides, stage }: State): Candidate | undefined {
  const candidates = asides.survey?.latest?.candidates;
  if (!candidates) return undefined;
  const name = stage.choice ?? preselect(candidates);
  return candidates.find((candidate) => candidate.name === name) ?? candidates[0];
}

/** What the guard says of the chosen point, by the newest look at the backup side. */
export function guardOf(state: State): Guard | undefined {
  const survey = state.asides.survey?.latest;
  const candidate = chosenCandidate(state);
  return survey && candidate ? judge(candidate.point, survey.side, survey.newest) : undefined;
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
  if (stage.shown !== 'restore') return false;
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
