import type { HandStep } from '../proof/facts.ts';
import { begin } from './begin.ts';
import type { Event, Intent } from './events.ts';
import { confirmTarget } from './guarding.ts';
import { openForm } from './form.ts';
import { LIMITS } from './limits.ts';
import {
  andThen,
  blockedChange,
  blockedNow,
  blockedStart,
  flash,
  go,
  leave,
  onShow,
  onStage,
  open,
  outlives,
  start,
  stop,
} from './moves.ts';
import type { Next } from './moves.ts';
import { onOverlay } from './overlay-intents.ts';
import { openPicker } from './picker.ts';
import { runningOf } from './show.ts';
import { tellPoint } from './noticing.ts';
import { neighbour } from './stage.ts';
import type { State } from './state.ts';
import { awaitingWord, canStillStop, isByHand, phaseOf } from './state.ts';
import type { Step } from './steps.ts';
import { BEATS, RULES, STEPS } from './steps.ts';

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
      return pick(state, event);
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
    case 'yes':
      return shown === 'restore' ? tellPoint(state, event) : [state];
    case 'interrupt':
    case 'redraw':
    case 'cancel':
    case 'up':
    case 'down':
    case 'left':
    case 'right':
    case 'minute-back':
    case 'before-deletes':
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
  const awaiting = awaitingWord(state, step);
  if (awaiting) return confirm(state, awaiting, event);
  if (state.stage.skipping || phase.tag === 'running') return flash(state, 'working', event);
  if (step === 'cursors' && state.stage.beat < BEATS) {
    const revealed = onStage(state, { type: 'revealed' }, event);
    return [revealed.stage.beat === BEATS ? onShow(revealed, { type: 'told', step, at: event.storyAt }) : revealed];
  }
  if (phase.tag === 'failed') return begin(state, step, event);
  if (step === 'preflight') return confirmTarget(state, event) ?? walk(state, 1, event);
  if (phase.tag === 'briefing' && RULES[step].starts === 'key') return begin(state, step, event);
  return walk(state, 1, event);
}

/** The presenter says that it was done. What of the set was seen before is kept with the run. */
function confirm(state: State, step: HandStep, event: Event): Next {
  const running = runningOf(state.show, step);
  if (running?.stopping) return flash(state, 'stopping', event);
  const after = step === 'restore' ? undefined : runningOf(state.show, step)?.input?.after;
  return [state, { type: 'confirm', step, word: { at: event.storyAt, ...(after ? { after } : {}) } }];
}

function again(state: State, step: Step, event: Event): Next {
  const phase = phaseOf(state, step);
  if (phase.tag === 'running' || state.stage.skipping) return flash(state, 'working', event);
  if (RULES[step].starts === 'beats') return flash(state, 'nothing-to-repeat', event);
  const reason = blockedStart(state, step);
  if (reason) return flash(state, reason, event);
  if (step === 'restore' && phase.tag === 'done' && state.show.verdictOut) return flash(state, 'verify-first', event);
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
    // Looking changes nothing.
    const reason = blockedNow(state, step);
    if (reason) return flash(state, reason, event);
    return [onStage(state, { type: 'skips', skipping: { step, making: false } }, event), { type: 'check', step }];
  }
  return walk(onShow(state, { type: 'skipped', step, why: 'free' }), 1, event);
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
  if (state.stage.wish) return flash(onStage(state, { type: 'wished', point: undefined }, event), 'wait-ended', event);
  if (!running) return flash(state, 'nothing-runs', event);
  // Nobody but the presenter can tell that it does not go on.
  if (RULES[step].endless && isByHand(state) && !canStillStop(state) && !running.stopping) {
    return open(state, { tag: 'confirm', question: 'not-going-on' }, event);
  }
  if (RULES[step].endless && !canStillStop(state)) return flash(state, 'restore-cannot-stop', event);
  return running.stopping ? flash(state, 'stopping', event) : stop(state, step);
}

function edit(state: State, event: Event): Next {
  const { shown } = state.stage;
  if (shown !== 'load' && shown !== 'delete' && shown !== 'schedule') return flash(state, 'nothing-to-edit', event);
  if (shown !== 'schedule' && runningOf(state.show, shown)) return flash(state, 'edit-before-start', event);
  if (shown === 'schedule' && isByHand(state)) return flash(state, 'nobody-asked', event);
  const stops = shown === 'schedule' ? blockedChange(state) : undefined;
  if (stops) return flash(state, stops, event);
  if (shown === 'schedule' && !state.show.results.schedule) return flash(state, 'not-read-yet', event);
  const form = openForm(state);
  return form ? open(state, form, event) : flash(state, 'backup-inactive', event);
}

function pick(state: State, event: Event): Next {
  const picker = openPicker(state);
  return typeof picker === 'string' ? flash(state, picker, event) : open(state, picker, event);
}

function changeSpeed(state: State, factor: number, event: Event): Next {
  if (state.about.kind === 'live') return flash(state, 'only-rehearsal', event);
  const { least, most } = LIMITS.speed;
  const speed = Math.min(most, Math.max(least, Math.round(state.stage.speed * factor)));
  return [onStage(state, { type: 'sped', speed }, event)];
}

function quit(state: State, event: Event): Next {
  return outlives(state) ? open(state, { tag: 'confirm', question: 'quit' }, event) : leave(state);
}

/** Ctrl+C: the first one stops a running load or delete, the next one leaves. */
function interrupt(state: State, event: Event): Next {
  const writing = (['load', 'delete'] as const).filter((step) => runningOf(state.show, step)?.stopping === false);
  if (writing.length === 0) return leave(state);
  const stopped = writing.reduce<Next>((next, step) => andThen(next, (now) => stop(now, step)), [state]);
  return andThen(stopped, (next) => flash(next, 'again-to-quit', event));
}
