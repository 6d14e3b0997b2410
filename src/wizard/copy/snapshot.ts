import type { Snapshot } from '../../proof/facts.ts';
import type { Progress } from '../progress.ts';
import type { StepCopy } from './copy.ts';
import { bytes, duration, time, timer } from './words.ts';

export const SNAPSHOT: StepCopy<'snapshot'> = {
  title: 'First snapshot',
  lead: 'Starts the backup and waits for its first complete snapshot',
  action: () => 'start the backup',
  clickPath: 'In Ops Manager: Project → Continuous Backup → Start (path not verified)',
  notes: [
    'Enable backups for the replica set, then wait: about 15 minutes',
    'Walk on meanwhile: the corner shows the wait, a bell rings at its end',
    'Esc ends only our waiting; the backup stays on',
  ],
  skip: 'the snapshot that is there is used',
  working: (progress, now) =>
    progress
      ? `Backup: ${SNAPSHOT_STAGES[stageOf(progress)].short}, ${timer(now - progress.since)}`
      : 'Backup: asking for it',
  done: ({ snapshot, tookMs }) => `Snapshot of ${time(snapshot.created.t * 1000)} complete after ${duration(tookMs)}`,
};

export const SNAPSHOT_ORDER = ['inactive', 'provisioning', 'started', 'in-progress', 'complete'] as const;
export type SnapshotStage = (typeof SNAPSHOT_ORDER)[number];

export const SNAPSHOT_STAGES: { readonly [S in SnapshotStage]: { readonly name: string; readonly short: string } } = {
  inactive: { name: 'Backup inactive', short: 'inactive' },
  provisioning: { name: 'Provisioning', short: 'provisioning' },
  started: { name: 'Started', short: 'first snapshot is scheduled' },
  'in-progress': { name: 'Snapshot in progress', short: 'snapshot in progress' },
  complete: { name: 'Snapshot complete', short: 'snapshot complete' },
};

/** How far the backup has come, from its state and the newest snapshot. */
export function stageOf({ backup, snapshot }: Pick<Progress['snapshot'], 'backup' | 'snapshot'>): SnapshotStage {
  if (snapshot) return snapshot.complete ? 'complete' : 'in-progress';
  if (backup.stateName === 'STARTED') return 'started';
  return backup.stateName === 'PROVISIONING' ? 'provisioning' : 'inactive';
}

/** What is known of the stage that the backup is in now. */
export function stageNote(stage: SnapshotStage, progress: Progress['snapshot']): string {
  const { backup, snapshot, runningIsHidden } = progress;
  switch (stage) {
    case 'inactive':
      return `Ops Manager says ${backup.stateName}`;
    case 'provisioning':
      return 'Ops Manager assigns a daemon and stores';
    case 'started':
      return runningIsHidden
        ? 'this Ops Manager tells of a snapshot when it is complete'
        : 'oplog is tailed, first snapshot is scheduled';
    case 'in-progress':
      return snapshot?.member === undefined ? 'files are being copied' : `from ${memberOf(snapshot)}`;
    case 'complete':
      return snapshot ? sizesOf(snapshot) : '';
    default:
      return stage satisfies never;
  }
}

export function memberOf({ member, memberRoleName }: Snapshot): string {
  if (member === undefined) return 'a member that is not told';
  return memberRoleName === undefined ? member : `${member} (${memberRoleName.toLowerCase()})`;
}

export function sizesOf({ dataBytes, storageBytes, fileBytes }: Snapshot): string {
  const parts = [
    ...(dataBytes === undefined ? [] : [`${bytes(dataBytes)} data`]),
    ...(storageBytes === undefined ? [] : [`${bytes(storageBytes)} storage`]),
    ...(fileBytes === undefined ? [] : [`${bytes(fileBytes)} files`]),
  ];
  return parts.length === 0 ? 'sizes not told' : parts.join(', ');
}

export const SNAPSHOT_LABELS = {
  elapsed: 'Elapsed',
  takes: 'Takes',
  created: 'Taken at',
  completed: 'Complete at',
  member: 'Taken from',
  sizes: 'Holds',
  expires: 'Expires',
  took: 'Waited',
} as const;

export const BRIEFING = [
  'A backup that runs without a break keeps two things:',
  '• a snapshot: all files of one member, as of one instant',
  '• the oplog: every write after it, tailed without a break',
  'A point in time can be restored from the first complete snapshot on',
] as const;

export const WAITED_FOR = 'What happens meanwhile';
/** Order of events: https://www.mongodb.com/docs/ops-manager/current/core/backup-overview/ */
export const MEANWHILE = [
  'The agent opens a $backupCursor on one member, mostly a secondary',
  'It copies the files that the cursor names; writes go on, nothing is locked',
  'Beside it the agent tails the oplog, slice by slice',
  'About 15 minutes, mostly scheduling in Ops Manager rather than copying',
] as const;
