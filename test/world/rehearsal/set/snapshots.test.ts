import fc from 'fast-check';
import { Binary, ObjectId, Timestamp, type Db, type Document } from 'mongodb';
import { expect, it } from 'vitest';
import type { OpTime } from '../../../../src/proof/op-time.ts';
import { makeDocuments, restore, startSetForTest } from './harness.ts';

/* What a set answers to read concern `snapshot`, asked with plain commands, so that no driver stands between. */

async function begin(documents = 100) {
  const harness = await startSetForTest();
  const client = await harness.connect();
  const db = client.db('loadtest');
  const made = makeDocuments(documents, 5000);
  await db.collection('events').insertMany(made);
  return { ...harness, client, db, documents: made, ids: made.map(({ _id }) => _id as unknown) };
}

const toTimestamp = ({ t, i }: OpTime): Timestamp => new Timestamp({ t, i });

function remove(db: Db, ids: readonly unknown[], coll = 'events'): Promise<Document> {
  return db.command({ delete: coll, deletes: [{ q: { _id: { $in: ids } }, limit: 0 }] });
}

/** Every page of a find, and what each said that it is as of. */
async function findAll(db: Db, command: Document): Promise<{ found: Document[]; at: Timestamp[] }> {
  const coll: unknown = command['find'];
  let { cursor } = await db.command(command);
  const found: Document[] = [...cursor.firstBatch];
  const at = [cursor.atClusterTime];
  while (!cursor.id.toString().match(/^0$/)) {
    ({ cursor } = await db.command({ getMore: cursor.id, collection: coll, batchSize: command['batchSize'] }));
    found.push(...cursor.nextBatch);
    at.push(cursor.atClusterTime);
  }
  return { found, at };
}

const idsAt = async (db: Db, at?: Timestamp): Promise<string[]> => {
  const readConcern = { level: 'snapshot', ...(at ? { atClusterTime: at } : {}) };
  const { found } = await findAll(db, { find: 'events', projection: { _id: 1 }, batchSize: 1_000, readConcern });
  return found.map(({ _id }) => String(_id));
};

it('reads the newest op time by default, says which in every reply, and goes on reading it while documents die', async () => {
  const { set, db, ids } = await begin();
  const before = set.newestOpTime();
  const readConcern = { level: 'snapshot' };
  const { cursor } = await db.command({ find: 'events', projection: { _id: 1 }, batchSize: 10, readConcern });
  expect(cursor.atClusterTime).toEqual(toTimestamp(before));
  await remove(db, ids.slice(5, 60));
  await db.collection('events').insertMany(makeDocuments(2_000, 5000));
  const next = await db.command({ getMore: cursor.id, collection: 'events' });
  expect(next['cursor'].atClusterTime).toEqual(toTimestamp(before));
  const found = [...cursor.firstBatch, ...next['cursor'].nextBatch] as Document[];
  expect(found.map(({ _id }) => String(_id))).toEqual(ids.map(String));
});

it('reads whole documents of the past, also those that were replaced since', async () => {
  const { set, client, db, documents, ids } = await begin(3);
  const notes = client.db('loadtest').collection<{ _id: string; n: number }>('notes');
  await notes.insertMany([
    { _id: 'a', n: 1 },
    { _id: 'b', n: 1 },
  ]);
  const at = toTimestamp(set.newestOpTime());
  await notes.updateOne({ _id: 'a' }, { $set: { n: 2 } });
  await notes.deleteOne({ _id: 'b' });
  await notes.insertOne({ _id: 'b', n: 3 });
  await remove(db, ids);
  const readConcern = { level: 'snapshot', atClusterTime: at };
  const small = await findAll(db, { find: 'notes', readConcern });
  expect(small.found).toEqual([
    { _id: 'a', n: 1 },
    { _id: 'b', n: 1 },
  ]);
  const byId = await findAll(db, { find: 'notes', filter: { _id: { $in: ['b', 'c'] } }, readConcern });
  expect(byId.found).toEqual([{ _id: 'b', n: 1 }]);
  const byField = await findAll(db, { find: 'notes', filter: { n: { $lt: 2 } }, readConcern });
  expect(byField.found).toHaveLength(2);
  const large = await findAll(db, { find: 'events', readConcern });
  expect(large.found.map(({ _id }) => String(_id))).toEqual(documents.map(({ _id }) => String(_id)));
});

