import type {
  Backup,
  CollectionStats,
  Count,
  Coverage,
  EngineFacts,
  Load,
  Marker,
  PointSource,
  Schedule,
  SetFacts,
  Snapshot,
  Stores,
} from '../proof/facts.ts';
import type { OpTime, RestorePoint } from '../proof/op-time.ts';
import type { ProofCheck, Verdict } from '../proof/verdict.ts';
import type { Check } from './checks.ts';
import type { BaselineSeen, HashSeen, Moves, StageMark } from './seen.ts';

/* What the work of each step leaves for the steps after it. */

/** What a step's work leaves for the steps after it. */
export interface Results {
  readonly preflight: {
    readonly checks: readonly Check[];
    readonly set?: SetFacts;
    readonly marker?: Marker;
    readonly engine?: EngineFacts;
  };
  readonly load: {
    readonly documents: number;
    readonly tookMs: number;
    readonly rounds: number;
    readonly stats: CollectionStats;
    readonly loads: readonly Load[];
    readonly stopped: boolean;
    /** What the collection holds after it, if nobody else has written; absent where that was not counted before. */
    readonly total?: number;
  };
  readonly snapshot: { readonly snapshot: Snapshot; readonly tookMs: number };
  readonly stats: {
    readonly set: SetFacts;
    readonly stats: CollectionStats;
    readonly count: Count;
    readonly baseline: BaselineSeen;
    readonly hash: HashSeen;
  };
  readonly cursors: Record<string, never>;
  readonly stores: { readonly stores: Stores };
  readonly schedule: {
    readonly backup: Backup;
    readonly schedule?: Schedule;
    readonly last?: Snapshot;
    /** Computed from the schedule, not told by the server. */
    readonly nextAt?: number;
    readonly coverage: Coverage;
  };
  readonly snapshots: {
    readonly snapshots: readonly Snapshot[];
    readonly coverage: Coverage;
    readonly nextAt?: number;
  };
  readonly delete: {
    readonly baseline: BaselineSeen;
    readonly iterations: number;
    readonly deleted: number;
    readonly remaining: number;
    readonly unknown: number;
    readonly rolledBack?: number;
    readonly tookMs: number;
    readonly last?: OpTime;
  };
  readonly restore: {
    /** Absent where nobody has told to which point a job went that was begun in the browser. */
    readonly point?: RestorePoint;
    readonly pointFrom?: PointSource;
    readonly taken?: true;
    readonly jobId: string;
    readonly stages: readonly StageMark[];
    readonly moves: readonly Moves[];
    /** From the acceptance to the fresh writable primary. */
    readonly tookMs: number;
    readonly before: number | undefined;
  };
  readonly verify: {
    readonly verdict: Verdict;
    readonly found: number;
    readonly at: OpTime;
    readonly tookMs: number;
    readonly foundFingerprint: string;
    readonly expectedFingerprint?: string;
    /** Who told the point that all of this is judged by, where it was not ours. */
    readonly pointFrom?: PointSource;
    /** The proof card. */
    readonly checks: readonly ProofCheck[];
    /** A file with every id of a difference, where there is one and it could be written. */
    readonly idsFile?: string;
  };
  readonly wrap: { readonly snapshot: Snapshot; readonly openAt: number; readonly tookMs: number };
}
