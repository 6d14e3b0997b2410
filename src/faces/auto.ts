import type { ShowHandle } from '../show.ts';
import { isUnarmed, wantedText } from '../wizard/arming.ts';
import type { EventBody } from '../wizard/events.ts';
import { blockedRestore, chosenCandidate, guardOf, phaseOf } from '../wizard/state.ts';
import type { State } from '../wizard/state.ts';
import { BEATS, RULES } from '../wizard/steps.ts';

const intent = (name: Extract<EventBody, { type: 'intent' }>['intent']): EventBody => ({
  type: 'intent',
  intent: name,
});

/**
 * What a presenter would do next, if the show walks by itself: undefined while there is something to wait for. Leaves at the
 * end, and when anything fails: nobody is there to try again.
 */
export function nextMove(state: State): EventBody | undefined {
  if (state.quitting) return undefined;
  const { shown, beat, overlay } = state.stage;
  if (overlay?.tag === 'confirm') return intent('yes');
  if (overlay?.tag === 'name') {
    return overlay.typed === '' ? { type: 'type', text: wantedText(state, overlay.asked) ?? '' } : intent('submit');
  }
  if (overlay) return intent('cancel');
  const phase = phaseOf(state, shown);
  switch (phase.tag) {
    case 'running':
      return undefined;
    case 'failed':
      // The worker has looked for a minute: that no job is there is what a presenter would see as well.
      return shown === 'restore' && phase.error.code === 'NO_JOB_APPEARED' ? restoreMove(state) : intent('quit');
    case 'done':
    case 'skipped':
      // What else is on the set has to be known, and confirmed, before anything is begun.
      if (shown === 'preflight' && !state.asides.target?.latest) return undefined;
      if (shown === 'preflight' && isUnarmed(state)) return intent('advance');
      return shown === 'wrap' ? intent('quit') : intent('next');
    case 'briefing':
      if (shown === 'cursors') return beat < BEATS ? intent('advance') : intent('next');
      if (RULES[shown].changes && isUnarmed(state)) return { type: 'go', step: 'preflight' };
      if (shown === 'restore') return restoreMove(state);
      return RULES[shown].starts === 'key' ? intent('advance') : intent('next');
    default:
      return phase satisfies never;
  }
}

/** A point between two iterations of the delete proves both halves: some return, some stay deleted. */
function restoreMove(state: State): EventBody | undefined {
  const candidates = state.asides.survey?.latest?.candidates;
  if (state.asideErrors.survey) return intent('quit');
  if (!candidates) return undefined;
  const wanted = candidates.find(({ name }) => name === 'between-iterations');
  if (wanted && chosenCandidate(state)?.name !== wanted.name) return { type: 'choose', name: wanted.name };
  const refusal = blockedRestore(state);
  if (!refusal) return intent('advance');
  // What opens by itself is waited for; nothing else will change while nobody is there.
  const guard = guardOf(state);
  const opens = guard?.tag === 'closed' && (guard.because === 'after-coverage' || guard.because === 'busy');
  return refusal === 'not-read-yet' || (refusal === 'guard-closed' && opens) ? undefined : intent('quit');
}

/** Walks the show by itself from here on. Returns what ends the walk. */
export function walkAlone(show: ShowHandle): () => void {
  let due = false;
  let walking = true;
  function consider(): void {
    if (due || !walking) return;
    due = true;
    // Not within the turn that changed the state: whoever else looks on sees every state.
    setImmediate(() => {
      due = false;
      const move = walking ? nextMove(show.store.getState()) : undefined;
      if (move) show.dispatch(move);
    });
  }
  const unsubscribe = show.store.subscribe(consider);
  consider();
  return () => {
    walking = false;
    unsubscribe();
  };
}
