import type { FieldCheck } from './fields.ts';
import { isInteger, isOneOf, isReadOnly, isText, readFields } from './fields.ts';
import type { RefusalCode } from './refusal.ts';
import { refuse } from './refusal.ts';

/** Fields as Ops Manager names them. */
export interface SnapshotSchedule {
  readonly snapshotIntervalHours: number;
  readonly snapshotRetentionDays: number;
  readonly dailySnapshotRetentionDays: number;
  readonly weeklySnapshotRetentionWeeks: number;
  readonly monthlySnapshotRetentionMonths: number;
  readonly pointInTimeWindowHours: number;
  readonly referenceHourOfDay: number;
  readonly referenceMinuteOfHour: number;
  readonly referenceTimeZoneOffset: string;
  readonly fullIncrementalDayOfWeek: string;
}

const HOUR_MS = 3_600_000;
const DAILY_RETENTIONS = [0, 3, 4, 5, 6, 7, 15, 30, 60, 90, 120, 180, 360];
/** Those that the Kubernetes operator lists, and the default. */
const WINDOWS = [1, 2, 3, 4, 5, 6, 7, 15, 24, 30, 60, 90, 120, 180, 360];
const WEEKDAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];
const OFFSET = /^(?:Z|([+-])(\d{2}):?(\d{2}))$/;

/**
 * The defaults of https://www.mongodb.com/docs/ops-manager/current/core/backup-preparations/; that the reference time is when the
 * backup was started is inferred.
 */
export function toDefaultSchedule(startedAt: number): SnapshotSchedule {
  const at = new Date(startedAt);
  return {
    snapshotIntervalHours: 24,
    snapshotRetentionDays: 2,
    dailySnapshotRetentionDays: 0,
    weeklySnapshotRetentionWeeks: 2,
    monthlySnapshotRetentionMonths: 1,
    pointInTimeWindowHours: 24,
    referenceHourOfDay: at.getUTCHours(),
    referenceMinuteOfHour: at.getUTCMinutes(),
    referenceTimeZoneOffset: '+0000',
    fullIncrementalDayOfWeek: 'SUNDAY',
  };
}

function among(values: readonly number[], code: RefusalCode, ...parameters: string[]): FieldCheck {
  return (name, value) => {
    isInteger(name, value);
    if (!values.includes(value as number)) throw refuse(code, ...parameters);
  };
}

function between(low: number, high: number, code: RefusalCode): FieldCheck {
  return among(
    Array.from({ length: high - low + 1 }, (_, k) => low + k),
    code,
  );
}

/** Ranges of https://www.mongodb.com/docs/ops-manager/current/reference/api/backup/update-one-snapshot-schedule-by-cluster-id/ */
const CHECKS: Readonly<Record<string, FieldCheck>> = {
  snapshotIntervalHours: among([6, 8, 12, 24], 'INVALID_SNAPSHOT_INTERVAL'),
  snapshotRetentionDays: between(2, 5, 'INVALID_SNAPSHOT_RETENTION_PERIOD'),
  dailySnapshotRetentionDays: among(
    DAILY_RETENTIONS,
    'INVALID_DAILY_SNAPSHOT_RETENTION_PERIOD',
    DAILY_RETENTIONS.join(', '),
  ),
  weeklySnapshotRetentionWeeks: between(0, 52, 'INVALID_WEEKLY_SNAPSHOT_RETENTION_PERIOD'),
  monthlySnapshotRetentionMonths: between(0, 36, 'INVALID_MONTHLY_SNAPSHOT_RETENTION_PERIOD'),
  pointInTimeWindowHours: among(WINDOWS, 'CANNOT_SET_POINT_IN_TIME_WINDOW'),
  referenceHourOfDay: between(0, 23, 'INVALID_REFERENCE_HOUR_OF_DAY'),
  referenceMinuteOfHour: between(0, 59, 'INVALID_REFERENCE_MINUTE_OF_HOUR'),
  referenceTimeZoneOffset(name, value) {
    isText(name, value);
    if (!OFFSET.test(value as string)) throw refuse('INVALID_REFERENCE_TIMEZONE_OFFSET');
  },
  fullIncrementalDayOfWeek: isOneOf(...WEEKDAYS),
  clusterCheckpointIntervalMin() {
    throw refuse('CANNOT_SET_CLUSTER_CHECKPOINT_INTERVAL_FOR_REPLICA_SET');
  },
  clusterId: isReadOnly,
  groupId: isReadOnly,
  links: isReadOnly,
};

/** Stored times are UTC: a reference time given with an offset is shifted, and reads `+0000` afterwards. */
function toUtc(schedule: SnapshotSchedule): SnapshotSchedule {
  const [, sign, hours = '0', minutes = '0'] = OFFSET.exec(schedule.referenceTimeZoneOffset) ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  const local = schedule.referenceHourOfDay * 60 + schedule.referenceMinuteOfHour;
  const utc = (local - offset + 2 * 24 * 60) % (24 * 60);
  return {
    ...schedule,
    referenceHourOfDay: Math.floor(utc / 60),
    referenceMinuteOfHour: utc % 60,
    referenceTimeZoneOffset: '+0000',
  };
}

/** The schedule with what a PATCH body changes, or the refusal that Ops Manager gives. */
export function patchSchedule(schedule: SnapshotSchedule, body: unknown): SnapshotSchedule {
  return toUtc({ ...schedule, ...readFields(body, CHECKS) });
}

/** When the next snapshot is due after `after`: every interval, counted from the reference time of day. */
export function nextSlot(schedule: SnapshotSchedule, after: number): number {
  const everyMs = schedule.snapshotIntervalHours * HOUR_MS;
  const referenceMs = schedule.referenceHourOfDay * HOUR_MS + schedule.referenceMinuteOfHour * 60_000;
  // All intervals divide a day, so that slots counted from the epoch fall on the same times each day.
  return referenceMs + (Math.floor((after - referenceMs) / everyMs) + 1) * everyMs;
}
