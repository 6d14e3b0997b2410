import type { HandStep } from '../proof/facts.ts';
import { confirmedOf, isUnarmed } from './arming.ts';
import type { Effect, Event } from './events.ts';
import type { JournalEvent, ShowEvent } from './show.ts';
import { isDurable, reduceShow, runningOf } from './show.ts';
import type { Overlay, Reason, StageEvent } from './stage.ts';
import { reduceStage } from './stage.ts';
import type { State } from './state.ts';
import { barrierStands, chosenCandidate, isByHand, phaseOf } from './state.ts';
import type { Step } from './steps.ts';
import type { Aside, AsideInputs } from './asides.ts';
import type { HandInput, Inputs } from './inputs.ts';
import { RULES, STEPS } from './steps.ts';

/** A state and what is to be done about it. */
export type Next = readonly [State, ...Effect[]];

/** Goes on from a state, keeping the effects so far. */
export function andThen([state, ...effects]: Next, move: (state: State) => Next): Next {
  const [next, ...more] = move(state);
  return [next, ...effects, ...more];
}

export function onShow(state: State, event: ShowEvent): State {
  const show = reduceShow(state.show, event);
  if (show === state.show) return state;
  return isDurable(event) ? journalled({ ...state, show }, event) : { ...state, show };
}

const journalled = (state: State, event: JournalEvent): State => ({ ...state, durable: [...state.durable, event] });

export function onStage(state: State, event: StageEvent, { realAt }: Event): State {
  return { ...state, stage: reduceStage(state.stage, event, realAt) };
}

export function flash(state: State, reason: Reason, event: Event): Next {
  return [onStage(state, { type: 'flashed', reason }, event)];
}

export function open(state: State, overlay: Overlay, event: Event): Next {
  return [onStage(state, { type: 'opened', overlay }, event)];
}

export function close(state: State, event: Event): State {
  return state.stage.overlay ? onStage(state, { type: 'closed' }, event) : state;
}

/** Ends the program. */
export const leave = (state: State): Next => [{ ...state, quitting: true }, { type: 'quit' }];

/** The work of a step with what it needs from the state; undefined when that is not there. */
function inputOf(state: State, step: Step): Inputs[Step] | undefined {
  switch (step) {
    case 'load':
      return { ...state.show.inputs.load, ...confirmedOf(state) };
    case 'delete':
      return { ...state.show.inputs.delete, ...confirmedOf(state) };
    case 'restore': {
      const candidate = chosenCandidate(state);
      return candidate && { point: candidate.point, ...confirmedOf(state) };
    }
    case 'preflight':
      return { load: state.show.inputs.load };
    case 'snapshot':
    case 'wrap':
      return { ...handInput(state, step), ...confirmedOf(state) };
    case 'stats':
    case 'cursors':
    case 'stores':
    case 'schedule':
    case 'snapshots':
    case 'verify':
      return undefined;
    default:
      return step satisfies never;
  }
}

/**
 * What the presenter does now by hand comes after the newest op time that was seen. A backup that was said to be started before
 * may have been so for long.
 */
function handInput(state: State, step: HandStep): HandInput | undefined {
  if (!isByHand(state)) return undefined;
  if (step === 'snapshot' && state.show.tookMs.snapshot !== undefined) return {};
  const after = state.asides.watch?.latest?.count?.at;
  return after ? { after } : {};
}

/** Starts a step's work as a new run. A step that works already is left alone. */
export function start(state: State, step: Step, event: Event, input: Inputs[Step] = inputOf(state, step)): Next {
  if (runningOf(state.show, step)) return [state];
  const run = state.lastRun + 1;
  // A new restore makes worthless what is being judged or reopened; whoever writes cannot wait for the server to hash.
  const outdated =
    step === 'restore'
      ? [runningOf(state.show, 'verify'), runningOf(state.show, 'wrap')]
      : step === 'delete' || step === 'load'
        ? [runningOf(state.show, 'stats')]
        : [];
  const aborts = outdated.flatMap((phase): Effect[] => (phase ? [{ type: 'abort', run: phase.run }] : []));
  const started = onShow({ ...state, lastRun: run }, { type: 'started', step, run, at: event.storyAt, input });
  return [onStage(started, { type: 'phased' }, event), ...aborts, { type: 'start', step, run, input }];
}

export function startAside<A extends Aside>(state: State, aside: A, input: AsideInputs[A]): Next {
  const run = state.lastRun + 1;
  const { [aside]: _old, ...asideErrors } = state.asideErrors;
  const asides = { ...state.asides, [aside]: { run } };
  return [
    { ...state, lastRun: run, asides, asideErrors },
    { type: 'start-aside', aside, run, input },
  ];
}

export function stopAside(state: State, aside: Aside): Next {
  const running = state.asides[aside];
  if (!running) return [state];
  const { [aside]: _gone, ...asides } = state.asides;
  return [
    { ...state, asides },
    { type: 'abort', run: running.run },
  ];
}

