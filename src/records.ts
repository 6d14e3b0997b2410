import type { CollectionShape, Load, Member } from './proof/facts.ts';
import type { Baseline, DeleteBatch, History, LoadSpan, Restored } from './proof/history.ts';
import type { IdList, IdSet } from './proof/id-set.ts';
import { fingerprint } from './proof/id-set.ts';
import type { OpTime, RestorePoint } from './proof/op-time.ts';
import type { Barrier } from './world/world.ts';

/*
 * What a show knows and its state is too small for: the id lists behind the counts, and what has to be known again after a
 * kill. Workers write it before and after what they do.
 */

/** One line of the ledger. Batches, loads and baselines are numbered from zero, in the order of their lines. */
export type LedgerEntry =
  | { readonly type: 'baseline'; readonly baseline: Omit<Baseline, 'hash'>; readonly run?: number }
  | { readonly type: 'hash'; readonly baseline: number; readonly md5: string }
  | { readonly type: 'intent'; readonly batch: Omit<DeleteBatch, 'outcome' | 'gone'> }
  | {
      readonly type: 'settled';
      readonly batch: number;
      readonly outcome: DeleteBatch['outcome'];
      readonly gone?: IdList;
    }
  | { readonly type: 'withdrawn'; readonly batch: number }
  | { readonly type: 'load'; readonly load: Load; readonly after: OpTime; readonly run: number }
  | { readonly type: 'loaded'; readonly load: number; readonly until: OpTime }
  | { readonly type: 'asking'; readonly asking: Asking }
  | { readonly type: 'accepted'; readonly jobId: string }
  | { readonly type: 'refused' }
  | { readonly type: 'restored' }
  | { readonly type: 'judged' }
  | { readonly type: 'snapshot-asked'; readonly before: readonly string[] };

/** A restore that is about to be asked for, and what it is told apart by from then on. */
export interface Asking {
  readonly point: RestorePoint;
  /** Everything of ours was written at or before it. */
  readonly asked: OpTime;
  readonly goalBefore: number;
  readonly membersBefore: readonly Member[];
  /** Restore jobs that were there before. */
  readonly jobsBefore: readonly string[];
  /** Once it is known. */
  readonly jobId?: string;
  /** Story time. */
  readonly since: number;
}

/** Where entries are kept, in their order and without a hole. */
export interface Ledger {
  /** Hands the entry to the system, so that it survives a kill; what cannot be written waits. Never throws. */
  write(entry: LedgerEntry): void;
  /** Resolves when everything written so far is on disk; throws a RefusedError that says why it is not. */
  flush(): Promise<void>;
  /** Writes a file beside the ledger; resolves with its path, or with undefined where nothing is kept. */
  attach(name: string, text: string): Promise<string | undefined>;
}

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
  /** What a later look said of a batch that was unknown: which of its documents are gone, as of `at`. */
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
  /** Resolves when the request may be sent; throws where no trace of it could be kept. */
  ask(asking: Asking): Promise<void>;
  accept(jobId: string): void;
  /** Nothing was begun: a clear no. */
  withdrawAsking(): void;
  /** The set is what it was at the point: what came after it was undone. */
  noteRestored(): void;
  /** The verdict on the restore is out. */
  endAsking(): void;
  /** Writes a file beside the ledger; resolves with its path, or with undefined where it could not be written. */
  attach(name: string, text: string): Promise<string | undefined>;
  /** Complete snapshots that were there when one was asked for last. */
  readonly snapshotsBefore: readonly string[] | undefined;
  noteSnapshotAsked(before: readonly string[]): Promise<void>;
  /** Held from before a restore was requested until its verdict; lives with the process. */
  barrier: Barrier | undefined;
}

export type NewBaseline = Omit<Baseline, 'batchesBefore' | 'hash'> & { readonly shape?: CollectionShape };

export interface Intent {
  readonly settle: (outcome: DeleteBatch['outcome']) => void;
  readonly withdraw: () => void;
}

/** What the entries of a ledger come to. */
interface Folded {
  readonly baselines: Baseline[];
  readonly batches: DeleteBatch[];
  readonly spans: LoadSpan[];
  readonly loads: Load[];
  readonly restores: Restored[];
  /** Every batch by its number; withdrawn ones are absent. */
  readonly numbered: (DeleteBatch | undefined)[];
  /** Which run took each baseline, and began each load. */
  readonly baselineRuns: (number | undefined)[];
  readonly loadRuns: number[];
  asking: Asking | undefined;
  snapshotsBefore: readonly string[] | undefined;
}

