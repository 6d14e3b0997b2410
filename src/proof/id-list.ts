import { BugError } from '../errors.ts';

/** Bytes of one ObjectId. */
export const ID_BYTES = 12;

/** BSON type of an ObjectId. */
export const OBJECT_ID_TYPE = 0x07;

/** An ObjectId with its type byte. */
const WIDE_BYTES = 1 + ID_BYTES;

/**
 * Many `_id`s one after the other. Without `ends` all are ObjectIds, of which only the 12 bytes are kept; with it any type may
 * be among them: each is its BSON type byte and then its value, and `ends` tells where each ends (https://bsonspec.org/spec.html).
 * Lists are never changed, and may share their bytes.
 */
export interface IdList {
  readonly bytes: Uint8Array;
  readonly size: number;
  readonly ends?: Uint32Array;
}

/** Wraps packed ObjectIds, in whatever order. */
export function toIdList(bytes: Uint8Array): IdList {
  if (bytes.length % ID_BYTES !== 0) throw new BugError(`${bytes.length} bytes are not a whole number of ObjectIds`);
  return { bytes, size: bytes.length / ID_BYTES };
}

/** Where the id numbered `k` begins. */
export const startOf = ({ ends }: IdList, k: number): number => (ends ? (k === 0 ? 0 : ends[k - 1]!) : k * ID_BYTES);
/** Where the id numbered `k` ends. */
export const endOf = ({ ends }: IdList, k: number): number => (ends ? ends[k]! : (k + 1) * ID_BYTES);

/** A view of one id: 12 bytes, or a type byte and a value. */
export const idAt = (list: IdList, k: number): Uint8Array => list.bytes.subarray(startOf(list, k), endOf(list, k));

export const viewOf = ({ bytes }: IdList): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A plain array of bytes, and not a Buffer: the same whichever way a list came about. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const { buffer, byteOffset, byteLength } = Buffer.concat(parts);
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** In the short form where all are ObjectIds. */
function shortened(list: IdList): IdList {
  const { bytes, size, ends } = list;
  for (let k = 0; ends && k < size; k++) {
    const start = startOf(list, k);
    if (bytes[start] !== OBJECT_ID_TYPE || ends[k]! - start !== WIDE_BYTES) return list;
  }
  if (!ends) return list;
  const short = new Uint8Array(size * ID_BYTES);
  for (let k = 0; k < size; k++) copy(bytes, k * WIDE_BYTES + 1, (k + 1) * WIDE_BYTES, short, k * ID_BYTES);
  return toIdList(short);
}

/** Byte by byte: a view made for each of half a million ids would cost more than all the rest. */
function copy(from: Uint8Array, start: number, end: number, into: Uint8Array, at: number): void {
  for (let k = start; k < end; k++) into[at + k - start] = from[k]!;
}

/** A list of the ids of any type that are given as type byte and value; of ObjectIds alone it makes the short form. */
export function toAnyIdList(ids: readonly Uint8Array[]): IdList {
  const ends = new Uint32Array(ids.length);
  let end = 0;
  ids.forEach((id, k) => {
    end += id.length;
    ends[k] = end;
  });
  return shortened({ bytes: joined(ids), size: ids.length, ends });
}

/** The same ids in the same order, each with its type byte. */
export function widened<T extends IdList>(list: T): T {
  if (list.ends) return list;
  const bytes = new Uint8Array(list.size * WIDE_BYTES);
  const ends = new Uint32Array(list.size);
  for (let k = 0; k < list.size; k++) {
    bytes[k * WIDE_BYTES] = OBJECT_ID_TYPE;
    copy(list.bytes, k * ID_BYTES, (k + 1) * ID_BYTES, bytes, k * WIDE_BYTES + 1);
    ends[k] = (k + 1) * WIDE_BYTES;
  }
  return { ...list, bytes, ends };
}

/** All of them one after the other, in the short form where that holds all. */
export function joinIds(lists: readonly IdList[]): IdList {
  const filled = lists.filter(({ size }) => size > 0);
  if (filled.every(({ ends }) => !ends)) return toIdList(joined(filled.map(({ bytes }) => bytes)));
  const wide = filled.map((list) => widened(list));
  const size = wide.reduce((total, list) => total + list.size, 0);
  const ends = new Uint32Array(size);
  let at = 0;
  let offset = 0;
  for (const list of wide) {
    for (let k = 0; k < list.size; k++) ends[at++] = offset + list.ends![k]!;
    offset += list.bytes.length;
  }
  return shortened({ bytes: joined(wide.map(({ bytes }) => bytes)), size, ends });
}

/** Some of the ids, by their numbers. */
export function pickIds(list: IdList, numbers: Uint32Array): IdList {
  if (list.ends) return pickAny(list, numbers);
  const bytes = new Uint8Array(numbers.length * ID_BYTES);
  const from = viewOf(list);
  const into = new DataView(bytes.buffer);
  let at = 0;
  for (const k of numbers) {
    for (let byte = 0; byte < ID_BYTES; byte += 4) into.setUint32(at + byte, from.getUint32(k * ID_BYTES + byte));
    at += ID_BYTES;
  }
  return toIdList(bytes);
}

function pickAny(list: IdList, numbers: Uint32Array): IdList {
  const ends = new Uint32Array(numbers.length);
  let end = 0;
  numbers.forEach((k, at) => {
    end += endOf(list, k) - startOf(list, k);
    ends[at] = end;
  });
  const bytes = new Uint8Array(end);
  numbers.forEach((k, at) => {
    copy(list.bytes, startOf(list, k), endOf(list, k), bytes, at === 0 ? 0 : ends[at - 1]!);
  });
  return shortened({ bytes, size: numbers.length, ends });
}

/** How ids are shown and written: 24 hexadecimal digits, or for other types the type byte, a colon and the value's bytes. */
export function toHexIds(list: IdList, limit: number): string[] {
  return Array.from({ length: Math.min(limit, list.size) }, (_, k) => {
    const id = Buffer.from(idAt(list, k));
    if (!list.ends) return id.toString('hex');
    if (id[0] === OBJECT_ID_TYPE) return id.toString('hex', 1);
    return `${id.toString('hex', 0, 1)}:${id.toString('hex', 1)}`;
  });
}
