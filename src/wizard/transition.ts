import type { Effect, Event } from './events.ts';
import { grantWish, make } from './begin.ts';
import { adoptionFailed, guarded, toldAdopting, toldLease, toldTarget } from './guarding.ts';
import { onIntent } from './intents.ts';
import {
  andThen,
  close,
  flash,
  go,
  onShow,
  onStage,
  open,
  openShow,
  outlives,
  start,
  startAside,
  stopAside,
} from './moves.ts';
import { takeUp, toldBrowser, watchBrowser } from './noticing.ts';
import { standing, typeInto } from './picker.ts';
import type { Next } from './moves.ts';
import { reduceForm } from './form.ts';
import { runningOf } from './show.ts';
import { neighbour } from './stage.ts';
import type { State } from './state.ts';
import { awaitingWord, isByHand, phaseOf, pickedCandidate, wantsHurry } from './state.ts';
import type { Step } from './steps.ts';
import type { Adopting, Aside, BrowserLook, LeaseSeen, Sample, Survey } from './asides.ts';

/** Story seconds per real second while a skipped step is made so. */
const FASTEST = 1000;

/**
 * Everything the wizard does: what an event makes of the state, and what is to be done about it. Pure and total: no clock, no
 * network, no screen, never throws; an intent that is not offered changes nothing but the hint.
 */
export function transition(state: State, event: Event): Next {
  return andThen(react(state, event), (next) => settle(state, next, event));
}

function react(state: State, event: Event): Next {
  switch (event.type) {
    case 'opened':
      return openShow(state, event, event.resumed ?? false);
    case 'intent':
      return onIntent(state, event.intent, event);
    case 'go':
      return go(state, event.step, event);
    case 'type':
      return [typed(state, event.text, event)];
    case 'choose':
      return [onStage(state, { type: 'chose', choice: { tag: 'offered', name: event.name } }, event)];
    case 'progressed':
      return [progressed(state, event)];
    case 'finished':
    case 'errored':
    case 'stopped':
      return ended(state, event);
    case 'checked':
      return checked(state, event);
    case 'aside-told':
      return asideTold(state, event);
    case 'aside-ended':
      return asideEnded(state, event);
    case 'paced':
      return [onStage(state, { type: 'paced', rate: event.rate }, event)];
    case 'nothing-due':
      return flash(state, 'nothing-due', event);
    case 'evidence-written':
      return [{ ...state, evidence: event.path }];
    case 'kept': {
      const { unkept: _before, ...rest } = state;
      return [event.why === undefined ? rest : { ...rest, unkept: event.why }];
    }
    default:
      return event satisfies never;
  }
}

/** What follows from the state alone, whatever event led to it: the runs beside the steps, and the pace of a rehearsal. */
function settle(before: State, state: State, event: Event): Next {
  const { restore, delete: deleting } = state.show.phases;
  const choosing = state.stage.shown === 'restore' && restore.tag !== 'running' && restore.tag !== 'done';
  const wanted = choosing && deleting.tag !== 'running';
  const surveys = state.asides.survey !== undefined;
  // After a failed look the next one is made when the presenter does something, or when the set answers again.
  const retries = event.type === 'intent' || event.type === 'aside-told' || before.stage.shown !== state.stage.shown;
  const failed = state.asideErrors.survey !== undefined && !retries;
  const surveyed =
    wanted === surveys || (wanted && failed)
      ? ([state] as const)
      : wanted
        ? startAside(state, 'survey', state.stage.frozen)
        : stopAside(state, 'survey');
  const guardedNext = andThen(
    andThen(surveyed, (next) => guarded(before, next, event)),
    (next) => watchBrowser(before, next),
  );
  return andThen(
    andThen(guardedNext, (next) => grantWish(withoutLostPoints(next, event), event)),
    (next) => paced(before, next, event),
  );
}

/** New findings may make a point uncertain: nothing stays chosen that is not exact, and no name is asked for it. */
function withoutLostPoints(state: State, event: Event): State {
  const survey = state.asides.survey?.latest;
  const { overlay, choice } = state.stage;
  if (overlay?.tag === 'picker') {
    const stands = survey && standing(survey.plateaus, overlay.point, overlay.movedS);
    if (!stands) return close(state, event);
    return stands.point === overlay.point ? state : open(state, stands, event)[0];
  }
  if (!survey || choice?.tag !== 'picked' || pickedCandidate(choice, survey)) return state;
  const gone = onStage(state, { type: 'chose', choice: undefined }, event);
  return flash(overlay?.tag === 'name' ? close(gone, event) : gone, 'point-gone', event)[0];
}

const paceOf = (state: State): number =>
  !wantsHurry(state) ? 1 : state.stage.skipping?.making ? FASTEST : state.stage.speed;

/** A show that is taken up while it waits hurries from its first turn on; the clock does not yet. */
function paced(before: State, state: State, { type }: Event): Next {
  const rate = paceOf(state);
  const isSet = type === 'opened' ? rate === 1 : rate === paceOf(before);
  return state.about.kind === 'live' || isSet ? [state] : [state, { type: 'pace', rate }];
}

function typed(state: State, text: string, event: Event): State {
  const { overlay } = state.stage;
  if (overlay?.tag === 'name') {
    return onStage(
      state,
      { type: 'opened', overlay: { ...overlay, typed: overlay.typed + text, wrong: false } },
      event,
    );
  }
  if (overlay?.tag === 'edit') {
    return onStage(state, { type: 'opened', overlay: reduceForm(overlay, { type: text }) }, event);
  }
  return overlay?.tag === 'picker'
    ? onStage(state, { type: 'opened', overlay: typeInto(overlay, text) }, event)
    : state;
}