it('counts by aggregate at a point of the past: 6003 then, 5943 now', async () => {
  const { set, db, ids } = await begin(6_003);
  const at = toTimestamp(set.newestOpTime());
  await remove(db, ids.slice(100, 160));
  const pipeline = [{ $match: {} }, { $group: { _id: 1, n: { $sum: 1 } } }];
  const count = async (readConcern: Document) => {
    const { cursor } = await db.command({ aggregate: 'events', pipeline, cursor: {}, readConcern });
    return [cursor.firstBatch[0].n, cursor.atClusterTime];
  };
  expect(await count({ level: 'snapshot', atClusterTime: at })).toEqual([6_003, at]);
  expect(await count({ level: 'local' })).toEqual([5_943, undefined]);
  expect(await count({ level: 'snapshot' })).toEqual([5_943, toTimestamp(set.newestOpTime())]);
});

it('knows a collection that was dropped since, and none that was made since', async () => {
  const { set, db, ids } = await begin();
  const before = toTimestamp(set.newestOpTime());
  const readConcern = { level: 'snapshot' };
  const first = await db.command({ find: 'events', projection: { _id: 1 }, batchSize: 10, readConcern });
  await db.collection('events').drop();
  const rest = await db.command({ getMore: first['cursor'].id, collection: 'events' });
  expect(rest['cursor'].nextBatch).toHaveLength(90);
  expect(await idsAt(db)).toEqual([]);
  await db.collection('events').insertMany(makeDocuments(2, 5000));
  expect(await idsAt(db, before)).toEqual(ids.map(String));
  expect(await idsAt(db)).toHaveLength(2);
  const { found } = await findAll(db, { find: 'later', readConcern: { level: 'snapshot', atClusterTime: before } });
  expect(found).toEqual([]);
});

it('takes a snapshot for find and aggregate only, and no time that makes no sense', async () => {
  const { set, db } = await begin(3);
  const { t, i } = set.newestOpTime();
  const at = new Timestamp({ t, i });
  const snapshot = { level: 'snapshot' };
  const find = (readConcern: Document) => db.command({ find: 'events', readConcern });
  const invalid = { code: 72, codeName: 'InvalidOptions' };
  for (const command of [
    { count: 'events' },
    { listIndexes: 'events' },
    { listCollections: 1 },
    { dbHash: 1 },
    { insert: 'events', documents: [{}] },
    { delete: 'events', deletes: [] },
  ]) {
    await expect(db.command({ ...command, readConcern: snapshot })).rejects.toMatchObject(invalid);
  }
  await expect(find({ ...snapshot, atClusterTime: new Timestamp({ t, i: i + 1 }) })).rejects.toMatchObject(invalid);
  await expect(find({ ...snapshot, atClusterTime: new Timestamp({ t: 0, i: 0 }) })).rejects.toMatchObject(invalid);
  await expect(find({ ...snapshot, atClusterTime: at, afterClusterTime: at })).rejects.toMatchObject(invalid);
  await expect(find({ level: 'majority', atClusterTime: at })).rejects.toMatchObject(invalid);
  await expect(find({ ...snapshot, atClusterTime: 5 })).rejects.toMatchObject({ code: 14, codeName: 'TypeMismatch' });
  const stats = { aggregate: 'events', pipeline: [{ $collStats: { count: {} } }], cursor: {}, readConcern: snapshot };
  await expect(db.command(stats)).rejects.toMatchObject(invalid);
  expect(await find({ ...snapshot, afterClusterTime: at })).toMatchObject({ ok: 1 });
  expect(await db.command({ find: 'events', filter: { _id: 1 }, readConcern: snapshot })).toMatchObject({ ok: 1 });
});

