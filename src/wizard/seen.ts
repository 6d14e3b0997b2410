import type { OpTime } from '../proof/op-time.ts';

/* What the work of a step sees, told while it runs and left behind when it is over. */

export type StageName =
  | 'requested'
  | 'accepted'
  | 'plan-received'
  | 'members-down'
  | 'replacing'
  | 'members-up'
  | 'primary-elected'
  | 'goal-reached';

/** A stage of the restore and when it was first observed, in story time. What was not observed is absent. */
export interface StageMark {
  readonly stage: StageName;
  readonly at: number;
}

/** The moves of one process, as its agent names them, in the order they were first seen. */
export interface Moves {
  /** As automation names it; several processes may share a host. */
  readonly process: string;
  readonly seen: readonly string[];
  readonly left: readonly string[];
  readonly atGoal: boolean;
  readonly error?: string;
}

export interface BaselineSeen {
  readonly documents: number;
  readonly fingerprint: string;
  readonly at: OpTime;
}

/** The server's hash of every byte beside a baseline, or why there is none: in the server's own words where it refused. */
export type HashSeen =
  | { readonly tag: 'taken'; readonly md5: string; readonly tookMs: number }
  | { readonly tag: 'not-taken'; readonly because: 'refused'; readonly why: string }
  | { readonly tag: 'not-taken'; readonly because: 'writing' | 'stopped' };
