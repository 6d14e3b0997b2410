import type { StepCopy } from './copy.ts';

export const CURSORS: StepCopy<'cursors'> = {
  title: 'Backup cursors and PITR',
  lead: 'How a running replica set is copied without being stopped',
  action: () => 'next part',
  notes: [
    'A hot backup: the instance is never stopped',
    'The cursor names the exact files to copy: WiredTiger data and journal',
    'The oplog since the pinned timestamp is the other half of recovery',
  ],
  skip: 'nothing is missed but the explanation',
  working: () => 'Explaining backup cursors',
  done: () => 'Backup cursors explained',
};

/** The parts that Enter reveals, one for each of the `BEATS`. Together they tell the whole without the drawing. */
export const BEAT_LINES: readonly string[] = [
  'The agent opens a backup cursor, a server-side cursor, on a secondary',
  'It pins one logical timestamp T',
  'It freezes a consistent view of all files, tables and journal as of T',
  'Writes go on: no lock, no stop',
  'The copied files are a valid recovery baseline, the anchor of PITR',
  'Beside it, the agent tails the oplog: every change after T',
  'Restore = snapshot of T + oplog replayed up to the chosen instant',
];

/** Names within the drawing. */
export const DRAWN = {
  writes: 'writes',
  primary: 'Primary',
  secondary: 'Secondary',
  oplogStore: 'Oplog store',
  snapshotStore: 'Snapshot store',
  oplog: 'oplog',
  replication: 'replication',
  tails: 'agent tails',
  copies: 'agent copies',
  cursor: '$backupCursor',
  pinned: 'pinned at T',
  frozen: 'data files + journal',
  goesOn: 'no lock, no stop',
  files: 'files as of T',
  baseline: 'valid baseline',
  changes: 'changes after T',
  restore: 'restore:',
  snapshotPart: 'snapshot of T',
  replayPart: 'replay oplog',
  stopPart: 'chosen instant',
} as const;
