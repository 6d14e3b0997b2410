import { BugError } from '../errors.ts';

/** Bytes of one ObjectId. */
export const ID_BYTES = 12;

/**
 * Many `_id`s one after the other. Without `ends` all are ObjectIds, of which only the 12 bytes are kept; with it any type may
 * be among them: each is its BSON type byte and then its value, and `ends` tells where each ends (https://bsonspec.org/spec.html).
 */
export interface IdList {
  readonly bytes: Uint8Array;
  readonly size: number;
  readonly ends?: Uint32Array;
}

/** Ascending, byte by byte, and without duplicates. */
export interface IdSet extends IdList {
  readonly sorted: true;
}

/** BSON type of an ObjectId. */
export const OBJECT_ID_TYPE = 0x07;

/** Wraps packed ObjectIds, in whatever order. */
export function toIdList(bytes: Uint8Array): IdList {
  if (bytes.length % ID_BYTES !== 0) throw new BugError(`${bytes.length} bytes are not a whole number of ObjectIds`);
  return { bytes, size: bytes.length / ID_BYTES };
}

/** Wraps packed ObjectIds that are known to be ascending and distinct, as a scan of the `_id` index returns them. */
export const toIdSet = (bytes: Uint8Array): IdSet => ({ ...toIdList(bytes), sorted: true });

export const NO_IDS: IdSet = toIdSet(new Uint8Array(0));

/** Where the id numbered `k` begins and ends. */
const startOf = ({ ends }: IdList, k: number): number => (ends ? (k === 0 ? 0 : ends[k - 1]!) : k * ID_BYTES);
const endOf = ({ ends }: IdList, k: number): number => (ends ? ends[k]! : (k + 1) * ID_BYTES);

/** A view of one id: 12 bytes, or a type byte and a value. */
export const idAt = (list: IdList, k: number): Uint8Array => list.bytes.subarray(startOf(list, k), endOf(list, k));

/** A list of the ids of any type that are given as type byte and value; of ObjectIds alone it makes the short form. */
export function toAnyIdList(ids: readonly Uint8Array[]): IdList {
  if (ids.every((id) => id[0] === OBJECT_ID_TYPE && id.length === ID_BYTES + 1)) {
    return toIdList(Buffer.concat(ids.map((id) => id.subarray(1))));
  }
  const ends = new Uint32Array(ids.length);
  let end = 0;
  ids.forEach((id, k) => {
    end += id.length;
    ends[k] = end;
  });
  return { bytes: Buffer.concat(ids), size: ids.length, ends };
}

/** The same ids, each with its type byte. */
function widened<T extends IdList>(list: T): T {
  if (list.ends) return list;
  const stride = ID_BYTES + 1;
  const bytes = new Uint8Array(list.size * stride);
  for (let k = 0; k < list.size; k++) {
    bytes[k * stride] = OBJECT_ID_TYPE;
    bytes.set(idAt(list, k), k * stride + 1);
  }
  return { ...list, bytes, ends: Uint32Array.from({ length: list.size }, (_, k) => (k + 1) * stride) };
}

/** Both in one form. */
function alike(a: IdSet, b: IdSet): readonly [IdSet, IdSet] {
  return (a.ends === undefined) === (b.ends === undefined) || a.size === 0 || b.size === 0
    ? [a, b]
    : [widened(a), widened(b)];
}

export function joinIds(lists: readonly IdList[]): IdList {
  const filled = lists.filter(({ size }) => size > 0);
  if (filled.every(({ ends }) => !ends)) return toIdList(Buffer.concat(filled.map(({ bytes }) => bytes)));
  return toAnyIdList(
    filled.map((list) => widened(list)).flatMap((list) => Array.from({ length: list.size }, (_, k) => idAt(list, k))),
  );
}

const viewOf = ({ bytes }: IdList): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Some of the ids, by their numbers. */
export function pickIds(list: IdList, numbers: Uint32Array): IdList {
  if (list.ends) return toAnyIdList(Array.from(numbers, (k) => idAt(list, k)));
  const bytes = new Uint8Array(numbers.length * ID_BYTES);
  const from = viewOf(list);
  const into = new DataView(bytes.buffer);
  // Word by word: a view made for each of half a million ids would cost more than all the rest.
  numbers.forEach((k, at) => {
    for (let byte = 0; byte < ID_BYTES; byte += 4)
      into.setUint32(at * ID_BYTES + byte, from.getUint32(k * ID_BYTES + byte));
  });
  return toIdList(bytes);
}

type Compare = (x: number, y: number) => number;

