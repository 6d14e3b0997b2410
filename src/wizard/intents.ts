import type { Event, Intent } from './events.ts';
import { openForm, reduceForm, submitForm } from './form.ts';
import { andThen, blockedStart, close, flash, go, onShow, onStage, open, start, startAside, stop } from './moves.ts';
import type { Next } from './moves.ts';
import { runningOf } from './show.ts';
import type { Overlay, Question } from './stage.ts';
import { neighbour } from './stage.ts';
import type { State } from './state.ts';
import { blockedRestore, chosenCandidate, phaseOf, setNameOf } from './state.ts';
import type { Step } from './steps.ts';
import { BEATS, RULES, STEPS } from './steps.ts';
import { LIMITS } from './limits.ts';

/** Iterations that a skipped `delete` makes in rehearsal. */
const SKIPPED_ITERATIONS = 3;
/** A round above this has brought Ops Manager down in the hands of others: it is asked about first. */
const BIG_LOAD_BYTES = 2 * 2 ** 30;

/** What an intent makes of the state. While an overlay is open only what belongs to it is heard. */
export function onIntent(state: State, intent: Intent, event: Event): Next {
  if (intent === 'redraw') return [state, { type: 'redraw' }];
  if (intent === 'interrupt') return interrupt(state, event);
  const { overlay } = state.stage;
  return overlay ? onOverlay(state, overlay, intent, event) : onScreen(state, intent, event);
}

function onScreen(state: State, intent: Intent, event: Event): Next {
  const { shown } = state.stage;
  switch (intent) {
    case 'advance':
      return advance(state, shown, event);
    case 'next':
      return walk(state, 1, event);
    case 'back':
      return walk(state, -1, event);
    case 'skip':
      return skip(state, shown, event);
    case 'again':
      return again(state, shown, event);
    case 'pause':
      return pause(state, shown, event);
    case 'stop':
      return halt(state, shown, event);
    case 'steps':
      return open(state, { tag: 'goto', at: STEPS.indexOf(shown) }, event);
    case 'help':
      return open(state, { tag: 'help' }, event);
    case 'edit':
      return edit(state, event);
    case 'point':
      return otherPoint(state, event);
    case 'notes':
    case 'blank':
      return [onStage(state, { type: 'toggled', what: intent }, event)];
    case 'faster':
    case 'slower':
      return changeSpeed(state, intent === 'faster' ? 2 : 0.5, event);
    case 'jump':
      return state.about.kind === 'live' ? flash(state, 'only-rehearsal', event) : [state, { type: 'jump' }];
    case 'quit':
      return quit(state, event);
    case 'interrupt':
    case 'redraw':
    case 'yes':
    case 'cancel':
    case 'up':
    case 'down':
    case 'erase':
    case 'submit':
      return [state];
    default:
      return intent satisfies never;
  }
}

function walk(state: State, by: 1 | -1, event: Event): Next {
  const to = neighbour(state.stage.shown, by);
  return to ? go(state, to, event) : flash(state, by > 0 ? 'last-step' : 'first-step', event);
}

function advance(state: State, step: Step, event: Event): Next {
  const phase = phaseOf(state, step);
  if (state.stage.skipping || phase.tag === 'running') return flash(state, 'working', event);
  if (step === 'cursors' && state.stage.beat < BEATS) {
    const revealed = onStage(state, { type: 'revealed' }, event);
    return [revealed.stage.beat === BEATS ? onShow(revealed, { type: 'told', step, at: event.storyAt }) : revealed];
  }
  if (phase.tag === 'failed') return begin(state, step, event);
  if (phase.tag === 'briefing' && RULES[step].starts === 'key') return begin(state, step, event);
  return walk(state, 1, event);
}

/** Begins the work of a step, after a question where it could hurt. */
function begin(state: State, step: Step, event: Event): Next {
  const reason = blockedStart(state, step);
  if (reason) return flash(state, reason, event);
  if (step === 'restore') {
    const refusal = blockedRestore(state);
    const candidate = chosenCandidate(state);
    if (refusal || !candidate) return flash(state, refusal ?? 'not-read-yet', event);
    return open(state, { tag: 'name', typed: '', wrong: false, input: { point: candidate.point } }, event);
  }
  const question: Question | undefined =
    step === 'delete'
      ? 'delete'
      : step === 'load' && state.show.inputs.load.bytes > BIG_LOAD_BYTES
        ? 'big-load'
        : undefined;
  return question ? open(state, { tag: 'confirm', question }, event) : start(state, step, event);
}

