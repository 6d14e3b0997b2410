import type { EditStep, FieldName } from '../fields.ts';

export const EDIT_TITLES: { readonly [S in EditStep]: string } = {
  load: 'Edit the load',
  delete: 'Edit the delete',
  schedule: 'Edit the schedule: only what is changed is sent',
};
export const SENDING = 'Sent to Ops Manager, waiting for its answer';
export const REFUSED = 'Not taken';

interface FieldCopy {
  readonly label: string;
  /** The unit, and what is allowed. */
  readonly allowed: string;
}

/** What is allowed in a schedule is what the docs say; the server has the last word. */
export const FIELDS: { readonly [F in FieldName]: FieldCopy } = {
  targetGb: { label: 'Each round adds', allowed: 'GB of 2^30 bytes, 0.001 to 10,000' },
  documentKb: { label: 'Size of a document', allowed: 'KB of 2^10 bytes, 0.0625 to 8,192' },
  loadBatch: { label: 'Batch', allowed: 'documents, 1 to 100,000' },
  untilGb: { label: 'Rounds until', allowed: 'GB are on disk; empty: one round' },
  percent: { label: 'Delete in each iteration', allowed: '% of the documents, 0.001 to 100' },
  batch: { label: 'Batch', allowed: 'documents, 1 to 100,000' },
  pauseMs: { label: 'Pause after each batch', allowed: 'ms, 0 to 600,000' },
  snapshotIntervalHours: { label: 'Snapshot every', allowed: 'hours: 6, 8, 12 or 24' },
  pointInTimeWindowHours: { label: 'Point-in-time window', allowed: 'hours; no list is documented' },
  snapshotRetentionDays: { label: 'Kept', allowed: 'days: 2 to 5' },
  dailySnapshotRetentionDays: { label: 'Daily kept', allowed: 'days: 0 3-7 15 30 60 90 120 180 360' },
  weeklySnapshotRetentionWeeks: { label: 'Weekly kept', allowed: 'weeks: 1 to 52, 0 is off' },
  monthlySnapshotRetentionMonths: { label: 'Monthly kept', allowed: 'months: 1 to 36, 0 is off' },
  referenceHourOfDay: { label: 'Reference hour', allowed: 'of the day: 0 to 23' },
  referenceMinuteOfHour: { label: 'Reference minute', allowed: 'of the hour: 0 to 59' },
  referenceTimeZoneOffset: { label: 'Reference offset', allowed: 'from UTC: such as +0000, +0200 or Z' },
  fullIncrementalDayOfWeek: { label: 'Full snapshot on', allowed: 'SUNDAY to SATURDAY' },
};
