import { confirmedOf, isRight, staleLease, toArmed } from './arming.ts';
import { arm, begin, make } from './begin.ts';
import type { Event, Intent } from './events.ts';
import { reduceForm, submitForm } from './form.ts';
import {
  andThen,
  blockedStart,
  close,
  flash,
  go,
  leave,
  onShow,
  onStage,
  open,
  start,
  startAside,
  stop,
  stopAside,
} from './moves.ts';
import type { Next } from './moves.ts';
import type { Picker } from './picker.ts';
import { closeField, turnPicker } from './picker.ts';
import type { Overlay, Question } from './stage.ts';
import type { State } from './state.ts';
import { blockedRestore } from './state.ts';
import type { Armed } from './inputs.ts';
import { STEPS } from './steps.ts';

/** What an intent makes of what lies over the screen. */
export function onOverlay(state: State, overlay: Overlay, intent: Intent, event: Event): Next {
  if (overlay.tag === 'picker') return onPicker(state, overlay, intent, event);
  if (intent === 'cancel' || intent === 'stop') return leaveOverlay(state, overlay, event);
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
    case 'arm': {
      // A database may have come while the question stood: then it is asked in full.
      const armed = toArmed(state);
      return armed?.databases.length === 0 ? confirmTarget(state, armed, event) : arm(state, event);
    }
    case 'take-lease': {
      const lease = staleLease(state);
      return begin(lease ? onStage(state, { type: 'took-over', lease }, event) : state, shown, event);
    }
    case 'quit':
      return leave(state);
    case 'again':
      // Repeating what asks a question of its own asks that one now.
      if (shown === 'delete') return start(state, shown, event);
      if (shown === 'restore') {
        return [onStage(onShow(state, { type: 'renewed', step: shown }), { type: 'renewed' }, event)];
      }
      return begin(state, shown, event);
    case 'not-going-on':
      return stop(state, 'restore');
    case 'make-delete':
      return make(state, 'delete', event);
    case 'delete':
    case 'big-load':
      return blockedStart(state, shown) ? flash(state, blockedStart(state, shown)!, event) : start(state, shown, event);
    default:
      return question satisfies never;
  }
}

/** A collection whose size is being read, or that is being adopted, is left alone with it. */
const leaveOverlay = (state: State, overlay: Overlay, event: Event): Next =>
  overlay.tag === 'name' && overlay.asked.for === 'adopt'
    ? stopAside(close(state, event), 'adopt')
    : [close(state, event)];

/** The target is what was shown. On `restore` that was in the way of the name. */
function confirmTarget(state: State, armed: Armed, event: Event): Next {
  const confirmed = onShow(close(state, event), { type: 'armed', at: event.storyAt, armed });
  return state.stage.shown === 'restore' ? begin(confirmed, 'restore', event) : flash(confirmed, 'armed', event);
}

function onName(state: State, overlay: Extract<Overlay, { tag: 'name' }>, intent: Intent, event: Event): Next {
  const { asked, typed } = overlay;
  if (intent === 'erase') return open(state, { ...overlay, typed: typed.slice(0, -1), wrong: false }, event);
  if (intent !== 'submit') return [state];
  if (!isRight(state, asked, typed)) return open(state, { ...overlay, wrong: true }, event);
  switch (asked.for) {
    case 'arm':
      return confirmTarget(state, asked.armed, event);
    case 'adopt': {
      // Nothing is adopted before its size was shown, nor twice.
      const isReady = asked.size !== undefined && !state.asides.adopt;
      return isReady ? startAside(state, 'adopt', { typed, ...confirmedOf(state) }) : [state];
    }
    case 'restore': {
      // The world may have moved while the name was typed.
      const refusal = blockedStart(state, 'restore') ?? blockedRestore(state);
      const closed = close(state, event);
      return refusal ? flash(closed, refusal, event) : start(closed, 'restore', event, { ...asked.input, typed });
    }
    default:
      return asked satisfies never;
  }
}

function onForm(state: State, overlay: Extract<Overlay, { tag: 'edit' }>, intent: Intent, event: Event): Next {
  if (intent === 'erase') return open(state, reduceForm(overlay, { erase: true }), event);
  if (intent === 'up' || intent === 'down')
    return open(state, reduceForm(overlay, { move: intent === 'up' ? -1 : 1 }), event);
  if (intent === 'left' || intent === 'right')
    return open(state, reduceForm(overlay, { turn: intent === 'left' ? -1 : 1 }), event);
  if (intent !== 'submit' || overlay.sending) return [state];
  const submitted = submitForm(overlay, state);
  switch (submitted.tag) {
    case 'refused':
      return open(state, { ...overlay, refused: submitted.words }, event);
    case 'unchanged':
      return [close(state, event)];
    case 'load':
      return [onShow(close(state, event), { type: 'set-load', input: submitted.input })];
    case 'delete':
      return [onShow(close(state, event), { type: 'set-delete', input: submitted.input })];
    case 'schedule':
      return andThen(open(state, { ...overlay, sending: true }, event), (next) =>
        startAside(next, 'reschedule', { patch: submitted.patch, ...confirmedOf(next) }),
      );
    default:
      return submitted satisfies never;
  }
}

/** Esc closes the field first, and then leaves the chosen point as it was. */
function onPicker(state: State, picker: Picker, intent: Intent, event: Event): Next {
  const survey = state.asides.survey?.latest;
  const typing = picker.typed !== undefined;
  if (intent === 'cancel' || intent === 'stop') {
    return typing ? open(state, closeField(picker), event) : [close(state, event)];
  }
  if (!survey) return [state];
  if (intent !== 'submit' || typing) return open(state, turnPicker(picker, intent, survey), event);
  const { point, movedS } = picker;
  return [onStage(close(state, event), { type: 'chose', choice: { tag: 'picked', point, movedS } }, event)];
}
