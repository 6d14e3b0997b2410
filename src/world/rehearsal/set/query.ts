import type { Document } from 'bson';
import { toDocument, wholeNumber } from './call.ts';
import type { Collection } from './collection.ts';
import { NOW } from './columns.ts';
import { CommandError } from './errors.ts';
import { select } from './filters.ts';

/** What `find`, `count` and the head of a pipeline have in common. */
export interface Query {
  readonly filter: Document;
  readonly hint?: unknown;
  readonly sort?: unknown;
  readonly skip?: unknown;
  readonly limit?: unknown;
}

/** Any index will do for us, but it has to exist: https://www.mongodb.com/docs/manual/reference/method/cursor.hint/ */
export function assertHint(collection: Collection | undefined, hint: unknown): void {
  if (hint === undefined || !collection) return;
  const wanted = typeof hint === 'string' ? hint : JSON.stringify(hint);
  const isThere = collection.indexes.some(({ name, key }) => [name, JSON.stringify(key)].includes(wanted));
  if (!isThere && wanted !== '{"$natural":1}' && wanted !== '{}') {
    throw new CommandError(
      'BadValue',
      'error processing query: planner returned error: hint provided does not correspond to an existing index',
    );
  }
}

function isDescending(sort: unknown): boolean {
  const [[name, direction] = ['_id', 1], ...more] = Object.entries(toDocument(sort ?? {}, 'A sort'));
  if (more.length > 0 || !['_id', '$natural'].includes(name)) {
    throw new CommandError('BadValue', 'The rehearsal set cannot sort by anything but _id');
  }
  return Number(direction) < 0;
}

/** What was alive at `at`, by `_id`, which is also the order of a query that asks for none. */
export function runQuery(collection: Collection, { filter, hint, sort, skip, limit }: Query, at = NOW): Int32Array {
  assertHint(collection, hint);
  const found = select(collection, filter, at);
  const from = wholeNumber(skip) ?? 0;
  // A negative limit means one batch of as many: https://www.mongodb.com/docs/manual/reference/method/cursor.limit/
  const most = Math.abs(wholeNumber(limit) ?? 0) || Infinity;
  const ordered = isDescending(sort) ? found.reverse() : found;
  return ordered.subarray(from, Math.min(found.length, from + most));
}
