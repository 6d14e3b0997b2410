import type { CollectionShape, WriteStamp } from './facts.ts';
import type { IdList, IdSet } from './id-set.ts';
import { joinIds, sortIds } from './id-set.ts';
import type { OpTime, RestorePoint } from './op-time.ts';
import { isAfter, limitOf, nextAfter } from './op-time.ts';

/*
 * The course of the namespace: what was done to it, in the order of op times, with the jumps back that restores make. All
 * cuts are made at limits (see `limitOf`): what is before a limit counts, what is at or after it does not.
 */

/** The exact set of `_id`s at a known op time, and who read it. */
export interface Baseline {
  readonly ids: IdSet;
  readonly at: OpTime;
  readonly from: 'stats' | 'delete' | 'restore' | 'verify';
  /** Batches of the ledger that were over when it was read, unanswered ones included; they say nothing about it. Default 0. */
  readonly batchesBefore?: number;
  /** MD5 of all documents, as `dbHash` gives it. */
  readonly hash?: string;
  readonly shape?: CollectionShape;
}

/** One batch that we deleted. Every operation of it is later than `after`, and none is later than `at`. */
export interface DeleteBatch {
  readonly iteration: number;
  /** In the order they were sent. All were there at the newest baseline before, and in no other batch since that. */
  readonly ids: IdList;
  readonly after: OpTime;
  /** `unknown`: sent, and nobody can say whether it happened. Once somebody read which are gone it is `done` at that reading. */
  readonly outcome:
    | { readonly tag: 'done'; readonly at: OpTime; /** Of the primary that did it. */ readonly term?: number }
    | { readonly tag: 'unknown'; readonly why: string };
  /** What it was sent under; absent in ledgers of before. */
  readonly stamp?: WriteStamp;
  /** Of a `done` batch of which only part is gone: which. Absent: all. */
  readonly gone?: IdList;
  /** So few of them were there to be deleted: others had removed the rest, and nobody knows which. Absent: all. */
  readonly deleted?: number;
}

/** Documents of ours were added in this stretch; `until` is absent while a load runs or when its end is unknown. */
export interface LoadSpan {
  readonly after: OpTime;
  readonly until?: OpTime;
}

/**
 * A restore that was asked for. All of the old course lies at or before `asked`, all that came after the restore lies after it;
 * what lies between the point and `asked` was undone.
 */
export interface Restored {
  readonly point: RestorePoint;
  readonly asked: OpTime;
}

/** What we know we did to the namespace: baselines, and the ledger of deletes, loads and restores. Each in the order of time. */
export interface History {
  readonly baselines: readonly Baseline[];
  readonly batches: readonly DeleteBatch[];
  readonly loads: readonly LoadSpan[];
  readonly restores: readonly Restored[];
}

/** The ids that a batch removed; of one whose outcome is unknown, those that it may have removed. */
export const goneOf = ({ ids, gone, outcome }: DeleteBatch): IdList => (outcome.tag === 'done' ? (gone ?? ids) : ids);

export const pack = (batches: readonly DeleteBatch[]): IdSet => sortIds(joinIds(batches.map(goneOf)));

export const countOf = (batches: readonly DeleteBatch[]): number =>
  batches.reduce((sum, batch) => sum + goneOf(batch).size, 0);

/** Later than anything that happens. */
export const END: OpTime = { t: Number.MAX_SAFE_INTEGER, i: 0 };

/** A piece of the course: op times from `from` on (absent: from the beginning) and before `until`. */
export interface Stretch {
  readonly from?: OpTime;
  readonly until: OpTime;
  /** The last op time before the restore that ended this course, undone ones included; absent while it goes on. */
  readonly asked?: OpTime;
}

/** Whether a limit lies in what a restore undid. The op time `asked` itself belongs to the old course, the point does not. */
const isUndoneBy = ({ point, asked }: Restored, limit: OpTime): boolean =>
  isAfter(limit, limitOf(point)) && !isAfter(limit, nextAfter(asked));

/**
 * The pieces that led to the state at a limit, newest first: before each restore the course goes on at the point of that
 * restore. The last is `undone` where a limit, or the point of a restore on the way, lies in what was undone before. `ended` is
 * when a restore ended the course that the limit is on, if not one of these did.
 */
export function courseTo(
  restores: readonly Restored[],
  limit: OpTime,
  ended?: OpTime,
): readonly (Stretch | 'undone')[] {
  if (restores.some((restored) => isUndoneBy(restored, limit))) return ['undone'];
  const last = restores.findLastIndex(({ asked }) => isAfter(limit, nextAfter(asked)));
  const asked = restores[last + 1]?.asked ?? ended;
  const end = { until: limit, ...(asked ? { asked } : {}) };
  const before = restores[last];
  if (!before) return [end];
  const older = courseTo(restores.slice(0, last), limitOf(before.point), before.asked);
  return [{ from: nextAfter(before.asked), ...end }, ...older];
}

/** Whether something that began after `after` began in this piece. What belongs to an older course ended with it. */
export const beganIn = ({ from, until }: Stretch, after: OpTime): boolean =>
  isAfter(until, nextAfter(after)) && (!from || !isAfter(from, nextAfter(after)));

/** Whether a batch was over before a limit. */
export const isOverBefore = ({ outcome }: DeleteBatch, limit: OpTime): boolean =>
  outcome.tag === 'done' && isAfter(limit, outcome.at);

/** Whether the `k`th batch was over when a baseline was read, so that the baseline knows what became of it. */
export const knows = ({ batchesBefore = 0, at }: Baseline, batch: DeleteBatch, k: number): boolean =>
  k < batchesBefore || isOverBefore(batch, nextAfter(at));

/** The newest baseline in a piece of the course. */
export const newestIn = ({ from, until }: Stretch, baselines: readonly Baseline[]): Baseline | undefined =>
  baselines.findLast(({ at }) => isAfter(until, at) && (!from || !isAfter(from, at)));

/** The history as it was when a baseline was read: what was undone later had happened then. */
export function asOf(history: History, { at }: Baseline): History {
  return { ...history, restores: history.restores.filter(({ asked }) => isAfter(at, asked)) };
}