it('reads back 300 seconds of story time, and no further', async () => {
  const { set, clock, db, ids } = await begin();
  const at = toTimestamp(set.newestOpTime());
  await remove(db, ids.slice(0, 10));
  const passTo = (seconds: number): void => {
    clock.schedule((at.t + seconds) * 1000 + 500, () => undefined, 'then');
    clock.jump();
  };
  passTo(300);
  await db.collection('other').insertOne({});
  expect(await idsAt(db, at)).toHaveLength(100);
  passTo(301);
  await db.collection('other').insertOne({});
  await expect(idsAt(db, at)).rejects.toMatchObject({ code: 239, codeName: 'SnapshotTooOld' });
});

it('has no snapshots of the time before a restore, and exact ones of the time after', async () => {
  const { set, connect, client, db, ids } = await begin();
  const loaded = set.newestOpTime();
  await remove(db, ids.slice(0, 10));
  const deleted = set.newestOpTime();
  await client.close();
  await restore(set, { form: 'opTime', at: loaded });
  const fresh = (await connect()).db('loadtest');
  for (const before of [loaded, deleted]) {
    const reading = idsAt(fresh, toTimestamp(before));
    await expect(reading).rejects.toMatchObject({ code: 246, codeName: 'SnapshotUnavailable' });
  }
  const after = toTimestamp(set.newestOpTime());
  await remove(fresh, ids);
  expect(await idsAt(fresh, after)).toEqual(ids.map(String));
});

const LOW = 4;
const idOf = (k: number): ObjectId => new ObjectId(Buffer.alloc(12, k));
/** One step of a history: what happens to one of a few `_id`s; large documents are kept as columns, small ones whole. */
const toStep = fc.record({ id: fc.integer({ min: 1, max: LOW }), large: fc.boolean() });

it('reads at any op time exactly what a model of any history has there', async () => {
  const { set, connect } = await startSetForTest();
  const db = (await connect()).db('loadtest');
  let histories = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(toStep, { maxLength: 20 }), async (steps) => {
      const coll = `history${(histories += 1)}`;
      const live = new Map<number, number>();
      const states: [Timestamp, [string, number][]][] = [];
      const note = (): void => {
        const state = [...live]
          .sort(([a], [b]) => a - b)
          .map(([k, bytes]): [string, number] => [String(idOf(k)), bytes]);
        states.push([toTimestamp(set.newestOpTime()), state]);
      };
      note();
      for (const { id, large } of steps) {
        if (live.delete(id)) {
          await remove(db, [idOf(id)], coll);
        } else {
          const bytes = large ? 5_000 : 10;
          live.set(id, bytes);
          await db.command({ insert: coll, documents: [{ _id: idOf(id), filler: new Binary(Buffer.alloc(bytes)) }] });
        }
        note();
      }
      for (const [atClusterTime, expected] of states) {
        const readConcern = { level: 'snapshot', atClusterTime };
        const all = await findAll(db, { find: coll, batchSize: 2, readConcern });
        const sizes = all.found.map(({ _id, filler }): [string, number] => [String(_id), filler.length()]);
        expect(sizes).toEqual(expected);
        expect(all.at.every((at) => at.equals(atClusterTime))).toBe(true);
        const filter = { _id: { $in: [idOf(1), idOf(LOW), 'none'] } };
        const some = await findAll(db, { find: coll, filter, readConcern });
        const wanted = expected.map(([id]) => id).filter((id) => [idOf(1), idOf(LOW)].map(String).includes(id));
        expect(some.found.map(({ _id }) => String(_id))).toEqual(wanted);
      }
    }),
    { seed: 7, numRuns: 40 },
  );
});
