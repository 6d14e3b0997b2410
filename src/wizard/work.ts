import type {
  Automation,
  Backup,
  CollectionStats,
  Count,
  Coverage,
  EngineFacts,
  Load,
  Marker,
  Member,
  PointSource,
  RestoreJob,
  Schedule,
  SeenBefore,
  SetFacts,
  Snapshot,
  Stores,
} from '../proof/facts.ts';
import type { Lease } from '../proof/lease.ts';
import type { OpTime, RestorePoint } from '../proof/op-time.ts';
import type { ProofCheck, Verdict } from '../proof/verdict.ts';

export type { Verdict } from '../proof/verdict.ts';

/*
 * What the work of each step is given, reports while it runs and leaves behind.
 */

/** What the presenter has seen in full and confirmed, once for a show: whatever changes something is begun on this alone. */
export interface Armed {
  readonly setName: string;
  /** Of the set's members, in lower case. */
  readonly hosts: readonly string[];
  readonly namespace: string;
  /** The cluster of the backup product, where there is one to ask. */
  readonly cluster?: { readonly projectName: string; readonly clusterName: string };
  /** Names of the databases of others that a restore replaces. */
  readonly databases: readonly string[];
}

/** What a run that changes something goes by beside its values; its guards look at the real systems whether it holds. */
export interface Confirmed {
  /** A rehearsal on which there is nothing of others may do without. */
  readonly armed?: Armed;
  /** The lease of another show that is to be taken over, as it was seen. */
  readonly takeover?: Lease;
}

/** What a load adds: `bytes` of documents in each round; rounds go on until `untilBytes` are on disk, where that is given. */
export interface LoadInput extends Confirmed {
  readonly bytes: number;
  readonly documentBytes: number;
  /** Documents per unit of progress. */
  readonly batch: number;
  readonly untilBytes?: number;
}

export interface DeleteInput extends Confirmed {
  /** Of the current documents, in each iteration. */
  readonly percent: number;
  readonly batch: number;
  /** After each batch. */
  readonly pauseMs: number;
  /** Stops by itself after so many; otherwise the presenter stops it. */
  readonly iterations?: number;
}

export interface RestoreInput extends Confirmed {
  readonly point: RestorePoint;
  /** Another was begun in the browser before it could be asked for, and the presenter says that it goes to this point. */
  readonly said?: true;
  /** As the name of the set: no restore is asked for unless it is. */
  readonly typed?: string;
}

/** A restore that was begun in the browser: its job is followed, and nothing is asked for. */
export interface TakenRestore {
  readonly job: RestoreJob;
  readonly before: SeenBefore;
  /** What was on screen for the presenter to type, if anything was. */
  readonly offered?: RestorePoint;
  /** By the presenter's word, said while the job was followed. */
  readonly point?: RestorePoint;
  readonly said?: true;
}

/** Where the presenter does by hand what is waited for: an op time of the set that is earlier than that, where one is known. */
export interface HandInput {
  readonly after?: OpTime;
}

/** What the set is to have room for. */
export interface PreflightInput {
  readonly load: LoadInput;
}

/** What a step's work is given when it starts. */
export interface Inputs {
  /** Shows of before had none. */
  readonly preflight: PreflightInput | undefined;
  readonly load: LoadInput;
  readonly snapshot: (HandInput & Confirmed) | undefined;
  readonly stats: undefined;
  readonly cursors: undefined;
  readonly stores: undefined;
  readonly schedule: undefined;
  readonly snapshots: undefined;
  readonly delete: DeleteInput;
  readonly restore: RestoreInput | TakenRestore;
  readonly verify: undefined;
  readonly wrap: (HandInput & Confirmed) | undefined;
}

/** In the order in which they are shown. Shows of before have fewer. */
export const CHECKS = [
  'node',
  'terminal',
  'address',
  'names',
  'set',
  'members',
  'topology',
  'versions',
  'clocks',
  'user',
  'namespace',
  'databases',
  'disk',
  'oplog',
  'engine',
  'key',
  'cluster',
  'automation-role',
  'backup-role',
  'agents',
  'automation',
  'backup',
  'stores',
  'restores',
  'coverage',
] as const;
export type CheckName = (typeof CHECKS)[number];

