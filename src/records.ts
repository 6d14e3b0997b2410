import { emptyLedger, foldEntry } from './ledger.ts';
import type { Asking, Ledger, LedgerEntry } from './ledger.ts';
import type { CollectionShape, Load, RestoreJob, SeenBefore } from './proof/facts.ts';
import type { Baseline, DeleteBatch, History, LoadSpan } from './proof/history.ts';
import type { IdList, IdSet } from './proof/id-set.ts';
import { fingerprint } from './proof/id-set.ts';
import type { OpTime } from './proof/op-time.ts';
import type { Barrier } from './world/world.ts';

/*
 * What a show knows and its state is too small for: the id lists behind the counts, and what has to be known again after a
 * kill. Workers write it before and after what they do.
 */

export interface Records {
  readonly history: History;
  readonly loads: readonly Load[];
  /** Keeps an exact set of ids; resolves when it is on disk, and throws where it cannot be kept beyond this process. */
  addBaseline(baseline: NewBaseline, run?: number): Promise<void>;
  /** The baseline that a run has taken, and the loads that it has begun. */
  baselineOf(run: number): Baseline | undefined;
  loadsOf(run: number): readonly Load[];
  /** The same set was hashed by the server, and nobody wrote meanwhile. */
  addHash(md5: string): void;
  /** Notes a batch as unknown; resolves when that is on disk, so that it may be sent. Throws where it may not. */
  intend(batch: Omit<DeleteBatch, 'outcome' | 'gone'>): Promise<Intent>;
  /** What a later look said of a batch: which of its documents are gone, and no later than `at`. */
  resolve(batch: DeleteBatch, gone: IdList, at: OpTime): void;
  /** Notes that something of ours writes from here until the returned function is called. */
  beginWriting(): () => void;
  /** Before a scan: the returned function keeps it as a baseline, unless something of ours wrote meanwhile; tells whether it did. */
  observe(): (scan: NewBaseline) => Promise<boolean>;
  /** Notes that a load has begun; the returned function tells the op time of its last write. */
  beginLoad(load: Load, after: LoadSpan['after'], run: number): Promise<(until: OpTime) => void>;
  /** Gives loads that a kill has cut off an end: nothing of theirs comes later than this. */
  endLoads(until: OpTime): void;
  /** The restore whose verdict is out, or whose answer is. */
  readonly asking: Asking | undefined;
  /** Restore jobs that were asked for or taken up, by id: what becomes of them is known. */
  readonly jobs: readonly string[];
  /** The loads that were marked when a restore was asked for last: the marker may not have come back with it. */
  readonly loadsAsked: readonly Load[] | undefined;
  /** Resolves when the request may be sent; throws where no trace of it could be kept. */
  ask(asking: Asking): Promise<void>;
  accept(job: RestoreJob): void;
  /** Nothing was begun: a clear no. */
  withdrawAsking(): void;
  /** The set is what it was at the point: what came after it was undone. */
  noteRestored(): void;
  /** The verdict on the restore is out. */
  endAsking(): void;
  /** Writes a file beside the ledger; resolves with its path, or with undefined where it could not be written. */
  attach(name: string, text: string): Promise<string | undefined>;
  /** Complete snapshots that were there when this run asked for one. */
  snapshotsBefore(run: number): readonly string[] | undefined;
  noteSnapshotAsked(before: readonly string[], run: number): Promise<void>;
  /** What the last look at restore jobs has found, and those before a new one; lives with the process. */
  seen: SeenBefore | undefined;
  /** Held from before a restore was requested until its verdict; lives with the process. */
  barrier: Barrier | undefined;
}

export type NewBaseline = Omit<Baseline, 'batchesBefore' | 'hash'> & { readonly shape?: CollectionShape };

export interface Intent {
  /** With how many were deleted, where that is less than were named. */
  readonly settle: (outcome: DeleteBatch['outcome'], deleted?: number) => void;
  readonly withdraw: () => void;
}

