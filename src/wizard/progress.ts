import type { Automation, Backup, Member, PointSource, RestoreJob, Snapshot } from '../proof/facts.ts';
import type { RestorePoint } from '../proof/op-time.ts';
import type { Check } from './checks.ts';
import type { Results } from './results.ts';
import type { BaselineSeen, Moves, StageMark } from './seen.ts';

/* What the work of each step reports while it runs. */

/**
 * What keeps a step's work: an answer that has not come, another try of what nobody answered, in whose words, or a look at what
 * became of something. `forMs`: until this was told, in story milliseconds.
 */
export interface Held {
  readonly for: 'answer' | 'again' | 'outcome';
  readonly forMs: number;
  readonly why?: string;
}

/** What a step's work reports while it runs. Instants are story time, durations milliseconds of story time. */
export interface Progress {
  readonly preflight: { readonly checks: readonly Check[] };
  readonly load: {
    readonly round: number;
    /** Of this round. */
    readonly documents: number;
    readonly targetDocuments: number;
    readonly totalDocuments: number;
    /** Over the last ten seconds. */
    readonly bytesPerSecond: number;
    /** Since the last batch came back; 0 while it flows. */
    readonly stalledMs: number;
    /** Once it means something. */
    readonly etaMs?: number;
    readonly storageBytes?: number;
    readonly backupIsOn: boolean;
    /** Between two rounds. */
    readonly resting?: Resting;
    readonly held?: Held;
  };
  readonly snapshot: {
    readonly backup: Backup;
    readonly snapshot?: Snapshot;
    readonly since: number;
    /** Only the presenter can tell when it is complete. */
    readonly awaitsWord?: true;
    /** The server tells nothing of a snapshot in progress: it is seen when it is complete. */
    readonly runningIsHidden?: true;
    readonly held?: Held;
  };
  readonly stats: {
    readonly ids: number;
    /** The figures are there already, while the server still hashes: since when, in story time. */
    readonly found?: Omit<Results['stats'], 'hash'>;
    readonly hashingSince?: number;
    readonly held?: Held;
  };
  readonly cursors: never;
  readonly stores: never;
  readonly schedule: never;
  readonly snapshots: never;
  readonly delete: {
    readonly baseline?: BaselineSeen;
    readonly iteration: number;
    readonly deleted: number;
    readonly remaining: number;
    /** Documents of this iteration: deleted so far, and in all. */
    readonly done: number;
    readonly of: number;
    readonly perSecond: number;
    /** Sent, and nobody can say whether they are gone. */
    readonly unknown: number;
    /** There again after a change of primary, as fewer than a majority had lost them. */
    readonly rolledBack?: number;
    readonly held?: Held;
  };
  readonly restore: {
    /** Absent while nobody has told to which point a job goes that was begun in the browser. */
    readonly point?: RestorePoint;
    /** Who told it; absent of our own. */
    readonly pointFrom?: PointSource;
    /** The job was begun in the browser. */
    readonly taken?: true;
    /** Ops Manager does not tell the point: the presenter may. */
    readonly asksPoint?: true;
    readonly stages: readonly StageMark[];
    readonly members: readonly Member[];
    readonly automation?: Automation;
    readonly moves: readonly Moves[];
    readonly job?: RestoreJob;
    /** Asked again because the point is too fresh, or looked for because the answer was lost: the words of who said so. */
    readonly waitingFor?: Waiting;
    /** Only the presenter can tell that it was begun: until then it can be stopped. */
    readonly awaitsWord?: true;
    /** Meanwhile a member has gone down or was restarted: stopping does not let anybody write. */
    readonly touched?: true;
    /** Why the last look failed; the restore itself goes on. */
    readonly trouble?: string;
    readonly lastChangeAt: number;
  };
  readonly verify: {
    readonly ids: number;
    readonly of: number;
    readonly doing: 'ids' | 'sample' | 'hash';
    /** Documents rebuilt and compared so far. */
    readonly sampled: number;
    readonly toSample: number;
    /** Of what it does now. */
    readonly since: number;
    readonly held?: Held;
  };
  readonly wrap: {
    readonly snapshot?: Snapshot;
    readonly since: number;
    /** When the schedule has the next snapshot taken, where none can be asked for out of turn; computed. */
    readonly nextAt?: number;
    /** Only the presenter can tell when it is complete. */
    readonly awaitsWord?: true;
    readonly held?: Held;
  };
}

/**
 * Why a load rests, and for how much longer: so that Ops Manager keeps up, until sizes on disk tell of what was written, or because
 * Ops Manager took `answerMs` of real time to answer, or does not answer at all; 0 while it is asked.
 */
export type Resting =
  | { readonly because: 'pace' | 'checkpoint'; readonly leftMs: number }
  | { readonly because: 'engine'; readonly leftMs: number; readonly forMs: number; readonly answerMs?: number };

/** `attempts` so far; given up at `until`, in story time. Only before the request was accepted can the waiting be stopped. */
export interface Waiting {
  readonly because: 'too-fresh' | 'answer-lost';
  readonly words: string;
  readonly attempts: number;
  readonly until: number;
}
