import { extendOrder } from './order.ts';

/*
 * Documents of which only `_id`, size and checksum are kept. Each insert takes a slot for good: alive at T is born <= T < died,
 * so that the state at any T is there. Instants are versions (`op-times.ts`); `_id`s are three big-endian words.
 */

/** An instant later than every version, at which exactly what lives is alive. */
export const NOW = Number.MAX_VALUE;

/** The checksum of a document that follows the loader's rule without having come over the wire. */
export const BY_RULE = 0;

export interface Columns {
  readonly live: number;
  readonly liveBytes: number;
  /** False when a live document has this `_id`. */
  add(w0: number, w1: number, w2: number, size: number, crc: number, born: number): boolean;
  /** The slot of the document that was alive at `at`, or -1. */
  find(w0: number, w1: number, w2: number, at: number): number;
  isLive(slot: number): boolean;
  remove(slot: number, died: number): void;
  /** Slots that were alive at `at`, by ascending `_id`. */
  ascending(at: number): Int32Array;
  word(slot: number, index: 0 | 1 | 2): number;
  /** Three for each slot; to be read at once, as they move when documents are added. */
  words(): Uint32Array;
  size(slot: number): number;
  crc(slot: number): number;
  /** Goes back to the state just before `cut`; what came later is forgotten, and slots are numbered anew. */
  cutTo(cut: number): void;
}

const FIRST_CAPACITY = 1024;

export function createColumns(): Columns {
  let capacity = FIRST_CAPACITY;
  let words = new Uint32Array(3 * capacity);
  let sizes = new Uint32Array(capacity);
  let crcs = new Uint32Array(capacity);
  let born = new Float64Array(capacity);
  let died = new Float64Array(capacity);
  /** Open addressing, at most half full: slot + 1 of the newest version of each `_id`, or 0. */
  let table = new Int32Array(2 * capacity);
  let order: Int32Array = new Int32Array(0);
  let used = 0;
  let live = 0;
  let liveBytes = 0;

  /** Where the `_id` stands in the table, or the free place where it belongs. */
  function place(w0: number, w1: number, w2: number): number {
    const mask = table.length - 1;
    let hash = Math.imul(w2 ^ Math.imul(w0 ^ Math.imul(w1, 0x9e3779b1), 0x85ebca6b), 0xc2b2ae35);
    hash ^= hash >>> 15;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const slot = table[at]! - 1;
      if (slot < 0) return at;
      if (words[3 * slot + 2] === w2 && words[3 * slot] === w0 && words[3 * slot + 1] === w1) return at;
    }
  }

  const enter = (slot: number): void => {
    table[place(words[3 * slot]!, words[3 * slot + 1]!, words[3 * slot + 2]!)] = slot + 1;
  };

  function grow(): void {
    capacity *= 2;
    const longer = <T extends Uint32Array | Float64Array>(into: T, from: T): T => (into.set(from), into);
    words = longer(new Uint32Array(3 * capacity), words);
    sizes = longer(new Uint32Array(capacity), sizes);
    crcs = longer(new Uint32Array(capacity), crcs);
    born = longer(new Float64Array(capacity), born);
    died = longer(new Float64Array(capacity), died);
    table = new Int32Array(2 * capacity);
    for (let slot = 0; slot < used; slot++) enter(slot);
  }

  function isBefore(a: number, b: number): boolean {
    for (let k = 0; k < 3; k++) {
      const difference = words[3 * a + k]! - words[3 * b + k]!;
      if (difference !== 0) return difference < 0;
    }
    return false;
  }

  const isAlive = (slot: number, at: number): boolean => born[slot]! <= at && at < died[slot]!;

  function toOrder(): Int32Array {
    order = extendOrder(order, used, isBefore);
    return order;
  }

  /** The version of `slot`'s `_id` that was alive at `at`, or -1: equal `_id`s stand beside each other in the order. */
  function findEarlier(slot: number, at: number): number {
    const sorted = toOrder();
    let from = 0;
    for (let to = sorted.length; from < to;) {
      const middle = (from + to) >>> 1;
      if (isBefore(sorted[middle]!, slot)) from = middle + 1;
      else to = middle;
    }
    for (let k = from; k < sorted.length && !isBefore(slot, sorted[k]!); k++) {
      if (isAlive(sorted[k]!, at)) return sorted[k]!;
    }
    return -1;
  }

  function keep(from: number, to: number, cut: number): void {
    words.copyWithin(3 * to, 3 * from, 3 * from + 3);
    sizes[to] = sizes[from]!;
    crcs[to] = crcs[from]!;
    born[to] = born[from]!;
    died[to] = died[from]! < cut ? died[from]! : Infinity;
  }

  return {
    get live() {
      return live;
    },
    get liveBytes() {
      return liveBytes;
    },
    add(w0, w1, w2, size, crc, bornAt) {
      const at = place(w0, w1, w2);
      const known = table[at]! - 1;
      if (known >= 0 && died[known] === Infinity) return false;
      const slot = used;
      words[3 * slot] = w0;
      words[3 * slot + 1] = w1;
      words[3 * slot + 2] = w2;
      sizes[slot] = size;
      crcs[slot] = crc;
      born[slot] = bornAt;
      died[slot] = Infinity;
      table[at] = slot + 1;
      used += 1;
      live += 1;
      liveBytes += size;
      if (used === capacity) grow();
      return true;
    },
    find(w0, w1, w2, at) {
      const newest = table[place(w0, w1, w2)]! - 1;
      if (newest < 0 || isAlive(newest, at)) return newest;
      return born[newest]! > at ? findEarlier(newest, at) : -1;
    },
    isLive: (slot) => died[slot] === Infinity,
    remove(slot, diedAt) {
      died[slot] = diedAt;
      live -= 1;
      liveBytes -= sizes[slot]!;
    },
    ascending(at) {
      const found = new Int32Array(at === NOW ? live : used);
      let next = 0;
      for (const slot of toOrder()) if (isAlive(slot, at)) found[next++] = slot;
      return found.subarray(0, next);
    },
    word: (slot, index) => words[3 * slot + index]!,
    words: () => words,
    size: (slot) => sizes[slot]!,
    crc: (slot) => crcs[slot]!,
    cutTo(cut) {
      let kept = 0;
      live = 0;
      liveBytes = 0;
      for (let slot = 0; slot < used; slot++) {
        if (born[slot]! >= cut) continue;
        keep(slot, kept, cut);
        if (died[kept] === Infinity) {
          live += 1;
          liveBytes += sizes[kept]!;
        }
        kept += 1;
      }
      used = kept;
      order = new Int32Array(0);
      table.fill(0);
      for (let slot = 0; slot < used; slot++) enter(slot);
    },
  };
}
