import { serialize } from 'bson';
import { elementsOf, findId, TYPE } from './bson-walk.ts';

/** A value as filters and `_id`s compare it: by type first, then by number or by bytes. */
export interface Id {
  readonly key: string;
  readonly type: number;
  readonly rank: number;
  readonly value: number | Buffer;
}

/** The comparison order of types: https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/ */
const RANKS: Readonly<Record<number, number>> = {
  0xff: -1,
  0x06: 5,
  0x0a: 5,
  0x01: 10,
  0x10: 10,
  0x12: 10,
  0x02: 15,
  0x0e: 15,
  0x03: 20,
  0x04: 25,
  0x05: 30,
  0x07: 35,
  0x08: 40,
  0x09: 45,
  0x11: 47,
  0x0b: 50,
  0x7f: 127,
};

function numberAt(type: number, bytes: Buffer, at: number): number | undefined {
  switch (type) {
    case 0x01:
      return bytes.readDoubleLE(at);
    case 0x10:
      return bytes.readInt32LE(at);
    case 0x09:
    case 0x12:
      return Number(bytes.readBigInt64LE(at));
    default:
      return undefined;
  }
}

/** The id that an element's value makes; numbers of different types that are equal make the same. */
export function toId(type: number, bytes: Buffer, valueAt: number, end: number): Id {
  const rank = RANKS[type] ?? 60;
  // A string's length would otherwise be compared before its letters.
  const from = rank === RANKS[0x02] ? valueAt + 4 : valueAt;
  const value = numberAt(type, bytes, valueAt) ?? Buffer.from(bytes.subarray(from, end));
  return { key: `${rank}:${typeof value === 'number' ? value : value.toString('latin1')}`, type, rank, value };
}

export function idOfValue(value: unknown): Id {
  const bytes = Buffer.from(serialize({ _id: value }));
  return idOfRaw(bytes);
}

/** The id of a whole document that has one. */
export function idOfRaw(raw: Buffer): Id {
  const at = findId(raw, 0, raw.length);
  for (const { at: here, type, valueAt, end } of elementsOf(raw, 0, raw.length)) {
    if (here === at) return toId(type, raw, valueAt, end);
  }
  return toId(0x06, raw, 0, 0);
}

export function compareIds(a: Id, b: Id): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (typeof a.value === 'number' && typeof b.value === 'number') return a.value - b.value;
  return typeof a.value === 'number' || typeof b.value === 'number' ? 0 : a.value.compare(b.value);
}

/** The three words of an ObjectId, or undefined for any other id. */
export function wordsOf(id: Id): Words | undefined {
  if (id.type !== TYPE.objectId || typeof id.value === 'number') return undefined;
  return [id.value.readUInt32BE(0), id.value.readUInt32BE(4), id.value.readUInt32BE(8)];
}

/** Compares an id with the ObjectId whose three words begin at `words[at]`, without making anything of them. */
export function compareWithWords(id: Id, words: Uint32Array, at: number): number {
  if (id.rank !== RANKS[TYPE.objectId] || typeof id.value === 'number') return id.rank - RANKS[TYPE.objectId]!;
  for (let k = 0; k < 3; k++) {
    const difference = id.value.readUInt32BE(4 * k) - words[at + k]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

export type Words = readonly [number, number, number];

export function bytesOfWords(words: Words): Buffer {
  const bytes = Buffer.alloc(12);
  words.forEach((word, k) => bytes.writeUInt32BE(word, 4 * k));
  return bytes;
}

export function idOfWords(words: Words): Id {
  return toId(TYPE.objectId, bytesOfWords(words), 0, 12);
}
