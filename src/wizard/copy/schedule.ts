import type { Coverage, Schedule } from '../../proof/facts.ts';
import type { StepCopy } from './copy.ts';
import { dateTime, time } from './words.ts';

export const SCHEDULE: StepCopy<'schedule'> = {
  title: 'Snapshot schedule',
  lead: 'How often a snapshot is taken, how long it is kept, how far back one can go',
  action: () => 'look',
  clickPath: 'In Ops Manager: Project → Continuous Backup → … → Edit Snapshots Schedule',
  notes: [
    'Project - Continuous Backup - three dots - Edit Snapshots Schedule',
    'Point-in-time recovery is configured there too',
    'Point at the last and next snapshot, and at how far the oplog reaches',
    'e edits all of it in place; Ops Manager itself says what it allows',
  ],
  skip: 'the schedule was not looked at',
  working: () => 'Reading the schedule',
  done: ({ schedule, coverage }) =>
    schedule
      ? `Snapshot ${everyHours(schedule.snapshotIntervalHours)}; restorable: ${coverageLine(coverage)}`
      : 'No schedule: the backup is inactive',
};

export const SCHEDULE_LABELS = {
  interval: 'Snapshot',
  base: 'Kept',
  daily: 'Daily kept',
  weekly: 'Weekly kept',
  monthly: 'Monthly kept',
  reference: 'Reference time',
  window: 'Point-in-time window',
  full: 'Full snapshot',
  last: 'Last snapshot',
  next: 'Next snapshot',
  coverage: 'Restorable until',
  reach: 'Restorable',
} as const;

const NOT_TOLD = 'not told by Ops Manager';
export const COMPUTED = 'computed from the schedule';
export const FIXED_WINDOW = 'fixed by Cloud Manager';
const NONE_YET = 'none yet';
export const COVERAGE_NOTE = 'newest oplog that Ops Manager holds';
export const CHANGING = 'Ops Manager is changing the schedule';
export const EDIT_HINT = 'e edits the schedule in place';
export const READING_SCHEDULE = 'Reading the schedule from Ops Manager';

export const inactiveLines = (stateName: string): readonly string[] => [
  `Backup state: ${stateName}`,
  'The schedule can be read and changed once the backup has started',
  'Start it on the step First snapshot',
];

export const everyHours = (hours: number | undefined): string => (hours === undefined ? NOT_TOLD : `every ${hours} h`);
export const count = (value: number | undefined, unit: string): string =>
  value === undefined ? NOT_TOLD : value === 0 ? 'no' : `${value} ${unit}${value === 1 ? '' : 's'}`;

export function referenceTime(schedule: Schedule): string {
  const { referenceHourOfDay: hour, referenceMinuteOfHour: minute, referenceTimeZoneOffset: offset } = schedule;
  if (hour === undefined) return NOT_TOLD;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(hour)}:${two(minute ?? 0)}${offset === undefined ? '' : ` UTC${offset}`}`;
}

/** Until when a restore can stop, as the end of the last restorable range tells: nearest to "last oplog slice" in the API. */
export function coverageUntil(coverage: Coverage): string {
  if (coverage.tag === 'unknown') return 'this Ops Manager cannot tell';
  const last = coverage.ranges.at(-1);
  return last ? time(last.end.t * 1000) : 'nothing can be restored to yet';
}

export function coverageLine(coverage: Coverage): string {
  const last = coverage.tag === 'ranges' ? coverage.ranges.at(-1) : undefined;
  return last ? `${time(last.start.t * 1000)} to ${time(last.end.t * 1000)}` : coverageUntil(coverage);
}

/** Monday, as the server's MONDAY. */
export const weekday = (name: string | undefined): string =>
  name === undefined ? NOT_TOLD : `on ${name.slice(0, 1)}${name.slice(1).toLowerCase()}`;

export const instant = (at: number | undefined): string => (at === undefined ? NONE_YET : dateTime(at));
