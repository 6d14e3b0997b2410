import { deserialize, serialize, type Document } from 'bson';
import { toDocument, wholeNumber } from './call.ts';
import type { Collection } from './collection.ts';
import { fromDocuments, fromEntries, type Source } from './cursors.ts';
import { CommandError } from './errors.ts';
import { toProjection, type Projection } from './projection.ts';
import type { Random } from './random.ts';

/** What flows from stage to stage: documents of the collection, not yet looked at, or documents that a stage has made. */
export type Flow =
  | {
      readonly tag: 'entries';
      readonly collection: Collection;
      readonly entries: Int32Array;
      readonly projection: Projection;
      /** The entries are of a snapshot: that they died since is of no account. */
      readonly isSnapshot: boolean;
    }
  | { readonly tag: 'made'; readonly documents: readonly Document[] };

const cannot = (what: string): CommandError => new CommandError('BadValue', `The rehearsal set cannot ${what}`);

export const takeEverything: Projection = (raw) => raw;

const lengthOf = (flow: Flow): number => (flow.tag === 'entries' ? flow.entries.length : flow.documents.length);

function slice(flow: Flow, from: number, to: number): Flow {
  return flow.tag === 'entries'
    ? { ...flow, entries: flow.entries.subarray(from, to) }
    : { ...flow, documents: flow.documents.slice(from, to) };
}

/** The first steps of a Fisher-Yates shuffle: a uniform choice without duplicates, in random order. */
function sample(flow: Flow, size: number, random: Random): Flow {
  if (flow.tag !== 'entries') throw cannot('sample what a stage has made');
  const { entries } = flow;
  const chosen = Math.min(size, entries.length);
  for (let k = 0; k < chosen; k++) {
    const other = k + random.integer(entries.length - k);
    [entries[k], entries[other]] = [entries[other]!, entries[k]!];
  }
  return { ...flow, entries: entries.subarray(0, chosen) };
}

function project(flow: Flow, spec: Document): Flow {
  const projection = toProjection(spec);
  if (flow.tag === 'entries' && flow.projection === takeEverything) return { ...flow, projection };
  if (flow.tag === 'entries' && flow.projection === 'idOnly' && projection === 'idOnly') return flow;
  throw cannot('project twice, or what a stage has made');
}

/** One group of everything: a constant `_id`, and sums of constants or of fields. */
function group(flow: Flow, { _id, ...accumulators }: Document): Flow {
  if (typeof _id === 'object' ? _id !== null : String(_id).startsWith('$'))
    throw cannot('group by anything but a constant');
  if (lengthOf(flow) === 0) return { tag: 'made', documents: [] };
  const sums = Object.entries(accumulators).map(([name, accumulator]): [string, number] => {
    const summed: unknown = (accumulator as Document | null)?.['$sum'];
    if (typeof summed === 'number') return [name, summed * lengthOf(flow)];
    if (typeof summed !== 'string' || !summed.startsWith('$')) throw cannot('accumulate by anything but $sum');
    return [name, sumOf(flow, summed.slice(1).split('.'))];
  });
  return { tag: 'made', documents: [{ _id, ...Object.fromEntries(sums) }] };
}

function sumOf(flow: Flow, path: readonly string[]): number {
  if (flow.tag === 'entries' && flow.entries.some((entry) => entry >= 0))
    throw cannot('sum fields that it does not keep');
  const documents =
    flow.tag === 'made' ? flow.documents : Array.from(flow.entries, (entry) => deserialize(flow.collection.raw(entry)));
  const values = documents.map((document) =>
    path.reduce<unknown>((value, name) => (value as Document | null | undefined)?.[name], document),
  );
  return values.reduce<number>((total, value) => total + (typeof value === 'number' ? value : 0), 0);
}

function positive(value: unknown, what: string): number {
  const number = wholeNumber(value) ?? 0;
  if (number < 1) throw new CommandError('BadValue', `${what} needs a positive number`);
  return number;
}

/** One stage after the first `$match` or `$collStats`. */
export function runStage(flow: Flow, stage: Document, random: Random): Flow {
  const [[name, spec] = ['', undefined], ...more] = Object.entries(stage) as [string, unknown][];
  if (more.length > 0) throw new CommandError('FailedToParse', 'A pipeline stage has exactly one field');
  switch (name) {
    case '$sample':
      return sample(flow, positive(toDocument(spec, name)['size'], name), random);
    case '$project':
      return project(flow, toDocument(spec, name));
    case '$limit':
      return slice(flow, 0, positive(spec, name));
    case '$skip':
      return slice(flow, wholeNumber(spec) ?? 0, lengthOf(flow));
    case '$count':
      return { tag: 'made', documents: lengthOf(flow) === 0 ? [] : [{ [String(spec)]: lengthOf(flow) }] };
    case '$group':
      return group(flow, toDocument(spec, name));
    default:
      throw cannot(`run ${name} here`);
  }
}

export function toSource(flow: Flow): Source {
  return flow.tag === 'entries'
    ? fromEntries(flow.collection, flow.entries, flow.projection, flow.isSnapshot)
    : fromDocuments(flow.documents.map((document) => Buffer.from(serialize(document))));
}
