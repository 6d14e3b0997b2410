import { Binary, Double, Int32, Long, MongoClient, ObjectId, Timestamp, UUID, type Document } from 'mongodb';
import { serialize } from 'bson';
import { afterEach, describe, expect, it } from 'vitest';
import { createContent } from '../../src/proof/content.ts';
import type { Load } from '../../src/proof/facts.ts';
import type { IdList, IdSet } from '../../src/proof/id-set.ts';
import { joinIds, pickIds, sortIds, toAnyIdList, toHexIds, toIdList, without } from '../../src/proof/id-set.ts';
import { compareSets } from '../helpers/compare-sets.ts';
import { isAfter } from '../../src/proof/op-time.ts';
import type { Database, RawDocument, Writer } from '../../src/world/world.ts';
import type { DatabaseHost, Done } from './host.ts';
import { createLoad, expectDone, idsOf, never } from './host.ts';

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Documents by the hexadecimal digits of their `_id`s. */
const byId = (documents: readonly RawDocument[]): Record<string, string> =>
  Object.fromEntries(documents.map(({ id, bytes }) => [toHexIds(id, 1)[0]!, hexOf(bytes)]));

/** What a foreign client writes: `_id`s of types that no two of are equal to a server. */
const STRANGE: readonly unknown[] = [
  '',
  'a',
  'a longer one, with é and 汉',
  new Int32(-1),
  new Int32(0),
  new Double(0.5),
  Long.fromString('4611686018427387904'),
  new UUID('00112233-4455-6677-8899-aabbccddeeff'),
  new Binary(Buffer.from('bytes')),
  new Date(1_700_000_000_000),
  true,
  null,
  { a: new Int32(1), b: 'x' },
  { b: 'x', a: new Int32(1) },
  { nested: { list: 'none' } },
];
const OBJECT_IDS = ['0000000000000000000000ff', '65000000aaaaaaaaaaaaaaaa', 'ffffffffffffffffffffffff'].map(
  (hex) => new ObjectId(hex),
);

/** Type byte and value, as an `IdList` holds them: between the name of the only field and the end. */
function idListOf(values: readonly unknown[]): IdList {
  return toAnyIdList(
    values.map((_id) => {
      const bytes = serialize({ _id });
      return Buffer.concat([bytes.subarray(4, 5), bytes.subarray(9, -1)]);
    }),
  );
}

function expectSame(found: IdSet, expected: IdSet): void {
  expect(compareSets(expected, found)).toMatchObject({ missing: { size: 0 }, extra: { size: 0 } });
}

