import type { Document } from 'bson';
import { collectionOf, namespaceOf, reading, wholeNumber, type Call, type Commands } from '../call.ts';
import type { Collection } from '../collection.ts';
import { CommandError } from '../errors.ts';

function scaleOf(value: unknown): number {
  const scale = wholeNumber(value) ?? 1;
  if (scale < 1) throw new CommandError('BadValue', 'A scale has to be at least 1');
  return scale;
}

/** Of the file system that every member's data would lie on, and what else is on it. */
const DISK_BYTES = 256 * 2 ** 30;
const OTHER_BYTES = 12 * 2 ** 30;

/** A disk is never fuller than full. */
function usedBytes({ documents }: Call['shared']): number {
  const stored = documents
    .collections()
    .map(({ storageBytes, indexes }) => storageBytes + sum(indexes.map(({ bytes }) => bytes)));
  return Math.min(DISK_BYTES, OTHER_BYTES + sum(stored));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** As `collStats` and the `storageStats` of `$collStats` have it: https://www.mongodb.com/docs/manual/reference/command/collStats/ */
export function toStorageStats(collection: Collection | undefined, scaleValue: unknown): Document {
  const scale = scaleOf(scaleValue);
  const scaled = (bytes: number): number => Math.floor(bytes / scale);
  const { documents = 0, dataBytes = 0, storageBytes = 0, freeStorageBytes = 0, indexes = [] } = collection ?? {};
  const indexBytes = sum(indexes.map(({ bytes }) => bytes));
  return {
    size: scaled(dataBytes),
    count: documents,
    ...(documents > 0 ? { avgObjSize: Math.floor(dataBytes / documents) } : {}),
    numOrphanDocs: 0,
    storageSize: scaled(storageBytes),
    freeStorageSize: scaled(freeStorageBytes),
    capped: false,
    nindexes: indexes.length,
    indexBuilds: [],
    totalIndexSize: scaled(indexBytes),
    totalSize: scaled(storageBytes + indexBytes),
    indexSizes: Object.fromEntries(indexes.map(({ name, bytes }) => [name, scaled(bytes)])),
    scaleFactor: scale,
  };
}

function collStats(call: Call): Document {
  return { ns: namespaceOf(call), ...toStorageStats(collectionOf(call), call.body['scale']) };
}

/** https://www.mongodb.com/docs/manual/reference/command/dbStats/ */
function dbStats({ db, body, shared }: Call): Document {
  const scale = scaleOf(body['scale']);
  const collections = shared.documents.collections().filter(({ namespace }) => namespace.startsWith(`${db}.`));
  const total = (of: (collection: Collection) => number): number => sum(collections.map(of));
  const objects = total(({ documents }) => documents);
  const dataBytes = total(({ dataBytes }) => dataBytes);
  const storageBytes = total(({ storageBytes }) => storageBytes);
  const indexBytes = total(({ indexes }) => sum(indexes.map(({ bytes }) => bytes)));
  return {
    db,
    collections: collections.length,
    views: 0,
    objects,
    avgObjSize: objects === 0 ? 0 : dataBytes / objects,
    dataSize: dataBytes / scale,
    storageSize: storageBytes / scale,
    ...(body['freeStorage'] ? { freeStorageSize: total(({ freeStorageBytes }) => freeStorageBytes) / scale } : {}),
    indexes: total(({ indexes }) => indexes.length),
    indexSize: indexBytes / scale,
    totalSize: (storageBytes + indexBytes) / scale,
    scaleFactor: scale,
    fsUsedSize: usedBytes(shared) / scale,
    fsTotalSize: DISK_BYTES / scale,
  };
}

export const STATS_COMMANDS: Commands = {
  collStats: reading(collStats),
  collstats: reading(collStats),
  dbStats: reading(dbStats),
  dbstats: reading(dbStats),
};
