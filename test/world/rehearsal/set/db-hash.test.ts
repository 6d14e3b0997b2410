import { createHash } from 'node:crypto';
import { Binary, type ObjectId, UUID, type Db } from 'mongodb';
import { expect, it } from 'vitest';
import { directUri, makeDocuments, restore, startSetForTest } from './harness.ts';

async function begin() {
  const harness = await startSetForTest();
  const client = await harness.connect();
  const db = client.db('loadtest');
  const documents = makeDocuments(50, 5000);
  await db.collection('events').insertMany(documents);
  await db.collection('events').insertMany([{ _id: 'small' as never, n: 1 }, { _id: 'other' as never }]);
  return { ...harness, client, db, documents };
}

const hashOf = async (db: Db, coll = 'events'): Promise<string> =>
  (await db.command({ dbHash: 1, collections: [coll] }))['collections'][coll] as string;

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

it('answers as a real server does, of all collections or of those that are named', async () => {
  const { db, set } = await begin();
  await db.collection('second').insertOne({});
  const all = await db.command({ dbHash: 1 });
  const events = await hashOf(db);
  const second = await hashOf(db, 'second');
  expect(all).toEqual({
    host: set.hosts[0],
    collections: { events, second },
    capped: [],
    uuids: { events: expect.any(UUID), second: expect.any(UUID) },
    md5: md5(`${events}${second}`),
    timeMillis: expect.any(Number),
    ok: 1,
    $clusterTime: expect.anything(),
    operationTime: expect.anything(),
  });
  const one = await db.command({ dbHash: 1, collections: ['second', 'absent'] });
  expect(one).toMatchObject({ collections: { second }, md5: md5(second) });
  await expect(db.command({ dbHash: 1, collections: [1] })).rejects.toMatchObject({ code: 14 });
});

it('changes with any insert, delete and replacement, and comes back with the documents', async () => {
  const { db, documents } = await begin();
  const events = db.collection<{ _id: string | ObjectId; [field: string]: unknown }>('events');
  const first = { ...documents[0]!, _id: documents[0]!['_id'] as ObjectId };
  const filter = { _id: first._id };
  const hashes = [await hashOf(db)];
  await events.deleteOne(filter);
  hashes.push(await hashOf(db));
  await events.insertOne({ ...first, payload: new Binary(Buffer.alloc(5000 - 45, 'x')) });
  hashes.push(await hashOf(db));
  await events.updateOne({ _id: 'small' }, { $set: { n: 2 } });
  hashes.push(await hashOf(db));
  await events.insertOne({ _id: 'third' });
  hashes.push(await hashOf(db));
  expect(new Set(hashes).size).toBe(hashes.length);
  await events.deleteMany({ _id: { $in: ['third', first._id] } });
  await events.updateOne({ _id: 'small' }, { $set: { n: 1 } });
  await events.insertOne(first);
  expect(await hashOf(db)).toBe(hashes[0]);
});

it('is the same after a restore to the same state, and on a secondary that may be read', async () => {
  const { db, set, client, connect, documents } = await begin();
  const before = await hashOf(db);
  const at = set.newestOpTime();
  await db.collection('events').deleteMany({ _id: { $in: documents.slice(0, 7).map(({ _id }) => _id as never) } });
  expect(await hashOf(db)).not.toBe(before);
  await client.close();
  await restore(set, { form: 'opTime', at });
  expect(await hashOf((await connect()).db('loadtest'))).toBe(before);
  const secondary = (await connect({}, directUri(set, 1))).db('loadtest');
  const hash = { dbHash: 1, collections: ['events'] };
  const read = secondary.command(hash, { readPreference: 'secondary' });
  expect((await read)['collections'].events).toBe(before);
});