/** What the reads of `Database` promise, the exact ones above all. */
export function describeReads(hostOf: () => DatabaseHost): void {
  describe('read exactly', () => {
    let database: Database;
    let loader: Writer;
    let load: Load;
    const open: (() => Promise<unknown>)[] = [];

    afterEach(async () => {
      await Promise.all(open.splice(0).map((close) => close()));
    });

    async function openWriter(purpose: 'load' | 'delete'): Promise<Writer> {
      const writer = await database.openWriter(purpose, never);
      open.push(() => writer.close());
      return writer;
    }

    function openCollection(coll: string): Database {
      const opened = hostOf().open(coll);
      open.push(() => opened.close());
      return opened;
    }

    /** A marked load in a collection of its own. */
    async function openLoaded(documents: number, documentBytes?: number): Promise<Done> {
      load = createLoad(documentBytes);
      database = openCollection(`r${load.second}`);
      await database.mark(load, never);
      loader = await openWriter('load');
      return expectDone(await loader.insert(load, 0, documents, never), documents);
    }

    async function connect(): Promise<MongoClient> {
      const client = new MongoClient(hostOf().uri);
      open.push(() => client.close());
      return client.connect();
    }

    const collOf = (): string => database.namespace.slice(database.namespace.indexOf('.') + 1);

    it('a snapshot, whatever is deleted meanwhile', async () => {
      const documents = 101_000;
      await openLoaded(documents, 64);
      const deleter = await openWriter('delete');
      const loaded = sortIds(idsOf(load, 0, documents));
      const gone: { readonly id: IdList; readonly at: Done['at'] }[] = [];
      let k = documents - 1;
      // One at a time: each has an op time of its own, so that for any op time it is known what is left.
      async function deleteNext(): Promise<void> {
        const id = pickIds(loaded, Uint32Array.of((k -= 7)));
        gone.push({ id, at: expectDone(await deleter.delete(id, never), 1).at });
      }
      await deleteNext();
      let scanning = true;
      const deleting = (async () => {
        while (scanning) await deleteNext();
      })();
      const { ids, at, snapshot } = await database.scanIds(never).finally(() => (scanning = false));
      await deleting;
      await deleteNext();
      expect(snapshot).toBe(true);
      const before = gone.filter((one) => !isAfter(one.at, at)).map(({ id }) => id);
      expect(before.length).toBeGreaterThan(0);
      expect(before.length).toBeLessThan(gone.length);
      expectSame(ids, without(loaded, sortIds(joinIds(before))));
    });

    it('what was written last, as of an op time that later deletes are after', async () => {
      const inserted = await openLoaded(50);
      const { ids, at } = await database.scanIds(never);
      expectSame(ids, sortIds(idsOf(load, 0, 50)));
      expect(isAfter(inserted.at, at)).toBe(false);
      const deleter = await openWriter('delete');
      const deleted = expectDone(await deleter.delete(idsOf(load, 10, 20), never), 10);
      expect(isAfter(deleted.at, at)).toBe(true);
      expect((await database.scanIds(never)).ids.size).toBe(40);
      // The same snapshot, asked of the server by somebody else.
      const readConcern = { level: 'snapshot', atClusterTime: new Timestamp(at) };
      const find = { find: collOf(), projection: { _id: 1 }, batchSize: 1_000, readConcern };
      const { cursor } = await (await connect()).db(hostOf().db).command(find);
      expectSame(sortIds(idListOf(cursor.firstBatch.map(({ _id }: Document) => _id as unknown))), ids);
    });

    it('documents as they were loaded, byte for byte', async () => {
      await openLoaded(450);
      const content = createContent(load);
      const deleter = await openWriter('delete');
      await deleter.delete(idsOf(load, 0, 10), never);
      const found = await database.readDocuments(idsOf(load, 0, 440), never);
      const expected = Array.from({ length: 430 }, (_, k) => {
        const _id = new ObjectId(content.idOf(k + 10));
        const bytes = serialize({ _id, seq: new Int32(k + 10), payload: new Binary(content.payloadOf(k + 10)) });
        return { id: toIdList(_id.id), bytes };
      });
      expect(found).toHaveLength(430);
      expect(byId(found)).toEqual(byId(expected));
      expect(await database.readDocuments(idsOf(load, 0, 10), never)).toEqual([]);
    });

    it('the shape of the collection, which an index changes', async () => {
      await openLoaded(1);
      const before = await database.shape(never);
      expect(before.indexes.map(({ name }) => name)).toEqual(['_id_']);
      await loader.insert(load, 1, 2, never);
      expect(await database.shape(never)).toEqual(before);
      await (await connect()).db(hostOf().db).collection(collOf()).createIndex({ seq: -1 });
      const after = await database.shape(never);
      expect(after.indexes.map(({ name }) => name)).toEqual(['_id_', 'seq_-1']);
      expect(after.indexes[0]).toEqual(before.indexes[0]);
      expect(await openCollection('never_written').shape(never)).toEqual({ indexes: [], options: '' });
    });

    it('a hash that is the same if, and only if, the documents are', async () => {
      const inserted = await openLoaded(100);
      const hash = async (): Promise<string> => {
        const answer = await database.dbHash(never);
        expect(answer).toEqual({ tag: 'hash', md5: expect.stringMatching(/^[0-9a-f]{32}$/), at: expect.anything() });
        expect(answer.tag === 'hash' && isAfter(inserted.at, answer.at)).toBe(false);
        return answer.tag === 'hash' ? answer.md5 : '';
      };
      const before = await hash();
      expect(await hash()).toBe(before);
      const deleter = await openWriter('delete');
      await deleter.delete(idsOf(load, 40, 41), never);
      expect(await hash()).not.toBe(before);
      await loader.insert(load, 40, 41, never);
      expect(await hash()).toBe(before);
      await loader.insert(load, 100, 101, never);
      expect(await hash()).not.toBe(before);
      expect(await openCollection('never_written').dbHash(never)).toMatchObject({ tag: 'refused' });
    });

    it.each([
      ['of any type', STRANGE],
      ['of any type among ObjectIds', [...OBJECT_IDS.slice(1), ...STRANGE, OBJECT_IDS[0]]],
      ['that are ObjectIds, of a stranger', OBJECT_IDS],
    ])('_ids %s', async (_, values) => {
      database = openCollection(`s${createLoad().second}`);
      const documents = values.map((_id, n) => ({ _id, n }));
      // As a command: `insertMany` takes null for the wish to be given an ObjectId.
      await (await connect()).db(hostOf().db).command({ insert: collOf(), documents });
      const all = sortIds(idListOf(values));
      const { ids, snapshot } = await database.scanIds(never);
      expect(snapshot).toBe(true);
      expect(toHexIds(ids, Infinity)).toEqual(toHexIds(all, Infinity));

      const some = idListOf(values.filter((_, k) => k % 2 === 0));
      const absent = idListOf(['none', new ObjectId('00000000000000000000ffff'), { a: new Int32(2) }]);
      expectSame(await database.findIds(joinIds([some, absent]), never), sortIds(some));

      const stored = await database.readDocuments(joinIds([some, absent, some]), never);
      const expected = documents.filter((_, k) => k % 2 === 0).map((document) => serialize(document));
      expect(stored.map(({ bytes }) => hexOf(bytes)).sort()).toEqual(expected.map(hexOf).sort());
      expectSame(sortIds(joinIds(stored.map(({ id }) => id))), sortIds(some));

      const deleter = await openWriter('delete');
      expectDone(await deleter.delete(joinIds([some, absent]), never), some.size);
      expectSame((await database.scanIds(never)).ids, without(all, sortIds(some)));
    });
  });
}
