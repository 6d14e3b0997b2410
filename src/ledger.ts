import type { Load, Member, PointSource, RestoreJob } from './proof/facts.ts';
import type { Baseline, DeleteBatch, LoadSpan, Restored } from './proof/history.ts';
import type { IdList } from './proof/id-set.ts';
import type { OpTime, RestorePoint } from './proof/op-time.ts';
import { BEGINNING, compareOpTimes } from './proof/op-time.ts';

/* What is kept of a show beside its journal: the ids, and what a destructive step has begun. */

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
      readonly deleted?: number;
    }
  | { readonly type: 'withdrawn'; readonly batch: number }
  | { readonly type: 'load'; readonly load: Load; readonly after: OpTime; readonly run: number }
  | { readonly type: 'loaded'; readonly load: number; readonly until: OpTime }
  | { readonly type: 'asking'; readonly asking: Asking }
  | { readonly type: 'accepted'; readonly job: RestoreJob }
  | { readonly type: 'refused' }
  | { readonly type: 'restored' }
  | { readonly type: 'judged' }
  | { readonly type: 'snapshot-asked'; readonly before: readonly string[]; readonly run: number };

/** A restore that is about to be asked for, or was begun in the browser, and what it is told apart by from then on. */
export interface Asking {
  /** Absent while nobody has told it. */
  readonly point?: RestorePoint;
  /** Who told it; absent of our own. */
  readonly pointFrom?: PointSource;
  /** It was begun in the browser. */
  readonly taken?: true;
  /** Everything of ours was written at or before it. */
  readonly asked: OpTime;
  /** Absent where automation does not tell. */
  readonly goalBefore?: number;
  readonly membersBefore: readonly Member[];
  /** Restore jobs that were there before. */
  readonly jobsBefore: readonly string[];
  /** What the documents that come back are made of. */
  readonly loads: readonly Load[];
  /** Once it is known. */
  readonly job?: RestoreJob;
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

/** Keeps nothing: for a show that cannot be kept, where whatever destroys is refused, and for tests. */
export const NO_LEDGER: Ledger = {
  write: () => undefined,
  flush: () => Promise.resolve(),
  attach: () => Promise.resolve(undefined),
};

/** What the entries of a ledger come to. */
export interface LedgerFolded {
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
  /** Every restore job that was asked for or taken up, by id. */
  readonly jobs: string[];
  /** Loads as they were marked when a restore was asked for last. */
  loadsAsked: readonly Load[] | undefined;
  snapshotAsked: { readonly before: readonly string[]; readonly run: number } | undefined;
}

export const emptyLedger = (): LedgerFolded => ({
  baselines: [],
  batches: [],
  spans: [],
  loads: [],
  restores: [],
  numbered: [],
  baselineRuns: [],
  loadRuns: [],
  asking: undefined,
  jobs: [],
  loadsAsked: undefined,
  snapshotAsked: undefined,
});

function replaceBatch(folded: LedgerFolded, number: number, next: DeleteBatch | undefined): void {
  const old = folded.numbered[number];
  const at = old ? folded.batches.indexOf(old) : -1;
  folded.numbered[number] = next;
  if (at < 0) return;
  folded.batches.splice(at, 1, ...(next ? [next] : []));
  if (next) return;
  folded.baselines.forEach((baseline, k) => {
    const { batchesBefore = 0 } = baseline;
    if (batchesBefore > at) folded.baselines[k] = { ...baseline, batchesBefore: batchesBefore - 1 };
  });
}

/** Stands for a point that nobody told: of what came before such a restore nothing is known any more. */
const UNTOLD: RestorePoint = { form: 'opTime', at: BEGINNING };

/** A restore that was followed to its end twice, because a kill came between that and the journal, has happened once. */
function foldRestored({ asking, restores }: LedgerFolded): void {
  const last = restores.at(-1);
  if (!asking || (last && compareOpTimes(last.asked, asking.asked) === 0)) return;
  restores.push({ point: asking.point ?? UNTOLD, asked: asking.asked });
}

/** Folds one entry: the same whether it is written now or read again. */
export function foldEntry(folded: LedgerFolded, entry: LedgerEntry): void {
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
      const { outcome, gone, deleted } = entry;
      replaceBatch(folded, entry.batch, {
        ...folded.numbered[entry.batch]!,
        outcome,
        ...(gone ? { gone } : {}),
        ...(deleted === undefined ? {} : { deleted }),
      });
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
      folded.loadsAsked = entry.asking.loads;
      return;
    case 'accepted':
      folded.jobs.push(entry.job.id);
      if (folded.asking) folded.asking = { ...folded.asking, job: entry.job };
      return;
    case 'restored':
      return foldRestored(folded);
    case 'refused':
    case 'judged':
      folded.asking = undefined;
      return;
    case 'snapshot-asked':
      folded.snapshotAsked = entry;
      return;
    default:
      entry satisfies never;
  }
}
