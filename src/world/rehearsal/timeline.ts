import type { Draws } from './draws.ts';
import { createDraws } from './draws.ts';

/** The shortest and the longest that something takes, in story seconds. */
interface Span {
  readonly low: number;
  readonly high: number;
}

/*
 * Every duration of the rehearsal. No published figures exist for most of these. Attested are: a first snapshot of a nearly
 * empty set within 800 s (end-to-end tests of https://github.com/mongodb/mongodb-kubernetes) and about 15 minutes seen in the
 * demo that this program replaces; oplog that arrives "well under a minute" after it was written (the same tests ask for a
 * point 15 s old again each second); restores of small data within 300 to 1200 s (the same tests), 5 to 6 minutes in that demo.
 * How each whole is divided into stages is invented.
 */
const SPANS = {
  /** Backup requested until its state reads `STARTED`. */
  provisioning: { low: 20, high: 20 },
  /** Terminating until its state reads `INACTIVE` again. */
  terminating: { low: 8, high: 15 },

  /** Backup requested until the first snapshot shows as incomplete; with the next, about 15 minutes until it is complete. */
  firstSnapshotWaits: { low: 645, high: 675 },
  firstSnapshotTakes: { low: 230, high: 250 },
  /** Snapshots after the first, on demand or scheduled. */
  snapshotWaits: { low: 5, high: 15 },
  snapshotTakes: { low: 225, high: 245 },

  /** Between two oplog slices, and from closing one until Ops Manager holds it: together 5 to 25 s behind the newest write. */
  sliceGathers: { low: 6, high: 12 },
  sliceTravels: { low: 5, high: 12 },

  /** The stages of a restore, in their order: 314 to 358 s in all, members down for about 200 s of it. */
  jobIsCreated: { low: 1, high: 2 },
  planArrives: { low: 2, high: 5 },
  backupDownloads: { low: 42, high: 48 },
  nextMemberStops: { low: 2, high: 4 },
  dataIsReplaced: { low: 78, high: 84 },
  oplogReplays: { low: 104, high: 110 },
  nextMemberStarts: { low: 3, high: 5 },
  primaryIsElected: { low: 8, high: 11 },
  firstReachesGoal: { low: 62, high: 68 },
  nextReachesGoal: { low: 4, high: 7 },
} as const satisfies Record<string, Span>;

export type Stage = keyof typeof SPANS;

export interface Timeline extends Draws {
  /** How long a stage takes the `nth` time, in milliseconds of story time. */
  lengthMs(stage: Stage, nth: number): number;
}

export function createTimeline(seed: number): Timeline {
  const draws = createDraws(seed);
  return {
    ...draws,
    lengthMs(stage, nth) {
      const { low, high } = SPANS[stage];
      return Math.round((low + (high - low) * draws.fraction(stage, nth)) * 1000);
    },
  };
}
