import type { Load } from './proof/facts.ts';
import type { Baseline, DeleteBatch, History, LoadSpan } from './proof/history.ts';
import type { Barrier } from './world/world.ts';

/**
 * What a show knows and its state is too small for: the id lists behind the counts, and the token that holds the barrier.
 * Written by workers before and after what they do; lost with the process.
 */
export interface Records {
  readonly history: History;
  addBaseline(baseline: Baseline): void;
  /** Notes a batch as unknown before it is sent; the returned function settles it. */
  intend(batch: Omit<DeleteBatch, 'outcome'>): (outcome: DeleteBatch['outcome']) => void;
  /** Notes that a load has begun; the returned function tells the op time of its last write. */
  beginLoad(load: Load, after: LoadSpan['after']): (until: NonNullable<LoadSpan['until']>) => void;
  readonly loads: readonly Load[];
  /** Held from before a restore was requested until its verdict. */
  barrier: Barrier | undefined;
}

export function createRecords(): Records {
  const baselines: Baseline[] = [];
  const batches: DeleteBatch[] = [];
  const spans: LoadSpan[] = [];
  const loads: Load[] = [];
  return {
    history: { baselines, batches, loads: spans },
    loads,
    barrier: undefined,
    addBaseline(baseline) {
      baselines.push(baseline);
    },
    intend(batch) {
      const index = batches.push({ ...batch, outcome: { tag: 'unknown', why: 'not answered yet' } }) - 1;
      return (outcome) => {
        batches[index] = { ...batch, outcome };
      };
    },
    beginLoad(load, after) {
      loads.push(load);
      const index = spans.push({ after }) - 1;
      return (until) => {
        spans[index] = { after, until };
      };
    },
  };
}
