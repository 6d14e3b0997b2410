import type { ClientSession, Db, Document, Long, MongoClient } from 'mongodb';
import { RefusedError } from '../../errors.ts';
import { ID_BYTES, toIdSet } from '../../proof/id-set.ts';
import type { OpTime } from '../../proof/op-time.ts';
import { laterOf } from '../../proof/op-time.ts';
import type { Scan } from '../world.ts';
import { settle } from './deadline.ts';
import { toOpTime } from './op-times.ts';

/** Ids in a reply: large enough for millions a second, small enough to be walked between two frames. */
const BATCH_IDS = 100_000;

/** Real time that is spent on tidying up a cursor after an abort; the server does it by itself after ten minutes. */
const KILL_MS = 500;

/** BSON types that a cursor's own fields and our elements have (https://bsonspec.org/spec.html). */
const TYPE = { string: 2, document: 3, array: 4, objectId: 7, boolean: 8, timestamp: 17, long: 18 } as const;

/** `{_id: ObjectId}`: length 4, type 1, name 4, value 12, terminator 1. */
const ELEMENT_BYTES = 22;
const VALUE_AT = 9;
/** `_id` and its terminator, as one big-endian number. */
const ID_NAME = 0x5f_69_64_00;

interface Page {
  /** Zero on the last page. */
  readonly cursorId: bigint;
  /** Throws a `RefusedError` when there is anything but ObjectIds. */
  readIds(): Uint8Array;
}

function refuse(namespace: string): never {
  throw new RefusedError(
    `${namespace} holds an _id that is not an ObjectId, so it is not a collection that was loaded by this program`,
    {
      nextSteps: ['Choose another collection with --coll'],
    },
  );
}

/** The bytes of a value whose type has them fixed or in its first four bytes. */
function sizeOf(type: number, bytes: Buffer, at: number): number {
  switch (type) {
    case TYPE.document:
    case TYPE.array:
      return bytes.readInt32LE(at);
    case TYPE.string:
      return 4 + bytes.readInt32LE(at);
    case TYPE.boolean:
      return 1;
    case TYPE.timestamp:
    case TYPE.long:
      return 8;
    default:
      throw new RefusedError(`The server answered a scan with a field of the unknown type ${type}`);
  }
}

/** Whether the 22 bytes from `start` are `{_id: ObjectId}`. */
function isElement(view: DataView, start: number): boolean {
  return (
    start + ELEMENT_BYTES <= view.byteLength &&
    view.getInt32(start, true) === ELEMENT_BYTES &&
    view.getUint8(start + 4) === TYPE.objectId &&
    view.getUint32(start + 5) === ID_NAME
  );
}

/**
 * Copies the ids out of a batch: a BSON array whose keys are decimal numbers and whose elements are all alike. Four bytes at a
 * time through views is twice as fast as byte by byte, and a call to copy each of millions would cost more than both.
 */
function readBatch(bytes: Buffer, namespace: string): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const ids = new Uint8Array(Math.floor(bytes.length / ELEMENT_BYTES) * ID_BYTES);
  const copy = new DataView(ids.buffer);
  let into = 0;
  for (let at = 4; at < bytes.length && bytes[at] !== 0; at += ELEMENT_BYTES) {
    if (bytes[at] !== TYPE.document) refuse(namespace);
    // Over the key, which nobody needs, and its terminator.
    while (bytes[at] !== 0 && at < bytes.length) at += 1;
    at += 1;
    if (!isElement(view, at)) refuse(namespace);
    for (let k = 0; k < ID_BYTES; k += 4) copy.setUint32(into + k, view.getUint32(at + VALUE_AT + k));
    into += ID_BYTES;
  }
  return ids.subarray(0, into);
}

/** Reads the `cursor` field of a raw reply: `id` and `firstBatch` or `nextBatch`; other fields are passed over. */
export function readCursor(bytes: Buffer, namespace: string): Page {
  let cursorId = 0n;
  let batch: Buffer | undefined;
  for (let at = 4; at < bytes.length && bytes[at] !== 0;) {
    const type = bytes[at]!;
    const end = bytes.indexOf(0, at + 1);
    const name = bytes.toString('latin1', at + 1, end);
    const size = sizeOf(type, bytes, end + 1);
    if (name === 'id') cursorId = bytes.readBigInt64LE(end + 1);
    if (name.endsWith('Batch')) batch = bytes.subarray(end + 1, end + 1 + size);
    at = end + 1 + size;
  }
  return { cursorId, readIds: () => (batch ? readBatch(batch, namespace) : new Uint8Array(0)) };
}

const pageOf = (reply: Document, namespace: string): Page => {
  const cursor = reply['cursor'] as Uint8Array;
  return readCursor(Buffer.from(cursor.buffer, cursor.byteOffset, cursor.byteLength), namespace);
};

/**
 * Reads `_id`s without making an object of each: ten million a second instead of a quarter of one. `filter` empty means all,
 * as a covered scan of the `_id` index, ascending. An abort kills the cursor.
 */
export async function scanIds(
  client: MongoClient,
  { db, coll, find }: { readonly db: string; readonly coll: string; readonly find: Document },
  signal: AbortSignal,
  onRead: (ids: number) => void = () => undefined,
): Promise<Scan> {
  const database: Db = client.db(db);
  const namespace = `${db}.${coll}`;
  // A cursor belongs to the session that opened it.
  const session: ClientSession = client.startSession({ causalConsistency: false });
  const { Long } = await import('mongodb');
  const run = (command: Document): Promise<Document> => database.command(command, { raw: true, session, signal });
  const chunks: Uint8Array[] = [];
  let read = 0;
  let at: OpTime = { t: 0, i: 0 };
  let cursorId: Long | undefined;

  /** Asks for the next page before it reads this one, so that server and client work side by side. */
  function take(reply: Document): Promise<Document> | undefined {
    const page = pageOf(reply, namespace);
    cursorId = page.cursorId === 0n ? undefined : Long.fromBigInt(page.cursorId);
    const next = cursorId && run({ getMore: cursorId, collection: coll, batchSize: BATCH_IDS });
    next?.catch(() => undefined);
    const ids = page.readIds();
    chunks.push(ids);
    at = laterOf(at, toOpTime(reply));
    read += ids.length / ID_BYTES;
    onRead(read);
    return next;
  }

  try {
    const first = { projection: { _id: 1 }, hint: { _id: 1 }, sort: { _id: 1 }, batchSize: BATCH_IDS, ...find };
    let next = take(await run({ find: coll, ...first }));
    while (next) next = take(await next);
    return { ids: toIdSet(Buffer.concat(chunks)), at, snapshot: false };
  } finally {
    const left = cursorId;
    if (left) await settle(KILL_MS, [database.command({ killCursors: coll, cursors: [left] }, { session })]);
    await session.endSession();
  }
}
