import type { Document } from 'bson';
import { collectionOf, listOf, writing, type Call, type Commands } from '../call.ts';
import { CommandError } from '../errors.ts';
import { select } from '../filters.ts';

/** Each document has an op time of its own, as each is an entry of its own in a real oplog. */
function deleteOne(call: Call, { q, limit }: Document): number {
  if (typeof q !== 'object' || q === null) throw new CommandError('FailedToParse', 'A delete needs its filter q');
  const collection = collectionOf(call);
  if (!collection) return 0;
  const found = select(collection, q as Document);
  const gone = Number(limit) === 1 ? found.subarray(0, 1) : found;
  const first = gone.length === 0 ? 0 : call.shared.opTimes.take(gone.length);
  gone.forEach((entry, k) => collection.remove(entry, first + k));
  return gone.length;
}

export const DELETE_COMMANDS: Commands = {
  delete: writing((call) => ({
    n: listOf(call, 'deletes').reduce((total, statement) => total + deleteOne(call, statement), 0),
  })),
};
