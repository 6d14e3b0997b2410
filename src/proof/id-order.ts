import type { IdList } from './id-list.ts';
import { endOf, ID_BYTES, startOf, viewOf } from './id-list.ts';

/*
 * The order that sets of ids are kept in: by their bytes, those of the type first. It is ours alone; a server compares numbers
 * of different types by value, and strings without their length.
 */

type Compare = (x: number, y: number) => number;

/** Compares the `x`th id of `a` with the `y`th of `b`, both in one form. Three words at a time where they are ObjectIds. */
export function comparator(a: IdList, b: IdList): Compare {
  if (a.ends || b.ends) return compareAny(a, b);
  const left = viewOf(a);
  const right = viewOf(b);
  return (x, y) => {
    for (let k = 0; k < ID_BYTES; k += 4) {
      const difference = left.getUint32(x * ID_BYTES + k) - right.getUint32(y * ID_BYTES + k);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

/** Without a view of each: millions of comparisons would make as many objects. */
function compareAny(a: IdList, b: IdList): Compare {
  return (x, y) => {
    const left = startOf(a, x);
    const right = startOf(b, y);
    const lengths = endOf(a, x) - left - (endOf(b, y) - right);
    const shorter = lengths < 0 ? endOf(a, x) - left : endOf(b, y) - right;
    for (let k = 0; k < shorter; k++) {
      const difference = a.bytes[left + k]! - b.bytes[right + k]!;
      if (difference !== 0) return difference;
    }
    return lengths;
  };
}

export function isAscending(list: IdList, compare: Compare): boolean {
  for (let k = 1; k < list.size; k++) if (compare(k - 1, k) >= 0) return false;
  return true;
}

/** 0 to `size`, exclusive. */
function toNumbers(size: number): Uint32Array<ArrayBuffer> {
  const numbers = new Uint32Array(size);
  for (let k = 0; k < size; k++) numbers[k] = k;
  return numbers;
}

const DIGITS = 256;

/** How often each value is found at each of the twelve bytes. */
function countBytes({ bytes, size }: IdList): Uint32Array {
  const counts = new Uint32Array(ID_BYTES * DIGITS);
  for (let k = 0; k < size; k++) {
    const at = k * ID_BYTES;
    for (let byte = 0; byte < ID_BYTES; byte++) counts[byte * DIGITS + bytes[at + byte]!]! += 1;
  }
  return counts;
}

/**
 * The numbers of ObjectIds in ascending order, by a radix sort over the bytes that differ: half a million ids of one load have
 * three of those, and take a tenth of what comparing them does.
 */
function sortObjectIds(list: IdList): Uint32Array {
  const { bytes, size } = list;
  const counts = countBytes(list);
  let order = toNumbers(size);
  let sorted = new Uint32Array(size);
  for (let byte = ID_BYTES - 1; byte >= 0; byte--) {
    const places = counts.subarray(byte * DIGITS, (byte + 1) * DIGITS);
    if (places[bytes[byte]!] === size) continue;
    let place = 0;
    for (let digit = 0; digit < DIGITS; digit++) {
      const count = places[digit]!;
      places[digit] = place;
      place += count;
    }
    for (let k = 0; k < size; k++) {
      const id = order[k]!;
      const digit = bytes[id * ID_BYTES + byte]!;
      sorted[places[digit]!] = id;
      places[digit]! += 1;
    }
    [order, sorted] = [sorted, order];
  }
  return order;
}

/** The numbers of the ids in ascending order, those that are equal beside each other. */
export function orderOf(list: IdList, compare: Compare): Uint32Array {
  return list.ends ? toNumbers(list.size).sort(compare) : sortObjectIds(list);
}
