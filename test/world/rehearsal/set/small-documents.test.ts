import { Binary, Long, ObjectId, type FindCursor } from 'mongodb';
import { expect, it } from 'vitest';
import { createContent } from '../../../../src/proof/content.ts';
import { makeDocuments, startSetForTest } from './harness.ts';

interface Note {
  readonly _id: string;
  readonly n?: number;
  readonly owner?: string;
}

async function begin() {
  const harness = await startSetForTest();
  const client = await harness.connect();
  return { ...harness, client, notes: client.db('notes').collection<Note>('all') };
}

it('keeps small documents as they came, whatever their _id is', async () => {
  const { client } = await begin();
  const all = client.db('notes').collection<{ _id: unknown }>('all');
  const documents = [
    { _id: Long.fromString('9007199254740993'), n: 1 },
    { _id: 'text', list: [1, { deep: true }] },
    { _id: { a: 1 }, at: new Date(5) },
    { _id: new ObjectId(), bytes: new Binary(Buffer.from('abc')) },
  ];
  await all.insertMany(documents);
  expect(await all.find().toArray()).toEqual(documents);
});

it('finds by fields, ranges of _id and lists, and projects', async () => {
  const { notes } = await begin();
  await notes.insertMany(['a', 'b', 'c', 'd'].map((_id, n) => ({ _id, n, owner: n < 2 ? 'x' : 'y' })));
  const ids = async (found: FindCursor<Note>) => (await found.toArray()).map(({ _id }) => _id).join('');
  expect(await ids(notes.find({ owner: 'y' }))).toBe('cd');
  expect(await ids(notes.find({ _id: { $gt: 'a', $lte: 'c' } }))).toBe('bc');
  expect(await ids(notes.find({ _id: { $in: ['d', 'a', 'z'] }, n: { $lt: 3 } }))).toBe('a');
  expect(
    await ids(
      notes
        .find({ missing: null } as object)
        .sort({ _id: -1 })
        .skip(1)
        .limit(2),
    ),
  ).toBe('cb');
  expect(await notes.findOne({ _id: 'b' }, { projection: { owner: 1, _id: 0 } })).toEqual({ owner: 'x' });
  expect(await notes.findOne({ _id: 'b' }, { projection: { owner: 0 } })).toEqual({ _id: 'b', n: 1 });
});

it('updates, replaces and upserts, and says so when an upsert meets its own _id', async () => {
  const { notes } = await begin();
  const upserted = await notes.updateOne(
    { _id: 'a' },
    { $set: { n: 1 }, $setOnInsert: { owner: 'x' } },
    { upsert: true },
  );
  expect(upserted).toMatchObject({ upsertedCount: 1, upsertedId: 'a' });
  expect(await notes.updateOne({ _id: 'a' }, { $set: { n: 1 } })).toMatchObject({ matchedCount: 1, modifiedCount: 0 });
  expect(await notes.updateOne({ n: 1 }, { $unset: { owner: '' } })).toMatchObject({ modifiedCount: 1 });
  expect(await notes.findOne()).toEqual({ _id: 'a', n: 1 });
  await notes.replaceOne({ _id: 'a' }, { owner: 'z' });
  expect(await notes.findOne()).toEqual({ _id: 'a', owner: 'z' });
  const taken = notes.updateOne({ _id: 'a', owner: 'me' }, { $set: { n: 2 } }, { upsert: true });
  await expect(taken).rejects.toMatchObject({ code: 11000 });
});

it('finds the _id wherever it stands in a document, and makes one where there is none', async () => {
  const { client } = await begin();
  const db = client.db('loadtest');
  const [{ _id, ...rest } = { _id: undefined }] = makeDocuments(1, 5000);
  await db.command({ insert: 'events', documents: [{ ...rest, _id }, { n: 1 }] });
  expect(await db.collection('events').countDocuments({ _id })).toBe(1);
  expect(await db.collection('events').findOne({ _id: { $ne: _id } })).toMatchObject({
    _id: expect.any(ObjectId),
    n: 1,
  });
});

it('holds small and large documents of one collection in one order', async () => {
  const { client } = await begin();
  const mixed = client.db('loadtest').collection('mixed');
  const large = makeDocuments(20, 5000);
  const small = Array.from({ length: 20 }, () => ({ _id: new ObjectId() }));
  await mixed.insertMany([...small.slice(10), ...large, ...small.slice(0, 10)]);
  const found = await mixed.find({}, { projection: { _id: 1 }, batchSize: 7 }).toArray();
  const expected = [...large, ...small].map(({ _id }) => String(_id)).sort();
  expect(found.map(({ _id }) => String(_id))).toEqual(expected);
});

it('rebuilds a document of a known load from its rule, however small, and only if it came that way', async () => {
  const { client, set } = await begin();
  const load = { show: 'ours', second: 1_700_000_000, seed: 9, documentBytes: 200 };
  await client
    .db('minuteback')
    .collection('shows')
    .insertOne({ ...load, setName: set.setName, namespace: 'loadtest.events' });
  const content = createContent(load);
  const documentOf = (seq: number) => ({
    _id: new ObjectId(content.idOf(seq)),
    seq,
    payload: new Binary(content.payloadOf(seq)),
  });
  const strange = { ...documentOf(1), payload: new Binary(Buffer.alloc(155)) };
  const events = client.db('loadtest').collection('events');
  await events.insertMany([documentOf(0), strange]);
  expect(set.documents.wholeBytes()).toBeLessThan(300);
  expect(await events.findOne({ _id: documentOf(0)._id })).toEqual(documentOf(0));
  expect(await events.findOne({ _id: strange._id })).toEqual({
    _id: strange._id,
    filler: new Binary(Buffer.alloc(165)),
  });
});

it('sets fields to its own date, in an upsert too, and to nothing but a date', async () => {
  const { client, clock } = await begin();
  const shows = client.db('minuteback').collection<{ _id: string; at?: Date }>('shows');
  const before = Math.floor(clock.now());
  await shows.updateOne({ _id: 'a' }, { $set: { by: 'us' }, $currentDate: { at: true } }, { upsert: true });
  const first = await shows.findOne({ _id: 'a' });
  expect(first).toMatchObject({ by: 'us' });
  expect(first!.at!.getTime()).toBeGreaterThanOrEqual(before);
  clock.advanceTo(clock.now() + 5000);
  await shows.updateOne({ _id: 'a', at: first!.at! }, { $currentDate: { at: { $type: 'date' } } });
  expect((await shows.findOne({ _id: 'a' }))!.at!.getTime()).toBeGreaterThanOrEqual(first!.at!.getTime() + 4000);
  await expect(shows.updateOne({ _id: 'a' }, { $currentDate: { at: { $type: 'timestamp' } } })).rejects.toThrow('date');
});
