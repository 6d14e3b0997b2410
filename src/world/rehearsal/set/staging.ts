import { crc32 } from 'node:zlib';
import { ObjectId, serialize } from 'bson';
import { findId, MalformedError, TYPE } from './bson-walk.ts';
import { BY_RULE } from './columns.ts';

/** `maxWriteBatchSize` of a real server. */
export const MAX_BATCH = 100_000;

/** Larger documents with an ObjectId are kept as a size and a checksum. */
const LARGE_BYTES = 4096;
/** Below this, there would be no room for a filler document. */
const SMALLEST_COLUMN_BYTES = 64;

/**
 * The documents of one insert message, noted while its bytes stream by: nothing is applied before the message is complete, so
 * that a cut connection leaves nothing behind. Buffers are reused from message to message.
 */
export interface Staged {
  readonly count: number;
  readonly bytes: number;
  /** Takes note of the document `bytes[start..end)`, whose length is known to be right. */
  note(bytes: Buffer, start: number, end: number): void;
  word(k: number, index: 0 | 1 | 2): number;
  size(k: number): number;
  crc(k: number): number;
  /** The document itself, where it is kept whole. */
  whole(k: number): Buffer | undefined;
  clear(): void;
}

/** A document without `_id` gets one, as a real server does it: in front. */
function withId(bytes: Buffer): Buffer {
  const id = Buffer.from(serialize({ _id: new ObjectId() }));
  const joined = Buffer.concat([id.subarray(0, -1), bytes.subarray(4)]);
  joined.writeInt32LE(joined.length, 0);
  return joined;
}

/** `isKnown` tells by the first two words of an `_id` whether the document can be rebuilt, however small it is. */
export function createStaged(isKnown: (w0: number, w1: number) => boolean): Staged {
  let capacity = 1024;
  let words = new Uint32Array(3 * capacity);
  let sizes = new Uint32Array(capacity);
  let crcs = new Uint32Array(capacity);
  const whole = new Map<number, Buffer>();
  let count = 0;
  let total = 0;

  function grow(): void {
    if (count >= MAX_BATCH) throw new MalformedError(`A write batch holds at most ${MAX_BATCH} documents`);
    capacity *= 2;
    const longer = (from: Uint32Array, length: number): Uint32Array<ArrayBuffer> => {
      const into = new Uint32Array(length);
      into.set(from);
      return into;
    };
    words = longer(words, 3 * capacity);
    sizes = longer(sizes, capacity);
    crcs = longer(crcs, capacity);
  }

  function note(bytes: Buffer, start: number, end: number): void {
    const idAt = findId(bytes, start, end);
    if (idAt < 0) {
      const named = withId(bytes.subarray(start, end));
      return note(named, 0, named.length);
    }
    if (count === capacity) grow();
    const size = end - start;
    total += size;
    sizes[count] = size;
    if (bytes[idAt] === TYPE.objectId && size >= SMALLEST_COLUMN_BYTES) {
      const w0 = bytes.readUInt32BE(idAt + 5);
      const w1 = bytes.readUInt32BE(idAt + 9);
      if (size >= LARGE_BYTES || isKnown(w0, w1)) {
        words[3 * count] = w0;
        words[3 * count + 1] = w1;
        words[3 * count + 2] = bytes.readUInt32BE(idAt + 13);
        // The one checksum that means something else: such a document will be served as filler.
        crcs[count] = crc32(bytes.subarray(start, end)) || BY_RULE + 1;
        count += 1;
        return undefined;
      }
    }
    whole.set(count, Buffer.from(bytes.subarray(start, end)));
    count += 1;
    return undefined;
  }

  return {
    get count() {
      return count;
    },
    get bytes() {
      return total;
    },
    note,
    word: (k, index) => words[3 * k + index]!,
    size: (k) => sizes[k]!,
    crc: (k) => crcs[k]!,
    whole: (k) => whole.get(k),
    clear() {
      count = 0;
      total = 0;
      whole.clear();
    },
  };
}
