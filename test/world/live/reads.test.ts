import { Long, MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UnreachableError } from '../../../src/errors.ts';
import { createContent } from '../../../src/proof/content.ts';
import type { Load } from '../../../src/proof/facts.ts';
import type { IdList } from '../../../src/proof/id-set.ts';
import { toIdList } from '../../../src/proof/id-set.ts';
import { createDatabase } from '../../../src/world/live/database.ts';
import { readDbHash } from '../../../src/world/live/db-hash.ts';
import { readDocuments } from '../../../src/world/live/documents.ts';
import { createRedactor } from '../../../src/world/live/redact.ts';
import type { StoryClock } from '../../../src/world/rehearsal/clock.ts';
import { createStoryClock } from '../../../src/world/rehearsal/clock.ts';
import type { Fault, Faults } from '../../../src/world/rehearsal/faults.ts';
import { createFaults } from '../../../src/world/rehearsal/faults.ts';
import type { ReplicaSet } from '../../../src/world/rehearsal/set/replica-set.ts';
import { createReplicaSet } from '../../../src/world/rehearsal/set/replica-set.ts';
import type { Database } from '../../../src/world/world.ts';

/* The exact reads of a set that refuses them, loses snapshots or hangs. */

const CANARY = 'canary-pass';
const never = new AbortController().signal;
const load: Load = { second: 1_700_000_000, show: 'test', seed: 7, documentBytes: 1_024 };
const DOCUMENTS = 100;
/** More than one page of a scan. */
const MANY = 100_500;

let clock: StoryClock;
let faults: Faults;
let set: ReplicaSet;
let database: Database;
let others: Database[];

beforeEach(async () => {
  clock = createStoryClock();
  faults = createFaults();
  set = await createReplicaSet({ clock, faults, seed: 1, paced: false });
  const second = load.second - 1;
  set.seedEarlierLoads('loadtest.events', [{ load, documents: DOCUMENTS }]);
  set.seedEarlierLoads('loadtest.large', [{ load: { ...load, second }, documents: MANY }]);
  others = [];
  database = open('events');
});

afterEach(async () => {
  await Promise.all(others.map((one) => one.close()));
  await set.close();
  clock.close();
});

function open(coll: string): Database {
  const redact = createRedactor([CANARY]);
  const made = createDatabase({ uri: set.uri, db: 'loadtest', coll, writeConcern: 1, version: 'test', redact });
  others.push(made);
  return made;
}

const content = createContent(load);
const idsOf = (from: number, to: number): IdList =>
  toIdList(Buffer.concat(Array.from({ length: to - from }, (_, k) => content.idOf(from + k))));

const fail = (name: string, when: Fault['when'], mishap: Fault['mishap'], times = 1): void =>
  faults.add({ point: 'command', name, when, times, mishap });

const no = (code: number, codeName: string): Fault['mishap'] => ({
  tag: 'answer',
  status: 200,
  body: { ok: 0, code, codeName, errmsg: `${codeName} \u001b[31mby ${CANARY}` },
});

async function caught(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => new Error('nothing was thrown'),
    (error: Error) => error,
  );
}

describe('a scan', () => {
  const codes = [
    [20, 'IllegalOperation'],
    [72, 'InvalidOptions'],
    [115, 'CommandNotSupported'],
    [123, 'NotAReplicaSet'],
    [148, 'ReadConcernMajorityNotEnabled'],
    [238, 'NotImplemented'],
    [303, 'Feature not supported'],
  ] as const;
  it.each(codes)('reads without a snapshot where there is none (%i, %s)', async (code, codeName) => {
    fail('find', 'before', no(code, codeName));
    expect(await database.scanIds(never)).toMatchObject({ ids: { size: DOCUMENTS }, snapshot: false });
    expect(await database.scanIds(never)).toMatchObject({ ids: { size: DOCUMENTS }, snapshot: true });
  });

  it('believes no snapshot that the server does not tell the time of', async () => {
    const body = { ok: 1, cursor: { firstBatch: [], id: Long.ZERO, ns: 'loadtest.events' } };
    fail('find', 'before', { tag: 'answer', status: 200, body });
    const { snapshot, at } = await database.scanIds(never);
    expect({ snapshot, at }).toEqual({ snapshot: false, at: set.newestOpTime() });
  });

  it.each([
    [239, 'SnapshotTooOld'],
    [246, 'SnapshotUnavailable'],
  ])('that loses its snapshot begins anew, once with another one (%i, %s)', async (code, codeName) => {
    const large = open('large');
    const heard: number[] = [];
    fail('getMore', 'before', no(code, codeName));
    const again = await large.scanIds(never, (ids) => heard.push(ids));
    expect(again).toMatchObject({ ids: { size: MANY }, snapshot: true });
    expect(heard).toEqual([100_000, 100_000, MANY]);
    fail('getMore', 'before', no(code, codeName), 2);
    expect(await large.scanIds(never)).toMatchObject({ ids: { size: MANY }, snapshot: false });
  });

  it('is refused when it is for another reason', async () => {
    fail('find', 'before', no(13, 'Unauthorized'));
    expect(await caught(database.scanIds(never))).toMatchObject({ kind: 'refused', code: '13' });
    fail('find', 'before', no(134, 'ReadConcernMajorityNotAvailableYet'), 3);
    expect(await caught(database.scanIds(never))).toMatchObject({ kind: 'unreachable', code: '134' });
  });

  it('that is stopped kills its cursor', async () => {
    fail('killCursors', 'before', { tag: 'answer', status: 200, body: { ok: 1 } });
    const large = open('large');
    const controller = new AbortController();
    const scanning = large.scanIds(controller.signal, () => controller.abort(new Error('stopped')));
    await expect(scanning).rejects.toThrow('stopped');
    expect(faults.take('command', 'killCursors', 'before')).toBeUndefined();
  });
});

