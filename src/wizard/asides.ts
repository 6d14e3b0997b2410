import type { Count, Member, Schedule, SchedulePatch } from '../proof/facts.ts';
import type { BackupSide } from '../proof/guard.ts';
import type { OpTime } from '../proof/op-time.ts';
import type { Candidate, Plateau } from '../proof/points.ts';

/*
 * What the runs beside the steps are given and tell.
 */

/** Runs beside the steps: sampling, looking at the backup side while a point is chosen, changing the schedule. */
export const ASIDES = ['watch', 'survey', 'reschedule'] as const;
export type Aside = (typeof ASIDES)[number];

/** One look at the set, once a second. `count` is absent between the barrier and the verdict, and when nobody answered. */
export interface Sample {
  readonly at: number;
  readonly members: readonly Member[];
  readonly count?: Count;
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
}

export interface AsideInputs {
  readonly watch: undefined;
  /** What "now" was frozen at, if it was. */
  readonly survey: OpTime | undefined;
  readonly reschedule: SchedulePatch;
}

export interface AsideFacts {
  readonly watch: Sample;
  readonly survey: Survey;
  readonly reschedule: Schedule;
}