const toFolded = (): Folded => ({
  baselines: [],
  batches: [],
  spans: [],
  loads: [],
  restores: [],
  numbered: [],
  baselineRuns: [],
  loadRuns: [],
  asking: undefined,
  snapshotsBefore: undefined,
});

function replaceBatch(folded: Folded, number: number, next: DeleteBatch | undefined): void {
  const old = folded.numbered[number];
  const at = old ? folded.batches.indexOf(old) : -1;
  folded.numbered[number] = next;
  if (at >= 0) folded.batches.splice(at, 1, ...(next ? [next] : []));
}

/** Folds one entry: the same whether it is written now or read again. */
function fold(folded: Folded, entry: LedgerEntry): void {
  switch (entry.type) {
    case 'baseline':
      folded.baselines.push(entry.baseline);
      folded.baselineRuns.push(entry.run);
      return;
    case 'hash':
      folded.baselines[entry.baseline] = { ...folded.baselines[entry.baseline]!, hash: entry.md5 };
      return;
    case 'intent': {
      const batch: DeleteBatch = { ...entry.batch, outcome: { tag: 'unknown', why: 'not answered yet' } };
      folded.numbered.push(batch);
      folded.batches.push(batch);
      return;
    }
    case 'settled': {
      const { outcome, gone } = entry;
      replaceBatch(folded, entry.batch, { ...folded.numbered[entry.batch]!, outcome, ...(gone ? { gone } : {}) });
      return;
    }
    case 'withdrawn':
      return replaceBatch(folded, entry.batch, undefined);
    case 'load':
      folded.loads.push(entry.load);
      folded.loadRuns.push(entry.run);
      folded.spans.push({ after: entry.after });
      return;
    case 'loaded':
      folded.spans[entry.load] = { ...folded.spans[entry.load]!, until: entry.until };
      return;
    case 'asking':
      folded.asking = entry.asking;
      return;
    case 'accepted':
      if (folded.asking) folded.asking = { ...folded.asking, jobId: entry.jobId };
      return;
    case 'restored':
      if (folded.asking) folded.restores.push({ point: folded.asking.point, asked: folded.asking.asked });
      return;
    case 'refused':
    case 'judged':
      folded.asking = undefined;
      return;
    case 'snapshot-asked':
      folded.snapshotsBefore = entry.before;
      return;
    default:
      entry satisfies never;
  }
}

/** Records over a ledger, from the entries that are in it already. */
export function createRecords(ledger: Ledger, entries: Iterable<LedgerEntry> = []): Records {
  const folded = toFolded();
  for (const entry of entries) fold(folded, entry);
  let writers = 0;
  let changes = 0;

  function write(entry: LedgerEntry): void {
    ledger.write(entry);
    fold(folded, entry);
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
    barrier: undefined,
    get asking() {
      return folded.asking;
    },
    get snapshotsBefore() {
      return folded.snapshotsBefore;
    },
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
      return { settle: (outcome) => write({ type: 'settled', batch: number, outcome }), withdraw };
    },
    resolve(batch, gone, at) {
      const number = folded.numbered.indexOf(batch);
      if (gone.size === 0) write({ type: 'withdrawn', batch: number });
      else {
        const part = gone.size < batch.ids.size ? { gone } : {};
        write({ type: 'settled', batch: number, outcome: { tag: 'done', at }, ...part });
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
      await writeThrough({ type: 'asking', asking }).catch((error: unknown) => {
        write({ type: 'refused' });
        throw error;
      });
    },
    accept: (jobId) => write({ type: 'accepted', jobId }),
    withdrawAsking: () => write({ type: 'refused' }),
    noteRestored: () => write({ type: 'restored' }),
    endAsking: () => write({ type: 'judged' }),
    attach: (name, text) => ledger.attach(name, text).catch(() => undefined),
    noteSnapshotAsked: (before) => writeThrough({ type: 'snapshot-asked', before }),
  };
  return records;
}

/** Keeps nothing: for a show that cannot be kept, where whatever destroys is refused, and for tests. */
export const NO_LEDGER: Ledger = {
  write: () => undefined,
  flush: () => Promise.resolve(),
  attach: () => Promise.resolve(undefined),
};
