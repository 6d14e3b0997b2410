import type { Member } from './facts.ts';
import type { OpTime } from './op-time.ts';

/*
 * What preflight finds out beside the facts that the show itself needs, as plain data. Sizes are bytes, offsets milliseconds of
 * story time, positive where the other clock is ahead. What a server left out is absent.
 */

/** What a connection string says that is not done as it says, because a proof or a deadline rests on it. */
export interface Override {
  readonly option: string;
  readonly said: string;
  readonly used: string;
}

/** The connection string, without anything secret. */
export interface AddressFacts {
  readonly srv: boolean;
  /** `host:port` as typed; one name without a port for SRV. */
  readonly seeds: readonly string[];
  readonly setName?: string;
  /** `unchecked`: encrypted, and whoever answers is believed. */
  readonly tls: 'on' | 'off' | 'unchecked';
  readonly namesUser: boolean;
  readonly overrides: readonly Override[];
}

/** What one name is known as from here; `why` when it is not. */
export interface NameLook {
  readonly host: string;
  readonly addresses: readonly string[];
  readonly why?: string;
}

/** What one member says of itself without being logged in to: its `hello`, and its build where it tells that. */
export interface MemberLook {
  readonly host: string;
  readonly role: Member['role'] | 'arbiter';
  readonly why?: string;
  readonly setName?: string;
  readonly me?: string;
  /** Members that it names: data-bearing, passive and arbiters; hidden ones are in no `hello`. */
  readonly hosts?: readonly string[];
  readonly version?: string;
  readonly enterprise?: boolean;
  /** False when it answers in a way in which no mongod of 4.4 or later does. */
  readonly genuine?: boolean;
  readonly clock?: ClockLook;
}

/** Another clock beside ours. The true offset is within `offBy` of `offsetMs`. */
export interface ClockLook {
  readonly offsetMs: number;
  readonly offByMs: number;
}

/** How a member stands in the set's configuration (https://www.mongodb.com/docs/manual/reference/replica-configuration/). */
export interface ConfiguredMember {
  readonly host: string;
  readonly arbiter: boolean;
  readonly hidden: boolean;
  readonly priority: number;
  readonly delaySeconds: number;
}

/** Somebody's privileges, each action with where it may be done. */
export interface UserFacts {
  /** Empty: nobody is logged in. */
  readonly users: readonly string[];
  /** Of nobody: whether the set lets nobody in particular do everything. */
  readonly accessControl: boolean;
  readonly privileges: readonly Privilege[];
}

export interface Privilege {
  readonly resource:
    | { readonly tag: 'cluster' }
    | { readonly tag: 'any' }
    /** Empty: any database, any collection. */
    | { readonly tag: 'namespace'; readonly db: string; readonly coll: string };
  readonly actions: readonly string[];
}

/** What stands where our collection is to be. */
export interface NamespaceFacts {
  /** The server's word: `collection`, `view`, `timeseries`; `none` where there is nothing yet. */
  readonly typeName: string;
  readonly documents: number;
  readonly bytes: number;
  readonly capped: boolean;
  readonly sharded: boolean;
  readonly validator: boolean;
  readonly clustered: boolean;
  /** Names of unique indexes beside that of `_id`, and of indexes that remove documents by themselves. */
  readonly uniqueIndexes: readonly string[];
  readonly expiringIndexes: readonly string[];
}

/** The file system that holds the primary's data (https://www.mongodb.com/docs/manual/reference/command/dbStats/). */
export interface DiskFacts {
  readonly totalBytes: number;
  readonly usedBytes: number;
}

/** The primary's oplog. */
export interface OplogFacts {
  readonly first: OpTime;
  readonly last: OpTime;
  readonly bytes: number;
  readonly maxBytes: number;
}

/** What Ops Manager tells whoever asks, key or not. */
export interface EngineContact {
  /** `host:port`. */
  readonly host: string;
  readonly version: string;
  readonly encrypted: boolean;
  readonly clock?: ClockLook;
}

export interface ClusterLook {
  readonly projectName: string;
  readonly name: string;
  readonly setName?: string;
  readonly hosts: readonly ClusterHost[];
}

export interface ClusterHost {
  /** `host:port`. */
  readonly address: string;
  readonly hidden: boolean;
  readonly aliases: readonly string[];
}
