import { TYPE } from './bson-walk.ts';
import { MAX_DOCUMENT_BYTES, type Elements } from './frames.ts';

/** What stands around a batch in its reply, generously. */
const REPLY_BYTES = 1024;
const FIRST_BYTES = 2 ** 16;
/** `{_id: ObjectId}`. */
const ID_DOCUMENT_BYTES = 22;
/** Type, a key of up to seven digits, and its end. */
const MOST_KEY_BYTES = 9;

/** The documents of one cursor reply, encoded by hand: ten million `_id`s a second are read through this. */
export interface Batch {
  readonly count: number;
  /** False when the batch is full; a first document always fits. */
  addDocument(raw: Buffer): boolean;
  /** `{_id: ObjectId}`. */
  addId(w0: number, w1: number, w2: number): boolean;
  /** The BSON array's elements. */
  elements(): Elements;
}

export function createBatch(): Batch {
  let bytes = Buffer.allocUnsafe(FIRST_BYTES);
  let at = 0;
  let count = 0;

  function reserve(more: number): boolean {
    const needed = at + MOST_KEY_BYTES + more;
    if (needed > MAX_DOCUMENT_BYTES - REPLY_BYTES && count > 0) return false;
    if (needed <= bytes.length) return true;
    const larger = Buffer.allocUnsafe(Math.max(needed, Math.min(4 * bytes.length, MAX_DOCUMENT_BYTES)));
    bytes.copy(larger, 0, 0, at);
    bytes = larger;
    return true;
  }

  /** The head of the array's next element: its type and its index in decimal digits. */
  function writeKey(): void {
    bytes[at++] = TYPE.document;
    let unit = 1;
    while (unit * 10 <= count) unit *= 10;
    for (let rest = count; unit >= 1; unit = Math.floor(unit / 10)) {
      const digit = Math.floor(rest / unit);
      bytes[at++] = 0x30 + digit;
      rest -= digit * unit;
    }
    bytes[at++] = 0;
    count += 1;
  }

  function writeWord(word: number): void {
    bytes[at++] = word >>> 24;
    bytes[at++] = (word >>> 16) & 0xff;
    bytes[at++] = (word >>> 8) & 0xff;
    bytes[at++] = word & 0xff;
  }

  return {
    get count() {
      return count;
    },
    addDocument(raw) {
      if (!reserve(raw.length)) return false;
      writeKey();
      at += raw.copy(bytes, at);
      return true;
    },
    addId(w0, w1, w2) {
      if (!reserve(ID_DOCUMENT_BYTES)) return false;
      writeKey();
      writeWord(ID_DOCUMENT_BYTES * 2 ** 24);
      bytes[at++] = TYPE.objectId;
      bytes[at++] = 0x5f;
      bytes[at++] = 0x69;
      bytes[at++] = 0x64;
      bytes[at++] = 0;
      writeWord(w0);
      writeWord(w1);
      writeWord(w2);
      bytes[at++] = 0;
      return true;
    },
    elements: () => bytes.subarray(0, at),
  };
}
