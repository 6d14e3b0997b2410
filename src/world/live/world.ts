import type { BackupEngine, Clock, Database } from '../world.ts';
import { createDatabase } from './database.ts';
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
