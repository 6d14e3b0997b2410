import { createCipheriv, createHash } from 'node:crypto';
import type { Load } from './facts.ts';
import type { IdSet } from './id-set.ts';
import { ID_BYTES, idAt } from './id-set.ts';

/*
 * What our documents hold: `{_id: ObjectId, seq: int32, payload: binary}`, a pure function of a load and a sequence number.
 * The loader writes it, the rehearsal set rebuilds it, a verification compares with it.
 */

const KEYSTREAM_BYTES = 16 * 2 ** 20;
/** Odd and far from a multiple of any page size, so that neighbours share nothing. */
const STRIDE_BYTES = 1_048_583;

/** BSON around the payload: length 4, `_id` 17, `seq` 9, `payload` name and header 14, terminator 1 (https://bsonspec.org/spec.html). */
export const ENVELOPE_BYTES = 45;

/** The smallest and largest whole document that a load may ask for; MongoDB allows 16 MiB, the keystream a little less. */
export const DOCUMENT_BYTES = { min: 64, max: 8 * 2 ** 20 } as const;

/** The sequence number is four bytes of each `_id`, and an int32 in the document. */
export const MAX_SEQUENCE = 2 ** 31 - 1;

/** The 16 MiB that a seed stands for: an AES-128-CTR keystream, incompressible and repeatable. */
function toKeystream(seed: number): Buffer {
  const key = createHash('sha256').update(`minuteback ${seed}`).digest().subarray(0, 16);
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(KEYSTREAM_BYTES));
}

/** The bytes of `_id`: load second, show hash, sequence number, each four bytes big-endian. */
export function writeId(load: Pick<Load, 'second' | 'show'>, into: Uint8Array, offset: number, sequence: number): void {
  const view = new DataView(into.buffer, into.byteOffset + offset, ID_BYTES);
  view.setUint32(0, load.second);
  view.setUint32(4, toShowHash(load.show));
  view.setUint32(8, sequence);
}

/** Four bytes that tell one show's documents from another's. */
export function toShowHash(show: string): number {
  return createHash('sha256').update(show).digest().readUInt32BE(0);
}

export interface Content {
  idOf(sequence: number): Uint8Array;
  /** A view, not a copy: of the length that makes the whole document `documentBytes` long. */
  payloadOf(sequence: number): Buffer;
}

/** Makes the 16 MiB keystream of a load once, and slices documents from it. */
export function createContent(load: Load, keystream = toKeystream(load.seed)): Content {
  const payloadBytes = load.documentBytes - ENVELOPE_BYTES;
  const prefix = new Uint8Array(ID_BYTES);
  writeId(load, prefix, 0, 0);
  return {
    idOf(sequence) {
      const id = new Uint8Array(prefix);
      new DataView(id.buffer).setUint32(8, sequence);
      return id;
    },
    payloadOf(sequence) {
      const from = (sequence * STRIDE_BYTES) % (KEYSTREAM_BYTES - payloadBytes);
      return keystream.subarray(from, from + payloadBytes);
    },
  };
}

/** The sequence numbers of those ids that are of this load. */
function* sequencesOf(ids: IdSet, load: Pick<Load, 'second' | 'show'>): Generator<number> {
  const hash = toShowHash(load.show);
  for (let k = 0; k < ids.size; k++) {
    const id = idAt(ids, k);
    const at = id.length - ID_BYTES;
    if (at !== (ids.ends ? 1 : 0)) continue;
    const view = new DataView(id.buffer, id.byteOffset + at, ID_BYTES);
    if (view.getUint32(0) === load.second && view.getUint32(4) === hash) yield view.getUint32(8);
  }
}

/** How many of the ids are of this load. */
export function countOf(ids: IdSet, load: Pick<Load, 'second' | 'show'>): number {
  let count = 0;
  for (const _ of sequencesOf(ids, load)) count += 1;
  return count;
}

/** The batches of the first `documents` of a load that are not wholly among the ids. */
export function gapsIn(
  ids: IdSet,
  load: Pick<Load, 'second' | 'show'>,
  documents: number,
  batch: number,
): readonly { readonly from: number; readonly to: number }[] {
  const there = new Uint32Array(Math.ceil(documents / batch));
  for (const sequence of sequencesOf(ids, load)) {
    if (sequence < documents) there[Math.floor(sequence / batch)]! += 1;
  }
  const all = Array.from(there, (count, k) => ({ count, from: k * batch, to: Math.min(documents, (k + 1) * batch) }));
  return all.filter(({ count, from, to }) => count < to - from).map(({ from, to }) => ({ from, to }));
}

/** Each is 16 MiB. */
const MOST_KEYSTREAMS = 2;

/** By seed, the one used last at the end. */
const keystreams = new Map<number, Buffer>();

function keystreamOf(seed: number): Buffer {
  const keystream = keystreams.get(seed) ?? toKeystream(seed);
  keystreams.delete(seed);
  keystreams.set(seed, keystream);
  if (keystreams.size > MOST_KEYSTREAMS) keystreams.delete(keystreams.keys().next().value!);
  return keystream;
}

/** BSON type bytes of what a document of ours holds. */
const TYPE = { objectId: 0x07, int32: 0x10, binary: 0x05 } as const;

/** A whole document by the loader's rule, as it is stored. */
export function toDocument(load: Load, sequence: number): Buffer {
  const content = createContent(load, keystreamOf(load.seed));
  const payload = content.payloadOf(sequence);
  const head = Buffer.alloc(ENVELOPE_BYTES - 1);
  let at = head.writeInt32LE(ENVELOPE_BYTES + payload.length);
  const begin = (type: number, name: string): void => {
    at = head.writeUInt8(type, at);
    at += head.write(`${name}\0`, at, 'latin1');
  };
  begin(TYPE.objectId, '_id');
  head.set(content.idOf(sequence), at);
  at += ID_BYTES;
  begin(TYPE.int32, 'seq');
  at = head.writeInt32LE(sequence, at);
  begin(TYPE.binary, 'payload');
  at = head.writeInt32LE(payload.length, at);
  head.writeUInt8(0, at);
  return Buffer.concat([head, payload, Buffer.alloc(1)]);
}

/** The load among these that an ObjectId belongs to: both tell the second and the show. */
export function loadOf(loads: readonly Load[], id: Uint8Array): Load | undefined {
  if (id.length !== ID_BYTES) return undefined;
  const view = new DataView(id.buffer, id.byteOffset, ID_BYTES);
  const [second, show] = [view.getUint32(0), view.getUint32(4)];
  return loads.find((load) => load.second === second && toShowHash(load.show) === show);
}

/**
 * Whether a stored document is byte for byte what its load wrote. `not-ours` where no load is known that its `_id` belongs to:
 * nobody can say then what it should hold.
 */
export function compareDocument(
  load: Load | undefined,
  id: Uint8Array,
  bytes: Uint8Array,
): 'same' | 'altered' | 'not-ours' {
  if (!load || !loadOf([load], id)) return 'not-ours';
  const sequence = new DataView(id.buffer, id.byteOffset, ID_BYTES).getUint32(8);
  if (sequence > MAX_SEQUENCE) return 'not-ours';
  return toDocument(load, sequence).equals(bytes) ? 'same' : 'altered';
}
