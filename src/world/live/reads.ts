import type { Document, MongoClient } from 'mongodb';
import type { CollectionStats, Count, ForeignDatabase, SetIdentity } from '../../proof/facts.ts';
import type { OpTime } from '../../proof/op-time.ts';
import { laterOf } from '../../proof/op-time.ts';
import { clean } from './clean.ts';
import { CODE } from './error-table.ts';
import { toRefusal } from './errors.ts';
import { hostsOf } from './hello.ts';
import type { Namespace } from './namespace.ts';
import { OWN_DATABASE, SYSTEM_DATABASES } from './namespace.ts';
import { readConcernAfter, termOf, toOpTime } from './op-times.ts';

/*
 * The reads of `Database`, each against a given client, on the primary. Commands are sent as they are, so that the operation time
 * of the reply is at hand and no option of the connection string changes them.
 */

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
      if (error.code === CODE.namespaceNotFound) return undefined;
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
    indexes: sizes.map(([name, bytes]) => ({ name: clean(name), bytes })),
  };
}

export async function readVersion(client: MongoClient, signal: AbortSignal): Promise<string> {
  const reply = await client.db('admin').command({ buildInfo: 1 }, { signal });
  return clean(String(reply['version']));
}

/**
 * By name. Who may not see all databases is refused: without the flag the server would leave out what the user may not read
 * (https://github.com/mongodb/mongo/blob/master/src/mongo/db/commands/list_databases.cpp).
 */
export async function readForeignDatabases(
  client: MongoClient,
  db: string,
  signal: AbortSignal,
): Promise<readonly ForeignDatabase[]> {
  const reply = await client.db('admin').command({ listDatabases: 1, authorizedDatabases: false }, { signal });
  const known = new Set([...SYSTEM_DATABASES, OWN_DATABASE, db]);
  return (reply['databases'] as Document[])
    .map(({ name, sizeOnDisk }): ForeignDatabase => ({ name: toTypable(String(name)), bytes: Number(sizeOnDisk ?? 0) }))
    .filter(({ name }) => !known.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A name that holds what cannot be seen is told apart by its code, so that it can be confirmed by typing. */
const toTypable = (name: string): string => (clean(name) === name ? name : encodeURIComponent(name));

/**
 * By the primary's own account. `hello` does not name hidden members
 * (https://www.mongodb.com/docs/manual/core/replica-set-hidden-member/), the set's status does, to those who may ask for it.
 */
export async function readIdentity(client: MongoClient, signal: AbortSignal): Promise<SetIdentity> {
  const admin = client.db('admin');
  const hello = await admin.command({ hello: 1 }, { signal });
  const status = await admin.command({ replSetGetStatus: 1 }, { signal }).catch((error: { code?: unknown }) => {
    if (error.code === CODE.unauthorized) return undefined;
    throw error;
  });
  const listed = ((status?.['members'] ?? []) as Document[]).map(({ name }) => String(name));
  const hosts = new Set([...hostsOf(hello), ...listed].map((host) => host.toLowerCase()));
  return { setName: clean(String(hello['setName'])), hosts: [...hosts].map((host) => clean(host)).sort() };
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

/** Of a member that is primary still: any other would tell an older one. */
export async function readTerm(client: MongoClient, signal: AbortSignal): Promise<number | undefined> {
  const hello = await client.db('admin').command({ hello: 1 }, { signal });
  if (!hello['isWritablePrimary']) throw toRefusal(CODE.notPrimary, 'not primary');
  return termOf(hello).term;
}

/** A read that the server answers only when a majority has `at`. */
export async function awaitMajority(
  client: MongoClient,
  { db, coll }: Namespace,
  at: OpTime,
  signal: AbortSignal,
): Promise<void> {
  const readConcern = await readConcernAfter('majority', at);
  await client
    .db(db)
    .command({ find: coll, projection: { _id: 1 }, limit: 1, singleBatch: true, readConcern }, { signal });
}

export async function readAll(
  client: MongoClient,
  { db, coll }: Namespace,
  filter: Document,
  signal: AbortSignal,
): Promise<readonly Document[]> {
  return client.db(db).collection(coll).find(filter, { signal }).toArray();
}
