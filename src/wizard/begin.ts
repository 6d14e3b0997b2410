import type { RestorePoint } from '../proof/op-time.ts';
import { compareOpTimes, limitOf } from '../proof/op-time.ts';
import type { Event } from './events.ts';
import { blockedStart, flash, onStage, open, start } from './moves.ts';
import type { Next } from './moves.ts';
import type { Question } from './stage.ts';
import type { State } from './state.ts';
import { blockedRestore, chosenCandidate, isComing } from './state.ts';
import type { Step } from './steps.ts';

/** Iterations that a skipped `delete` makes in rehearsal. */
const SKIPPED_ITERATIONS = 3;
/** A round above this has brought Ops Manager down in the hands of others: it is asked about first. */
const BIG_LOAD_BYTES = 2 * 2 ** 30;

/** Begins the work of a step, after a question where it could hurt. */
export function begin(state: State, step: Step, event: Event): Next {
  const reason = blockedStart(state, step);
  if (reason) return flash(state, reason, event);
  if (step === 'restore') {
    const refusal = blockedRestore(state);
    const candidate = chosenCandidate(state);
    if (!candidate) return flash(state, 'not-read-yet', event);
    const { point } = candidate;
    if (isComing(state)) return [onStage(state, { type: 'wished', point }, event)];
    return refusal ? flash(state, refusal, event) : askName(state, point, event);
  }
  const question: Question | undefined =
    step === 'delete'
      ? 'delete'
      : step === 'load' && state.show.inputs.load.bytes > BIG_LOAD_BYTES
        ? 'big-load'
        : undefined;
  return question ? open(state, { tag: 'confirm', question }, event) : start(state, step, event);
}

/** Asks for the name of the set that a restore replaces. */
const askName = (state: State, point: RestorePoint, event: Event): Next =>
  open(
    onStage(state, { type: 'wished', point: undefined }, event),
    { tag: 'name', typed: '', wrong: false, input: { point } },
    event,
  );

/** Asks for the name as soon as the point that was waited for can be asked for; waits no more for one that does not come. */
export function grantWish(state: State, event: Event): Next {
  const { wish, overlay } = state.stage;
  if (!wish || overlay || !state.asides.survey?.latest || isComing(state)) return [state];
  const point = chosenCandidate(state)?.point;
  const isOther = !point || compareOpTimes(limitOf(point), limitOf(wish)) !== 0;
  const refusal = isOther ? 'wait-ended' : blockedRestore(state);
  if (!refusal) return askName(state, wish, event);
  return flash(onStage(state, { type: 'wished', point: undefined }, event), refusal, event);
}

/** Makes what a skipped step is for, at full speed. */
export function make(state: State, step: Step, event: Event): Next {
  const reason = blockedStart(state, step);
  if (reason) return flash(state, reason, event);
  const making = onStage(state, { type: 'skips', skipping: { step, making: true } }, event);
  const input = step === 'delete' ? { ...state.show.inputs.delete, iterations: SKIPPED_ITERATIONS } : undefined;
  return start(making, step, event, input);
}
