import type { OpTime } from './op-time.ts';

/*
 * What the outside told us, as plain data: state, journal and screens hold these. Instants are epoch milliseconds, sizes bytes.
 * Strings that end in `Name` are the server's own words, kept as they came, unknown values included.
 */

/** One member of the replica set as its own `hello` describes it; `down` when it did not answer. */
export interface Member {
  readonly host: string;
  readonly role: 'primary' | 'secondary' | 'other' | 'down';
  /** `topologyVersion.processId`: differs after each restart of the process. */
  readonly processId?: string;
  readonly why?: string;
}

/** Under which a server knows one write of ours: a session in hexadecimal, and a number that grows within it. */
export interface WriteStamp {
  readonly session: string;
  readonly number: number;
}

export interface SetFacts {
  readonly setName: string;
  readonly members: readonly Member[];
  readonly version: string;
  /** Databases on the set other than ours, admin, local and config: a restore replaces them too. */
  readonly foreignDatabases: readonly string[];
  /** The same with their sizes, where these were asked for. */
  readonly foreignSizes?: readonly ForeignDatabase[];
}

export interface CollectionStats {
  /** From metadata; may be wrong after an unclean shutdown. */
  readonly estimatedDocuments: number;
  readonly dataBytes: number;
  readonly storageBytes: number;
  readonly freeStorageBytes: number;
  readonly averageDocumentBytes: number;
  readonly indexes: readonly { readonly name: string; readonly bytes: number }[];
}

/** An exact count of the `_id` index, and the op time of the reply that carried it. */
export interface Count {
  readonly documents: number;
  readonly at: OpTime;
}

/** One load by this program: with a sequence number it determines a document, see `content.ts`. */
export interface Load {
  /** Epoch seconds; the first four bytes of each `_id`. */
  readonly second: number;
  /** The show that loaded: its hash is the next four bytes of each `_id`. */
  readonly show: string;
  readonly seed: number;
  /** Size of each whole BSON document. */
  readonly documentBytes: number;
}

/** Indexes by name, and the collection's options, each as canonical text that is equal when they are. */
export interface CollectionShape {
  readonly indexes: readonly { readonly name: string; readonly text: string }[];
  readonly options: string;
}

/** What `dbHash` says of the collection: the MD5 of all its documents in the order of `_id`. `refused`: in whose words it cannot be had. */
export type DbHash =
  | { readonly tag: 'hash'; readonly md5: string; readonly at: OpTime }
  | { readonly tag: 'refused'; readonly why: string };

/** A collection of others that the presenter has given into our hands by typing its full name. */
export interface Adoption {
  readonly show: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Counted exactly when it was adopted. */
  readonly documents: number;
}

/** What `minuteback.shows` on the set says of our namespace: proof that we created the data, or were given it. */
export interface Marker {
  readonly setName: string;
  readonly namespace: string;
  readonly loads: readonly Load[];
  /** The newest, where others had created it. */
  readonly adopted?: Adoption;
}

/** A database that is neither the system's nor ours: a restore of the set replaces it too. */
export interface ForeignDatabase {
  readonly name: string;
  /** On disk, by the server's account. */
  readonly bytes: number;
}

/** Which replica set this is, asked anew. */
export interface SetIdentity {
  readonly setName: string;
  /** `host:port` of every member, in lower case; hidden ones where the user may ask for the set's status. */
  readonly hosts: readonly string[];
}

export interface Snapshot {
  readonly id: string;
  readonly complete: boolean;
  readonly created: OpTime;
  readonly completedAt?: number;
  readonly expiresAt?: number;
  /** `host:port` of the member that it was taken from, where the server says so (8.0.2 and later). */
  readonly member?: string;
  readonly memberRoleName?: string;
  readonly dataBytes?: number;
  readonly storageBytes?: number;
  readonly fileBytes?: number;
  readonly versionName?: string;
}

/** A continuous stretch of oplog that a restore can stop in, both ends included. */
export interface CoverageRange {
  readonly snapshotId?: string;
  readonly start: OpTime;
  readonly end: OpTime;
}

/** `ranges` empty: nothing can be restored to now. `unknown`: this Ops Manager has no such call, or nobody is asked. */
export type Coverage =
  { readonly tag: 'ranges'; readonly ranges: readonly CoverageRange[] } | { readonly tag: 'unknown' };

export interface Backup {
  /** `INACTIVE`, `PROVISIONING`, `STARTED`, `STOPPED`, `TERMINATING`, or what else the server says. */
  readonly stateName: string;
}

