import type {
  Adoption,
  Agent,
  Automation,
  Backup,
  CollectionShape,
  CollectionStats,
  Count,
  Coverage,
  DbHash,
  EngineFacts,
  EngineTraits,
  ForeignDatabase,
  HandStep,
  Load,
  Marker,
  Member,
  RestoreAnswer,
  RestoreJob,
  Schedule,
  SchedulePatch,
  SetFacts,
  SetIdentity,
  Snapshot,
  Stores,
  Word,
  WriteStamp,
} from '../proof/facts.ts';
import type { IdList, IdSet } from '../proof/id-set.ts';
import type { Holder, Lease } from '../proof/lease.ts';
import type {
  AddressFacts,
  ClusterLook,
  ConfiguredMember,
  DiskFacts,
  EngineContact,
  MemberLook,
  NameLook,
  NamespaceFacts,
  OplogFacts,
  UserFacts,
} from '../proof/looks.ts';
import type { OpTime, RestorePoint } from '../proof/op-time.ts';

/*
 * Everything outside the process, behind interfaces. Calls throw `UnreachableError` when nobody answered, `RefusedError` when
 * somebody said no, and whatever the signal carries when it fired; no other error is expected of them.
 */

/** Story time: what the world's dates say. It may run faster than real time in rehearsal, never backwards. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms` of story time, and not before `atLeastRealMs` (default 0) of real time; rejects when the signal fires. */
  sleep(ms: number, signal: AbortSignal, atLeastRealMs?: number): Promise<void>;
}

export interface Scan {
  readonly ids: IdSet;
  /** What the ids are as of: the snapshot's op time or, without one, the newest op time that the replies carried. */
  readonly at: OpTime;
  /** Whether the server read a snapshot. Without one the ids are exact only where nobody wrote meanwhile. */
  readonly snapshot: boolean;
}

/** A document as it is stored: its `_id` as in an `IdList` of one, and its BSON. */
export interface RawDocument {
  readonly id: IdList;
  readonly bytes: Uint8Array;
}

/** `unknown`: the answer was lost, and only reading those `_id`s can tell what happened. */
export type WriteOutcome =
  | {
      readonly tag: 'done';
      readonly documents: number;
      readonly at: OpTime;
      /** Of the primary that did it, where the server tells. */
      readonly term?: number;
    }
  | { readonly tag: 'unknown'; readonly why: string };

/** Writes through a client of its own, which `Database.barrier()` closes. `close` waits for what is in flight, two seconds at most. */
export interface Writer {
  /**
   * Inserts documents `from` to `to` (exclusive) of a load, in sub-batches, at most two in flight. Documents that are there
   * already count as done, so that sending a batch again is safe.
   */
  insert(load: Load, from: number, to: number, signal: AbortSignal): Promise<WriteOutcome>;
  /** For the next delete, so that it can be noted before it is sent. */
  stamp(): WriteStamp;
  /**
   * Deletes by `_id`, in one command that a server does at most once: under the last stamp, or one of its own. Once sent it is
   * awaited, whatever the signal says.
   */
  delete(ids: IdList, signal: AbortSignal, stamp?: WriteStamp): Promise<WriteOutcome>;
  close(): Promise<void>;
}

declare const barrier: unique symbol;

/** Proof that every writer was drained and closed. Only `Database.barrier()` makes one; a restore cannot be asked for without it. */
export interface Barrier {
  readonly [barrier]: true;
}

export interface Reached {
  readonly members: readonly Member[];
  readonly primary: string;
}

/** What preflight asks of the set, one question each. All only read. */
export interface DatabaseLooks {
  readonly address: AddressFacts;
  /** As the driver resolves them. Never throws. */
  names(hosts: readonly string[], signal: AbortSignal): Promise<readonly NameLook[]>;
  /** One direct `hello` to every member that the set names, a second at most each. Throws as `describe` when there is no set. */
  members(signal: AbortSignal): Promise<readonly MemberLook[]>;
  config(signal: AbortSignal): Promise<readonly ConfiguredMember[]>;
  featureVersion(signal: AbortSignal): Promise<string>;
  /** Of the primary, as it tells who is logged in. */
  version(signal: AbortSignal): Promise<string>;
  user(signal: AbortSignal): Promise<UserFacts>;
  collection(signal: AbortSignal): Promise<NamespaceFacts>;
  /** Undefined where the server does not tell. */
  disk(signal: AbortSignal): Promise<DiskFacts | undefined>;
  oplog(signal: AbortSignal): Promise<OplogFacts>;
}

