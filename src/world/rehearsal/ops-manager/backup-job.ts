import type { OpTime } from '../../../proof/op-time.ts';
import type { Scheduled, StoryClock } from '../clock.ts';
import type { SetControl, SetSizes } from '../parts.ts';
import type { Stage, Timeline } from '../timeline.ts';
import type { OplogTail } from './oplog-tail.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refusal.ts';
import type { SnapshotSchedule } from './schedule.ts';
import { nextSlot, patchSchedule, toDefaultSchedule } from './schedule.ts';

export type BackupState = 'INACTIVE' | 'PROVISIONING' | 'STARTED' | 'STOPPED' | 'TERMINATING';

export interface HeldSnapshot {
  readonly id: string;
  /** What the backup cursor pinned: the newest op time when the snapshot began. */
  readonly takenAt: OpTime;
  /** Number of the member that it was taken from. */
  readonly member: number;
  readonly sizes: SetSizes;
  readonly expiresAt: number;
  completedAt: number | undefined;
}

/** The backup of the one cluster: its state, its snapshots and their schedule. */
export interface BackupJob {
  state(): BackupState;
  start(): void;
  /** Snapshots stay; tailing and coverage end. */
  stop(): void;
  /** Deletes the snapshots at once. */
  terminate(): void;
  schedule(): SnapshotSchedule;
  patch(body: unknown): SnapshotSchedule;
  /** Newest first, the one in progress included. Expired ones are gone, except for the last that is complete. */
  snapshots(): readonly HeldSnapshot[];
  takeOnDemand(retentionDays: number): void;
  /** The set goes down for a restore: tailing, coverage and a snapshot in progress end. */
  interrupt(): void;
  /** The restore is over: tailing begins anew, coverage with the next snapshot. */
  resume(): void;
}

/** How a snapshot comes about; one with a label is worth jumping to. */
interface Kind {
  readonly waits: Stage;
  readonly takes: Stage;
  readonly label?: string;
}

const FIRST: Kind = { waits: 'firstSnapshotWaits', takes: 'firstSnapshotTakes', label: 'first snapshot' };
const ON_DEMAND: Kind = { waits: 'snapshotWaits', takes: 'snapshotTakes', label: 'on-demand snapshot' };
const SCHEDULED: Kind = { waits: 'snapshotWaits', takes: 'snapshotTakes' };

const DAY_MS = 86_400_000;

