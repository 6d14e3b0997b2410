import type { Document } from 'bson';
import { collectionOf, listOf, toDocument, writing, type Call, type Commands } from '../call.ts';
import { CommandError } from '../errors.ts';
import { select } from '../filters.ts';

/** Each document has an op time of its own, as each is an entry of its own in a real oplog. */
function deleteOne(call: Call, { q, limit }: Document): number {
  const collection = collectionOf(call);
  if (!collection) return 0;
  const found = select(collection, toDocument(q, 'The filter of a delete'));
  const gone = Number(limit) === 1 ? found.subarray(0, 1) : found;
  const first = gone.length === 0 ? 0 : call.shared.opTimes.take(gone.length);
  gone.forEach((entry, k) => collection.remove(entry, first + k));
  return gone.length;
}

function deleteAll(call: Call): Document {
  const statements = listOf(call, 'deletes');
  // https://www.mongodb.com/docs/manual/core/retryable-writes/#retryable-write-operations
  if (call.body['txnNumber'] !== undefined && statements.some(({ limit }) => Number(limit) !== 1)) {
    throw new CommandError('InvalidOptions', 'Cannot use (or request) retryable writes with limit=0');
  }
  return { n: statements.reduce((total, statement) => total + deleteOne(call, statement), 0) };
}

export const DELETE_COMMANDS: Commands = { delete: writing(deleteAll) };