/** Hours, days, weeks and months as the field names say; a field the server left out is absent. */
export interface Schedule {
  readonly snapshotIntervalHours?: number;
  readonly snapshotRetentionDays?: number;
  readonly dailySnapshotRetentionDays?: number;
  readonly weeklySnapshotRetentionWeeks?: number;
  readonly monthlySnapshotRetentionMonths?: number;
  readonly pointInTimeWindowHours?: number;
  readonly referenceHourOfDay?: number;
  readonly referenceMinuteOfHour?: number;
  readonly referenceTimeZoneOffset?: string;
  /** `SUNDAY` to `SATURDAY`: when a snapshot copies everything, and not only what has changed. */
  readonly fullIncrementalDayOfWeek?: string;
}

/** The fields that change, and no others: all of them may (https://www.mongodb.com/docs/ops-manager/current/reference/api/backup/update-one-snapshot-schedule-by-cluster-id/). */
export type SchedulePatch = Schedule;

export type StoreKind = 'fileSystem' | 'blockstore' | 's3' | 'oplogMongo' | 'oplogS3';

export interface Store {
  readonly kind: StoreKind;
  readonly id: string;
  readonly assignable: boolean;
  /** Hosts of a MongoDB store (never its credentials), a path or a bucket. */
  readonly where: string;
}

export interface Daemon {
  readonly machine: string;
  readonly headDirectory: string;
  readonly assignable: boolean;
}

/**
 * `noKey`: the stores page needs a global key, and there is none. `managed`: the product keeps them itself, and tells nobody where.
 * `notAsked`: there is nobody to ask.
 */
export type Stores =
  | { readonly tag: 'stores'; readonly stores: readonly Store[]; readonly daemons: readonly Daemon[] }
  | { readonly tag: 'noKey' }
  | { readonly tag: 'managed' }
  | { readonly tag: 'notAsked' };

export interface RestoreJob {
  readonly id: string;
  readonly createdAt: number;
  /** For a point in time `FINISHED` only means that the job was created. */
  readonly stateName: string;
  readonly snapshotId?: string;
  readonly pointInTime: boolean;
  /** Whether it restores our cluster or another one; absent for a download, or where it is not told. */
  readonly target?: 'here' | 'elsewhere';
}

/** What automation still has to do. `plan` holds the names of the moves left, as the agents give them. */
export interface AutomationProcess {
  readonly name: string;
  readonly host: string;
  readonly achieved: number;
  readonly plan: readonly string[];
  readonly error?: string;
}

export interface Automation {
  readonly goal: number;
  readonly processes: readonly AutomationProcess[];
}

export interface Agent {
  readonly kind: 'AUTOMATION' | 'BACKUP' | 'MONITORING';
  readonly host: string;
  readonly stateName: string;
  readonly lastSeenAt?: number;
}

/** What is known of a backup product before it is asked anything. */
export interface EngineTraits {
  /** `hands-on`: nobody is asked; the presenter does it in the browser, and says so with a key. */
  readonly product: 'ops-manager' | 'cloud-manager' | 'hands-on';
  /** Whether a snapshot can be asked for out of turn. `no-key`: only a global key may. */
  readonly onDemand: 'yes' | 'no-key' | 'not-offered';
  /** Whether the point-in-time window can be changed: Cloud Manager's cannot (https://www.mongodb.com/docs/cloud-manager/reference/api/snapshot-schedule/). */
  readonly windowIsFixed: boolean;
}

/** The steps in which the presenter may have to do by hand, in the browser, what a backup product would be asked for. */
export type HandStep = 'snapshot' | 'restore' | 'wrap';

/** The presenter's word that something was done: when it was said, in story time, and an op time of the set before the deed. */
export interface Word {
  readonly at: number;
  readonly after?: OpTime;
}

/** What was there before a restore was begun in the browser, when it was last looked at. */
export interface SeenBefore {
  /** When that look began, in story time; absent where a restore was found by the first one. */
  readonly at?: number;
  /** Restore jobs by id. */
  readonly jobs: readonly string[];
  /** Of automation, where it tells. */
  readonly goal?: number;
  readonly members: readonly Member[];
}

/** Who told to which point a job restores that this program has not asked for: the snapshot itself, Ops Manager, or the presenter. */
export type PointSource = 'snapshot' | 'engine' | 'presenter';

/** What the backup engine says of itself and of the cluster that the show is about. */
export interface EngineFacts {
  readonly version: string;
  readonly projectName: string;
  readonly clusterName: string;
  readonly setName?: string;
  /** `host:port` of every process of the cluster. */
  readonly hosts: readonly string[];
  readonly agents: readonly Agent[];
}

/** `tooFresh`: the oplog has not arrived; asking again is safe. `unknown`: the answer was lost; only listing the jobs tells. */
export type RestoreAnswer =
  | { readonly tag: 'accepted'; readonly job: RestoreJob }
  | { readonly tag: 'tooFresh'; readonly words: string }
  | { readonly tag: 'unknown'; readonly why: string };
