import type { MongoClient, MongoClientOptions } from 'mongodb';
import { settle } from './deadline.ts';
import { withoutOverridden } from './uri-options.ts';

/** `probe` is bound to one member; `fresh` makes one attempt and is closed; the others follow the primary. */
export type Role = 'load' | 'delete' | 'note' | 'read' | 'probe' | 'fresh';

/** Closing may wait for `endSessions` on a server that hangs. */
const CLOSE_MS = 1_000;

/**
 * Deadlines in milliseconds of real time. The driver's defaults keep an audience waiting for 30 s; its `timeoutMS` has no effect
 * (https://github.com/mongodb/node-mongodb-native/blob/main/HISTORY.md). Deletes are never repeated: each must have one outcome.
 */
const SETTINGS: Readonly<Record<Role, MongoClientOptions>> = {
  load: { serverSelectionTimeoutMS: 10_000, socketTimeoutMS: 15_000, maxPoolSize: 4, monitorCommands: true },
  delete: {
    serverSelectionTimeoutMS: 2_000,
    socketTimeoutMS: 15_000,
    maxPoolSize: 4,
    monitorCommands: true,
    retryWrites: false,
  },
  note: { serverSelectionTimeoutMS: 5_000, socketTimeoutMS: 15_000, maxPoolSize: 2 },
  // An exact count may take a minute and more; a server that hangs is noticed by its heartbeat.
  read: { serverSelectionTimeoutMS: 10_000, socketTimeoutMS: 0, maxPoolSize: 8 },
  probe: { serverSelectionTimeoutMS: 1_000, socketTimeoutMS: 1_000, maxPoolSize: 2 },
  fresh: { serverSelectionTimeoutMS: 2_000, socketTimeoutMS: 15_000, maxPoolSize: 2 },
};

const COMMON: MongoClientOptions = {
  heartbeatFrequencyMS: 1_000,
  connectTimeoutMS: 3_000,
  waitQueueTimeoutMS: 5_000,
  minPoolSize: 0,
  retryReads: true,
  readPreference: 'primary',
};

export interface Clients {
  /** A client that follows the primary of the set. It connects with its first command. */
  open(role: Exclude<Role, 'probe'>, setName: string): Promise<MongoClient>;
  /** A client bound to one member, immune to the driver's rule about stale primaries; for `hello` only. */
  openDirect(host: string): Promise<MongoClient>;
}

/**
 * The same options for one member, without what belongs to the set and without credentials: `hello` needs none, and a restored
 * member may not know them yet.
 */
export function toDirectUri(uri: string, host: string): string {
  const srv = uri.startsWith('mongodb+srv:');
  const query = /\?(.*)$/.exec(uri)?.[1] ?? '';
  const dropped = /^(|(replicaset|directconnection|srv\w*|auth\w*)=.*)$/i;
  const kept = query.split('&').filter((pair) => !dropped.test(pair));
  // SRV implies TLS: https://www.mongodb.com/docs/manual/reference/connection-string/#srv-connection-format
  if (srv && !kept.some((pair) => /^(tls|ssl)=/i.test(pair))) kept.push('tls=true');
  return `mongodb://${host}/${kept.length > 0 ? `?${kept.join('&')}` : ''}`;
}

/** The only place where a `MongoClient` is made. The driver is loaded with the first one, so that a first frame comes before it. */
export function createClients({ uri, version }: { readonly uri: string; readonly version: string }): Clients {
  async function make(role: Role, target: string, own: MongoClientOptions): Promise<MongoClient> {
    const { MongoClient } = await import('mongodb');
    return new MongoClient(target, { ...COMMON, ...SETTINGS[role], ...own, appName: `minuteback/${version} ${role}` });
  }
  return {
    open: (role, setName) => make(role, withoutOverridden(uri), { replicaSet: setName, directConnection: false }),
    openDirect: (host) => make('probe', toDirectUri(withoutOverridden(uri), host), { directConnection: true }),
  };
}

/** Closes within a second; what is still in flight is rejected. Never throws. */
export async function closeClient(client: MongoClient): Promise<void> {
  await settle(CLOSE_MS, [client.close()]);
}
