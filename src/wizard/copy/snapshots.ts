import type { Snapshot } from '../../proof/facts.ts';
import type { StepCopy } from './copy.ts';
import { coverageLine } from './schedule.ts';
import { bytes, time } from './words.ts';

export const SNAPSHOTS: StepCopy<'snapshots'> = {
  title: 'Snapshots',
  lead: 'Every restore begins with one of these',
  action: () => 'look',
  clickPath: 'In Ops Manager: Continuous Backup → View All Snapshots (path not verified)',
  notes: [
    'Show the snapshots themselves: time, size, member',
    'A restore takes the last one before the instant, then replays oplog',
  ],
  skip: 'the snapshots were not looked at',
  working: () => 'Reading the snapshots',
  done: ({ snapshots, coverage }) =>
    `${snapshots.length} ${snapshots.length === 1 ? 'snapshot' : 'snapshots'}; restorable: ${coverageLine(coverage)}`,
};

export const HEADS = {
  created: 'Taken at',
  data: 'Data',
  storage: 'Storage',
  state: 'State',
  member: 'Taken from',
  expires: 'Expires',
} as const;

export const COMPLETE = 'complete';
export const IN_PROGRESS = 'in progress';
export const DASH = '-';
export const NO_SNAPSHOTS = 'There is no snapshot yet: start the backup on the step First snapshot';
export const READING_SNAPSHOTS = 'Reading the snapshots from Ops Manager';
export const moreSnapshots = (count: number): string => `and ${count} older`;

const DAY = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short' });

/** `24 Nov 14:03:27`, in the presenter's zone. */
export const dayTime = (at: number): string => `${DAY.format(at)} ${time(at)}`;
export const size = (value: number | undefined): string => (value === undefined ? DASH : bytes(value));
export const expiry = ({ expiresAt }: Snapshot): string =>
  expiresAt === undefined ? DASH : dayTime(expiresAt).slice(0, -3);
