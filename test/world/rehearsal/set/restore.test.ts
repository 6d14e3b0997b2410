import { expect, it, vi } from 'vitest';
import type { Db } from 'mongodb';
import type { OpTime } from '../../../../src/proof/op-time.ts';
import type { ReplicaSet } from '../../../../src/world/rehearsal/set/replica-set.ts';
import { makeDocuments, restore, startSetForTest } from './harness.ts';

async function deleteSome(db: Db, ids: readonly unknown[]): Promise<OpTime> {
  const reply = await db.command({ delete: 'events', deletes: [{ q: { _id: { $in: ids } }, limit: 0 }] });
  const { t, i } = reply['operationTime'] as OpTime;
  return { t, i };
}

async function begin() {
  const harness = await startSetForTest();
  const client = await harness.connect();
  const db = client.db('loadtest');
  const documents = makeDocuments(100, 5000);
  await db.collection('events').insertMany(documents);
  return { ...harness, client, db, ids: documents.map(({ _id }) => _id as unknown) };
}

const liveIds = (set: ReplicaSet): number => set.documents.collection('loadtest.events')?.documents ?? 0;

it('brings back exactly what was alive between two deletes', async () => {
  const { set, connect, client, db, ids } = await begin();
  const between = await deleteSome(db, ids.slice(0, 10));
  await deleteSome(db, ids.slice(10, 30));
  await client.close();
  expect(liveIds(set)).toBe(70);
  await restore(set, { form: 'opTime', at: between });
  const events = (await connect()).db('loadtest').collection('events');
  const found = await events.find({}, { projection: { _id: 1 } }).toArray();
  expect(found.map(({ _id }) => String(_id))).toEqual(ids.slice(10).map(String));
});

it('excludes a whole second, and includes the second before it', async () => {
  const { set, clock, db, client, ids } = await begin();
  const loaded = set.newestOpTime();
  clock.schedule(clock.now() + 5000, () => {}, 'later');
  clock.jump();
  const deleted = await deleteSome(db, ids.slice(0, 10));
  expect(deleted.t).toBeGreaterThan(loaded.t);
  await client.close();
  await restore(set, { form: 'second', t: deleted.t });
  expect(liveIds(set)).toBe(100);
});

it('takes a later collection, a later document and a foreign database away, and gives a dropped collection back', async () => {
  const { set, connect, client, db } = await begin();
  const at = set.newestOpTime();
  await db.collection('later').insertOne({ n: 1 });
  await client.db('foreign').collection('people').insertOne({ name: 'Ada' });
  await db.collection('events').insertMany(makeDocuments(5));
  await db.collection('events').drop();
  await client.close();
  await restore(set, { form: 'opTime', at });
  const fresh = await connect();
  const { databases } = await fresh.db().admin().listDatabases();
  expect(databases.map(({ name }) => name)).toEqual(['admin', 'config', 'loadtest', 'local']);
  expect(await fresh.db('loadtest').listCollections().toArray()).toMatchObject([{ name: 'events' }]);
  expect(liveIds(set)).toBe(100);
});

it('undoes an update of a small document', async () => {
  const { set, connect, client } = await begin();
  const notes = client.db('notes').collection<{ _id: string; n: number }>('all');
  await notes.insertOne({ _id: 'a', n: 1 });
  const at = set.newestOpTime();
  await notes.updateOne({ _id: 'a' }, { $set: { n: 2 } });
  await client.close();
  await restore(set, { form: 'opTime', at });
  expect(await (await connect()).db('notes').collection('all').findOne()).toEqual({ _id: 'a', n: 1 });
});

it('can be restored twice, the second time to an earlier point', async () => {
  const { set, db, client, ids } = await begin();
  const loaded = set.newestOpTime();
  const deleted = await deleteSome(db, ids.slice(0, 10));
  await client.close();
  await restore(set, { form: 'opTime', at: deleted });
  expect(liveIds(set)).toBe(90);
  await restore(set, { form: 'opTime', at: loaded });
  expect(liveIds(set)).toBe(100);
});

it('replaces storage, so that what deletes had freed is gone', async () => {
  const { set, db, client, ids } = await begin();
  const before = set.sizes().storageBytes;
  const deleted = await deleteSome(db, ids.slice(0, 90));
  expect(set.sizes().storageBytes).toBe(before);
  await client.close();
  await restore(set, { form: 'opTime', at: deleted });
  expect(set.sizes().storageBytes).toBeLessThan(before / 5);
});

it('lets op times rise across a restore, and comes back as other processes without cursors', async () => {
  const { set, connect, client, db } = await begin();
  const before = set.newestOpTime();
  const hello = await db.command({ hello: 1 });
  const { cursor } = await db.command({ find: 'events', batchSize: 1 });
  await client.close();
  await restore(set, { form: 'opTime', at: before });
  const after = (await connect()).db('loadtest');
  const again = await after.command({ hello: 1 });
  expect(String(again['topologyVersion'].processId)).not.toBe(String(hello['topologyVersion'].processId));
  expect(again['operationTime'].greaterThan(hello['operationTime'])).toBe(true);
  await expect(after.command({ getMore: cursor.id, collection: 'events' })).rejects.toMatchObject({ code: 43 });
});

it('refuses to be restored while a member is up', async () => {
  const { set } = await begin();
  set.shutDown(2);
  expect(() => set.restoreTo({ form: 'second', t: 1 })).toThrow('while a member was up');
});

it('comes back in a lower term, which a client that knew the higher one rejects and a fresh one takes', async () => {
  // The first seed whose lottery ends below.
  const { set, connect } = await startSetForTest({ seed: 5 });
  const old = await connect({ heartbeatFrequencyMS: 500 });
  const errors: unknown[] = [];
  old.on('serverDescriptionChanged', ({ newDescription }) => errors.push(newDescription.error?.name));
  const before = await old.db('admin').command({ hello: 1 });
  await restore(set, { form: 'opTime', at: set.newestOpTime() });
  const after = await (await connect()).db('admin').command({ hello: 1 });
  expect(after['electionId'].toString() < before['electionId'].toString()).toBe(true);
  await vi.waitFor(() => expect(errors).toContain('MongoStalePrimaryError'), { timeout: 5000 });
});