function again(state: State, step: Step, event: Event): Next {
  const phase = phaseOf(state, step);
  if (phase.tag === 'running' || state.stage.skipping) return flash(state, 'working', event);
  if (RULES[step].starts === 'beats') return flash(state, 'nothing-to-repeat', event);
  const reason = blockedStart(state, step);
  if (reason) return flash(state, reason, event);
  if (!RULES[step].changes) return start(state, step, event);
  return phase.tag === 'briefing'
    ? begin(state, step, event)
    : open(state, { tag: 'confirm', question: 'again' }, event);
}

function skip(state: State, step: Step, event: Event): Next {
  const phase = phaseOf(state, step);
  if (phase.tag === 'running' && !RULES[step].background) return flash(state, 'load-holds', event);
  if (phase.tag === 'running' || phase.tag === 'done' || phase.tag === 'skipped') return walk(state, 1, event);
  if (state.stage.skipping) return flash(state, 'working', event);
  if (step === 'restore' && state.show.verdictOut) return flash(state, 'verify-first', event);
  const needsLook = step === 'load' || step === 'snapshot' || (step === 'delete' && state.about.kind === 'rehearsal');
  if (needsLook) {
    const reason = blockedStart(state, step);
    if (reason) return flash(state, reason, event);
    return [onStage(state, { type: 'skips', skipping: { step, making: false } }, event), { type: 'check', step }];
  }
  return walk(onShow(state, { type: 'skipped', step, why: 'free' }), 1, event);
}

/** Makes what a skipped step is for, at full speed. */
export function make(state: State, step: Step, event: Event): Next {
  const reason = blockedStart(state, step);
  if (reason) return flash(state, reason, event);
  const making = onStage(state, { type: 'skips', skipping: { step, making: true } }, event);
  const input = step === 'delete' ? { ...state.show.inputs.delete, iterations: SKIPPED_ITERATIONS } : undefined;
  return start(making, step, event, input);
}

function pause(state: State, step: Step, event: Event): Next {
  const running = runningOf(state.show, step);
  if (!running || (step !== 'load' && step !== 'delete')) return flash(state, 'cannot-pause', event);
  if (running.stopping) return flash(state, 'stopping', event);
  const paused = !running.paused;
  return [onShow(state, { type: 'paused', step, paused }), { type: 'hold', run: running.run, paused }];
}

function halt(state: State, step: Step, event: Event): Next {
  const running = runningOf(state.show, step);
  if (!running) return flash(state, 'nothing-runs', event);
  if (RULES[step].endless && !isRefusedYet(state)) return flash(state, 'restore-cannot-stop', event);
  return running.stopping ? flash(state, 'stopping', event) : stop(state, step);
}

/** A point that is too fresh was definitely refused so far: nothing has begun that could not be stopped. */
const isRefusedYet = ({ show }: State): boolean =>
  runningOf(show, 'restore')?.progress?.waitingFor?.because === 'too-fresh';

function edit(state: State, event: Event): Next {
  const { shown } = state.stage;
  if (shown !== 'delete' && shown !== 'schedule') return flash(state, 'nothing-to-edit', event);
  if (shown === 'delete' && runningOf(state.show, 'delete')) return flash(state, 'edit-before-start', event);
  if (shown === 'schedule' && !state.show.results.schedule) return flash(state, 'not-read-yet', event);
  const form = openForm(state);
  return form && form.fields.length > 0 ? open(state, form, event) : flash(state, 'backup-inactive', event);
}

function otherPoint(state: State, event: Event): Next {
  const candidates = state.asides.survey?.latest?.candidates ?? [];
  const present = chosenCandidate(state);
  if (!present || candidates.length < 2) return flash(state, 'no-choice', event);
  const next = candidates[(candidates.indexOf(present) + 1) % candidates.length]!;
  return [onStage(state, { type: 'chose', name: next.name }, event)];
}

function changeSpeed(state: State, factor: number, event: Event): Next {
  if (state.about.kind === 'live') return flash(state, 'only-rehearsal', event);
  const { least, most } = LIMITS.speed;
  const speed = Math.min(most, Math.max(least, Math.round(state.stage.speed * factor)));
  return [onStage(state, { type: 'sped', speed }, event)];
}

