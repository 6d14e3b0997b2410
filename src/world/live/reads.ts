import type { Document, MongoClient, ObjectId } from 'mongodb';
import type { CollectionShape, CollectionStats, Count, DbHash } from '../../proof/facts.ts';
import type { IdList, IdSet } from '../../proof/id-set.ts';
import { joinIds, pickIds, sortIds, toIdList } from '../../proof/id-set.ts';
import type { OpTime } from '../../proof/op-time.ts';
import { laterOf } from '../../proof/op-time.ts';
import type { RawDocument } from '../world.ts';
import { clean } from './clean.ts';
import { toBsonIds } from './ids.ts';
import { MARKER } from './marker.ts';
import { toOpTime } from './op-times.ts';
import { scanIds } from './scan.ts';

/*
 * The reads of `Database`, each against a given client, on the primary. Commands are sent as they are, so that the operation time
 * of the reply is at hand and no option of the connection string changes them.
 */

export interface Namespace {
  readonly db: string;
  readonly coll: string;
}

/** Ids in one `$in`; a command stays far below the 16 MB of a message. */
const LOOKUP_IDS = 50_000;

const NAMESPACE_NOT_FOUND = 26;

/** What belongs to the server itself, and holds no data of anybody. */
const SYSTEM_DATABASES = ['admin', 'local', 'config'];

/** By the `_id` index: without the hint the server would read every document (https://www.mongodb.com/docs/manual/reference/method/db.collection.countDocuments/). */
export async function count(client: MongoClient, { db, coll }: Namespace, signal: AbortSignal): Promise<Count> {
  const pipeline = [{ $match: {} }, { $group: { _id: 1, n: { $sum: 1 } } }];
  const reply = await client.db(db).command({ aggregate: coll, pipeline, hint: '_id_', cursor: {} }, { signal });
  const [group] = reply['cursor'].firstBatch as Document[];
  return { documents: group ? Number(group['n']) : 0, at: toOpTime(reply) };
}

const EMPTY: CollectionStats = {
  estimatedDocuments: 0,
  dataBytes: 0,
  storageBytes: 0,
  freeStorageBytes: 0,
  averageDocumentBytes: 0,
  indexes: [],
};

/** A collection that does not exist yet has the sizes of an empty one. */
export async function stats(
  client: MongoClient,
  { db, coll }: Namespace,
  signal: AbortSignal,
): Promise<CollectionStats> {
  const pipeline = [{ $collStats: { storageStats: {} } }];
  const reply = await client
    .db(db)
    .command({ aggregate: coll, pipeline, cursor: {} }, { signal })
    .catch((error: { code?: unknown }) => {
      if (error.code === NAMESPACE_NOT_FOUND) return undefined;
      throw error;
    });
  const found: Document | undefined = reply?.['cursor'].firstBatch[0]?.storageStats;
  if (!found) return EMPTY;
  const sizes = Object.entries((found['indexSizes'] ?? {}) as Record<string, number>);
  return {
    estimatedDocuments: Number(found['count'] ?? 0),
    dataBytes: Number(found['size'] ?? 0),
    storageBytes: Number(found['storageSize'] ?? 0),
    freeStorageBytes: Number(found['freeStorageSize'] ?? 0),
    averageDocumentBytes: Number(found['avgObjSize'] ?? 0),
    indexes: sizes.map(([name, bytes]) => ({ name, bytes })),
  };
}

export async function readVersion(client: MongoClient, signal: AbortSignal): Promise<string> {
  const reply = await client.db('admin').command({ buildInfo: 1 }, { signal });
  return String(reply['version']);
}

export async function listForeignDatabases(client: MongoClient, db: string, signal: AbortSignal): Promise<string[]> {
  const reply = await client.db('admin').command({ listDatabases: 1, nameOnly: true }, { signal });
  const known = new Set([...SYSTEM_DATABASES, MARKER.db, db]);
  return (reply['databases'] as Document[]).map(({ name }) => String(name)).filter((name) => !known.has(name));
}

/**
 * An op time that every later write is after. An idle set moves its op time only every ten seconds, but new ones are never below
 * the primary's clock (https://github.com/mongodb/mongo/blob/master/src/mongo/db/vector_clock_mongod.cpp).
 */
export async function readPresent(client: MongoClient, signal: AbortSignal): Promise<OpTime> {
  const hello = await client.db('admin').command({ hello: 1 }, { signal });
  const clock: OpTime = { t: Math.floor((hello['localTime'] as Date).getTime() / 1000), i: 0 };
  return laterOf(toOpTime(hello), clock);
}