export function createBackupJob(clock: StoryClock, set: SetControl, timeline: Timeline, tail: OplogTail): BackupJob {
  let state: BackupState = 'INACTIVE';
  let schedule = toDefaultSchedule(clock.now());
  let snapshots: HeldSnapshot[] = [];
  let taken = 0;
  let moves = 0;
  let interrupted = false;
  /** The next move of the state, the snapshot that waits or is in progress, and the next one by schedule. */
  let moving: Scheduled | undefined;
  let taking: Scheduled | undefined;
  let planned: { readonly at: number; readonly event: Scheduled } | undefined;

  function after(stage: Stage, nth: number, run: () => void, name?: string): Scheduled {
    return clock.schedule(clock.now() + timeline.lengthMs(stage, nth), run, name);
  }

  function take(kind: Kind, retentionDays: number): void {
    const nth = (taken += 1);
    const named = (what: string): string | undefined => kind.label && `${kind.label} ${what}`;
    const begin = (): void => {
      const snapshot = beginSnapshot(nth, retentionDays);
      snapshots.unshift(snapshot);
      taking = after(kind.takes, nth, () => complete(snapshot), named('complete'));
    };
    taking = after(kind.waits, nth, begin, named('begins'));
  }

  function beginSnapshot(nth: number, retentionDays: number): HeldSnapshot {
    const secondaries = [...set.hosts.keys()].filter((member) => member !== set.primary());
    return {
      id: timeline.id('snapshot', nth),
      takenAt: set.newestOpTime(),
      // Mostly a secondary is chosen: https://www.mongodb.com/docs/ops-manager/current/core/backup-overview/
      member: secondaries[timeline.pick('snapshot member', nth, secondaries.length)]!,
      sizes: set.sizes(),
      expiresAt: clock.now() + retentionDays * DAY_MS,
      completedAt: undefined,
    };
  }

  function complete(snapshot: HeldSnapshot): void {
    snapshot.completedAt = clock.now();
    taking = undefined;
    tail.cover(snapshot.id, snapshot.takenAt);
    if (!planned) plan(nextSlot(schedule, clock.now()));
  }

  function plan(at: number): void {
    planned?.event.cancel();
    const event = clock.schedule(at, () => {
      plan(nextSlot(schedule, clock.now()));
      // Who is due while another is taken, or while the set is down, has its turn with the next.
      if (!taking && !interrupted) take(SCHEDULED, schedule.snapshotRetentionDays);
    });
    planned = { at, event };
  }

  const newestComplete = (): HeldSnapshot | undefined => snapshots.find(({ completedAt }) => completedAt !== undefined);

  function abandonSnapshot(): void {
    taking?.cancel();
    taking = undefined;
    snapshots = snapshots.filter(({ completedAt }) => completedAt !== undefined);
  }

  function halt(next: BackupState): void {
    abandonSnapshot();
    planned?.event.cancel();
    planned = undefined;
    moving?.cancel();
    tail.stop();
    state = next;
  }

  return {
    state: () => state,
    start() {
      if (state !== 'INACTIVE' && state !== 'STOPPED') throw refuse('CANNOT_START_BACKUP_INVALID_STATE');
      if (state === 'INACTIVE') schedule = toDefaultSchedule(clock.now());
      state = 'PROVISIONING';
      const started = (): void => {
        state = 'STARTED';
        tail.start();
      };
      moving = after('provisioning', (moves += 1), started, 'backup started');
      take(FIRST, schedule.snapshotRetentionDays);
    },
    stop() {
      if (state !== 'STARTED') throw refuse('CANNOT_STOP_BACKUP_INVALID_STATE');
      halt('STOPPED');
    },
    terminate() {
      if (state !== 'STOPPED') throw refuse('CANNOT_TERMINATE_BACKUP_INVALID_STATE');
      halt('TERMINATING');
      snapshots = [];
      moving = after('terminating', (moves += 1), () => (state = 'INACTIVE'));
    },
    schedule: () => schedule,
    patch(body) {
      if (state === 'INACTIVE') throw refuse('UNSUPPORTED_FOR_CURRENT_CONFIG');
      const before = schedule;
      schedule = patchSchedule(before, body);
      if (!planned) return schedule;
      const next = nextSlot(schedule, clock.now());
      // A new reference time never pulls the next snapshot earlier: https://www.mongodb.com/docs/ops-manager/current/core/backup-preparations/
      const isNewInterval = schedule.snapshotIntervalHours !== before.snapshotIntervalHours;
      plan(isNewInterval ? next : Math.max(next, planned.at));
      return schedule;
    },
    snapshots() {
      const kept = newestComplete();
      return snapshots.filter((snapshot) => snapshot === kept || snapshot.expiresAt > clock.now());
    },
    takeOnDemand(retentionDays) {
      const deny = (why: string): Refusal => refuse('CANNOT_TAKE_ON_DEMAND_SNAPSHOT', why);
      if (state !== 'STARTED') throw deny('the backup is not started');
      if (!newestComplete()) throw deny('there is no snapshot yet');
      if (taking) throw deny('another snapshot is in progress');
      take(ON_DEMAND, retentionDays);
    },
    interrupt() {
      interrupted = true;
      abandonSnapshot();
      tail.stop();
    },
    resume() {
      interrupted = false;
      if (state === 'STARTED') tail.start();
    },
  };
}
