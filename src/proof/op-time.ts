/**
 * A MongoDB `Timestamp` as plain data: `t` seconds since the epoch, `i` the ordinal within that second. The only clock that
 * restore points are computed from; it comes from server replies, never from this machine.
 */
export interface OpTime {
  readonly t: number;
  readonly i: number;
}

/** Before every other. */
export const BEGINNING: OpTime = { t: 0, i: 0 };

/** Negative when `a` is earlier, zero when equal, positive when later. */
export function compareOpTimes(a: OpTime, b: OpTime): number {
  return a.t - b.t || a.i - b.i;
}

export function isAfter(a: OpTime, b: OpTime): boolean {
  return compareOpTimes(a, b) > 0;
}

/** The op time right behind `at`: what is not at or before `at` is at or after this one. */
export const nextAfter = ({ t, i }: OpTime): OpTime => ({ t, i: i + 1 });

/** The largest ordinal that a second has room for. */
const LAST_ORDINAL = 2 ** 32 - 1;

/** The op time right before a limit. */
export const lastBefore = ({ t, i }: OpTime): OpTime => (i > 0 ? { t, i: i - 1 } : { t: t - 1, i: LAST_ORDINAL });

/** The later of the two. */
export function laterOf(a: OpTime, b: OpTime): OpTime {
  return isAfter(a, b) ? a : b;
}

export function earlierOf(a: OpTime, b: OpTime): OpTime {
  return isAfter(a, b) ? b : a;
}

/**
 * Where a restore stops. The two forms that Ops Manager takes have opposite edges: `pointInTimeUTCMillis` brings back what
 * happened strictly before its instant, `oplogTs`/`oplogInc` includes its entry
 * (https://www.mongodb.com/docs/ops-manager/current/reference/api/restorejobs/create-one-restore-job-for-one-cluster/).
 */
export type RestorePoint =
  | { readonly form: 'second'; /** Whole second since the epoch, itself excluded. */ readonly t: number }
  | { readonly form: 'opTime'; /** Included. */ readonly at: OpTime };

/** Where both forms become one: the restored state holds exactly what happened before this op time. */
export function limitOf(point: RestorePoint): OpTime {
  return point.form === 'second' ? { t: point.t, i: 0 } : nextAfter(point.at);
}

/** Whether an operation at `at` is part of the state that a restore to `point` brings back. */
export function isWithin(point: RestorePoint, at: OpTime): boolean {
  return isAfter(limitOf(point), at);
}

/** The instant that a point names, in epoch milliseconds: for the screen and for comparing with clocks, not for cutting. */
export function instantOf(point: RestorePoint): number {
  return (point.form === 'second' ? point.t : point.at.t) * 1000;
}

/** The newest op time that must be covered by the oplog for a restore to `point` to be possible. */
export function neededOpTime(point: RestorePoint): OpTime {
  return point.form === 'second' ? { t: point.t, i: 0 } : point.at;
}
