import { lookup } from 'node:dns/promises';
import type { Document, MongoClient } from 'mongodb';
import type { AddressFacts, ConfiguredMember, NameLook } from '../../proof/looks.ts';
import type { DatabaseLooks } from '../world.ts';
import { readDisk, readOplog } from './capacity.ts';
import { readNamespace } from './catalog.ts';
import { clean } from './clean.ts';
import { unlessAborted } from './deadline.ts';
import { toReason } from './errors.ts';
import type { Members } from './members.ts';
import type { Namespace } from './namespace.ts';
import { readUser } from './privileges.ts';
import { readVersion } from './reads.ts';
import type { Redact } from './redact.ts';

export interface LookSettings {
  readonly address: AddressFacts;
  readonly namespace: Namespace;
  readonly members: Members;
  readonly redact: Redact;
  /** Runs a read on the primary. */
  readonly read: <T>(what: string, signal: AbortSignal, run: (client: MongoClient) => Promise<T>) => Promise<T>;
}

/** `host:port` or `[address]:port` without the port. */
const withoutPort = (host: string): string => host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');

/** By the resolver of the system, as a socket is opened (https://nodejs.org/api/net.html#socketconnectoptions-connectlistener). */
async function resolveName(host: string, redact: Redact): Promise<NameLook> {
  try {
    const found = await lookup(withoutPort(host), { all: true });
    return { host, addresses: found.map(({ address }) => address) };
  } catch (error) {
    return { host, addresses: [], why: toReason(error, redact) };
  }
}

function toConfigured({
  host,
  arbiterOnly,
  hidden,
  priority,
  secondaryDelaySecs,
  slaveDelay,
}: Document): ConfiguredMember {
  return {
    host: clean(String(host)),
    arbiter: arbiterOnly === true,
    hidden: hidden === true,
    priority: Number(priority ?? 1),
    // Its name until 4.4 is the second.
    delaySeconds: Number(secondaryDelaySecs ?? slaveDelay ?? 0),
  };
}

/** The questions of preflight to a set, each against the primary where nothing else is said. */
export function createDatabaseLooks({ address, namespace, members, redact, read }: LookSettings): DatabaseLooks {
  const shownName = `${namespace.db}.${namespace.coll}`;
  return {
    address,
    names: (hosts, signal) =>
      unlessAborted(Promise.all([...new Set(hosts)].map((host) => resolveName(host, redact))), signal),
    members: (signal) => members.look(signal),
    config: (signal) =>
      read('read the configuration of the set', signal, async (client) => {
        const reply = await client.db('admin').command({ replSetGetConfig: 1 }, { signal });
        return (reply['config'].members as Document[]).map(toConfigured);
      }),
    featureVersion: (signal) =>
      read('read the feature compatibility version', signal, async (client) => {
        const reply = await client.db('admin').command({ getParameter: 1, featureCompatibilityVersion: 1 }, { signal });
        return clean(String(reply['featureCompatibilityVersion']?.version), 40);
      }),
    version: (signal) =>
      read('read the version', signal, async (client) => clean(await readVersion(client, signal), 40)),
    user: (signal) => read('read what the user may do', signal, (client) => readUser(client, signal)),
    collection: (signal) => read(`look at ${shownName}`, signal, (client) => readNamespace(client, namespace, signal)),
    disk: (signal) => read('read the room on disk', signal, (client) => readDisk(client, namespace.db, signal)),
    oplog: (signal) => read('read the size of the oplog', signal, (client) => readOplog(client, signal)),
  };
}
