import type { Document } from 'mongodb';
import type { IdList } from '../../proof/id-set.ts';
import { ID_BYTES, toIdList } from '../../proof/id-set.ts';
import type { OpTime } from '../../proof/op-time.ts';
import { elementsOf, refuse, TYPE, valueEnd } from './elements.ts';

/** `{_id: ObjectId}`: length 4, type 1, name 4, value 12, terminator 1. */
const ELEMENT_BYTES = 22;
const TYPE_AT = 4;
const VALUE_AT = 9;
/** `_id` and its terminator, as one big-endian number. */
const ID_NAME = 0x5f_69_64_00;

/** One reply of a cursor, of which nothing was parsed yet. */
export interface Page {
  /** Zero on the last page. */
  readonly cursorId: bigint;
  /** Of the snapshot that is read, if one is. */
  readonly atClusterTime?: OpTime;
  /** Of documents that hold `_id` and nothing else; `RefusedError` when there are others. */
  readIds(): IdList;
  /** The documents as they came: views of the reply's bytes. */
  readDocuments(): Buffer[];
}

/** Where the documents of a batch begin: over the key of each, which nobody needs, and its terminator. */
function documentAt(bytes: Buffer, at: number): number {
  if (bytes[at] !== TYPE.document) refuse('something else than documents');
  let start = at + 1;
  while (bytes[start] !== 0 && start < bytes.length) start += 1;
  return start + 1;
}

/** Whether the 22 bytes from `start` are `{_id: ObjectId}`. */
function isElement(view: DataView, start: number): boolean {
  return (
    start + ELEMENT_BYTES <= view.byteLength &&
    view.getInt32(start, true) === ELEMENT_BYTES &&
    view.getUint8(start + TYPE_AT) === TYPE.objectId &&
    view.getUint32(start + TYPE_AT + 1) === ID_NAME
  );
}

/**
 * Copies the ids out of a batch, or answers undefined when one is no ObjectId. Four bytes at a time through views is twice as
 * fast as byte by byte, and a call to copy each of millions would cost more than both.
 */
function readObjectIds(bytes: Buffer): IdList | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const ids = new Uint8Array(Math.floor(bytes.length / ELEMENT_BYTES) * ID_BYTES);
  const copy = new DataView(ids.buffer);
  let into = 0;
  for (let at = 4; at < bytes.length && bytes[at] !== 0; at += ELEMENT_BYTES) {
    at = documentAt(bytes, at);
    if (!isElement(view, at)) return undefined;
    for (let k = 0; k < ID_BYTES; k += 4) copy.setUint32(into + k, view.getUint32(at + VALUE_AT + k));
    into += ID_BYTES;
  }
  return toIdList(ids.subarray(0, into));
}

/** The same for ids of any type. */
function readAnyIds(bytes: Buffer): IdList {
  const ids = new Uint8Array(bytes.length);
  const ends: number[] = [];
  let into = 0;
  for (let at = 4; at < bytes.length && bytes[at] !== 0;) {
    const start = documentAt(bytes, at);
    const end = valueEnd(TYPE.document, bytes, start, bytes.length);
    const type = bytes[start + TYPE_AT]!;
    const isId = end - start > VALUE_AT && bytes.readUInt32BE(start + TYPE_AT + 1) === ID_NAME;
    if (!isId || valueEnd(type, bytes, start + VALUE_AT, end) !== end - 1) refuse('more, or less, than the _id');
    ids[into++] = type;
    for (let k = start + VALUE_AT; k < end - 1; k++) ids[into++] = bytes[k]!;
    ends.push(into);
    at = end;
  }
  return { bytes: ids.subarray(0, into), size: ends.length, ends: Uint32Array.from(ends) };
}

function readDocuments(bytes: Buffer): Buffer[] {
  const documents: Buffer[] = [];
  for (const { type, start, end } of elementsOf(bytes)) {
    if (type !== TYPE.document) refuse('something else than documents');
    documents.push(bytes.subarray(start, end));
  }
  return documents;
}

/** Reads the `cursor` field of a raw reply: `id`, `atClusterTime`, and `firstBatch` or `nextBatch`; other fields are passed over. */
export function readCursor(bytes: Buffer): Page {
  let cursorId = 0n;
  let batch: Buffer = Buffer.of(5, 0, 0, 0, 0);
  let atClusterTime: OpTime | undefined;
  for (const { type, name, start, end } of elementsOf(bytes)) {
    if (name === 'id' && type === TYPE.long) cursorId = bytes.readBigInt64LE(start);
    if (name.endsWith('Batch') && type === TYPE.array) batch = bytes.subarray(start, end);
    if (name === 'atClusterTime' && type === TYPE.timestamp) {
      atClusterTime = { t: bytes.readUInt32LE(start + 4), i: bytes.readUInt32LE(start) };
    }
  }
  return {
    cursorId,
    ...(atClusterTime ? { atClusterTime } : {}),
    readIds: () => readObjectIds(batch) ?? readAnyIds(batch),
    readDocuments: () => readDocuments(batch),
  };
}

/** The page of a reply that was asked for with `raw: true`, which leaves everything below the top level as bytes. */
export function pageOf(reply: Document): Page {
  const { buffer, byteOffset, byteLength } = reply['cursor'] as Uint8Array;
  return readCursor(Buffer.from(buffer, byteOffset, byteLength));
}
