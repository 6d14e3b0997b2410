import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../../src/world/live/database.ts';
import { createRedactor } from '../../../src/world/live/redact.ts';
import type { Database } from '../../../src/world/world.ts';
import type { Harness } from '../rehearsal/set/harness.ts';
import { startSet } from '../rehearsal/set/harness.ts';

const never = new AbortController().signal;
let harness: Harness;
let database: Database;

beforeAll(async () => {
  harness = await startSet();
  const settings = { db: 'loadtest', coll: 'events', writeConcern: 1, version: 'test' } as const;
  database = createDatabase({ ...settings, uri: harness.set.uri, redact: createRedactor([]), clock: harness.clock });
});
afterAll(async () => {
  await database.close();
  await harness.close();
});

/** The server answers so to the next commands of this name, as a real one in another state does. */
function answer(name: string, body: unknown, times = 1): void {
  const mishap = { tag: 'answer', status: 200, body } as const;
  harness.faults.add({ point: 'command', name, when: 'before', times, mishap });
}

const UNAUTHORIZED = { ok: 0, code: 13, codeName: 'Unauthorized', errmsg: 'not authorized on admin' };
const inBatch = (...firstBatch: readonly object[]) => ({ cursor: { id: 0, ns: 'loadtest.x', firstBatch }, ok: 1 });

