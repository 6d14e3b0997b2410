import type { Db, Document, MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sortIds } from '../../../../src/proof/id-set.ts';
import { makeDocuments, startSet, type Harness } from './harness.ts';

const EARLIER = 451_904;
const LOADED = 65_536;
const TOTAL = 517_440;
const BATCH = 2000;
const FEW = 20_000;

let harness: Harness;
let client: MongoClient;
let db: Db;

beforeAll(async () => {
  harness = await startSet();
  const second = Math.floor(Date.now() / 1000) - 86_400;
  const load = { second, show: 'earlier', seed: 3, documentBytes: 16_384 };
  harness.set.seedEarlierLoads('loadtest.events', [{ load, documents: EARLIER }]);
  harness.set.seedEarlierLoads('other.few', [{ load: { ...load, show: 'few' }, documents: FEW }]);
  client = await harness.connect();
  db = client.db('loadtest');
  for (let from = 0; from < LOADED; from += BATCH) {
    const documents = makeDocuments(Math.min(BATCH, LOADED - from));
    await db.collection('events').insertMany(documents, { ordered: false, writeConcern: { w: 1 } });
  }
}, 60_000);

afterAll(() => harness.close());

const inGb = (bytes: number): string => (bytes / 1e9).toFixed(2);

/** The `_id`s of a raw reply's batch, packed, without the driver making objects of them. */
function idsOf(cursor: Buffer): Buffer {
  const packed = Buffer.alloc(cursor.length);
  const name = Buffer.from('\x07_id\0', 'latin1');
  let used = 0;
  for (let at = cursor.indexOf(name); at >= 0; at = cursor.indexOf(name, at + 17)) {
    used += cursor.copy(packed, used, at + 5, at + 17);
  }
  return packed.subarray(0, used);
}

/** All of them, by `find` and one `getMore` without a batch size. */
async function scanRaw(db: Db, collection: string): Promise<Buffer> {
  const options = { raw: true } as Document;
  const find = { find: collection, projection: { _id: 1 }, hint: { _id: 1 }, batchSize: 1000 };
  const first = (await db.command(find, options))['cursor'] as Buffer;
  // The cursor's id stands behind the batch.
  const id = first.readBigInt64LE(first.lastIndexOf(Buffer.from('\x12id\0', 'latin1')) + 4);
  const more = (await db.command({ getMore: id, collection }, options))['cursor'] as Buffer;
  return Buffer.concat([idsOf(first), idsOf(more)]);
}

it('holds 517,440 documents, 8.48 GB of data and 10.31 GB of storage after one load of a gigabyte', async () => {
  const events = db.collection('events');
  expect(await events.countDocuments({}, { hint: { _id: 1 } })).toBe(TOTAL);
  expect(await events.estimatedDocumentCount()).toBe(TOTAL);
  const byCommand = await db.command({ collStats: 'events' });
  expect([byCommand['count'], inGb(byCommand['size']), inGb(byCommand['storageSize'])]).toEqual([
    TOTAL,
    '8.48',
    '10.31',
  ]);
  const [byStage] = await events.aggregate([{ $collStats: { storageStats: {}, count: {} } }]).toArray();
  expect(byStage).toMatchObject({ ns: 'loadtest.events', count: TOTAL, storageStats: { avgObjSize: 16_384 } });
  const { objects, dataSize, storageSize } = await db.stats();
  expect([objects, inGb(Number(dataSize)), inGb(Number(storageSize))]).toEqual([TOTAL, '8.48', '10.31']);
});

it('answers a raw covered scan with the ids that an ordinary cursor finds', async () => {
  const raw = await scanRaw(client.db('other'), 'few');
  const found = client
    .db('other')
    .collection('few')
    .find({}, { projection: { _id: 1 }, batchSize: 3000 });
  const ordinary = (await found.toArray()).map(({ _id }) => _id.id);
  expect(ordinary).toHaveLength(FEW);
  expect(raw.equals(Buffer.concat(ordinary))).toBe(true);
});

it('answers every id in ascending order in one batch of 16 MB', async () => {
  const { bytes, size } = sortIds(await scanRaw(db, 'events'));
  expect(size).toBe(TOTAL);
  expect(Buffer.from(bytes).equals(await scanRaw(db, 'events'))).toBe(true);
});

it('gives back a document of an earlier load by the rule that it was made with, and fills up one that has none', async () => {
  const events = db.collection('events');
  const earlier = await events.findOne({}, { sort: { _id: 1 } });
  expect(earlier?.['seq']).toBe(0);
  expect(earlier?.['payload'].length()).toBe(16_384 - 45);
  const foreign = await events.findOne({}, { sort: { _id: -1 } });
  expect(foreign?.['filler'].length()).toBe(16_384 - 35);
});

it('samples without duplicates and deletes by _id, while storage keeps its size', async () => {
  const events = db.collection('events');
  const size = Math.floor(TOTAL / 100);
  const picked = await events.aggregate([{ $sample: { size } }, { $project: { _id: 1 } }]).toArray();
  expect(new Set(picked.map(({ _id }) => String(_id))).size).toBe(size);
  const before = await db.command({ collStats: 'events' });
  const _id = { $in: picked.slice(0, 1000).map(({ _id }) => _id) };
  expect(await events.deleteMany({ _id }, { writeConcern: { w: 1 } })).toMatchObject({ deletedCount: 1000 });
  expect(await events.deleteMany({ _id }, { writeConcern: { w: 1 } })).toMatchObject({ deletedCount: 0 });
  expect(await events.countDocuments()).toBe(TOTAL - 1000);
  const after = await db.command({ collStats: 'events' });
  expect(after['storageSize']).toBe(before['storageSize']);
  expect(inGb(after['freeStorageSize'])).toBe('0.02');
  expect(after['size']).toBe(before['size'] - 1000 * 16_384);
});