async function readOpTime(client: MongoClient, signal: AbortSignal): Promise<OpTime> {
  return toOpTime(await client.db('admin').command({ ping: 1 }, { signal }));
}

async function readConcernAfter({ t, i }: OpTime): Promise<Document> {
  const { Timestamp } = await import('mongodb');
  return { level: 'majority', afterClusterTime: new Timestamp({ t, i }) };
}

/** A read that the server answers only when a majority has `at`. */
export async function awaitMajority(
  client: MongoClient,
  { db, coll }: Namespace,
  at: OpTime,
  signal: AbortSignal,
): Promise<void> {
  const readConcern = await readConcernAfter(at);
  await client
    .db(db)
    .command({ find: coll, projection: { _id: 1 }, limit: 1, singleBatch: true, readConcern }, { signal });
}

/** What a majority holds of these ids, as of now: without the op time a majority read may show a state from before our write. */
export async function findIds(
  client: MongoClient,
  namespace: Namespace,
  ids: IdList,
  signal: AbortSignal,
): Promise<IdSet> {
  const readConcern = await readConcernAfter(await readOpTime(client, signal));
  const found: IdSet[] = [];
  for (let from = 0; from < ids.size; from += LOOKUP_IDS) {
    const numbers = Uint32Array.from({ length: Math.min(LOOKUP_IDS, ids.size - from) }, (_, k) => from + k);
    const find = { filter: { _id: { $in: await toBsonIds(pickIds(ids, numbers)) } }, readConcern };
    found.push((await scanIds(client, { ...namespace, find }, signal)).ids);
  }
  return sortIds(joinIds(found));
}

/** Documents in one reply: of 16 KB each they stay far below the 16 MB of a message. */
const DOCUMENTS_AT_ONCE = 200;

/** Documents as they are stored: the bytes are passed on and never parsed. */
export async function readDocuments(
  client: MongoClient,
  { db, coll }: Namespace,
  ids: IdList,
  signal: AbortSignal,
): Promise<readonly RawDocument[]> {
  const filter: Document = { _id: { $in: await toBsonIds(ids) } };
  const cursor = client.db(db).collection(coll).find(filter, { raw: true, batchSize: DOCUMENTS_AT_ONCE, signal });
  const found = (await cursor.toArray()) as unknown as Uint8Array[];
  const { BSON } = await import('mongodb');
  return found.map((bytes) => {
    const id = BSON.deserialize(bytes, { promoteValues: false })['_id'] as ObjectId;
    return { id: toIdList(id.id), bytes };
  });
}

/** Canonical text of a part of the catalog: field order counts, as it does in an index. */
async function toText(document: Document): Promise<string> {
  const { BSON } = await import('mongodb');
  return BSON.EJSON.stringify(document, { relaxed: false });
}

export async function readShape(
  client: MongoClient,
  { db, coll }: Namespace,
  signal: AbortSignal,
): Promise<CollectionShape> {
  const found = await client.db(db).command({ listCollections: 1, filter: { name: coll } }, { signal });
  const [collection] = found['cursor'].firstBatch as Document[];
  if (!collection) return { indexes: [], options: '' };
  const listed = await client.db(db).command({ listIndexes: coll, cursor: {} }, { signal });
  const indexes = await Promise.all(
    (listed['cursor'].firstBatch as Document[]).map(async (index) => ({
      name: String(index['name']),
      text: await toText(index),
    })),
  );
  return {
    indexes: indexes.sort((a, b) => (a.name < b.name ? -1 : 1)),
    options: await toText((collection['options'] ?? {}) as Document),
  };
}

/** Codes of a server that has no such command, or a user that may not: https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml */
const NO_DB_HASH = [13, 59, 8000];

export async function readDbHash(client: MongoClient, { db, coll }: Namespace, signal: AbortSignal): Promise<DbHash> {
  try {
    const reply = await client.db(db).command({ dbHash: 1, collections: [coll] }, { signal });
    const md5: unknown = reply['collections']?.[coll];
    return typeof md5 === 'string'
      ? { tag: 'hash', md5, at: toOpTime(reply) }
      : { tag: 'refused', why: `dbHash told nothing of ${db}.${coll}` };
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    if (!NO_DB_HASH.includes(Number(code))) throw error;
    return { tag: 'refused', why: clean(message) };
  }
}

export async function readAll(
  client: MongoClient,
  { db, coll }: Namespace,
  filter: Document,
  signal: AbortSignal,
): Promise<readonly Document[]> {
  return client.db(db).collection(coll).find(filter, { signal }).toArray();
}