/** Records over a ledger, from the entries that are in it already. */
export function createRecords(ledger: Ledger, entries: Iterable<LedgerEntry> = []): Records {
  const folded = emptyLedger();
  for (const entry of entries) foldEntry(folded, entry);
  let writers = 0;
  let changes = 0;

  function write(entry: LedgerEntry): void {
    ledger.write(entry);
    foldEntry(folded, entry);
  }

  async function writeThrough(entry: LedgerEntry): Promise<void> {
    write(entry);
    await ledger.flush();
  }

  /** Two readings of the same set share its ids, in memory and on disk. */
  function sharing(ids: IdSet): IdSet {
    const last = folded.baselines.at(-1)?.ids;
    const same = last?.size === ids.size && fingerprint(last) === fingerprint(ids);
    return same && Buffer.compare(last.bytes, ids.bytes) === 0 ? last : ids;
  }

  const records: Records = {
    history: {
      baselines: folded.baselines,
      batches: folded.batches,
      loads: folded.spans,
      restores: folded.restores,
    },
    loads: folded.loads,
    jobs: folded.jobs,
    seen: undefined,
    barrier: undefined,
    get asking() {
      return folded.asking;
    },
    get loadsAsked() {
      return folded.loadsAsked;
    },
    snapshotsBefore: (run) => (folded.snapshotAsked?.run === run ? folded.snapshotAsked.before : undefined),
    baselineOf: (run) => folded.baselines[folded.baselineRuns.lastIndexOf(run)],
    loadsOf: (run) => folded.loads.filter((_, k) => folded.loadRuns[k] === run),
    addBaseline: (baseline, run) =>
      writeThrough({
        type: 'baseline',
        baseline: { ...baseline, ids: sharing(baseline.ids), batchesBefore: folded.batches.length },
        ...(run === undefined ? {} : { run }),
      }),
    addHash(md5) {
      write({ type: 'hash', baseline: folded.baselines.length - 1, md5 });
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
      return async (scan) => {
        if (before !== changes) return false;
        // Whoever only looks has the baseline for as long as this program lives; who destroys keeps one first.
        await records.addBaseline(scan).catch(() => undefined);
        return true;
      };
    },
    async intend(batch) {
      const number = folded.numbered.length;
      const withdraw = (): void => write({ type: 'withdrawn', batch: number });
      await writeThrough({ type: 'intent', batch }).catch((error: unknown) => {
        withdraw();
        throw error;
      });
      return {
        settle: (outcome, deleted) =>
          write({ type: 'settled', batch: number, outcome, ...(deleted === undefined ? {} : { deleted }) }),
        withdraw,
      };
    },
    resolve(batch, gone, at) {
      const number = folded.numbered.indexOf(batch);
      if (gone.size === 0) write({ type: 'withdrawn', batch: number });
      else {
        const part = gone.size < batch.ids.size ? { gone } : {};
        const term =
          batch.outcome.tag === 'done' && batch.outcome.term !== undefined ? { term: batch.outcome.term } : {};
        write({ type: 'settled', batch: number, outcome: { tag: 'done', at, ...term }, ...part });
      }
    },
    async beginLoad(load, after, run) {
      const number = folded.spans.length;
      await writeThrough({ type: 'load', load, after, run });
      return (until) => write({ type: 'loaded', load: number, until });
    },
    endLoads(until) {
      folded.spans.forEach((span, load) => {
        if (!span.until) write({ type: 'loaded', load, until });
      });
    },
    async ask(asking) {
      const before = folded.asking;
      await writeThrough({ type: 'asking', asking }).catch((error: unknown) => {
        write(before ? { type: 'asking', asking: before } : { type: 'refused' });
        throw error;
      });
    },
    accept: (job) => write({ type: 'accepted', job }),
    withdrawAsking: () => write({ type: 'refused' }),
    noteRestored: () => write({ type: 'restored' }),
    endAsking: () => write({ type: 'judged' }),
    attach: (name, text) => ledger.attach(name, text).catch(() => undefined),
    noteSnapshotAsked: (before, run) => writeThrough({ type: 'snapshot-asked', before, run }),
  };
  return records;
}
