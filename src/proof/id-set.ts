import type { IdList } from './id-list.ts';
import { ID_BYTES, OBJECT_ID_TYPE, endOf, joinIds, pickIds, startOf, toIdList, viewOf, widened } from './id-list.ts';
import { comparator, isAscending, orderOf } from './id-order.ts';

export type { IdList } from './id-list.ts';
export { ID_BYTES, OBJECT_ID_TYPE, idAt, joinIds, pickIds, toAnyIdList, toHexIds, toIdList } from './id-list.ts';

/** Ascending, byte by byte, and without duplicates. */
export interface IdSet extends IdList {
  readonly sorted: true;
}

/** Wraps packed ObjectIds that are known to be ascending and distinct, as a scan of the `_id` index returns them. */
export const toIdSet = (bytes: Uint8Array): IdSet => ({ ...toIdList(bytes), sorted: true });

export const NO_IDS: IdSet = toIdSet(new Uint8Array(0));

/** Sorts ids and drops duplicates. */
export function sortIds(given: IdList | Uint8Array): IdSet {
  const list = given instanceof Uint8Array ? toIdList(given) : given;
  const compare = comparator(list, list);
  if (isAscending(list, compare)) return { ...list, sorted: true };
  const order = orderOf(list, compare);
  let kept = 0;
  for (let k = 0; k < order.length; k++) {
    if (kept === 0 || compare(order[kept - 1]!, order[k]!) !== 0) order[kept++] = order[k]!;
  }
  return { ...pickIds(list, order.subarray(0, kept)), sorted: true };
}

/** Both in one form. */
function alike(a: IdSet, b: IdSet): readonly [IdSet, IdSet] {
  return (a.ends === undefined) === (b.ends === undefined) ? [a, b] : [widened(a), widened(b)];
}

/** Ids of `a` of which `b` has them, or has them not. One pass over both. */
function chosen(a: IdSet, b: IdSet, inBoth: boolean): IdSet {
  const [left, right] = alike(a, b);
  const compare = comparator(left, right);
  const numbers = new Uint32Array(left.size);
  let kept = 0;
  let y = 0;
  for (let x = 0; x < left.size; x++) {
    let order = 1;
    while (y < right.size && (order = compare(x, y)) > 0) y += 1;
    if ((order === 0) === inBoth) numbers[kept++] = x;
    if (order === 0) y += 1;
  }
  return kept === left.size ? a : { ...pickIds(left, numbers.subarray(0, kept)), sorted: true };
}

/** Everything of `a` that is not in `b`. */
export const without = (a: IdSet, b: IdSet): IdSet => (b.size === 0 || a.size === 0 ? a : chosen(a, b, false));

/** What `a` and `b` have in common. */
export const common = (a: IdSet, b: IdSet): IdSet => (b.size === 0 || a.size === 0 ? NO_IDS : chosen(a, b, true));

/** Everything that is in one of them or in both. */
export const union = (a: IdSet, b: IdSet): IdSet => (a.size === 0 ? b : b.size === 0 ? a : sortIds(joinIds([a, b])));

/** Mixes three words into one. */
function mix(one: number, two: number, three: number): number {
  let hash = Math.imul(one ^ 0x9e3779b9, 0x165667b1);
  hash = Math.imul(hash ^ two, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15) ^ three, 0xc2b2ae35);
  return hash ^ (hash >>> 13);
}

/** Mixes an id: the words of an ObjectId, or of any other the type and two checksums. */
function mixerOf(list: IdList): (k: number) => number {
  const view = viewOf(list);
  const mixObjectId = (at: number): number => mix(view.getUint32(at), view.getUint32(at + 4), view.getUint32(at + 8));
  if (!list.ends) return (k) => mixObjectId(k * ID_BYTES);
  const { bytes } = list;
  return (k) => {
    const start = startOf(list, k);
    const end = endOf(list, k);
    if (bytes[start] === OBJECT_ID_TYPE) return mixObjectId(start + 1);
    let one = 0x811c9dc5;
    let two = end - start;
    for (let at = start; at < end; at++) {
      one = Math.imul(one ^ bytes[at]!, 0x01000193);
      two = (Math.imul(two, 31) + bytes[at]!) >>> 0;
    }
    return mix(bytes[start]!, one, two);
  };
}

/**
 * A fingerprint that does not depend on the order of the ids: two sums of mixed words, as 16 hexadecimal digits. For telling
 * at a glance whether two sets differ; equality is decided by the ids themselves.
 */
export function fingerprint(list: IdList): string {
  const hashAt = mixerOf(list);
  let one = 0;
  let two = 0;
  for (let k = 0; k < list.size; k++) {
    const hash = hashAt(k);
    one = (one + hash) >>> 0;
    two = (two + Math.imul(hash ^ (hash >>> 16), 0x27d4eb2f)) >>> 0;
  }
  return [one, two].map((word) => word.toString(16).padStart(8, '0')).join('');
}
