import type { BackupEngine, Clock, Database, HandsOn } from '../world.ts';
import { createDatabase } from './database.ts';
import type { Said } from './hands-on.ts';
import { createHandsOn } from './hands-on.ts';
import type { ApiKey } from './ops-manager/client.ts';
import { createOpsManager } from './ops-manager/client.ts';
import { createRedactor } from './redact.ts';
import { parseUri } from './uri.ts';

/** Where the real systems are, or the stand-ins of a rehearsal, and how to get in. */
export interface Connection {
  readonly uri: string;
  readonly db: string;
  readonly coll: string;
  /** The `w` of loads and deletes; default 1, as in the demo that this program replaces. */
  readonly writeConcern?: number | 'majority';
  readonly opsManager: ApiKey & {
    readonly url: string;
    /** By id or by name. */
    readonly project: string;
    readonly cluster: string;
    readonly globalKey?: ApiKey;
    readonly caFile?: string;
  };
}

export interface LiveSettings {
  readonly connection: Connection;
  /** Of this program. */
  readonly version: string;
  readonly clock: Clock;
}

export interface LiveClients {
  readonly database: Database;
  readonly engine: BackupEngine;
  /** Where the engine is the presenter's word. */
  readonly handsOn?: HandsOn;
}

/** The clients of both systems, which know each other's secrets so that no message of either shows one. Nothing connects yet. */
export function createLiveClients({ connection, version, clock }: LiveSettings): LiveClients {
  const { uri, db, coll, writeConcern = 1, opsManager } = connection;
  const redact = createRedactor([...parseUri(uri).secrets, opsManager.privateKey, opsManager.globalKey?.privateKey]);
  return {
    database: createDatabase({ uri, db, coll, writeConcern, version, redact, clock }),
    engine: createOpsManager({ ...opsManager, clock, redact }),
  };
}

export interface HandsOnClientsSettings extends Omit<LiveSettings, 'connection'> {
  readonly connection: Omit<Connection, 'opsManager'>;
  readonly said: Said;
}

/** The client of the set alone, and the presenter's word for the rest. Nothing connects yet. */
export function createHandsOnClients({ connection, version, clock, said }: HandsOnClientsSettings): LiveClients {
  const { uri, db, coll, writeConcern = 1 } = connection;
  const engine = createHandsOn({ clock, said });
  const redact = createRedactor(parseUri(uri).secrets);
  return { database: createDatabase({ uri, db, coll, writeConcern, version, redact }), engine, handsOn: engine };
}