/** Asks a step's work to end. What ends it is its own answer. */
export function stop(state: State, step: Step): Next {
  const running = runningOf(state.show, step);
  if (!running || running.stopping) return [state];
  return [onShow(state, { type: 'stopping', step }), { type: 'abort', run: running.run }];
}

/** Whether opening a step begins its work: it only reads, and there is something to read. */
function startsOnEntering({ show }: State, step: Step): boolean {
  if (RULES[step].starts !== 'enter') return false;
  if (step === 'preflight') return show.phases.preflight.tag === 'briefing';
  if (step === 'verify') return show.phases.restore.tag === 'done' && show.phases.verify.tag !== 'done';
  return true;
}

/** Work that would be cut off, or go on unseen, when the program ends now. */
export const outlives = (state: State): boolean =>
  (['load', 'snapshot', 'delete', 'restore', 'wrap'] as const).some((step) => phaseOf(state, step).tag === 'running');

/** Puts a step on screen. A running load is not left; entering `restore` stops the delete first. */
export function go(state: State, step: Step, event: Event): Next {
  if (step === state.stage.shown) return [close(state, event)];
  if (runningOf(state.show, state.stage.shown) && !RULES[state.stage.shown].background)
    return flash(state, 'load-holds', event);
  const shown = journalled(onStage(state, { type: 'showed', step }, event), { type: 'showed', step });
  const drained = step === 'restore' ? stop(shown, 'delete') : ([shown] as const);
  return andThen(drained, (next) => (startsOnEntering(next, step) ? start(next, step, event) : [next]));
}

/** Goes on with every run that was cut off: each finds out from the world what has become of it. */
function resume(state: State): Next {
  const cut = STEPS.flatMap((step): Effect[] => {
    const running = runningOf(state.show, step);
    return running ? [{ type: 'start', step, run: running.run, input: running.input, resuming: true }] : [];
  });
  return [state, ...cut];
}

/** A command that did one step alone has looked at nothing yet, and nobody has confirmed anything: such a show goes on with preflight. */
function lookFirst(state: State, event: Event): Next {
  if (state.show.phases.preflight.tag !== 'briefing') return [state];
  return runningOf(state.show, state.stage.shown) ? start(state, 'preflight', event) : go(state, 'preflight', event);
}

/**
 * Begins a show: preflight looks at everything, whatever step the show opens on. A show that was cut off or left goes on where
 * it stood, and nothing that changes anything is begun by itself.
 */
export function openShow(state: State, event: Event, resumed: boolean): Next {
  const { shown } = state.stage;
  if (resumed) {
    const resumed = andThen(resume(state), (next) => {
      const enters = startsOnEntering(next, shown) && !runningOf(next.show, shown);
      return enters ? start(next, shown, event) : [next];
    });
    const looked = andThen(resumed, (next) => lookFirst(next, event));
    return andThen(looked, (next) => flash(next, 'resumed', event));
  }
  return andThen(start(state, 'preflight', event), (next) =>
    startsOnEntering(next, shown) ? start(next, shown, event) : [next],
  );
}

/** A verdict is only read of a restore that has ended, and not after we have written again. */
function blockedVerify({ show: { phases } }: State): Reason | undefined {
  const { restore, verify, load, delete: deleting } = phases;
  if (restore.tag !== 'done') return restore.tag === 'running' ? 'restore-runs' : 'nothing-restored';
  const wroteSince = [load, deleting].some(
    (phase) => phase.tag === 'running' || (phase.tag === 'done' && verify.tag === 'done' && phase.at > verify.at),
  );
  return verify.tag === 'done' && wroteSince ? 'written-since' : undefined;
}

/** Why nothing that changes anything may begin now. */
export function blockedChange(state: State): Reason | undefined {
  if (state.about.readOnly) return 'read-only';
  return isUnarmed(state) ? 'not-armed' : undefined;
}

/** Why a step's work cannot begin now. */
export const blockedStart = (state: State, step: Step): Reason | undefined =>
  (RULES[step].changes ? blockedChange(state) : undefined) ?? blockedNow(state, step);

/** What stands in the way of a step for as long as something else goes on, or is not done. */
export function blockedNow(state: State, step: Step): Reason | undefined {
  const { show } = state;
  const writes = step === 'load' || step === 'delete';
  if (writes && show.phases.restore.tag === 'running') return 'restore-runs';
  if (writes && barrierStands(state)) return 'verify-first';
  if (step === 'delete' && show.phases.load.tag === 'running') return 'load-holds';
  if (step === 'load' && show.phases.delete.tag === 'running') return 'delete-runs';
  if (step === 'verify') return blockedVerify(state);
  if ((step === 'wrap' || step === 'snapshot') && show.phases.restore.tag === 'running') return 'restore-runs';
  return undefined;
}