describe('a read of documents', () => {
  it('of a set that refuses throws as the others do', async () => {
    fail('find', 'before', no(13, 'Unauthorized'));
    expect(await caught(database.readDocuments(idsOf(0, 10), never))).toMatchObject({ kind: 'refused', code: '13' });
  });

  it('that hangs is stopped by the signal', async () => {
    const client = new MongoClient(set.uri, { monitorCommands: true });
    const controller = new AbortController();
    client.on('commandStarted', ({ commandName }) => {
      if (commandName === 'find') controller.abort(new Error('stopped'));
    });
    fail('find', 'before', { tag: 'hang' });
    const reading = readDocuments(client, { db: 'loadtest', coll: 'events' }, idsOf(0, 10), controller.signal);
    await expect(reading).rejects.toThrow('stopped');
    await client.close();
  });

  it('goes to the primary, whatever the connection string says', async () => {
    const options = 'readPreference=secondary&readConcernLevel=linearizable';
    const client = new MongoClient(`${set.uri}&${options}`, { monitorCommands: true });
    try {
      const finds: unknown[] = [];
      client.on('commandStarted', ({ commandName, address, command }) => {
        if (commandName === 'find') finds.push([address, command['readConcern']]);
      });
      const namespace = { db: 'loadtest', coll: 'events' };
      expect(await readDocuments(client, namespace, idsOf(0, 10), never)).toHaveLength(10);
      expect(finds).toEqual([[set.hosts[0], undefined]]);
    } finally {
      await client.close();
    }
  });
});

describe('a hash', () => {
  it.each([
    [13, 'Unauthorized'],
    [59, 'CommandNotFound'],
    [8000, 'AtlasError'],
  ])('is refused with the words of a server that gives none (%i, %s)', async (code, codeName) => {
    fail('dbHash', 'before', no(code, codeName));
    expect(await database.dbHash(never)).toEqual({ tag: 'refused', why: `${codeName} by ***` });
  });

  it('throws what the others throw', async () => {
    fail('dbHash', 'before', no(9, 'FailedToParse'));
    expect(await caught(database.dbHash(never))).toMatchObject({ kind: 'refused', code: '9' });
    fail('dbHash', 'before', no(10_107, 'NotWritablePrimary'), 3);
    expect(await caught(database.dbHash(never))).toBeInstanceOf(UnreachableError);
    const controller = new AbortController();
    fail('dbHash', 'before', { tag: 'hang' });
    const hashing = database.dbHash(controller.signal);
    controller.abort(new Error('stopped'));
    await expect(hashing).rejects.toThrow('stopped');
  });

  it('that takes too long is refused, and its connection closed', async () => {
    const client = new MongoClient(set.uri);
    try {
      let closed = 0;
      client.on('connectionClosed', () => (closed += 1));
      await client.db('admin').command({ ping: 1 });
      fail('dbHash', 'before', { tag: 'hang' });
      const namespace = { db: 'loadtest', coll: 'events' };
      const options = { redact: createRedactor([]), deadlineMs: 20 };
      const why = 'it took longer than 0.02 s';
      expect(await readDbHash(client, namespace, never, options)).toEqual({ tag: 'refused', why });
      expect(closed).toBe(1);
      fail('dbHash', 'before', no(50, 'MaxTimeMSExpired'));
      expect(await readDbHash(client, namespace, never, options)).toEqual({ tag: 'refused', why });
    } finally {
      await client.close();
    }
  });

  it('and the shape are what they were, after a restore to the same state', async () => {
    const before = [await database.shape(never), (await database.dbHash(never)) as { md5?: string }] as const;
    const at = set.newestOpTime();
    const client = new MongoClient(set.uri);
    await client.db('loadtest').collection('events').createIndex({ seq: 1 });
    await client.close();
    const writer = await database.openWriter('delete', never);
    await writer.delete(idsOf(0, 1), never);
    expect(await database.shape(never)).not.toEqual(before[0]);
    expect(await database.dbHash(never)).not.toMatchObject({ md5: before[1].md5 });
    const barrier = await database.barrier(never);
    for (const member of [2, 1, 0]) set.shutDown(member);
    set.restoreTo({ form: 'opTime', at });
    for (const member of [0, 1, 2]) await set.start(member);
    set.elect(1);
    await expect.poll(() => database.reach(never)).toBeDefined();
    database.lift(barrier);
    expect(await database.shape(never)).toEqual(before[0]);
    expect(await database.dbHash(never)).toMatchObject({ md5: before[1].md5 });
  });
});
