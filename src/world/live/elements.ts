import { RefusedError } from '../../errors.ts';

/*
 * What is read of BSON without making objects of it (https://bsonspec.org/spec.html). Only of what a server sent: bytes that
 * make no sense are its refusal.
 */

/** BSON types that we know by name. */
export const TYPE = { string: 2, document: 3, array: 4, objectId: 7, regex: 11, timestamp: 17, long: 18 } as const;

/** Bytes of the types that have always as many. */
const FIXED: Readonly<Record<number, number>> = {
  0x01: 8,
  0x06: 0,
  [TYPE.objectId]: 12,
  0x08: 1,
  0x09: 8,
  0x0a: 0,
  0x10: 4,
  [TYPE.timestamp]: 8,
  [TYPE.long]: 8,
  0x13: 16,
  0x7f: 0,
  0xff: 0,
};

/** Of the types that begin with a length: bytes that it does not count. */
const COUNTED: Readonly<Record<number, number>> = {
  [TYPE.string]: 4,
  [TYPE.document]: 0,
  [TYPE.array]: 0,
  0x05: 5,
  0x0c: 16,
  0x0d: 4,
  0x0e: 4,
  0x0f: 0,
};

export function refuse(what: string): never {
  throw new RefusedError(`The server answered with ${what}`);
}

function afterName(bytes: Buffer, at: number): number {
  const nul = bytes.indexOf(0, at);
  return nul < 0 ? refuse('a name that does not end') : nul + 1;
}

/** Where the value of this type that begins at `at` ends: at `limit` at the latest. */
export function valueEnd(type: number, bytes: Buffer, at: number, limit: number): number {
  let end = at + (FIXED[type] ?? 0);
  if (type === TYPE.regex) end = afterName(bytes, afterName(bytes, at));
  else if (FIXED[type] === undefined) {
    const beside = COUNTED[type] ?? refuse(`the unknown type ${type}`);
    const length = at + 4 <= limit ? bytes.readInt32LE(at) : -1;
    end = length < 0 ? limit + 1 : at + beside + length;
  }
  return end > limit ? refuse('a value that does not end') : end;
}

export interface Element {
  readonly type: number;
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The fields of a document, or the items of an array, one level deep. */
export function* elementsOf(bytes: Buffer): Generator<Element> {
  for (let at = 4; bytes[at] !== 0;) {
    const type = bytes[at] ?? refuse('a document that does not end');
    const start = afterName(bytes, at + 1);
    const end = valueEnd(type, bytes, start, bytes.length);
    yield { type, name: bytes.toString('utf8', at + 1, start - 1), start, end };
    at = end;
  }
}

/** The `_id` of a document as ids of any type are kept: its type byte and its value. */
export function idOf(document: Buffer): Uint8Array {
  for (const { type, name, start, end } of elementsOf(document)) {
    if (name === '_id') return Buffer.concat([Buffer.of(type), document.subarray(start, end)]);
  }
  return refuse('a document that has no _id');
}
