import type { Boundary } from './boundary.ts';
import type { CollectionShape } from './facts.ts';
import type { Expected, ForeignWrites, NotKnown } from './history.ts';
import type { IdList, IdSet } from './id-set.ts';
import type { OpTime } from './op-time.ts';

/*
 * What a verification finds, and what each of its checks saw of it, as plain data. Words are made elsewhere.
 */

export const PROOF_CHECKS = [
  'ids',
  'last-deleted-before',
  'first-deleted-after',
  'sample',
  'indexes',
  'options',
  'hash',
  'others',
] as const;
export type ProofCheckName = (typeof PROOF_CHECKS)[number];

/** `open`: could not be told. `skipped`: does not apply, and why. */
export type CheckResult = 'good' | 'bad' | 'open' | 'skipped';

/** Why a check says nothing. */
export interface Unseen {
  readonly because:
    | NotKnown
    | 'no-restore'
    | 'nothing-deleted'
    | 'nothing-of-ours'
    | 'not-sampled'
    | 'not-read-before'
    | 'not-read-after'
    | 'deleted-before-point'
    | 'not-certain';
  /** In the server's words. */
  readonly why?: string;
}

/** Documents of one batch: how many, how many of them are there, the first few of them, and the op time that the batch is known by. */
export interface SeenBatch {
  readonly of: number;
  readonly there: number;
  readonly ids: readonly string[];
  readonly at: OpTime;
}

/** What each check saw: figures, ids in hexadecimal, names. */
export interface Seen {
  readonly ids:
    | Unseen
    | {
        readonly expected: number;
        readonly found: number;
        readonly missing: number;
        readonly extra: number;
        /** Not certain whether they should be there, and how many of them are. */
        readonly uncertain: number;
        readonly uncertainThere: number;
      };
  readonly 'last-deleted-before': Unseen | SeenBatch;
  readonly 'first-deleted-after': Unseen | SeenBatch;
  readonly sample:
    | Unseen
    | {
        readonly compared: number;
        readonly altered: number;
        /** Their `_id`s are there, their documents could not be read. */
        readonly unread: number;
        readonly notOurs: number;
        /** Altered or unread. */
        readonly ids: readonly string[];
      };
  /** By name. */
  readonly indexes:
    | Unseen
    | {
        readonly count: number;
        readonly missing: readonly string[];
        readonly extra: readonly string[];
        readonly altered: readonly string[];
      };
  readonly options: Unseen | { readonly before: string; readonly after: string };
  readonly hash: Unseen | { readonly before: string; readonly after: string };
  readonly others: {
    readonly inserted: number;
    readonly removed: number;
    readonly insertedIds: readonly string[];
    readonly removedIds: readonly string[];
  };
}

export type ProofCheck = {
  readonly [C in ProofCheckName]: {
    readonly name: C;
    readonly result: CheckResult;
    readonly seen: Seen[C];
    readonly tookMs: number;
  };
}[ProofCheckName];

/** Everything that was found out about a restore. */
export interface Findings {
  /** Undefined: nothing was restored. */
  readonly expected: Expected | undefined;
  /** Every `_id` after the restore. */
  readonly found: IdSet;
  /** Writes by others between the baseline and the request of the restore. */
  readonly others: ForeignWrites;
  readonly boundary: Boundary | undefined;
  readonly sample: {
    readonly compared: number;
    readonly altered: IdList;
    readonly unread: IdList;
    readonly notOurs: number;
  };
  readonly shape: { readonly before: CollectionShape | undefined; readonly after: CollectionShape };
  readonly hash: { readonly before: string | undefined; readonly after: string | undefined; readonly why?: string };
  readonly tookMs: { readonly [C in ProofCheckName]?: number };
}
