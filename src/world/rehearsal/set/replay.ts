import { deserialize } from 'bson';
import { BugError } from '../../../errors.ts';
import type { Documents } from '../documents.ts';
import type { Change, ChangeWithin, Packed, Write } from './changes.ts';
import type { Collection, Entry } from './collection.ts';
import { NOW } from './columns.ts';
import { idOfRaw } from './ids.ts';
import type { OpTimes } from './op-times.ts';

function verify(isSo: boolean, what: string): void {
  if (!isSo) throw new BugError(`The history disagrees: ${what}`);
}

const toBytes = (base64: string): Buffer => Buffer.from(base64, 'base64');

/** A copy, as words have to begin at a multiple of their size. */
const toWords = (base64: string): Uint32Array => new Uint32Array(Uint8Array.from(toBytes(base64)).buffer);

function* documentsOf(base64: string): Generator<Buffer> {
  const all = toBytes(base64);
  for (let at = 0; at < all.length;) {
    const end = at + all.readInt32LE(at);
    yield all.subarray(at, end);
    at = end;
  }
}

function remove(collection: Collection, entry: Entry | undefined, died: number): void {
  verify(entry !== undefined, `a document that went was not in ${collection.namespace}`);
  collection.remove(entry!, died);
}

function applyTo(collection: Collection, change: Packed<ChangeWithin>): void {
  const there = `a document that came was in ${collection.namespace} already`;
  let at = change.at;
  switch (change.tag) {
    case 'indexed': {
      const key = deserialize(toBytes(change.key));
      return verify(collection.addIndex({ name: change.name, key, born: at }), 'an index was there already');
    }
    case 'whole':
      for (const raw of documentsOf(change.raws)) verify(collection.addWhole(raw, at++), there);
      return;
    case 'wholeGone':
      for (const id of documentsOf(change.ids)) remove(collection, collection.find(idOfRaw(id)), at++);
      return;
    case 'large': {
      const { w0, w1, from, size } = change;
      toWords(change.crcs).forEach((crc, k) => verify(collection.addLarge(w0, w1, from + k, size, crc, at++), there));
      return;
    }
    case 'largeGone': {
      const { w0, w1 } = change;
      for (const w2 of toWords(change.sequences)) {
        const slot = collection.columns.find(w0, w1, w2, NOW);
        remove(collection, slot < 0 ? undefined : slot, at++);
      }
      return;
    }
    default:
      change satisfies never;
  }
}

function apply(documents: Documents, change: Packed<Change>): void {
  const collection = documents.collection(change.in);
  verify((collection === undefined) === (change.tag === 'made'), `${change.in} was not as it has to be`);
  if (change.tag === 'made') documents.make(change.in, change.at);
  else if (change.tag === 'dropped') documents.drop(change.in, change.at);
  else applyTo(collection!, change);
}

/** Does again what a command did, at the same op times; `BugError` when that cannot have been. */
export function replayWrite(documents: Documents, opTimes: OpTimes, { from, to, changes }: Write): void {
  verify(opTimes.newest() === from, `the newest version was ${opTimes.newest()}, not ${from}`);
  opTimes.reach(to);
  for (const change of changes) apply(documents, change);
}
