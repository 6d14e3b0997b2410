/** Bytes that are no BSON, or no message: nothing sensible can follow on this connection. */
export class MalformedError extends Error {}

/** Element types of https://bsonspec.org/spec.html that the walk needs by name. */
export const TYPE = { document: 3, array: 4, objectId: 7, int64: 18 } as const;

function lengthAt(bytes: Buffer, at: number, end: number, least: number): number {
  if (at + 4 > end) throw new MalformedError('A BSON length is cut off');
  const length = bytes.readInt32LE(at);
  if (length < least) throw new MalformedError(`A BSON length of ${length} is too small`);
  return length;
}

function afterCString(bytes: Buffer, at: number, end: number): number {
  const nul = bytes.indexOf(0, at);
  if (nul < 0 || nul >= end) throw new MalformedError('A BSON name does not end');
  return nul + 1;
}

function valueEnd(type: number, bytes: Buffer, at: number, end: number): number {
  switch (type) {
    case 0x06: // undefined
    case 0x0a: // null
    case 0x7f: // max key
    case 0xff: // min key
      return at;
    case 0x08: // boolean
      return at + 1;
    case 0x10: // int32
      return at + 4;
    case 0x01: // double
    case 0x09: // date
    case 0x11: // timestamp
    case TYPE.int64:
      return at + 8;
    case TYPE.objectId:
      return at + 12;
    case 0x13: // decimal128
      return at + 16;
    case 0x02: // string
    case 0x0d: // code
    case 0x0e: // symbol
      return at + 4 + lengthAt(bytes, at, end, 1);
    case TYPE.document:
    case TYPE.array:
      return at + lengthAt(bytes, at, end, 5);
    case 0x0f: // code with scope
      return at + lengthAt(bytes, at, end, 14);
    case 0x05: // binary
      return at + 5 + lengthAt(bytes, at, end, 0);
    case 0x0c: // database pointer
      return at + 4 + lengthAt(bytes, at, end, 1) + 12;
    case 0x0b: // regular expression
      return afterCString(bytes, afterCString(bytes, at, end), end);
    default:
      throw new MalformedError(`BSON knows no element type ${type}`);
  }
}

export interface Element {
  readonly type: number;
  /** Where the type byte stands. */
  readonly at: number;
  readonly name: string;
  readonly valueAt: number;
  readonly end: number;
}

/** The elements of the document `bytes[start..end)`, one level deep; throws when they do not fill it exactly. */
export function* elementsOf(bytes: Buffer, start: number, end: number): Generator<Element> {
  let at = start + 4;
  while (at < end - 1) {
    const type = bytes[at]!;
    const valueAt = afterCString(bytes, at + 1, end);
    const next = valueEnd(type, bytes, valueAt, end);
    if (next > end - 1) throw new MalformedError('A BSON element reaches beyond its document');
    yield { type, at, name: bytes.toString('latin1', at + 1, valueAt - 1), valueAt, end: next };
    at = next;
  }
  if (at !== end - 1 || bytes[at] !== 0) throw new MalformedError('A BSON document does not end where it says');
}

/** Where the type byte of the top-level `_id` stands, wherever that is, or -1. Walks the whole top level, without an object per element. */
export function findId(bytes: Buffer, start: number, end: number): number {
  let found = -1;
  let at = start + 4;
  while (at < end - 1) {
    const isId = bytes[at + 1] === 0x5f && bytes[at + 2] === 0x69 && bytes[at + 3] === 0x64 && bytes[at + 4] === 0;
    if (isId && found < 0) found = at;
    at = valueEnd(bytes[at]!, bytes, isId ? at + 5 : afterCString(bytes, at + 1, end), end);
  }
  if (at !== end - 1 || bytes[at] !== 0) throw new MalformedError('A BSON document does not end where it says');
  return found;
}
