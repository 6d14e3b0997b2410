import type { RestoreJob, SeenBefore } from '../proof/facts.ts';
import type { Lease } from '../proof/lease.ts';
import type { OpTime, RestorePoint } from '../proof/op-time.ts';

/* What the work of each step is given when it starts. */

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
