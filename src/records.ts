import type { Load } from './proof/facts.ts';
import type { Baseline, DeleteBatch, History, LoadSpan, Restored } from './proof/history.ts';
import type { Barrier } from './world/world.ts';

/**
 * What a show knows and its state is too small for: the id lists behind the counts, and the token that holds the barrier.
 * Written by workers before and after what they do; lost with the process.
 */
export interface Records {
  readonly history: History;
  addBaseline(baseline: Omit<Baseline, 'batchesBefore'>): void;
  /** Notes a batch as unknown before it is sent; the returned functions settle it, or withdraw what was never sent. */
  intend(batch: Omit<DeleteBatch, 'outcome'>): Intent;
  /** Notes that something of ours writes from here until the returned function is called. */
  beginWriting(): () => void;
  /** Before a scan: the returned function keeps it as a baseline, unless something of ours wrote meanwhile. */
  observe(): (scan: Omit<Baseline, 'batchesBefore'>) => void;
  /** Restore jobs that were there before the request whose answer is still out. */
  jobsBefore: ReadonlySet<string> | undefined;
  /** Notes that a load has begun; the returned function tells the op time of its last write. */
  beginLoad(load: Load, after: LoadSpan['after']): (until: NonNullable<LoadSpan['until']>) => void;
  readonly loads: readonly Load[];
  /** Held from before a restore was requested until its verdict. */
  barrier: Barrier | undefined;
}

export interface Intent {
  readonly settle: (outcome: DeleteBatch['outcome']) => void;
  readonly withdraw: () => void;
}

export function createRecords(): Records {
  const baselines: Baseline[] = [];
  const batches: DeleteBatch[] = [];
  const spans: LoadSpan[] = [];
  const restores: Restored[] = [];
  const loads: Load[] = [];
  let writers = 0;
  let changes = 0;
  return {
    history: { baselines, batches, loads: spans, restores },
    loads,
    barrier: undefined,
    jobsBefore: undefined,
    addBaseline(baseline) {
      baselines.push({ ...baseline, batchesBefore: batches.length });
    },
    beginWriting() {
      writers += 1;
      changes += 1;
      return () => {
        writers -= 1;
        changes += 1;
      };
    },
    observe() {
      const before = writers > 0 ? undefined : changes;
      return (scan) => {
        if (before === changes) this.addBaseline(scan);
      };
    },
    intend(batch) {
      const index = batches.push({ ...batch, outcome: { tag: 'unknown', why: 'not answered yet' } }) - 1;
      return {
        settle(outcome) {
          batches[index] = { ...batch, outcome };
        },
        withdraw() {
          batches.splice(index, 1);
        },
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
