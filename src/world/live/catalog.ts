import type { Document, MongoClient } from 'mongodb';
import type { NamespaceFacts } from '../../proof/looks.ts';
import { clean } from './clean.ts';
import type { Namespace } from './namespace.ts';

const NOTHING: NamespaceFacts = {
  typeName: 'none',
  documents: 0,
  bytes: 0,
  capped: false,
  sharded: false,
  validator: false,
  clustered: false,
  uniqueIndexes: [],
  expiringIndexes: [],
};

/** Sizes as the server keeps them, and a look whether they say of something that it is nothing. */
async function readSize(
  client: MongoClient,
  { db, coll }: Namespace,
  signal: AbortSignal,
): Promise<Pick<NamespaceFacts, 'documents' | 'bytes' | 'sharded'>> {
  const [stats, found] = await Promise.all([
    client
      .db(db)
      .command({ aggregate: coll, pipeline: [{ $collStats: { storageStats: {} } }], cursor: {} }, { signal }),
    client.db(db).command({ find: coll, projection: { _id: 1 }, limit: 1, singleBatch: true }, { signal }),
  ]);
  const [of = {}] = stats['cursor'].firstBatch as Document[];
  const { count = 0, size = 0, sharded } = (of['storageStats'] ?? {}) as Document;
  const seen = (found['cursor'].firstBatch as Document[]).length;
  return {
    documents: Math.max(Number(count), seen),
    bytes: Number(size),
    sharded: sharded === true || of['shard'] !== undefined,
  };
}

/** What a namespace is, without reading what is in it (https://www.mongodb.com/docs/manual/reference/command/listCollections/). */
export async function readNamespace(
  client: MongoClient,
  namespace: Namespace,
  signal: AbortSignal,
): Promise<NamespaceFacts> {
  const { db, coll } = namespace;
  const listed = await client.db(db).command({ listCollections: 1, filter: { name: coll } }, { signal });
  const [found] = listed['cursor'].firstBatch as Document[];
  if (!found) return NOTHING;
  const typeName = clean(String(found['type'] ?? 'collection'), 40);
  if (typeName !== 'collection') return { ...NOTHING, typeName };
  const options = (found['options'] ?? {}) as Document;
  const [size, indexes] = await Promise.all([
    readSize(client, namespace, signal),
    client.db(db).command({ listIndexes: coll, cursor: {} }, { signal }),
  ]);
  const named = (indexes['cursor'].firstBatch as Document[]).filter(({ name }) => name !== '_id_');
  const names = (of: (index: Document) => boolean): string[] =>
    named.filter(of).map(({ name }) => clean(String(name), 80));
  return {
    typeName,
    ...size,
    capped: options['capped'] === true,
    validator: options['validator'] !== undefined,
    clustered: options['clusteredIndex'] !== undefined,
    uniqueIndexes: names(({ unique }) => unique === true),
    expiringIndexes: names(({ expireAfterSeconds }) => expireAfterSeconds !== undefined),
  };
}
