import type { CollectionShape } from '../../src/proof/facts.ts';
import type { DeleteBatch, History } from '../../src/proof/history.ts';
import { expectedAt } from '../../src/proof/history.ts';
import { NO_IDS } from '../../src/proof/id-set.ts';
import type { OpTime, RestorePoint } from '../../src/proof/op-time.ts';
import type { Findings } from '../../src/proof/verdict.ts';
import { boundaryOf } from '../../src/proof/verdict.ts';
import { packed, range, setOf } from './ids.ts';

export const SHAPE: CollectionShape = {
  indexes: [
    { name: '_id_', text: '{"_id":1}' },
    { name: 'seq_1', text: '{"seq":1}' },
  ],
  options: '{}',
};

/** One delete per op time, each a batch of its own: the finest boundary that there is. */
export const at = (k: number): OpTime => ({ t: 1000, i: 2 * k + 2 });
export const historyOf = (documents: number, deleted: readonly number[]): History => ({
  baselines: [{ ids: setOf(...range(0, documents)), at: { t: 900, i: 1 }, from: 'delete' }],
  batches: deleted.map((id, k): DeleteBatch => ({
    iteration: 1,
    ids: packed(id),
    after: { t: 1000, i: 2 * k + 1 },
    outcome: { tag: 'done', at: at(k) },
  })),
  loads: [],
  restores: [],
});

export interface Restore {
  readonly findings: Findings;
  readonly there: readonly number[];
  readonly gone: readonly number[];
  readonly documents: number;
  /** What would be there after one entry of the oplog less, or more. */
  readonly offByOne: readonly (readonly number[])[];
}

/** A restore through the `upTo`th delete, with what a check of it finds when all is well. */
export function restoreTo(documents: number, deleted: readonly number[], upTo: number): Restore {
  const history = historyOf(documents, deleted);
  const point: RestorePoint = { form: 'opTime', at: upTo === 0 ? { t: 950, i: 1 } : at(upTo - 1) };
  const stateAfter = (deletes: number): number[] => {
    const gone = new Set(deleted.slice(0, deletes));
    return range(0, documents).filter((id) => !gone.has(id));
  };
  const there = stateAfter(upTo);
  return {
    there,
    gone: deleted.slice(0, upTo),
    documents,
    offByOne: [upTo - 1, upTo + 1].filter((k) => k >= 0 && k <= deleted.length).map(stateAfter),
    findings: {
      expected: expectedAt(history, point),
      found: setOf(...there),
      others: { inserted: NO_IDS, removed: NO_IDS },
      boundary: boundaryOf(history, point),
      sample: { compared: Math.min(10, there.length), altered: NO_IDS, unread: NO_IDS, notOurs: 0 },
      shape: { before: SHAPE, after: SHAPE },
      hash: { before: 'abc', after: upTo === 0 ? 'abc' : 'def' },
      tookMs: { ids: 12 },
    },
  };
}
