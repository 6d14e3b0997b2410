import { Binary, Long, ObjectId, Timestamp } from 'mongodb';
import { expect, it } from 'vitest';
import { createReplicaSet } from '../../../../src/world/rehearsal/set/replica-set.ts';
import { directUri, makeDocuments, startSetForTest } from './harness.ts';
import { connectRaw, toFrame } from './raw-client.ts';

it('refuses transactions', async () => {
  const { connect, set } = await startSetForTest();
  const client = await connect();
  const session = client.startSession();
  session.startTransaction();
  const insert = client.db('loadtest').collection('events').insertOne({ n: 1 }, { session });
  await expect(insert).rejects.toMatchObject({ code: 263 });
  await session.endSession();
  expect(set.documents.collections()).toEqual([]);
});

it('refuses writes on a secondary, and reads there unless the client asks for them', async () => {
  const { connect, set } = await startSetForTest();
  const primary = (await connect()).db('loadtest').collection('events');
  await primary.insertOne({ n: 1 });
  const direct = (await connect({ readPreference: 'secondary' }, directUri(set, 1))).db('loadtest');
  const write = direct.command({ insert: 'events', documents: [{ n: 2 }] });
  await expect(write).rejects.toMatchObject({ code: 10107, codeName: 'NotWritablePrimary' });
  expect(await direct.collection('events').countDocuments()).toBe(1);
  // The driver asks for it by itself on a direct connection.
  const raw = await connectRaw(set, 1);
  raw.send(toFrame({ find: 'events', $db: 'loadtest' }));
  expect((await raw.reply()).body).toMatchObject({ ok: 0, code: 13_435, codeName: 'NotPrimaryNoSecondaryOk' });
  raw.socket.destroy();
});

it('numbers no delete of several documents', async () => {
  const { set } = await startSetForTest();
  const raw = await connectRaw(set);
  const lsid = { id: new Binary(Buffer.alloc(16, 1), 4) };
  const deletes = [{ q: { _id: 1 }, limit: 0 }];
  raw.send(toFrame({ delete: 'events', deletes, $db: 'loadtest', lsid, txnNumber: Long.fromNumber(1) }));
  expect((await raw.reply()).body).toMatchObject({
    ok: 0,
    code: 72,
    errmsg: expect.stringContaining('limit=0') as string,
  });
  raw.socket.destroy();
});

it('answers an unknown command with code 59', async () => {
  const { connect } = await startSetForTest();
  const db = (await connect()).db('loadtest');
  await expect(db.command({ atlasVersion: 1 })).rejects.toMatchObject({ code: 59, codeName: 'CommandNotFound' });
});

it('refuses what it would have to guess: other filters, sorts, pipelines, unique indexes, unknown hints', async () => {
  const { connect } = await startSetForTest();
  const db = (await connect()).db('loadtest');
  const events = db.collection('events');
  await events.insertMany(makeDocuments(3, 5000));
  await expect(events.findOne({ seq: 1 })).rejects.toMatchObject({ code: 2 });
  await expect(events.deleteMany({ seq: 1 })).rejects.toMatchObject({ code: 2 });
  await expect(events.find({}, { sort: { seq: 1 } }).toArray()).rejects.toMatchObject({ code: 2 });
  await expect(events.find({}, { hint: 'nope' }).toArray()).rejects.toMatchObject({ code: 2 });
  await expect(events.aggregate([{ $lookup: {} }]).toArray()).rejects.toMatchObject({ code: 2 });
  await expect(events.updateOne({}, { $set: { n: 1 } })).rejects.toMatchObject({ code: 2 });
  await expect(events.createIndex({ n: 1 }, { unique: true })).rejects.toMatchObject({ code: 2 });
  expect(await events.countDocuments({}, { hint: '_id_' })).toBe(3);
});

it('refuses to wait for an op time that does not exist yet', async () => {
  const { connect } = await startSetForTest();
  const db = (await connect()).db('loadtest');
  const { operationTime } = await db.command({ ping: 1 });
  const later = new Timestamp({ t: operationTime.t, i: operationTime.i + 1 });
  const find = (afterClusterTime: unknown) => db.command({ find: 'events', readConcern: { afterClusterTime } });
  await expect(find(later)).rejects.toMatchObject({ code: 72, codeName: 'InvalidOptions' });
  expect(await find(operationTime)).toMatchObject({ ok: 1 });
});

it('names the duplicate in an ordered and an unordered insert', async () => {
  const { connect } = await startSetForTest();
  const db = (await connect()).db('loadtest');
  const events = db.collection('events');
  const [first, second, third] = makeDocuments(3, 5000);
  await events.insertOne(first!);
  await events.insertOne({ _id: 'small' as unknown as ObjectId });
  const unordered = events.insertMany([second!, first!, third!], { ordered: false });
  await expect(unordered).rejects.toMatchObject({ code: 11000, result: { insertedCount: 2 } });
  const ordered = events.insertMany([{ _id: 'small' as unknown as ObjectId }, { _id: new ObjectId() }]);
  await expect(ordered).rejects.toMatchObject({
    code: 11000,
    message: expect.stringContaining('dup key: { _id: "small" }'),
    result: { insertedCount: 0 },
  });
  const reply = await db.command({ insert: 'events', documents: [first!] });
  const key = { keyPattern: { _id: 1 }, keyValue: { _id: first!['_id'] } };
  expect(reply).toMatchObject({ n: 0, writeErrors: [{ index: 0, code: 11000, ...key }] });
  expect(await events.countDocuments()).toBe(4);
});

it('says which ports to change when one of its three is taken, and frees the others', async () => {
  const { set, clock, faults } = await startSetForTest();
  const taken = Number(set.hosts[1]!.split(':')[1]);
  const another = createReplicaSet({ clock, faults, seed: 1, port: taken - 2 });
  await expect(another).rejects.toMatchObject({ kind: 'setup', message: expect.stringContaining('choose another') });
  const above = createReplicaSet({ clock, faults, seed: 1, port: 65_534 });
  await expect(above).rejects.toMatchObject({ kind: 'setup' });
});
