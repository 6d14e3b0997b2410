import type { Document } from 'bson';
import {
  anywhere,
  collectionOf,
  namespaceOf,
  reading,
  snapshotting,
  toDocument,
  wholeNumber,
  type Answer,
  type Call,
  type Commands,
} from '../call.ts';
import { DEFAULT_FIRST_BATCH, fromDocuments, fromEntries } from '../cursors.ts';
import { CommandError } from '../errors.ts';
import { findInOplog, OPLOG } from '../oplog.ts';
import { toProjection } from '../projection.ts';
import { runQuery } from '../query.ts';

/** How many documents a reply shall hold; no size means as many as fit. */
export function toBatchSize(value: unknown, otherwise: number): number {
  const size = wholeNumber(value);
  if (size !== undefined && size < 0) throw new CommandError('BadValue', 'A batch size cannot be negative');
  return size ?? otherwise;
}

function find(call: Call): Answer {
  const { body, process, shared } = call;
  const namespace = namespaceOf(call);
  if (namespace === OPLOG) {
    return process.cursors.open(namespace, fromDocuments([findInOplog(call)]), { most: 1, single: true });
  }
  const { at, atClusterTime } = shared.snapshots.read(body);
  const collection = shared.documents.collection(namespace, at);
  const projection = toProjection(toDocument(body['projection'], 'A projection'));
  const filter = toDocument(body['filter'], 'A filter');
  const { hint, sort, skip, limit } = body;
  const source = collection
    ? fromEntries(
        collection,
        runQuery(collection, { filter, hint, sort, skip, limit }, at),
        projection,
        atClusterTime !== undefined,
      )
    : fromDocuments([]);
  const single = body['singleBatch'] === true || Number(limit) < 0;
  const most = toBatchSize(body['batchSize'], DEFAULT_FIRST_BATCH);
  return process.cursors.open(namespace, source, { most, single, atClusterTime });
}

function getMore({ body, db, process }: Call): Answer {
  // Zero means no limit here.
  const most = toBatchSize(body['batchSize'], 0) || Infinity;
  return process.cursors.more(Number(body['getMore']), `${db}.${String(body['collection'])}`, most);
}

function killCursors({ body, process }: Call): Document {
  const ids = Array.isArray(body['cursors']) ? (body['cursors'] as unknown[]) : [];
  const killed = ids.map((id) => process.cursors.kill(Number(id)));
  return {
    cursorsKilled: ids.filter((_, k) => killed[k]),
    cursorsNotFound: ids.filter((_, k) => !killed[k]),
    cursorsAlive: [],
    cursorsUnknown: [],
  };
}

function count(call: Call): Document {
  const collection = collectionOf(call);
  const { hint, skip, limit } = call.body;
  const filter = toDocument(call.body['query'], 'A query');
  if (!collection) return { n: 0 };
  const isAll = Object.keys(filter).length === 0 && hint === undefined && !skip && !limit;
  // Metadata, like the real one: no document is looked at.
  if (isAll) return { n: collection.documents };
  return { n: runQuery(collection, { filter, hint, skip, limit }).length };
}

export const FIND_COMMANDS: Commands = {
  find: snapshotting(find),
  getMore: anywhere(getMore),
  killCursors: anywhere(killCursors),
  count: reading(count),
};
