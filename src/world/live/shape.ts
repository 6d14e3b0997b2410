import type { Document, MongoClient } from 'mongodb';
import type { CollectionShape } from '../../proof/facts.ts';
import { CODE } from './error-table.ts';
import type { Namespace } from './namespace.ts';

const NO_SHAPE: CollectionShape = { indexes: [], options: '' };

/** Canonical text of a part of the catalog: field order counts, as it does in an index. */
async function toText(document: Document): Promise<string> {
  const { BSON } = await import('mongodb');
  return BSON.EJSON.stringify(document, { relaxed: false });
}

/** Indexes and options; neither of a collection that does not exist. Its UUID is left out: one that is dropped and made again has another. */
export async function readShape(
  client: MongoClient,
  { db, coll }: Namespace,
  signal: AbortSignal,
): Promise<CollectionShape> {
  const database = client.db(db);
  const found = await database.command({ listCollections: 1, filter: { name: coll } }, { signal });
  const [collection] = found['cursor'].firstBatch as Document[];
  if (!collection) return NO_SHAPE;
  // A collection has 64 indexes at most, so that they fit into the first batch.
  const listed = await database.command({ listIndexes: coll, cursor: {} }, { signal }).catch((error: Document) => {
    if (error['code'] === CODE.namespaceNotFound) return undefined;
    throw error;
  });
  if (!listed) return NO_SHAPE;
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
