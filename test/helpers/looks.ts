import type { DatabaseLooks, EngineLooks } from '../../src/world/world.ts';
import { MEMBERS } from './states.ts';

/** Later than any clock of a test: agents are alive. */
const AGENTS_SEEN_AT = Date.UTC(2100, 0, 1);

export const HOSTS = MEMBERS.map(({ host }) => host);

/** A set on which everything is as a show wants it; a test has some of it otherwise. */
export function createDatabaseLooks(other: Partial<DatabaseLooks> = {}): DatabaseLooks {
  return {
    address: { srv: false, seeds: HOSTS, tls: 'on', namesUser: false, overrides: [] },
    names: (hosts) => Promise.resolve(hosts.map((host) => ({ host, addresses: ['127.0.0.1'] }))),
    members: () =>
      Promise.resolve(
        MEMBERS.map(({ host, role }) => ({
          host,
          role,
          me: host,
          setName: 'rehearsal',
          hosts: HOSTS,
          version: '8.0.15',
          enterprise: true,
          genuine: true,
          clock: { offsetMs: 3, offByMs: 2 },
        })),
      ),
    config: () =>
      Promise.resolve(HOSTS.map((host) => ({ host, arbiter: false, hidden: false, priority: 1, delaySeconds: 0 }))),
    featureVersion: () => Promise.resolve('8.0'),
    version: () => Promise.resolve('8.1.0'),
    user: () => Promise.resolve({ users: [], accessControl: false, privileges: [] }),
    collection: () =>
      Promise.resolve({
        typeName: 'none',
        documents: 0,
        bytes: 0,
        capped: false,
        sharded: false,
        validator: false,
        clustered: false,
        uniqueIndexes: [],
        expiringIndexes: [],
      }),
    disk: () => Promise.resolve({ totalBytes: 200e9, usedBytes: 40e9 }),
    oplog: () => Promise.resolve({ first: { t: 0, i: 1 }, last: { t: 86_400, i: 1 }, bytes: 1e9, maxBytes: 12e9 }),
    ...other,
  };
}

/** An Ops Manager that has nothing to say against a show. */
export function createEngineLooks(other: Partial<EngineLooks> = {}): EngineLooks {
  return {
    contact: () =>
      Promise.resolve({
        host: 'om.example.net:8443',
        version: '8.0.15',
        encrypted: true,
        clock: { offsetMs: 200, offByMs: 500 },
      }),
    key: () => Promise.resolve(),
    cluster: () =>
      Promise.resolve({
        projectName: 'Demo',
        name: 'rehearsal',
        setName: 'rehearsal',
        hosts: HOSTS.map((address) => ({ address, hidden: false, aliases: [] })),
      }),
    agents: () =>
      Promise.resolve(
        (['AUTOMATION', 'BACKUP', 'MONITORING'] as const).map((kind) => ({
          kind,
          host: '127.0.0.1',
          stateName: 'ACTIVE',
          lastSeenAt: AGENTS_SEEN_AT,
        })),
      ),
    mayAutomate: () => Promise.resolve(),
    ...other,
  };
}
