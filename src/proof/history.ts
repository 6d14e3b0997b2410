import type { CollectionShape } from './facts.ts';
import type { IdList, IdSet } from './id-set.ts';
import { compareSets, fingerprint, joinIds, sortIds, without } from './id-set.ts';
import type { OpTime, RestorePoint } from './op-time.ts';
import { compareOpTimes, isAfter, isWithin } from './op-time.ts';

/** The exact set of `_id`s at a known op time. */
export interface Baseline {
  readonly ids: IdSet;
  readonly at: OpTime;
  /** Batches of the ledger that were over when it was read, unanswered ones included; they say nothing about it. Default 0. */
  readonly batchesBefore?: number;
  /** What it was read for. */
  readonly from?: 'stats' | 'delete' | 'restore' | 'verify';
  /** MD5 of `dbHash`, where it was taken and nobody wrote meanwhile. */
  readonly hash?: string;
  readonly shape?: CollectionShape;
}

/** One batch that we deleted. Every operation of it is later than `after`, and none is later than `at`. */
export interface DeleteBatch {
  readonly iteration: number;
  /** In the order they were sent. */
  readonly ids: IdList;
  readonly after: OpTime;
  /** `unknown`: sent, and nobody can say whether it happened. */
  readonly outcome: { readonly tag: 'done'; readonly at: OpTime } | { readonly tag: 'unknown'; readonly why: string };
  /** Those that are really gone, where an unknown batch was looked up later and not all were; absent: all. */
  readonly gone?: IdList;
}

/** Documents of ours were added in this stretch; `until` is absent while a load runs or when its end is unknown. */
export interface LoadSpan {
  readonly after: OpTime;
  readonly until?: OpTime;
}

/** What we know we did to the namespace: baselines, and the ledger of deletes and loads between them. */
export interface History {
  readonly baselines: readonly Baseline[];
  readonly batches: readonly DeleteBatch[];
  readonly loads: readonly LoadSpan[];
  readonly restores: readonly Restored[];
}

/** A restore: what came after `point` and at or before `asked` was undone by it. */
export interface Restored {
  readonly point: RestorePoint;
  readonly asked: OpTime;
}

export type NotKnown = 'no-baseline' | 'load-since-baseline' | 'cut-through-batch' | 'unknown-delete';

/** How many documents a restore to a point brings back, or why nobody can say. Counts of documents. */
export type Outlook =
  | {
      readonly tag: 'known';
      /** In the whole collection after the restore. */
      readonly total: number;
      /** Deleted after the point: they return. */
      readonly returns: number;
      /** Deleted before the point: they stay deleted. */
      readonly stayDeleted: number;
    }
  | { readonly tag: 'not-known'; readonly because: NotKnown };

/** E(T), with the two halves that a verdict speaks of, or why nobody can say. */
export type Expected =
  | { readonly tag: 'known'; readonly ids: IdSet; readonly returned: IdSet; readonly stayDeleted: IdSet }
  | { readonly tag: 'not-known'; readonly because: NotKnown };

type Side = 'within' | 'beyond' | 'cut';

/** On which side of the point all operations of a batch fall; `cut` when that is not certain. */
function sideOf(point: RestorePoint, { after, outcome }: DeleteBatch): Side {
  if (!isWithin(point, { t: after.t, i: after.i + 1 })) return 'beyond';
  return outcome.tag === 'done' && isWithin(point, outcome.at) ? 'within' : 'cut';
}

interface Parted {
  readonly tag: 'parted';
  readonly baseline: Baseline;
  readonly within: readonly DeleteBatch[];
  readonly beyond: readonly DeleteBatch[];
}

/** Parts the batches since the newest baseline before the point. Batches beyond the next baseline count too: they return. */
function part(
  history: History,
  point: RestorePoint,
): Parted | { readonly tag: 'not-known'; readonly because: NotKnown } {
  const baseline = history.baselines
    .filter(({ at }) => isWithin(point, at))
    .sort((a, b) => compareOpTimes(b.at, a.at))[0];
  if (!baseline) return { tag: 'not-known', because: 'no-baseline' };
  const loaded = history.loads.some(
    ({ after, until }) => (!until || isAfter(until, baseline.at)) && isWithin(point, { t: after.t, i: after.i + 1 }),
  );
  if (loaded) return { tag: 'not-known', because: 'load-since-baseline' };
  const since = history.batches
    .slice(baseline.batchesBefore ?? 0)
    .filter(({ outcome }) => outcome.tag === 'unknown' || isAfter(outcome.at, baseline.at));
  const cut = since.filter((batch) => sideOf(point, batch) === 'cut');
  if (cut.length > 0) {
    return {
      tag: 'not-known',
      because: cut.some(({ outcome }) => outcome.tag === 'unknown') ? 'unknown-delete' : 'cut-through-batch',
    };
  }
  return {
    tag: 'parted',
    baseline,
    within: since.filter((batch) => sideOf(point, batch) === 'within'),
    beyond: since.filter((batch) => sideOf(point, batch) === 'beyond'),
  };
}

const pack = (batches: readonly DeleteBatch[]): IdSet => sortIds(joinIds(batches.map(({ ids }) => ids)));

const countOf = (batches: readonly DeleteBatch[]): number => batches.reduce((sum, { ids }) => sum + ids.size, 0);

/** The counts of `expectedAt`, without building the sets: cheap enough to be asked again and again while choosing. */
export function outlookAt(history: History, point: RestorePoint): Outlook {
  const parted = part(history, point);
  if (parted.tag === 'not-known') return parted;
  const stayDeleted = countOf(parted.within);
  return {
    tag: 'known',
    total: parted.baseline.ids.size - stayDeleted,
    returns: countOf(parted.beyond),
    stayDeleted,
  };
}

/**
 * E(T): the documents that a restore to `point` brings back, namely the newest baseline before the point without what we
 * deleted in between. Knows nothing of what others wrote.
 */
export function expectedAt(history: History, point: RestorePoint): Expected {
  const parted = part(history, point);
  if (parted.tag === 'not-known') return parted;
  const stayDeleted = pack(parted.within);
  return { tag: 'known', ids: without(parted.baseline.ids, stayDeleted), returned: pack(parted.beyond), stayDeleted };
}

/** How a restored collection compares with E(T). Success is only what is equal, id by id. */
export interface Comparison {
  readonly missing: IdSet;
  readonly extra: IdSet;
  readonly expectedFingerprint: string;
  readonly foundFingerprint: string;
}

export function compareWithExpected(expected: IdSet, found: IdSet): Comparison {
  return {
    ...compareSets(expected, found),
    expectedFingerprint: fingerprint(expected),
    foundFingerprint: fingerprint(found),
  };
}