describe('the looks of a database', () => {
  it('hear every member, with its clock and its build', async () => {
    const members = await database.looks.members(never);
    expect(members.map(({ host }) => host)).toEqual(harness.set.hosts);
    expect(members.map(({ role }) => role)).toEqual(['primary', 'secondary', 'secondary']);
    for (const { me, host, setName, genuine, enterprise, clock } of members) {
      expect({ me, setName, genuine, enterprise }).toEqual({
        me: host,
        setName: 'rehearsal',
        genuine: true,
        enterprise: true,
      });
      expect(Math.abs(clock!.offsetMs)).toBeLessThanOrEqual(clock!.offByMs + 1);
    }
  });

  it('leave out the build where it is not told', async () => {
    answer('buildInfo', UNAUTHORIZED, 3);
    for (const { version } of await database.looks.members(never)) expect(version).toBeUndefined();
  });

  it('resolve names as a socket does, and say of others that they are unknown', async () => {
    const looks = await database.looks.names(['127.0.0.1:27017', '[::1]:27017', 'no-such-host.invalid:27017'], never);
    expect(looks.map(({ addresses }) => addresses[0])).toEqual(['127.0.0.1', '::1', undefined]);
    expect(looks[2]!.why).toMatch(/cannot be resolved/);
  });

  it('read how members are configured, under both names of the delay', async () => {
    answer('replSetGetConfig', {
      config: {
        _id: 'rehearsal',
        members: [
          { _id: 0, host: 'a:1', arbiterOnly: false, hidden: true, priority: 0, secondaryDelaySecs: 60 },
          { _id: 1, host: 'b:1', arbiterOnly: true, hidden: false, priority: 0, slaveDelay: 5 },
        ],
      },
      ok: 1,
    });
    expect(await database.looks.config(never)).toEqual([
      { host: 'a:1', arbiter: false, hidden: true, priority: 0, delaySeconds: 60 },
      { host: 'b:1', arbiter: true, hidden: false, priority: 0, delaySeconds: 5 },
    ]);
    const real = await database.looks.config(never);
    expect(real.map(({ host, hidden }) => ({ host, hidden }))).toEqual(
      harness.set.hosts.map((host) => ({ host, hidden: false })),
    );
  });

  it('read the version and what it is compatible to', async () => {
    expect(await database.looks.featureVersion(never)).toBe('8.0');
    expect(await database.looks.version(never)).toMatch(/^8\.0\.\d+$/);
  });

  it('know that nobody needs to be logged in, and who has to be', async () => {
    expect(await database.looks.user(never)).toEqual({ users: [], accessControl: false, privileges: [] });
    answer('listDatabases', UNAUTHORIZED);
    expect(await database.looks.user(never)).toEqual({ users: [], accessControl: true, privileges: [] });
  });

  it('read what a user may do', async () => {
    answer('connectionStatus', {
      authInfo: {
        authenticatedUsers: [{ user: 'loader', db: 'admin' }],
        authenticatedUserRoles: [{ role: 'readWrite', db: 'loadtest' }],
        authenticatedUserPrivileges: [
          { resource: { db: 'loadtest', collection: '' }, actions: ['find', 'insert'] },
          { resource: { cluster: true }, actions: ['listDatabases'] },
          { resource: { anyResource: true }, actions: ['anyAction'] },
          { resource: { db: '', system_buckets: 'x' }, actions: ['find'] },
        ],
      },
      ok: 1,
    });
    expect(await database.looks.user(never)).toEqual({
      users: ['loader@admin'],
      accessControl: true,
      privileges: [
        { resource: { tag: 'namespace', db: 'loadtest', coll: '' }, actions: ['find', 'insert'] },
        { resource: { tag: 'cluster' }, actions: ['listDatabases'] },
        { resource: { tag: 'any' }, actions: ['anyAction'] },
      ],
    });
  });

  it('know what kind of a collection there is', async () => {
    expect(await database.looks.collection(never)).toMatchObject({ typeName: 'none', documents: 0 });
    const client = await harness.connect();
    await client.db('loadtest').collection('events').insertOne({ a: 1 });
    expect(await database.looks.collection(never)).toEqual({
      typeName: 'collection',
      documents: 1,
      bytes: expect.any(Number) as number,
      capped: false,
      sharded: false,
      validator: false,
      clustered: false,
      uniqueIndexes: [],
      expiringIndexes: [],
    });
    answer('listCollections', inBatch({ name: 'events', type: 'view', options: { viewOn: 'x', pipeline: [] } }));
    expect(await database.looks.collection(never)).toMatchObject({ typeName: 'view', documents: 0 });
    const options = { capped: true, size: 4096, validator: { a: 1 }, clusteredIndex: { key: { _id: 1 } } };
    answer('listCollections', inBatch({ name: 'events', type: 'collection', options }));
    answer('listIndexes', inBatch({ name: '_id_', key: { _id: 1 }, unique: true }, { name: 'b_1', unique: true }));
    expect(await database.looks.collection(never)).toMatchObject({
      capped: true,
      validator: true,
      clustered: true,
      uniqueIndexes: ['b_1'],
    });
  });

  it('see documents where the metadata say that there are none', async () => {
    answer('aggregate', inBatch({ storageStats: { count: 0, size: 0 } }));
    expect(await database.looks.collection(never)).toMatchObject({ documents: 1 });
  });

  it('read the room on disk, of a database that is there', async () => {
    const { totalBytes, usedBytes } = (await database.looks.disk(never))!;
    expect(totalBytes).toBeGreaterThan(usedBytes);
    answer('dbStats', { db: 'loadtest', fsUsedSize: 0, fsTotalSize: 0, ok: 1 });
    expect(await database.looks.disk(never)).toEqual({ totalBytes, usedBytes });
    answer('dbStats', { db: 'loadtest', ok: 1 });
    answer('dbStats', UNAUTHORIZED);
    expect(await database.looks.disk(never)).toBeUndefined();
  });

  it('read both ends of the oplog, and how much it may hold', async () => {
    const { first, last, bytes, maxBytes } = await database.looks.oplog(never);
    expect(first.t).toBeLessThanOrEqual(last.t);
    expect(last).toEqual(harness.set.newestOpTime());
    expect(bytes).toBeLessThan(maxBytes);
  });
});

describe('the rehearsal set', () => {
  it('shows nothing of its oplog but both ends', async () => {
    const client = await harness.connect();
    await expect(client.db('local').collection('oplog.rs').find({ op: 'i' }).toArray()).rejects.toThrow(
      'tells the first and the last entry of its oplog only',
    );
    const [last] = await client.db('local').collection('oplog.rs').find().sort({ $natural: -1 }).limit(1).toArray();
    expect(last).toMatchObject({ op: 'n', v: 2 });
  });
});
