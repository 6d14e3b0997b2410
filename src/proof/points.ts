import type { History, Outlook } from './history.ts';
import { outlookAt } from './history.ts';
import type { OpTime, RestorePoint } from './op-time.ts';
import { isAfter } from './op-time.ts';

export const MINUTE_S = 60;

export type CandidateName = 'minute-back' | 'before-first-delete' | 'between-iterations' | 'picked';

/** A restore point that the presenter is offered, with what it would bring back. */
export interface Candidate {
  readonly name: CandidateName;
  readonly point: RestorePoint;
  readonly outlook: Outlook;
  /** Seconds that the point was moved from what its name says, to lie between two batches. */
  readonly movedS: number;
}

/** How far a point may be moved off a batch, in seconds. */
const LONGEST_MOVE_S = 10;

/** The deletes of the last walk through `delete`: those since the newest baseline that has any after it. */
function sinceFirstDelete({ baselines, batches }: History): History['batches'] {
  const last = batches.at(-1);
  if (!last) return [];
  const before = baselines.filter(({ at }) => !isAfter(at, last.after));
  const newest = before.reduce<OpTime | undefined>(
    (best, { at }) => (best && !isAfter(at, best) ? best : at),
    undefined,
  );
  return newest ? batches.filter(({ after }) => !isAfter(newest, after)) : batches;
}

/** The whole second, or the nearest before it, at which it is certain which documents return. */
function secondAt(history: History, wanted: number): Omit<Candidate, 'name'> {
  const at = (t: number): Omit<Candidate, 'name'> => {
    const point: RestorePoint = { form: 'second', t };
    return { point, outlook: outlookAt(history, point), movedS: t - wanted };
  };
  for (let moved = 0; moved <= LONGEST_MOVE_S; moved++) {
    const candidate = at(wanted - moved);
    if (candidate.outlook.tag === 'known' || candidate.outlook.because !== 'cut-through-batch') return candidate;
  }
  return at(wanted);
}

/**
 * The points on offer, `now` being when the presenter began to choose. Whole seconds go in the form that excludes its instant;
 * the form that includes its entry is only used for the recorded op time of one of our batches.
 */
export function candidatesAt(history: History, now: OpTime): readonly Candidate[] {
  const batches = sinceFirstDelete(history);
  const first = batches[0];
  const middle = Math.floor((batches.at(-1)?.iteration ?? 0) / 2);
  const between = batches.findLast(({ iteration }) => iteration === middle);
  const candidates: Candidate[] = [{ name: 'minute-back', ...secondAt(history, now.t - MINUTE_S) }];
  if (first) candidates.push({ name: 'before-first-delete', ...secondAt(history, first.after.t) });
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
