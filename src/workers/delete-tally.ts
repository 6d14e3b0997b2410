import type { DeleteBatch } from '../proof/history.ts';
import type { OpTime } from '../proof/op-time.ts';
import { isAfter, laterOf } from '../proof/op-time.ts';
import type { BaselineSeen } from '../wizard/seen.ts';
import type { Results } from '../wizard/results.ts';
import type { Progress } from '../wizard/progress.ts';
import { unknownOf } from './unknown.ts';

/** What a delete has come to so far, in documents. */
export interface Tally {
  readonly baseline: BaselineSeen;
  iteration: number;
  deleted: number;
  unknown: number;
  rolledBack: number;
  /** Of the primary that did the last batch. */
  term?: number | undefined;
  /** Of this iteration. */
  done: number;
  of: number;
  last?: OpTime;
}

export const toTally = (baseline: BaselineSeen): Tally => ({
  baseline,
  iteration: 0,
  deleted: 0,
  unknown: 0,
  rolledBack: 0,
  done: 0,
  of: 0,
});

/** Counts anew what the ledger says of the batches of this run. */
export function countBatches(tally: Tally, batches: readonly DeleteBatch[]): void {
  const own = batches.filter(({ after }) => !isAfter(tally.baseline.at, after));
  const done = own.filter(({ outcome }) => outcome.tag === 'done');
  tally.unknown = unknownOf(own).reduce((sum, { ids }) => sum + ids.size, 0);
  tally.deleted = done.reduce((sum, { ids, gone = ids }) => sum + gone.size, 0);
  tally.iteration = own.at(-1)?.iteration ?? 0;
  for (const { outcome } of done) {
    if (outcome.tag === 'done') tally.last = tally.last ? laterOf(tally.last, outcome.at) : outcome.at;
  }
}

const lostOf = ({ rolledBack }: Tally): { readonly rolledBack?: number } => (rolledBack > 0 ? { rolledBack } : {});

export function toProgress(tally: Tally, perSecond: number): Progress['delete'] {
  const { baseline, iteration, deleted, unknown, done, of } = tally;
  const remaining = baseline.documents - deleted;
  return { baseline, iteration, deleted, remaining, done, of, perSecond, unknown, ...lostOf(tally) };
}

export function toResult(tally: Tally, tookMs: number): Results['delete'] {
  const { baseline, iteration, deleted, unknown, last } = tally;
  const remaining = baseline.documents - deleted;
  const rest = { ...lostOf(tally), ...(last ? { last } : {}) };
  return { baseline, iterations: iteration, deleted, remaining, unknown, tookMs, ...rest };
}