/** The replica set, and our one namespace on it. Reads go to the primary. */
export interface Database {
  readonly looks: DatabaseLooks;
  /** `database.collection`. */
  readonly namespace: string;
  /** The connection string without credentials, fit for a screen. */
  readonly shownUri: string;

  /** One direct `hello` per known member, a second at most each. Never throws: who does not answer is `down`. */
  probe(signal: AbortSignal): Promise<readonly Member[]>;
  describe(signal: AbortSignal): Promise<SetFacts>;
  /** Asked anew each time, of the primary. */
  identity(signal: AbortSignal): Promise<SetIdentity>;
  /** All of them, by name: throws a RefusedError where the user may not list every database. */
  foreignDatabases(signal: AbortSignal): Promise<readonly ForeignDatabase[]>;
  stats(signal: AbortSignal): Promise<CollectionStats>;
  /**
   * The present of the set: every write that is sent after the reply has a later op time. The later of the reply's
   * `operationTime` and the whole second of the primary's own clock (`hello.localTime`) with ordinal 0, because a set that is
   * idle moves its op time only every ten seconds, and new op times are never below the primary's clock.
   */
  opTime(signal: AbortSignal): Promise<OpTime>;
  /** Exact, by the `_id` index. Undefined between `barrier()` and `lift()`: no counting client exists then. */
  count(signal: AbortSignal): Promise<Count | undefined>;
  /**
   * Every `_id` by a raw covered scan of a snapshot where the server gives one, through a fresh client while a barrier stands.
   * `onRead` hears how many were read so far.
   */
  scanIds(signal: AbortSignal, onRead?: (ids: number) => void): Promise<Scan>;
  /** Which of these `_id`s are there, read on the primary with read concern majority. */
  findIds(ids: IdList, signal: AbortSignal): Promise<IdSet>;
  /** The documents with these `_id`s as they are stored, in no order; those that are not there are left out. */
  readDocuments(ids: IdList, signal: AbortSignal): Promise<readonly RawDocument[]>;
  shape(signal: AbortSignal): Promise<CollectionShape>;
  /**
   * Reads every byte of the collection on the primary, and holds up writers meanwhile: only to be asked while nobody writes
   * (https://www.mongodb.com/docs/manual/reference/command/dbHash/). Stopping closes the connection.
   */
  dbHash(signal: AbortSignal): Promise<DbHash>;
  /** Undefined when nothing on this set says that the namespace is ours. */
  marker(signal: AbortSignal): Promise<Marker | undefined>;
  /** Notes a load in `minuteback.shows` with write concern majority, before its first document. May be asked again for the same load. */
  mark(load: Load, signal: AbortSignal): Promise<void>;
  /** Notes with write concern majority that a collection of others is ours to use. May be asked again for the same adoption. */
  adopt(adoption: Adoption, signal: AbortSignal): Promise<void>;
  /** Who has the set to himself; undefined when nobody has. */
  lease(signal: AbortSignal): Promise<Lease | undefined>;
  /**
   * Takes the lease where nobody has it, renews it where this very holder has it, or takes over exactly `over`, as it was seen;
   * false when another was faster. With write concern majority, and dated by the server's clock.
   */
  putLease(holder: Holder, over: Lease | undefined, signal: AbortSignal): Promise<boolean>;
  /** Gives the lease back if it is this holder's. */
  dropLease(holder: Holder, signal: AbortSignal): Promise<void>;
  /** Resolves when the set has the members that the write concern asks for; else throws, before anything is written. */
  verifyWriteConcern(signal: AbortSignal): Promise<void>;
  /** Inserts may be repeated once by the driver; deletes never, each must have exactly one outcome. */
  openWriter(purpose: 'load' | 'delete', signal: AbortSignal): Promise<Writer>;
  /**
   * Closes the set to a write that was not answered: when it resolves, that write was done before the op time, or never will be,
   * whatever a server still does with it. Throws where that cannot be had. Not to be asked behind a barrier.
   */
  fence(stamp: WriteStamp, signal: AbortSignal): Promise<OpTime>;
  /** Of the primary, by its newest operation; undefined where the server does not tell. Grows with each election, and may fall with a restore. */
  term(signal: AbortSignal): Promise<number | undefined>;
  /** Resolves when `at` is majority-committed. */
  awaitMajority(at: OpTime, signal: AbortSignal): Promise<void>;

  /** Drains and closes every client that can write or count. From here to `lift`, writers are refused. */
  barrier(signal: AbortSignal): Promise<Barrier>;
  /** One try with a fresh client: the members, when a writable primary answered; else undefined. */
  reach(signal: AbortSignal): Promise<Reached | undefined>;
  /** Ends the barrier after a verdict, or when the restore was refused before it began. */
  lift(barrier: Barrier): void;
  close(): Promise<void>;
}