/** When only the presenter's word is waited for from now on, Enter means that: it is deaf first, as after any such change. */
function progressed(state: State, event: Extract<Event, { type: 'progressed' }>): State {
  const { shown } = state.stage;
  const next = onShow(state, event);
  const changed = awaitingWord(next, shown) !== awaitingWord(state, shown);
  return changed ? onStage(next, { type: 'phased' }, event) : next;
}

/** A question about work that has ended by itself meanwhile is no question any more. */
function withoutStaleQuestion(state: State, event: Event): State {
  const { overlay } = state.stage;
  const stale = overlay?.tag === 'confirm' && overlay.question === 'quit' && !outlives(state);
  return stale ? close(state, event) : state;
}

/** A restore that the presenter has given up may be going on all the same: what that means for our writers is said. */
function keptAway(state: State, event: Extract<Event, { type: 'finished' | 'errored' | 'stopped' }>): State {
  const isGivenUp = event.type === 'stopped' && event.step === 'restore' && event.verdictOut && isByHand(state);
  return isGivenUp ? flash(state, 'still-kept-away', event)[0] : state;
}

function ended(state: State, event: Extract<Event, { type: 'finished' | 'errored' | 'stopped' }>): Next {
  const { step, run } = event;
  if (runningOf(state.show, step)?.run !== run) return [state];
  const folded = onShow(state, { ...event, at: event.storyAt });
  const phased = step === state.stage.shown ? onStage(folded, { type: 'phased' }, event) : folded;
  const settled = withoutStaleQuestion(keptAway(phased, event), event);
  const announce: Effect[] =
    event.type !== 'stopped' && (step === 'snapshot' || step === 'restore' || step === 'wrap')
      ? [{ type: 'announce', step }]
      : [];
  const evidence: Effect[] =
    event.type === 'finished' && (step === 'verify' || step === 'wrap') ? [{ type: 'write-evidence' }] : [];
  const made = settled.stage.skipping?.step === step;
  if (!made) return [settled, ...announce, ...evidence];
  const done = onStage(settled, { type: 'skips', skipping: undefined }, event);
  return andThen([done, ...announce, ...evidence], (next) =>
    event.type === 'finished' ? onward(next, step, event) : [next],
  );
}

/** After a skip: on to the next step, if the presenter has not walked elsewhere meanwhile. */
function onward(state: State, step: Step, event: Event): Next {
  const next = neighbour(step, 1);
  return next && state.stage.shown === step ? go(state, next, event) : [state];
}

/** The answer to whether what a step is for holds already. In rehearsal what does not hold is made so. */
function checked(state: State, event: Extract<Event, { type: 'checked' }>): Next {
  const { step, result } = event;
  if (state.stage.skipping?.step !== step || state.stage.skipping.making) return [state];
  if (runningOf(state.show, step)) return [onStage(state, { type: 'skips', skipping: undefined }, event)];
  const idle = onStage(state, { type: 'skips', skipping: undefined }, event);
  if (result !== undefined) {
    // Where nobody can be asked, skipping is the presenter's word for it.
    const why = step === 'snapshot' && isByHand(state) ? 'told' : 'holds';
    const skipped = onShow(idle, { type: 'skipped', step, why, result });
    return onward(skipped, step, event);
  }
  if (step === 'load') return flash(idle, 'no-data-of-ours', event);
  if (state.about.kind === 'live') return flash(idle, 'no-snapshot-yet', event);
  // Deleting is never done unasked, in rehearsal neither.
  if (step === 'delete') return open(idle, { tag: 'confirm', question: 'make-delete' }, event);
  return make(idle, step, event);
}

function asideTold(state: State, event: Extract<Event, { type: 'aside-told' }>): Next {
  const { aside, run, facts } = event;
  if (state.asides[aside]?.run !== run) return [state];
  const told: State = { ...state, asides: { ...state.asides, [aside]: { run, latest: facts, toldAt: event.storyAt } } };
  switch (aside) {
    case 'watch':
      return [onShow(told, { type: 'sampled', sample: facts as Sample })];
    case 'survey': {
      const { now, begun } = facts as Survey;
      const frozen = onStage(told, { type: 'froze', now }, event);
      return begun ? takeUp(frozen, begun, event) : [frozen];
    }
    case 'browser':
      return toldBrowser(state.asides.browser?.latest, told, facts as BrowserLook, event);
    case 'target':
      return toldTarget(told, event);
    case 'lease':
      return toldLease(told, state.asides.lease?.latest, facts as LeaseSeen, event);
    case 'adopt':
      return toldAdopting(told, facts as Adopting, event);
    case 'reschedule':
      return [told];
    default:
      return aside satisfies never;
  }
}

function asideEnded(state: State, event: Extract<Event, { type: 'aside-ended' }>): Next {
  const ending = state.asides[event.aside];
  if (ending?.run !== event.run) return [state];
  const { [event.aside]: _gone, ...asides } = state.asides;
  const next: State = {
    ...state,
    asides,
    asideErrors: event.error ? { ...state.asideErrors, [event.aside as Aside]: event.error } : state.asideErrors,
  };
  const { overlay } = state.stage;
  if (event.aside === 'adopt' && event.error) return adoptionFailed(next, event.error.message, event);
  if (event.aside !== 'reschedule') return [next];
  if (event.error && overlay?.tag === 'edit') {
    return open(next, { ...overlay, sending: false, refused: event.error.message }, event);
  }
  const schedule = (ending as State['asides']['reschedule'])?.latest;
  const told = schedule ? onShow(next, { type: 'rescheduled', schedule }) : next;
  const closed = overlay?.tag === 'edit' ? close(told, event) : told;
  return phaseOf(closed, 'schedule').tag === 'done' && closed.stage.shown === 'schedule'
    ? start(closed, 'schedule', event)
    : [closed];
}
