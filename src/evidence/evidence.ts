import type { EngineTraits, Member } from '../proof/facts.ts';
import type { ProofCheck, Verdict } from '../proof/verdict.ts';
import type { Step } from '../wizard/steps.ts';
import type { Results } from '../wizard/results.ts';
import type { StepEvidence } from './attempts.ts';
import type { CountEvidence } from './counts.ts';
import type { DataEvidence } from './data.ts';
import type { RestoreEvidence } from './restore.ts';
import type { Sitting } from './sittings.ts';

export const EVIDENCE_FORM = 1;

/**
 * What a show leaves to be kept, as plain data: only what its journal and its recording hold. Instants are epoch milliseconds of
 * story time, but for `madeAt` and the sittings, which are real time; durations are milliseconds of story time.
 */
export interface Evidence {
  readonly form: typeof EVIDENCE_FORM;
  readonly programVersion: string;
  readonly kind: 'live' | 'rehearsal';
  readonly showId: string;
  readonly seed: number;
  readonly target: string;
  readonly namespace: string;
  readonly madeAt: number;
  /** Names of hosts and ports are hidden. */
  readonly redacted: boolean;
  readonly sittings: readonly Sitting[];
  /** In the servers' own words. */
  readonly versions: { readonly mongodb?: string; readonly opsManager?: string };
  /** Which backup product was asked; `hands-on` is nobody but the presenter. Absent where the journal does not tell. */
  readonly product?: EngineTraits['product'];
  readonly set?: SetEvidence;
  readonly steps: readonly StepEvidence[];
  readonly data: DataEvidence;
  readonly counts: readonly CountEvidence[];
  /** The last that was begun. */
  readonly restore?: RestoreEvidence;
  readonly verdict?: VerdictEvidence;
  readonly unproved: readonly Unproved[];
  readonly notHeld: readonly NotHeld[];
}

export interface SetEvidence {
  readonly setName: string;
  readonly members: readonly Pick<Member, 'host' | 'role'>[];
  /** Databases of others on the set: a restore replaces them too. */
  readonly otherDatabases: number;
}

export interface VerdictEvidence extends Omit<Results['verify'], 'at'> {
  /** Op time of the reading. */
  readonly readAt: Results['verify']['at'];
  /** When the verdict was out. */
  readonly at?: number;
  /** Steps that wrote after the verdict: it speaks of the state before them. */
  readonly writtenSince: readonly Step[];
}

/** Something that this show does not prove. */
export type Unproved =
  | { readonly tag: 'no-restore' }
  | { readonly tag: 'no-verdict' }
  | { readonly tag: 'not-verified'; readonly because: Extract<Verdict, { tag: 'not-verified' }>['because'] }
  | { readonly tag: 'unknown-deletes'; readonly documents: number }
  | { readonly tag: 'foreign-writes'; readonly inserted: number; readonly removed: number }
  | { readonly tag: 'check'; readonly check: ProofCheck }
  | { readonly tag: 'point-by-presenter' }
  | { readonly tag: 'written-since-verdict' }
  /** Snapshots and the beginning of the restore were told by the presenter. */
  | { readonly tag: 'by-hand' }
  | { readonly tag: 'no-hash'; readonly because: 'refused' | 'writing' | 'stopped'; readonly words?: string }
  /** A rehearsal behaves as documentation and public client code say; only a real system can prove these. */
  | { readonly tag: 'only-real'; readonly what: OnlyReal };

export const ONLY_REAL = ['durations', 'moves', 'terms', 'refusals', 'coverage', 'throughput'] as const;
export type OnlyReal = (typeof ONLY_REAL)[number];

/** Something that a complete show has, and the journal of this one does not hold. */
export type NotHeld =
  | 'versions'
  | 'set'
  | 'snapshot'
  | 'baseline'
  | 'counts'
  | 'first-delete'
  | 'outlook'
  | 'base-snapshot'
  | 'stages'
  | 'recovery-time';
