import type { Begun } from '../proof/begun.ts';
import type { Backup, Count, ForeignDatabase, Member, Schedule, SchedulePatch, SetIdentity } from '../proof/facts.ts';
import type { BackupSide } from '../proof/guard.ts';
import type { Lease, LeaseStanding } from '../proof/lease.ts';
import type { OpTime } from '../proof/op-time.ts';
import type { Candidate, Plateau } from '../proof/points.ts';
import type { Confirmed } from './inputs.ts';

/*
 * What the runs beside the steps are given and tell.
 */

/**
 * Runs beside the steps: sampling, what a restore would replace and whose the collection is, keeping the set to ourselves, adopting
 * a collection of others, looking at the backup side while a point is chosen, and for what is done in the browser, changing the
 * schedule.
 */
export const ASIDES = ['watch', 'target', 'lease', 'adopt', 'survey', 'browser', 'reschedule'] as const;
export type Aside = (typeof ASIDES)[number];

/** One look at the set, once a second. `count` is absent between the barrier and the verdict, and when nobody answered. */
export interface Sample {
  readonly at: number;
  readonly members: readonly Member[];
  readonly count?: Count;
  /** Story time at which the count was asked for; what was written before is in it. */
  readonly countedFrom?: number;
}

/** Our collection, and whose it is by the notes in `minuteback.shows`; `documents` by the server's estimate. */
export interface Holding {
  readonly whose: 'nobody' | 'ours' | 'others';
  readonly documents: number;
  readonly bytes: number;
}

/** What the show is about to work on, looked at anew every few seconds. */
export interface TargetSeen {
  readonly identity: SetIdentity;
  /** Databases of others, or why they cannot be listed. */
  readonly foreign: readonly ForeignDatabase[] | { readonly why: string };
  readonly holding: Holding;
}

/** Who has the set to himself, as far as that is known. */
export interface LeaseSeen {
  readonly standing: LeaseStanding | 'unknown';
  readonly lease?: Lease;
}

/** A collection of others: first its size is read, then it is adopted by its full name. */
export interface AdoptInput extends Confirmed {
  /** Absent while only its size is read. */
  readonly typed?: string;
}

export interface Adopting {
  /** Counted exactly. */
  readonly documents: number;
  readonly bytes: number;
  readonly adopted: boolean;
}

/** What the restore point is chosen by. `now` was frozen when the step was opened. */
export interface Survey {
  readonly now: OpTime;
  readonly side: BackupSide;
  readonly candidates: readonly Candidate[];
  /** Where a point is exact, in the order of time. */
  readonly plateaus: readonly Plateau[];
  /** Newest op time of the set, still moving. */
  readonly newest: OpTime;
  /** Restores that the presenter has begun in the browser instead. */
  readonly begun?: Begun;
}

/** What a look for what is done in the browser asks besides for restore jobs. */
export type BrowserAsks = 'backup' | 'schedule' | 'jobs';

/** What such a look has found. */
export interface BrowserLook {
  readonly begun?: Begun;
  readonly backup?: Backup;
  readonly schedule?: Schedule;
}

export interface AsideInputs {
  readonly watch: undefined;
  readonly target: undefined;
  /** Whether the show has begun something: then the lease is taken wherever nobody has it. */
  readonly lease: { readonly hold: boolean };
  readonly adopt: AdoptInput;
  /** What "now" was frozen at, if it was. */
  readonly survey: OpTime | undefined;
  readonly browser: { readonly asks: BrowserAsks };
  readonly reschedule: Confirmed & { readonly patch: SchedulePatch };
}

export interface AsideFacts {
  readonly watch: Sample;
  readonly target: TargetSeen;
  readonly lease: LeaseSeen;
  readonly adopt: Adopting;
  readonly survey: Survey;
  readonly browser: BrowserLook;
  readonly reschedule: Schedule;
}
