import { isSameLease } from '../proof/lease.ts';
import { isAnother, mustArm, toArmed } from './arming.ts';
import type { Adopting, LeaseSeen } from './asides.ts';
import { arm, askAdoption, isOfOthers } from './begin.ts';
import type { Event } from './events.ts';
import { andThen, close, flash, onShow, onStage, open, start, startAside, stop, stopAside } from './moves.ts';
import type { Next } from './moves.ts';
import { hasBegun, runningOf } from './show.ts';
import type { State } from './state.ts';
import { phaseOf } from './state.ts';

/*
 * What the wizard makes of the looks that its guards rest on, and when they are taken. The guards themselves are the workers'.
 */

/**
 * The target is looked at and the lease renewed for as long as the show is open, but not between the request of a restore and its
 * verdict: nothing of ours may write then, and what is there is of before. Where another restore is about to be asked for because
 * the one before came to nothing, the target is looked at: databases of others may have come back with that one.
 */
export function guarded(before: State, state: State, event: Event): Next {
  const { verdictOut } = state.show;
  if (verdictOut) {
    const looking = isAskedAgain(state) ? lookAtTarget(state) : stopAside(state, 'target');
    return andThen(looking, (next) => stopAside(next, 'lease'));
  }
  if (event.type !== 'opened' && !before.show.verdictOut) return [state];
  const looking = lookAtTarget(state);
  if (state.about.readOnly) return looking;
  return andThen(looking, (next) => startAside(next, 'lease', { hold: hasBegun(next.show) }));
}

const lookAtTarget = (state: State): Next => (state.asides.target ? [state] : startAside(state, 'target', undefined));

function isAskedAgain(state: State): boolean {
  const { tag } = phaseOf(state, 'restore');
  return state.stage.shown === 'restore' && tag !== 'running' && tag !== 'done';
}

/** A rehearsal on whose set there is nothing of others needs no confirming. */
export function toldTarget(state: State, event: Event): Next {
  const { armed: before } = state.show;
  const isWanted = state.about.kind === 'rehearsal' && (!before || isAnother(before, state));
  const armed = isWanted ? toArmed(state) : undefined;
  if (armed?.databases.length !== 0) return [state];
  return [onShow(state, { type: 'armed', at: event.storyAt, armed })];
}

/** Once another has the set that was ours, what of ours still writes is stopped. Who never had it is refused by its own worker. */
export function toldLease(
  state: State,
  before: LeaseSeen | undefined,
  { standing, lease }: LeaseSeen,
  event: Event,
): Next {
  const { takeover } = state.stage;
  const mayBeLost = before?.standing === 'ours' || before?.standing === 'unknown';
  const isAgreed = standing === 'stale' && lease && takeover && isSameLease(lease, takeover);
  if (!mayBeLost || (standing !== 'others' && standing !== 'stale') || isAgreed) return [state];
  const writing = (['load', 'delete'] as const).filter((step) => runningOf(state.show, step)?.stopping === false);
  if (writing.length === 0) return [state];
  const stopped = writing.reduce<Next>((next, step) => andThen(next, (now) => stop(now, step)), [state]);
  return andThen(stopped, (next) => flash(next, 'lease-lost', event));
}

/** The size of a collection of others is shown with the question; once it is adopted, what it stood in the way of may begin. */
export function toldAdopting(state: State, { adopted, documents, bytes }: Adopting, event: Event): Next {
  const { overlay, shown } = state.stage;
  if (!adopted) {
    const isAsked = overlay?.tag === 'name' && overlay.asked.for === 'adopt';
    return isAsked ? open(state, { ...overlay, asked: { for: 'adopt', size: { documents, bytes } } }, event) : [state];
  }
  const noted = onShow(ours(close(state, event)), { type: 'adopted', at: event.storyAt, documents });
  const renewed = (['load', 'delete'] as const)
    .filter((step) => phaseOf(noted, step).tag === 'failed')
    .reduce((next, step) => onShow(next, { type: 'renewed', step }), noted);
  const looked = shown === 'preflight' ? start(renewed, 'preflight', event) : ([renewed] as const);
  return andThen(looked, (next) => flash(next, 'adopted', event));
}

/** Until the next look says so. */
function ours(state: State): State {
  const { target } = state.asides;
  if (!target?.latest) return state;
  const { latest } = target;
  const holding = { ...latest.holding, whose: 'ours' } as const;
  return { ...state, asides: { ...state.asides, target: { ...target, latest: { ...latest, holding } } } };
}

/** Why a collection was not adopted, in the words of who refused it. */
export function adoptionFailed(state: State, words: string, event: Event): Next {
  const { overlay } = state.stage;
  const isAsked = overlay?.tag === 'name' && overlay.asked.for === 'adopt';
  return isAsked ? [onStage(state, { type: 'opened', overlay: { ...overlay, refused: words } }, event)] : [state];
}

/** What Enter on a finished preflight is for before it goes on: confirming the target, and adopting what others have loaded. */
export function toConfirm(state: State): 'arm' | 'adopt' | undefined {
  if (state.about.readOnly || state.show.verdictOut) return undefined;
  if (mustArm(state)) return 'arm';
  return isOfOthers(state, 'load') ? 'adopt' : undefined;
}

export function confirmTarget(state: State, event: Event): Next | undefined {
  const wanted = toConfirm(state);
  if (wanted === undefined) return undefined;
  if (wanted === 'adopt') return askAdoption(state, event);
  const others = isOfOthers(state, 'load');
  const checks = state.show.results.preflight?.checks ?? [];
  const stops = checks.some(({ name, verdict }) => verdict === 'bad' && !(others && name === 'namespace'));
  return stops ? flash(state, 'checks-failed', event) : arm(state, event);
}