/** `unproved`: could not be looked at. `seen` is what was found, in figures and names. */
export interface Check {
  readonly name: CheckName;
  readonly verdict: 'looking' | 'good' | 'warning' | 'bad' | 'unproved';
  readonly seen: string;
  readonly fix?: string;
}

export type StageName =
  | 'requested'
  | 'accepted'
  | 'plan-received'
  | 'members-down'
  | 'replacing'
  | 'members-up'
  | 'primary-elected'
  | 'goal-reached';

/** A stage of the restore and when it was first observed, in story time. What was not observed is absent. */
export interface StageMark {
  readonly stage: StageName;
  readonly at: number;
}

export interface BaselineSeen {
  readonly documents: number;
  readonly fingerprint: string;
  readonly at: OpTime;
}

/** The server's hash of every byte beside a baseline, or why there is none: in the server's own words where it refused. */
export type HashSeen =
  | { readonly tag: 'taken'; readonly md5: string; readonly tookMs: number }
  | { readonly tag: 'not-taken'; readonly because: 'refused'; readonly why: string }
  | { readonly tag: 'not-taken'; readonly because: 'writing' | 'stopped' };

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

/** The moves of one process, as its agent names them, in the order they were first seen. */
export interface Moves {
  /** As automation names it; several processes may share a host. */
  readonly process: string;
  readonly seen: readonly string[];
  readonly left: readonly string[];
  readonly atGoal: boolean;
  readonly error?: string;
}

/** What a step's work leaves for the steps after it. */
export interface Results {
  readonly preflight: {
    readonly checks: readonly Check[];
    readonly set?: SetFacts;
    readonly marker?: Marker;
    readonly engine?: EngineFacts;
  };
  readonly load: {
    readonly documents: number;
    readonly tookMs: number;
    readonly rounds: number;
    readonly stats: CollectionStats;
    readonly loads: readonly Load[];
    readonly stopped: boolean;
    /** What the collection holds after it, if nobody else has written; absent where that was not counted before. */
    readonly total?: number;
  };
  readonly snapshot: { readonly snapshot: Snapshot; readonly tookMs: number };
  readonly stats: {
    readonly set: SetFacts;
    readonly stats: CollectionStats;
    readonly count: Count;
    readonly baseline: BaselineSeen;
    readonly hash: HashSeen;
  };
  readonly cursors: Record<string, never>;
  readonly stores: { readonly stores: Stores };
  readonly schedule: {
    readonly backup: Backup;
    readonly schedule?: Schedule;
    readonly last?: Snapshot;
    /** Computed from the schedule, not told by the server. */
    readonly nextAt?: number;
    readonly coverage: Coverage;
  };
  readonly snapshots: {
    readonly snapshots: readonly Snapshot[];
    readonly coverage: Coverage;
    readonly nextAt?: number;
  };
  readonly delete: {
    readonly baseline: BaselineSeen;
    readonly iterations: number;
    readonly deleted: number;
    readonly remaining: number;
    readonly unknown: number;
    readonly rolledBack?: number;
    readonly tookMs: number;
    readonly last?: OpTime;
  };
  readonly restore: {
    /** Absent where nobody has told to which point a job went that was begun in the browser. */
    readonly point?: RestorePoint;
    readonly pointFrom?: PointSource;
    readonly taken?: true;
    readonly jobId: string;
    readonly stages: readonly StageMark[];
    readonly moves: readonly Moves[];
    /** From the acceptance to the fresh writable primary. */
    readonly tookMs: number;
    readonly before: number | undefined;
  };
  readonly verify: {
    readonly verdict: Verdict;
    readonly found: number;
    readonly at: OpTime;
    readonly tookMs: number;
    readonly foundFingerprint: string;
    readonly expectedFingerprint?: string;
    /** Who told the point that all of this is judged by, where it was not ours. */
    readonly pointFrom?: PointSource;
    /** The proof card. */
    readonly checks: readonly ProofCheck[];
    /** A file with every id of a difference, where there is one and it could be written. */
    readonly idsFile?: string;
  };
  readonly wrap: { readonly snapshot: Snapshot; readonly openAt: number; readonly tookMs: number };
}
