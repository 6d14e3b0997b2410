import { TYPE } from './bson-walk.ts';
import type { Columns } from './columns.ts';
import { MAX_DOCUMENT_BYTES, type Elements } from './frames.ts';

/** As much as a reply can hold beside what stands around the batch. */
const MAX_BATCH_BYTES = MAX_DOCUMENT_BYTES - 1024;
const FIRST_BYTES = 2 ** 16;
/** `{_id: ObjectId}`: length, type and name, value, terminator. */
const ID_DOCUMENT_BYTES = 22;
const ID_TYPE_AND_NAME = 0x075f6964;
const MOST_DIGITS = 8;
/** Type, index and its end, and the document. */
const ID_ELEMENT_BYTES = 1 + MOST_DIGITS + 1 + ID_DOCUMENT_BYTES;
const ZERO = 0x30;
const NINE = 0x39;

export interface IdOptions {
  readonly most: number;
  readonly deadToo: boolean;
}

/** The documents of one cursor reply, encoded by hand: ten million `_id`s a second are read through this. */
export interface Batch {
  readonly count: number;
  /** False when the batch is full; a first document always fits. */
  addDocument(raw: Buffer): boolean;
  /**
   * `{_id: ObjectId}` for each of `slots[from..to)` that lives, or of the dead too, until the batch is full or holds `most`;
   * answers where it stopped.
   */
  addIds(columns: Columns, slots: Int32Array, from: number, to: number, options: IdOptions): number;
  /** The BSON array's elements. */
  elements(): Elements;
}

export function createBatch(): Batch {
  let bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  let used = 0;
  let count = 0;

  function reserve(more: number): boolean {
    const needed = used + more;
    if (needed > MAX_BATCH_BYTES && count > 0) return false;
    if (needed <= bytes.length) return true;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(8 * bytes.length, MAX_BATCH_BYTES)));
    bytes.copy(larger, 0, 0, used);
    bytes = larger;
    return true;
  }

  return {
    get count() {
      return count;
    },
    addDocument(raw) {
      const key = Buffer.from(`${String.fromCharCode(TYPE.document)}${count}\0`, 'latin1');
      if (!reserve(key.length + raw.length)) return false;
      used += key.copy(bytes, used);
      used += raw.copy(bytes, used);
      count += 1;
      return true;
    },
    addIds(columns, slots, from, to, { most, deadToo }) {
      // Everything in locals, and the index counted up digit by digit: this loop decides how fast a scan is.
      const words = columns.words();
      const digits = Buffer.from(String(count).padStart(MOST_DIGITS, '0'), 'latin1');
      let digitsFrom = MOST_DIGITS - String(count).length;
      reserve(Math.min((to - from) * ID_ELEMENT_BYTES, MAX_BATCH_BYTES - used));
      const out = bytes;
      const view = new DataView(out.buffer);
      const lastStart = out.length - ID_ELEMENT_BYTES;
      let at = used;
      let index = from;
      let added = count;
      for (; index < to && added < most && at <= lastStart; index++) {
        const slot = slots[index]!;
        if (!deadToo && !columns.isLive(slot)) continue;
        out[at++] = TYPE.document;
        for (let k = digitsFrom; k < MOST_DIGITS; k++) out[at++] = digits[k]!;
        out[at] = 0;
        view.setUint32(at + 1, ID_DOCUMENT_BYTES, true);
        view.setUint32(at + 5, ID_TYPE_AND_NAME);
        out[at + 9] = 0;
        view.setUint32(at + 10, words[3 * slot]!);
        view.setUint32(at + 14, words[3 * slot + 1]!);
        view.setUint32(at + 18, words[3 * slot + 2]!);
        out[at + 22] = 0;
        at += 1 + ID_DOCUMENT_BYTES;
        added += 1;
        let last = MOST_DIGITS - 1;
        while (digits[last] === NINE) digits[last--] = ZERO;
        digits[last]! += 1;
        digitsFrom = Math.min(digitsFrom, last);
      }
      used = at;
      count = added;
      return index;
    },
    elements: () => bytes.subarray(0, used),
  };
}
