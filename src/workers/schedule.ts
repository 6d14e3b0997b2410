import type { Schedule, Snapshot } from '../proof/facts.ts';
import type { Worker } from './worker.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Reads the schedule, the last snapshot and how far the oplog reaches. While the backup is inactive there is no schedule. */
// oxlint-disable-next-line require-yield
export const schedule: Worker<'schedule'> = async function* ({ world: { engine, clock }, signal }) {
  const backup = await engine.backup(signal);
  const [coverage, snapshots] = await Promise.all([engine.coverage(signal), engine.snapshots(signal)]);
  const last = snapshots.find(({ complete }) => complete);
  if (backup.stateName === 'INACTIVE') return { backup, coverage, ...(last ? { last } : {}) };
  const found = await engine.schedule(signal);
  if (!found) return { backup, coverage, ...(last ? { last } : {}) };
  const nextAt = nextSnapshotAt(found, last, clock.now());
  return { backup, schedule: found, coverage, ...(last ? { last } : {}), ...(nextAt === undefined ? {} : { nextAt }) };
};

/**
 * When the next snapshot is due by the schedule: the first multiple of the interval, counted from the reference time of day,
 * that is later than now. Computed; the server does not tell it. Undefined without an interval.
 */
export function nextSnapshotAt(
  {
    snapshotIntervalHours,
    referenceHourOfDay = 0,
    referenceMinuteOfHour = 0,
    referenceTimeZoneOffset = '+0000',
  }: Schedule,
  last: Snapshot | undefined,
  now: number,
): number | undefined {
  if (!snapshotIntervalHours) return undefined;
  const interval = snapshotIntervalHours * HOUR_MS;
  const after = Math.max(now, (last?.created.t ?? 0) * 1000);
  const midnight = Math.floor(after / (24 * HOUR_MS)) * 24 * HOUR_MS;
  const reference =
    midnight + referenceHourOfDay * HOUR_MS + referenceMinuteOfHour * MINUTE_MS - offsetMs(referenceTimeZoneOffset);
  return reference + (Math.floor((after - reference) / interval) + 1) * interval;
}

/** Of an ISO offset such as `+0130` or `Z`. */
function offsetMs(offset: string): number {
  const parts = /^([+-])(\d\d):?(\d\d)$/.exec(offset);
  if (!parts) return 0;
  return (parts[1] === '-' ? -1 : 1) * (Number(parts[2]) * HOUR_MS + Number(parts[3]) * MINUTE_MS);
}