/** Compares the `x`th id of `a` with the `y`th of `b`. Three words at a time where both are ObjectIds: half a million take milliseconds. */
function comparator(a: IdList, b: IdList): Compare {
  if (a.ends || b.ends) return (x, y) => Buffer.compare(idAt(a, x), idAt(b, y));
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

/** Sorts ids and drops duplicates. */
export function sortIds(given: IdList | Uint8Array): IdSet {
  const list = given instanceof Uint8Array ? toIdList(given) : given;
  const compare = comparator(list, list);
  const order = Uint32Array.from({ length: list.size }, (_, k) => k).sort(compare);
  const kept = order.filter((k, at) => at === 0 || compare(order[at - 1]!, k) !== 0);
  return { ...pickIds(list, kept), sorted: true };
}

/** Walks two sets side by side in one pass: each id is reported once, with where it was found. */
function walk(a: IdSet, b: IdSet, visit: (where: 'left' | 'right' | 'both', at: number) => void): void {
  const compare = comparator(a, b);
  let x = 0;
  let y = 0;
  while (x < a.size || y < b.size) {
    const order = x === a.size ? 1 : y === b.size ? -1 : compare(x, y);
    visit(order < 0 ? 'left' : order > 0 ? 'right' : 'both', order > 0 ? y : x);
    if (order <= 0) x += 1;
    if (order >= 0) y += 1;
  }
}

/** Ids of `a` of which `b` has them, or has them not. */
function chosen(a: IdSet, b: IdSet, wanted: 'left' | 'both'): IdSet {
  const [left, right] = alike(a, b);
  const numbers = new Uint32Array(left.size);
  let kept = 0;
  walk(left, right, (where, at) => {
    if (where === wanted) numbers[kept++] = at;
  });
  return kept === left.size ? a : { ...pickIds(left, numbers.subarray(0, kept)), sorted: true };
}

/** Everything of `a` that is not in `b`. */
export const without = (a: IdSet, b: IdSet): IdSet => (b.size === 0 || a.size === 0 ? a : chosen(a, b, 'left'));

/** What `a` and `b` have in common. */
export const common = (a: IdSet, b: IdSet): IdSet => (b.size === 0 || a.size === 0 ? NO_IDS : chosen(a, b, 'both'));

/** Everything that is in one of them or in both. */
export const union = (a: IdSet, b: IdSet): IdSet => (a.size === 0 ? b : b.size === 0 ? a : sortIds(joinIds([a, b])));

/** What of `expected` is missing in `found`, and what `found` has beyond it. Both empty means equal. */
export function compareSets(expected: IdSet, found: IdSet): { readonly missing: IdSet; readonly extra: IdSet } {
  return { missing: without(expected, found), extra: without(found, expected) };
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

/** The three words that an id is mixed by: those of an ObjectId, or of any other id its checksums. */
function wordsOf(list: IdList): (k: number) => readonly [number, number, number] {
  const view = viewOf(list);
  if (!list.ends) return (k) => [view.getUint32(k * 12), view.getUint32(k * 12 + 4), view.getUint32(k * 12 + 8)];
  return (k) => {
    const id = idAt(list, k);
    if (id[0] === OBJECT_ID_TYPE) {
      const at = startOf(list, k) + 1;
      return [view.getUint32(at), view.getUint32(at + 4), view.getUint32(at + 8)];
    }
    let [one, two] = [0x811c9dc5, id.length];
    for (const byte of id) {
      one = Math.imul(one ^ byte, 0x01000193);
      two = (Math.imul(two, 31) + byte) >>> 0;
    }
    return [id[0]!, one >>> 0, two];
  };
}

/**
 * A fingerprint that does not depend on the order of the ids: two sums of mixed words, as 16 hexadecimal digits. For telling
 * at a glance whether two sets differ; equality is decided by `compareSets`.
 */
export function fingerprint(list: IdList): string {
  const wordsAt = wordsOf(list);
  let one = 0;
  let two = 0;
  for (let k = 0; k < list.size; k++) {
    const words = wordsAt(k);
    let hash = Math.imul(words[0] ^ 0x9e3779b9, 0x165667b1);
    hash = Math.imul(hash ^ words[1], 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15) ^ words[2], 0xc2b2ae35);
    hash ^= hash >>> 13;
    one = (one + hash) >>> 0;
    two = (two + Math.imul(hash ^ (hash >>> 16), 0x27d4eb2f)) >>> 0;
  }
  return [one, two].map((word) => word.toString(16).padStart(8, '0')).join('');
}
