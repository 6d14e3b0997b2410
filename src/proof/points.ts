import type { History } from './course.ts';
import type { Outlook } from './history.ts';
import { outlookAt } from './history.ts';
import type { OpTime, RestorePoint } from './op-time.ts';
import { earlierOf, instantOf, isAfter, laterOf, limitOf, nextAfter } from './op-time.ts';
import type { Plateau } from './plateaus.ts';
import { secondsIn } from './plateaus.ts';
import { lastWalk } from './walk.ts';
import { wayTo } from './way.ts';

export type { Plateau } from './plateaus.ts';
export { plateausOf } from './plateaus.ts';

export const MINUTE_S = 60;

/** `picked`: chosen by hand, on the chart or as a time typed in. */
export type CandidateName = 'minute-back' | 'before-first-delete' | 'between-iterations' | 'picked';

/** A restore point that the presenter is offered, with what it would bring back. */
export interface Candidate {
  readonly name: CandidateName;
  readonly point: RestorePoint;
  readonly outlook: Outlook;
  /** Seconds that the point was moved from what its name says, to lie between two batches. */
  readonly movedS: number;
}

const second = (t: number): RestorePoint => ({ form: 'second', t });
const secondOf = (point: RestorePoint): number => instantOf(point) / 1000;

/** The newest exact point before the batches that a point cuts through: a whole second, or where there is none the end of the batch before. */
function beforeCut(history: History, point: RestorePoint): RestorePoint | undefined {
  const way = wayTo(history, limitOf(point));
  if (way.tag === 'not-known' || way.cut.length === 0) return undefined;
  const begin = way.cut.map(({ after }) => after).reduce(earlierOf);
  const ends = history.batches.flatMap(({ outcome }) => (outcome.tag === 'done' ? [outcome.at] : []));
  const end = ends
    .filter((at) => !isAfter(at, begin))
    .reduce<OpTime | undefined>((last, at) => (last ? laterOf(last, at) : at), undefined);
  return end?.t === begin.t ? { form: 'opTime', at: end } : second(begin.t);
}

/** The whole second, or the nearest exact point before it where it cuts through a batch. */
function exactAt(history: History, wanted: number): Omit<Candidate, 'name'> {
  const point = second(wanted);
  const outlook = outlookAt(history, point);
  if (outlook.tag === 'uncertain' && outlook.because === 'cut-through-batch') {
    const moved = beforeCut(history, point);
    const exact = moved && { point: moved, outlook: outlookAt(history, moved), movedS: secondOf(moved) - wanted };
    if (exact?.outlook.tag === 'known') return exact;
  }
  return { point, outlook, movedS: 0 };
}

/**
 * The points on offer, `now` being when the presenter began to choose. Whole seconds go in the form that excludes its instant;
 * the form that includes its entry is only used for the recorded op time of one of our batches.
 */
export function candidatesAt(history: History, now: OpTime): readonly Candidate[] {
  const { batches } = lastWalk(history);
  const first = batches[0];
  const middle = Math.floor((batches.at(-1)?.iteration ?? 0) / 2);
  const between = batches.findLast(({ iteration }) => iteration === middle);
  const candidates: Candidate[] = [{ name: 'minute-back', ...exactAt(history, now.t - MINUTE_S) }];
  if (first) candidates.push({ name: 'before-first-delete', ...exactAt(history, first.after.t) });
  if (between?.outcome.tag === 'done') {
    const point: RestorePoint = { form: 'opTime', at: between.outcome.at };
    candidates.push({ name: 'between-iterations', point, outlook: outlookAt(history, point), movedS: 0 });
  }
  return candidates;
}

/** One minute back, unless that brings nothing back while just before the first delete does. */
export function preselect(candidates: readonly Candidate[]): CandidateName {
  const returns = (name: CandidateName): number => {
    const outlook = candidates.find((candidate) => candidate.name === name)?.outlook;
    return outlook && outlook.tag !== 'not-known' ? outlook.returns : 0;
  };
  return returns('minute-back') === 0 && returns('before-first-delete') > 0 ? 'before-first-delete' : 'minute-back';
}

/** The point that stands for a plateau: its first whole second, for which the oplog is there soonest; else the batch that it begins with. */
export function pointIn(plateau: Plateau): RestorePoint {
  const { first, last } = secondsIn(plateau);
  return first <= last ? second(first) : { form: 'opTime', at: plateau.from };
}

/** The point of a plateau that is nearest to a whole second. */
function nearestIn(plateau: Plateau, t: number): RestorePoint {
  const { first, last } = secondsIn(plateau);
  return first <= last ? second(Math.min(Math.max(t, first), last)) : pointIn(plateau);
}

export interface Pick {
  readonly point: RestorePoint;
  /** Its number. */
  readonly plateau: number;
  /** Seconds from what was typed. */
  readonly movedS: number;
}

/** A whole second that was typed in, or the exact point nearest to it, the earlier of two. Undefined outside of all plateaus. */
export function pickAt(plateaus: readonly Plateau[], t: number): Pick | undefined {
  const picks = plateaus.map((plateau, k): Pick => {
    const point = nearestIn(plateau, t);
    return { point, plateau: k, movedS: secondOf(point) - t };
  });
  const isOutside = picks.every(({ movedS }) => movedS > 0) || picks.every(({ movedS }) => movedS < 0);
  if (isOutside) return undefined;
  return picks.reduce((best, pick) => (Math.abs(pick.movedS) < Math.abs(best.movedS) ? pick : best));
}

/** The number of the plateau that a point lies in. */
export function plateauOf(plateaus: readonly Plateau[], point: RestorePoint): number | undefined {
  const limit = limitOf(point);
  const at = plateaus.findIndex(({ from, to }) => !isAfter(nextAfter(from), limit) && !isAfter(limit, nextAfter(to)));
  return at === -1 ? undefined : at;
}

/** One plateau on or back, or to where the next or the last iteration was through. */
export type PlateauMove = 1 | -1 | 'iteration up' | 'iteration down';

/** Where an arrow key leads from the plateau numbered `at`; it stays within the plateaus. */
export function neighbourPlateau(plateaus: readonly Plateau[], at: number, by: PlateauMove): number {
  const last = Math.max(0, plateaus.length - 1);
  if (typeof by === 'number') return Math.min(Math.max(at + by, 0), last);
  const isThrough = (k: number): boolean => plateaus[k]?.iteration !== plateaus[k + 1]?.iteration;
  const through = Array.from({ length: plateaus.length }, (_, k) => k).filter(isThrough);
  return by === 'iteration up' ? (through.find((k) => k > at) ?? last) : (through.findLast((k) => k < at) ?? 0);
}
