import { deserialize, type Document } from 'bson';
import type { Collection, Entry } from './collection.ts';
import { NOW } from './columns.ts';
import { CommandError } from './errors.ts';
import { compareIds, idOfValue, idOfWords, type Id } from './ids.ts';

type Test = (order: number) => boolean;

/** The comparisons that the set knows; an order is of the document's value against the filter's. */
const TESTS: Readonly<Record<string, Test>> = {
  $eq: (order) => order === 0,
  $ne: (order) => order !== 0,
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
};

interface Condition {
  readonly field: string;
  /** All values that may be, where the condition is an equality. */
  readonly among?: readonly Id[];
  matches(id: Id | undefined): boolean;
}

const cannot = (what: string): CommandError => new CommandError('BadValue', `The rehearsal set cannot ${what}`);

function toCondition(field: string, operator: string, value: unknown): Condition {
  if (operator === '$in' || operator === '$eq') {
    if (operator === '$in' && !Array.isArray(value)) throw new CommandError('BadValue', '$in needs an array');
    const among = (operator === '$in' ? (value as unknown[]) : [value]).map(idOfValue);
    const keys = new Set(among.map(({ key }) => key));
    return { field, among, matches: (id) => id !== undefined && keys.has(id.key) };
  }
  const test = TESTS[operator];
  if (!test) throw cannot(`evaluate ${operator}`);
  const bound = idOfValue(value);
  const matches = (id: Id | undefined): boolean => {
    if (operator === '$ne') return id?.key !== bound.key;
    // Comparisons look at values of the same type only.
    return id !== undefined && id.rank === bound.rank && test(compareIds(id, bound));
  };
  return { field, matches };
}

const isOperators = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && Object.keys(value)[0]?.startsWith('$') === true;

function toConditions(query: Document): Condition[] {
  return Object.entries(query).flatMap(([field, value]) => {
    if (field === '$comment') return [];
    if (field === '$and' && Array.isArray(value)) return (value as Document[]).flatMap(toConditions);
    if (field.startsWith('$')) throw cannot(`evaluate ${field}`);
    if (value instanceof RegExp) throw cannot('evaluate regular expressions');
    if (!isOperators(value)) return [toCondition(field, '$eq', value)];
    return Object.entries(value).map(([operator, operand]) => toCondition(field, operator, operand));
  });
}

function valueAt(document: Document, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Document | null | undefined)?.[name], document);
}

/**
 * Documents alive at `at` that match, by ascending `_id`. Of documents in the columns only `_id` is known: other filters are
 * refused where there is one.
 */
export function select(collection: Collection, query: Document, at = NOW): Int32Array {
  const conditions = toConditions(query);
  if (conditions.length === 0) return collection.entries(at);
  const byId = conditions.filter(({ field }) => field === '_id');
  const byField = conditions.filter(({ field }) => field !== '_id');
  const { columns, whole } = collection;
  if (byField.length > 0 && columns.ascending(at).length > 0) {
    throw cannot(`filter ${collection.namespace} by anything but _id`);
  }

  function matches(entry: Entry): boolean {
    const id =
      entry < 0
        ? whole.id(~entry)
        : idOfWords([columns.word(entry, 0), columns.word(entry, 1), columns.word(entry, 2)]);
    if (!byId.every((condition) => condition.matches(id))) return false;
    if (byField.length === 0) return true;
    const document = deserialize(collection.raw(entry));
    return byField.every((condition) => {
      const value = valueAt(document, condition.field);
      // A field that is not there equals null.
      return condition.matches(idOfValue(value ?? null));
    });
  }

  const among = byId.find((condition) => condition.among)?.among;
  if (!among) return collection.entries(at).filter(matches);
  const unique = new Map(among.map((id) => [id.key, id]));
  const found = [...unique.values()].sort(compareIds).map((id) => collection.find(id, at));
  return Int32Array.from(found.filter((entry) => entry !== undefined)).filter(matches);
}
