import { Timestamp } from 'bson';
import type { OpTime, RestorePoint } from '../../../proof/op-time.ts';
import type { Scheduled, StoryClock } from '../clock.ts';

/*
 * An op time as one number, t * 2^21 + i: exact, ordered, and good for two million operations a second. The set calls it a version.
 */

const ORDINALS = 2 ** 21;

/** How often a primary without writes notes that time passes: `periodicNoopIntervalSecs`, 10 by default. */
const NOOP_MS = 10_000;

export const toVersion = ({ t, i }: OpTime): number => t * ORDINALS + i;

export function toOpTime(version: number): OpTime {
  return { t: Math.floor(version / ORDINALS), i: version % ORDINALS };
}

export function toTimestamp(version: number): Timestamp {
  return new Timestamp(toOpTime(version));
}

/** A restore to `point` keeps exactly the versions below this. */
export function toCut(point: RestorePoint): number {
  return point.form === 'second' ? toVersion({ t: point.t, i: 0 }) : toVersion(point.at) + 1;
}

/** Gives every operation its place in the oplog: the second of story time and an ordinal, always later than all before. */
export interface OpTimes {
  newest(): number;
  /** Takes `count` versions in a row and answers the first. */
  take(count: number): number;
  /** Takes all up to `version`, as somebody did before. */
  reach(version: number): void;
  close(): void;
}

/** `hasPrimary` is asked at each beat whether anybody is there to write the no-op. */
export function createOpTimes(clock: StoryClock, hasPrimary: () => boolean): OpTimes {
  let newest = 0;

  function take(count: number): number {
    const first = Math.max(newest + 1, toVersion({ t: Math.floor(clock.now() / 1000), i: 1 }));
    newest = first + count - 1;
    return first;
  }

  function beat(): void {
    if (hasPrimary()) take(1);
    next = clock.schedule(clock.now() + NOOP_MS, beat);
  }

  let next: Scheduled;
  beat();
  return { newest: () => newest, take, reach: (version) => (newest = version), close: () => next.cancel() };
}
