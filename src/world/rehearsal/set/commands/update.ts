import { deserialize, ObjectId, serialize, type Document } from 'bson';
import { collectionOf, listOf, namespaceOf, toDocument, writing, type Call, type Commands } from '../call.ts';
import type { Collection, Entry } from '../collection.ts';
import { CommandError } from '../errors.ts';
import { select } from '../filters.ts';
import { idOfRaw } from '../ids.ts';
import { assertRoom, toDuplicate } from './insert.ts';

/** `at` is the member's own clock. */
type Change = (document: Document, inserting: boolean, at: Date) => Document;

const without = (document: Document, names: readonly string[]): Document =>
  Object.fromEntries(Object.entries(document).filter(([name]) => !names.includes(name)));

/** Fields set to the server's date; its other type, a timestamp, is not known here (https://www.mongodb.com/docs/manual/reference/operator/update/currentDate/). */
function datedFields($currentDate: unknown): readonly string[] {
  const dated = Object.entries(toDocument($currentDate, '$currentDate'));
  const isDate = (value: unknown): boolean => value === true || (value as Document | null)?.['$type'] === 'date';
  const strange = dated.find(([, value]) => !isDate(value));
  if (strange) throw new CommandError('BadValue', `The rehearsal set can set ${strange[0]} to a date only`);
  return dated.map(([name]) => name);
}

/** Replacement, or `$set`, `$setOnInsert`, `$currentDate` and `$unset` of top-level fields. */
function toChange(update: unknown): Change {
  if (typeof update !== 'object' || update === null || Array.isArray(update)) {
    throw new CommandError('FailedToParse', 'The rehearsal set cannot update by a pipeline');
  }
  const names = Object.keys(update);
  if (!names[0]?.startsWith('$')) return ({ _id }) => ({ ...(_id === undefined ? {} : { _id }), ...update });
  const { $set, $setOnInsert, $unset, $currentDate, ...rest } = update as Document;
  const set = toDocument($set, '$set');
  const setOnInsert = toDocument($setOnInsert, '$setOnInsert');
  const unset = toDocument($unset, '$unset');
  const dated = datedFields($currentDate);
  const paths = [...[set, setOnInsert, unset].flatMap((fields) => Object.keys(fields)), ...dated];
  const strange = Object.keys(rest)[0] ?? paths.find((path) => path.includes('.'));
  if (strange) throw new CommandError('BadValue', `The rehearsal set cannot update by ${strange}`);
  return (document, inserting, at) => ({
    ...without(document, Object.keys(unset)),
    ...set,
    ...(inserting ? setOnInsert : {}),
    ...Object.fromEntries(dated.map((name) => [name, at])),
  });
}

/** The fields that an upsert takes from its filter: those compared for equality. */
function fieldsOf(query: Document): Document {
  const plain = Object.entries(query).filter(
    ([name, value]) => !name.startsWith('$') && !Object.keys((value as object | null) ?? {})[0]?.startsWith('$'),
  );
  return Object.fromEntries(plain);
}

const clockOf = ({ shared }: Call): Date => new Date(shared.clock.now());

const toRaw = (document: Document): Buffer => Buffer.from(serialize(document));

interface Outcome {
  readonly n: number;
  readonly modified: number;
  readonly upserted?: unknown;
  readonly refused?: unknown;
}

function insertInstead(call: Call, query: Document, change: Change): Outcome {
  const { documents, opTimes } = call.shared;
  const made = { _id: new ObjectId() as unknown, ...change(fieldsOf(query), true, clockOf(call)) };
  const isAdded = documents.collectionFor(namespaceOf(call)).addWhole(toRaw(made), opTimes.take(1));
  return isAdded ? { n: 1, modified: 0, upserted: made._id } : { n: 0, modified: 0, refused: made._id };
}

/** False when the document is as it should be already. */
function replace(call: Call, collection: Collection, entry: Entry, change: Change): boolean {
  const before = collection.raw(entry);
  const after = toRaw(change(deserialize(before, { promoteValues: false }), false, clockOf(call)));
  if (after.equals(before)) return false;
  if (idOfRaw(after).key !== idOfRaw(before).key) {
    throw new CommandError('ImmutableField', 'An update cannot change the _id of a document');
  }
  const at = call.shared.opTimes.take(1);
  collection.remove(entry, at);
  return collection.addWhole(after, at);
}

function updateOne(call: Call, { q, u, multi, upsert }: Document): Outcome {
  const change = toChange(u);
  const query = toDocument(q, 'The filter of an update');
  const collection = collectionOf(call);
  const found = collection ? select(collection, query) : [];
  if (!collection || found.length === 0) {
    return upsert === true ? insertInstead(call, query, change) : { n: 0, modified: 0 };
  }
  const updated = multi === true ? [...found] : [found[0]!];
  if (updated.some((entry) => entry >= 0)) {
    throw new CommandError('BadValue', 'The rehearsal set cannot update documents that it does not keep whole');
  }
  return { n: updated.length, modified: updated.filter((entry) => replace(call, collection, entry, change)).length };
}

function update(call: Call): Document {
  assertRoom(call);
  const outcomes = listOf(call, 'updates').map((statement) => updateOne(call, statement));
  const upserted = outcomes.flatMap((outcome, index) =>
    'upserted' in outcome ? [{ index, _id: outcome.upserted }] : [],
  );
  const writeErrors = outcomes.flatMap((outcome, index) =>
    'refused' in outcome ? [toDuplicate(namespaceOf(call), index, outcome.refused)] : [],
  );
  return {
    n: outcomes.reduce((total, { n }) => total + n, 0),
    nModified: outcomes.reduce((total, { modified }) => total + modified, 0),
    ...(upserted.length > 0 ? { upserted } : {}),
    ...(writeErrors.length > 0 ? { writeErrors } : {}),
  };
}

export const UPDATE_COMMANDS: Commands = { update: writing(update) };