/** Work that would be cut off, or go on unseen, when the program ends now. */
export const outlives = (state: State): boolean =>
  (['load', 'snapshot', 'delete', 'restore', 'wrap'] as const).some((step) => phaseOf(state, step).tag === 'running');

function quit(state: State, event: Event): Next {
  return outlives(state) ? open(state, { tag: 'confirm', question: 'quit' }, event) : leave(state);
}

const leave = (state: State): Next => [{ ...state, quitting: true }, { type: 'quit' }];

/** Ctrl+C: the first one stops a running load or delete, the next one leaves. */
function interrupt(state: State, event: Event): Next {
  const writing = (['load', 'delete'] as const).filter((step) => runningOf(state.show, step)?.stopping === false);
  if (writing.length === 0) return leave(state);
  const stopped = writing.reduce<Next>((next, step) => andThen(next, (now) => stop(now, step)), [state]);
  return andThen(stopped, (next) => flash(next, 'again-to-quit', event));
}

function onOverlay(state: State, overlay: Overlay, intent: Intent, event: Event): Next {
  if (intent === 'cancel' || intent === 'stop') return [close(state, event)];
  switch (overlay.tag) {
    case 'help':
      return [close(state, event)];
    case 'goto':
      return onSteps(state, overlay, intent, event);
    case 'confirm':
      return intent === 'yes' ? confirmed(close(state, event), overlay.question, event) : [state];
    case 'name':
      return onName(state, overlay, intent, event);
    case 'edit':
      return onForm(state, overlay, intent, event);
    default:
      return overlay satisfies never;
  }
}

function onSteps(state: State, overlay: Extract<Overlay, { tag: 'goto' }>, intent: Intent, event: Event): Next {
  const by = intent === 'down' ? 1 : intent === 'up' ? -1 : 0;
  if (intent === 'submit') return go(close(state, event), STEPS[overlay.at]!, event);
  return by === 0 ? [state] : open(state, { ...overlay, at: (overlay.at + by + STEPS.length) % STEPS.length }, event);
}

function confirmed(state: State, question: Question, event: Event): Next {
  const { shown } = state.stage;
  switch (question) {
    case 'quit':
      return leave(state);
    case 'again':
      // Repeating what asks a question of its own asks that one now.
      if (shown === 'delete') return start(state, shown, event);
      if (shown === 'restore') return [onShow(state, { type: 'renewed', step: shown })];
      return begin(state, shown, event);
    case 'make-delete':
      return make(state, 'delete', event);
    case 'delete':
    case 'big-load':
      return blockedStart(state, shown) ? flash(state, blockedStart(state, shown)!, event) : start(state, shown, event);
    default:
      return question satisfies never;
  }
}

function onName(state: State, overlay: Extract<Overlay, { tag: 'name' }>, intent: Intent, event: Event): Next {
  if (intent === 'erase') return open(state, { ...overlay, typed: overlay.typed.slice(0, -1), wrong: false }, event);
  if (intent !== 'submit') return [state];
  if (overlay.typed !== setNameOf(state)) return open(state, { ...overlay, wrong: true }, event);
  // The world may have moved while the name was typed.
  const refusal = blockedRestore(state);
  const closed = close(state, event);
  return refusal ? flash(closed, refusal, event) : start(closed, 'restore', event, overlay.input);
}

function onForm(state: State, overlay: Extract<Overlay, { tag: 'edit' }>, intent: Intent, event: Event): Next {
  if (intent === 'erase') return open(state, reduceForm(overlay, { erase: true }), event);
  if (intent === 'up' || intent === 'down')
    return open(state, reduceForm(overlay, { move: intent === 'up' ? -1 : 1 }), event);
  if (intent !== 'submit' || overlay.sending) return [state];
  const submitted = submitForm(overlay, state);
  switch (submitted.tag) {
    case 'refused':
      return open(state, { ...overlay, refused: submitted.words }, event);
    case 'unchanged':
      return [close(state, event)];
    case 'delete':
      return [onShow(close(state, event), { type: 'set-delete', input: submitted.input })];
    case 'schedule':
      return andThen(open(state, { ...overlay, sending: true }, event), (next) =>
        startAside(next, 'reschedule', submitted.patch),
      );
    default:
      return submitted satisfies never;
  }
}
