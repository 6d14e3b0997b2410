import type { Begun } from '../proof/begun.ts';
import type { Schedule } from '../proof/facts.ts';
import type { BrowserAsks, BrowserLook } from './asides.ts';
import type { Event } from './events.ts';
import { andThen, blockedNow, close, go, onShow, onStage, start, startAside, stop, stopAside } from './moves.ts';
import type { Next } from './moves.ts';
import { runningOf } from './show.ts';
import type { Noticed } from './stage.ts';
import type { State } from './state.ts';
import { asksPoint, chosenCandidate, isByHand, phaseOf } from './state.ts';
import type { Step } from './steps.ts';
import type { TakenRestore } from './inputs.ts';

/*
 * What the presenter does in Ops Manager's own pages: when it is looked for, and what the wizard makes of it.
 */

/** Where a restore job that is not ours would change what the show goes by. */
const WATCHED: readonly Step[] = ['snapshot', 'schedule', 'delete', 'restore', 'verify', 'wrap'];

function asksOf(state: State): BrowserAsks {
  const { shown } = state.stage;
  if (shown === 'snapshot' && !runningOf(state.show, 'snapshot')) return 'backup';
  return shown === 'schedule' ? 'schedule' : 'jobs';
}

/** A restore that runs is followed, and choosing a point looks at the jobs by itself. */
function isWatched(state: State): boolean {
  const { show, stage, asides, about } = state;
  if (isByHand(state) || about.replay || runningOf(show, 'restore') || asides.survey) return false;
  return WATCHED.includes(stage.shown) || (['load', 'delete'] as const).some((step) => runningOf(show, step));
}

/** Looks for what is done in the browser wherever it matters; after a refusal not again before another step is shown. */
export function watchBrowser(before: State, state: State): Next {
  const wanted = isWatched(state);
  const isOther = asksOf(before) !== asksOf(state) || before.stage.shown !== state.stage.shown;
  if (!wanted) return stopAside(state, 'browser');
  if (state.asides.browser && asksOf(before) === asksOf(state)) return [state];
  if (!state.asides.browser && state.asideErrors.browser && !isOther) return [state];
  return andThen(stopAside(state, 'browser'), (next) => startAside(next, 'browser', { asks: asksOf(next) }));
}

const notice = (state: State, noticed: Noticed, event: Event): State =>
  onStage(state, { type: 'noticed', noticed }, event);

/** What a look has found, against the one before it. */
export function toldBrowser(
  before: BrowserLook | undefined,
  state: State,
  { begun, backup, schedule }: BrowserLook,
  event: Event,
): Next {
  if (begun) return takeUp(state, begun, event);
  if (backup && wasStarted(before?.backup?.stateName, backup.stateName)) return backupStarted(state, event);
  return schedule ? scheduleChanged(state, schedule, event) : [state];
}

const OFF = ['INACTIVE', 'STOPPED', 'TERMINATING'];

/** What was on when the step was opened was started earlier; what is being provisioned was started just now. */
const wasStarted = (before: string | undefined, now: string): boolean =>
  before === undefined ? now === 'PROVISIONING' : OFF.includes(before) && !OFF.includes(now);

function backupStarted(state: State, event: Event): Next {
  const { tag } = phaseOf(state, 'snapshot');
  const waits = tag === 'briefing' || tag === 'failed' || tag === 'skipped';
  if (!waits || state.stage.skipping || blockedNow(state, 'snapshot')) return [state];
  return andThen(start(state, 'snapshot', event), (next) => [notice(next, { what: 'backup' }, event)]);
}

/** Our own change is told by what changes it. */
function scheduleChanged(state: State, schedule: Schedule, event: Event): Next {
  const known = state.show.results.schedule;
  const reads = phaseOf(state, 'schedule').tag !== 'done' || state.asides.reschedule !== undefined;
  if (!known || reads || isSame(known.schedule, schedule)) return [state];
  return andThen(start(state, 'schedule', event), (next) => [notice(next, { what: 'schedule' }, event)]);
}

function isSame(a: Schedule | undefined, b: Schedule): boolean {
  const names = new Set([...Object.keys(a ?? {}), ...Object.keys(b)]) as Set<keyof Schedule>;
  return [...names].every((name) => a?.[name] === b[name]);
}

/** Overlays that would begin something, or choose what is decided by now. */
const OVERTAKEN = ['name', 'picker', 'confirm', 'edit'];

/**
 * A restore that was begun in the browser is taken up wherever the presenter is: what of ours writes is stopped first. It is put
 * on screen in place of the delete that it ends. Who may only look does not take it up.
 */
export function takeUp(state: State, { jobs, before }: Begun, event: Event): Next {
  const [job] = jobs;
  if (!job || runningOf(state.show, 'restore')) return [state];
  const noticed: Noticed = { what: 'restore', jobId: job.id, pointInTime: job.pointInTime, others: jobs.length - 1 };
  if (state.about.readOnly) return [notice(state, noticed, event)];
  const offered = chosenCandidate(state)?.point;
  const input: TakenRestore = { job, before, ...(offered ? { offered } : {}) };
  const { overlay, shown } = state.stage;
  const closed = overlay && OVERTAKEN.includes(overlay.tag) ? close(state, event) : state;
  const stopped = andThen(stop(closed, 'load'), (next) => stop(next, 'delete'));
  const started = andThen(stopped, (next) =>
    start(onStage(next, { type: 'wished', point: undefined }, event), 'restore', event, input),
  );
  const shownThere = andThen(started, (next) => (shown === 'delete' ? go(next, 'restore', event) : [next]));
  return andThen(shownThere, (next) => [notice(next, noticed, event)]);
}

/** The presenter says that the point on offer is what was typed in the browser. */
export function tellPoint(state: State, event: Event): Next {
  const running = runningOf(state.show, 'restore');
  const point = asksPoint(state);
  if (!running || !point) return [state];
  return [onShow(state, { type: 'pointed', step: 'restore', run: running.run, at: event.storyAt, point })];
}