/** What preflight asks of a backup product, one question each. All only read. */
export interface EngineLooks {
  /** One request without a key, sent once. */
  contact(signal: AbortSignal): Promise<EngineContact>;
  /** Resolves when the key is accepted, whatever it may do. */
  key(signal: AbortSignal): Promise<void>;
  /** Throws where project or cluster are not found, not the only ones of their name, or no plain replica set. */
  cluster(signal: AbortSignal): Promise<ClusterLook>;
  agents(signal: AbortSignal): Promise<readonly Agent[]>;
  /**
   * Resolves when the key may read the automation configuration, which takes the role Project Automation Admin
   * (https://www.mongodb.com/docs/ops-manager/current/reference/api/automation-config/get-automation-config/). What it says is dropped.
   */
  mayAutomate(signal: AbortSignal): Promise<void>;
}

/** A backup product. Reads may be repeated by the client; `startRestore`, `startBackup` and the other changes are sent once. */
export interface BackupEngine {
  readonly traits: EngineTraits;
  /** Whether the server was found to tell nothing of a snapshot in progress. */
  hidesRunning?(): boolean;
  /** Absent where nobody can be asked. */
  readonly looks?: EngineLooks;
  /** The cluster as it is now, without its agents: guards ask right before anything is begun. Undefined where nobody is asked. */
  describe(signal: AbortSignal): Promise<Omit<EngineFacts, 'agents'> | undefined>;
  backup(signal: AbortSignal): Promise<Backup>;
  /** Starting what is started already is no error. Stopping to wait afterwards leaves the backup on. */
  startBackup(signal: AbortSignal): Promise<void>;
  /** Newest first, the one in progress included. */
  snapshots(signal: AbortSignal): Promise<readonly Snapshot[]>;
  takeSnapshot(signal: AbortSignal): Promise<void>;
  /** Undefined where nobody is asked. */
  schedule(signal: AbortSignal): Promise<Schedule | undefined>;
  /** Sends only what changes; a refusal carries the server's own words. */
  changeSchedule(patch: SchedulePatch, signal: AbortSignal): Promise<Schedule>;
  stores(signal: AbortSignal): Promise<Stores>;
  coverage(signal: AbortSignal): Promise<Coverage>;
  /** Undefined where nobody is asked: then only the members tell how far a restore is. */
  automation(signal: AbortSignal): Promise<Automation | undefined>;
  /** Newest first. */
  restoreJobs(signal: AbortSignal): Promise<readonly RestoreJob[]>;
  restoreJob(id: string, signal: AbortSignal): Promise<RestoreJob>;
  /** What a job restores to, whoever started it: of a snapshot, its op time. Undefined where nobody tells, or not yet. */
  pointOf(job: RestoreJob, signal: AbortSignal): Promise<RestorePoint | undefined>;
  /** By how many milliseconds its clock, which dates the jobs, is ahead of the world's; undefined before it was heard from. */
  clockOffsetMs(): number | undefined;
  /** Sent once, never repeated. Stopping leaves the job running: it cannot be recalled from here. */
  startRestore(barrier: Barrier, point: RestorePoint, signal: AbortSignal): Promise<RestoreAnswer>;
  close(): Promise<void>;
}

/** The presenter's word, where nobody else is asked. */
export interface HandsOn {
  /** Resolves when the presenter has said that what this step waits for is done; rejects with the signal's reason. */
  untilSaid(step: HandStep, signal: AbortSignal): Promise<Word>;
  /** The presenter says so. Whoever waits for it goes on; where nobody waits nothing happens. */
  say(step: HandStep, word: Word): void;
  /** The presenter says that a complete snapshot was there before the show. */
  takeAsGiven(): void;
}

/** What only a rehearsal can do: bend its own time. Frame, runner and guards may know of it, workers may not. */
export interface RehearsalControl {
  /** Story seconds per real second that is wanted; the world itself keeps to 60 at most while a member is down. */
  pace(rate: number): void;
  /** The present rate, that cap included. */
  rate(): number;
  /** Moves story time on to the next thing that will happen; resolves with its name, or undefined when nothing is due. */
  jump(): Promise<string | undefined>;
  onChange(listener: () => void): () => void;
  /** Hears that the work of a step has begun: what shall go wrong from then on does. */
  stepWorks?(step: string): void;
}

export interface World {
  readonly kind: 'live' | 'rehearsal';
  readonly database: Database;
  readonly engine: BackupEngine;
  readonly clock: Clock;
  readonly rehearsal?: RehearsalControl;
  /** Absent where a backup product is asked. */
  readonly handsOn?: HandsOn;
  close(): Promise<void>;
}
