import type { RestorePoint } from '../proof/op-time.ts';
import { compareOpTimes, limitOf } from '../proof/op-time.ts';
import { confirmedOf, mustArm, staleLease, toArmed } from './arming.ts';
import type { Event } from './events.ts';
import { andThen, blockedStart, flash, onStage, open, start, startAside } from './moves.ts';
import type { Next } from './moves.ts';
import type { Question } from './stage.ts';
import type { State } from './state.ts';
import { blockedRestore, chosenCandidate, isComing, phaseOf } from './state.ts';
import type { Step } from './steps.ts';
import { RULES } from './steps.ts';

/** Iterations that a skipped `delete` makes in rehearsal. */
const SKIPPED_ITERATIONS = 3;
/** A round above this has brought Ops Manager down in the hands of others: it is asked about first. */
const BIG_LOAD_BYTES = 2 * 2 ** 30;

/** Begins the work of a step, after a question where it could hurt. */
export function begin(state: State, step: Step, event: Event): Next {
  const reason = blockedStart(state, step);
  if (reason) return flash(state, reason, event);
  if (RULES[step].changes && staleLease(state)) return open(state, { tag: 'confirm', question: 'take-lease' }, event);
  if ((step === 'load' || step === 'delete') && isOfOthers(state, step)) return askAdoption(state, event);
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

/** Asks for the name of the set that a restore replaces; before that, for what has come to the target since it was confirmed. */
function askName(state: State, point: RestorePoint, event: Event): Next {
  if (mustArm(state)) return arm(state, event);
  const input = { point, ...confirmedOf(state) };
  const chosen = onStage(state, { type: 'wished', point: undefined }, event);
  return open(chosen, { tag: 'name', typed: '', wrong: false, asked: { for: 'restore', input } }, event);
}

/** Shows the target in full, to be confirmed: by typing where there are databases of others. */
export function arm(state: State, event: Event): Next {
  const armed = toArmed(state);
  if (!armed) return flash(state, 'target-unknown', event);
  return armed.databases.length === 0
    ? open(state, { tag: 'confirm', question: 'arm' }, event)
    : open(state, { tag: 'name', typed: '', wrong: false, asked: { for: 'arm', armed } }, event);
}

/** Whether the collection is known to hold documents that are not ours: by the newest look, or by why the step has failed. */
export function isOfOthers(state: State, step: Step): boolean {
  const whose = state.asides.target?.latest?.holding.whose;
  if (whose !== undefined) return whose === 'others';
  const phase = phaseOf(state, step);
  return phase.tag === 'failed' && phase.error.code === 'COLLECTION_OF_OTHERS';
}

/** Asks for the full name of the collection, while its size is being read. */
export function askAdoption(state: State, event: Event): Next {
  return andThen(open(state, { tag: 'name', typed: '', wrong: false, asked: { for: 'adopt' } }, event), (next) =>
    startAside(next, 'adopt', {}),
  );
}

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
  const { delete: values } = state.show.inputs;
  const input = step === 'delete' ? { ...values, iterations: SKIPPED_ITERATIONS, ...confirmedOf(state) } : undefined;
  return start(making, step, event, input);
}
