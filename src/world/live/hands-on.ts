import { RefusedError } from '../../errors.ts';
import type { EngineTraits, HandStep, RestoreJob, Snapshot, Word } from '../../proof/facts.ts';
import { BEGINNING } from '../../proof/op-time.ts';
import type { BackupEngine, Clock, HandsOn } from '../world.ts';

/** What the presenter has said in the show so far. */
export interface Said {
  readonly backupOn: boolean;
  /** Newest first. */
  readonly snapshots: readonly Snapshot[];
  /** A restore whose verdict is out. */
  readonly job?: RestoreJob;
}

export const NOTHING_SAID: Said = { backupOn: false, snapshots: [] };

export interface HandsOnSettings {
  readonly clock: Clock;
  readonly said: Said;
}

/** Nobody is asked: the schedule, its window and snapshots out of turn are for the browser. */
const TRAITS: EngineTraits = { product: 'hands-on', onDemand: 'not-offered', windowIsFixed: true };

/** Of every restore, and the first word of what a snapshot is called. */
const BY_HAND = 'by hand';

/**
 * A first snapshot takes minutes (https://www.mongodb.com/docs/ops-manager/current/core/backup-overview/): one that is said to
 * be complete sooner after it was said to be started was started earlier than that, and nobody knows when.
 */
const SOONEST_MS = 60_000;

/**
 * Whatever is done in the browser: nobody is asked anything, and what there is is what the presenter has said. A snapshot is
 * dated by what it surely came after, not by when it was said to be complete: Ops Manager itself refuses a point that it has no
 * snapshot for, and a point that it could restore to must not be refused here.
 */
export function createHandsOn({ clock, said }: HandsOnSettings): BackupEngine & HandsOn {
  const waiting = new Map<HandStep, (word: Word) => void>();
  let snapshots = said.snapshots;
  let jobs: readonly RestoreJob[] = said.job ? [said.job] : [];
  let isOn = said.backupOn;
  let startedAt: number | undefined;

  function addSnapshot(created = BEGINNING, completedAt?: number): void {
    isOn = true;
    // Told apart from those of a program before, which may be known no more.
    const id = `${BY_HAND} ${completedAt ?? 'before'}`;
    snapshots = [{ id, complete: true, created, ...(completedAt === undefined ? {} : { completedAt }) }, ...snapshots];
  }

  function untilSaid(step: HandStep, signal: AbortSignal): Promise<Word> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const giveUp = (): void => {
        waiting.delete(step);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      waiting.set(step, (word) => {
        waiting.delete(step);
        signal.removeEventListener('abort', giveUp);
        resolve(word);
      });
    });
  }

  return {
    traits: TRAITS,
    untilSaid,
    say(step, word) {
      const hear = waiting.get(step);
      if (!hear) return;
      const isTooSoon = step === 'snapshot' && startedAt !== undefined && word.at - startedAt < SOONEST_MS;
      if (step !== 'restore') addSnapshot(isTooSoon ? undefined : word.after, word.at);
      hear(word);
    },
    takeAsGiven: () => addSnapshot(),
    describe: () => Promise.resolve(undefined),
    backup: () => Promise.resolve({ stateName: isOn ? 'STARTED' : 'INACTIVE' }),
    startBackup() {
      isOn = true;
      startedAt = clock.now();
      return Promise.resolve();
    },
    snapshots: () => Promise.resolve(snapshots),
    takeSnapshot: () => Promise.resolve(),
    schedule: () => Promise.resolve(undefined),
    changeSchedule: () =>
      Promise.reject(
        new RefusedError('The schedule cannot be changed from here: no Ops Manager was given', {
          nextSteps: ['Change it in the browser', 'Give --ops-manager to have it changed from here'],
        }),
      ),
    stores: () => Promise.resolve({ tag: 'notAsked' }),
    coverage: () => Promise.resolve({ tag: 'unknown' }),
    automation: () => Promise.resolve(undefined),
    restoreJobs: () => Promise.resolve(jobs),
    restoreJob(id) {
      const job = jobs.find((one) => one.id === id);
      return job
        ? Promise.resolve(job)
        : Promise.reject(new RefusedError(`Nothing was said of a restore called ${id}`));
    },
    pointOf: () => Promise.resolve(undefined),
    clockOffsetMs: () => undefined,
    async startRestore(_barrier, _point, signal) {
      const { at } = await untilSaid('restore', signal);
      const job: RestoreJob = { id: BY_HAND, createdAt: at, stateName: BY_HAND, pointInTime: true };
      jobs = [job, ...jobs.filter(({ id }) => id !== job.id)];
      return { tag: 'accepted', job };
    },
    close: () => Promise.resolve(),
  };
}
