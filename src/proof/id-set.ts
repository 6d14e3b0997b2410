import { BugError } from '../errors.ts';

/** Bytes of one ObjectId. */
export const ID_BYTES = 12;

/** ObjectIds packed one after the other: ascending and without duplicates. */
export interface IdSet {
  readonly bytes: Uint8Array;
  readonly size: number;
}

/** Wraps packed ids that are known to be ascending and distinct, as a scan of the `_id` index returns them. */
export function toIdSet(bytes: Uint8Array): IdSet {
  if (bytes.length % ID_BYTES !== 0) throw new BugError(`${bytes.length} bytes are not a whole number of ObjectIds`);
  return { bytes, size: bytes.length / ID_BYTES };
}

const compareAt = (a: Buffer, ai: number, b: Buffer, bi: number): number =>
  a.compare(b, bi * ID_BYTES, (bi + 1) * ID_BYTES, ai * ID_BYTES, (ai + 1) * ID_BYTES);

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Sorts packed ids and drops duplicates. */
export function sortIds(packed: Uint8Array): IdSet {
  const { size } = toIdSet(packed);
  const from = asBuffer(packed);
  const order = Array.from({ length: size }, (_, k) => k).sort((x, y) => compareAt(from, x, from, y));
  const bytes = Buffer.alloc(packed.length);
  let kept = 0;
  for (const k of order) {
    if (kept > 0 && compareAt(bytes, kept - 1, from, k) === 0) continue;
    from.copy(bytes, kept * ID_BYTES, k * ID_BYTES, (k + 1) * ID_BYTES);
    kept += 1;
  }
  return toIdSet(bytes.subarray(0, kept * ID_BYTES));
}

/** Walks two sets side by side in one pass: each id is reported once, with where it was found. */
function walk(a: IdSet, b: IdSet, visit: (where: 'left' | 'right' | 'both', at: number) => void): void {
  const left = asBuffer(a.bytes);
  const right = asBuffer(b.bytes);
  let x = 0;
  let y = 0;
  while (x < a.size || y < b.size) {
    const order = x === a.size ? 1 : y === b.size ? -1 : compareAt(left, x, right, y);
    visit(order < 0 ? 'left' : order > 0 ? 'right' : 'both', order > 0 ? y : x);
    if (order <= 0) x += 1;
    if (order >= 0) y += 1;
  }
}

const sliceAt = (set: IdSet, at: number): Uint8Array => set.bytes.subarray(at * ID_BYTES, (at + 1) * ID_BYTES);

/** Everything of `a` that is not in `b`. */
export function without(a: IdSet, b: IdSet): IdSet {
  if (b.size === 0) return a;
  const bytes = new Uint8Array(a.bytes.length);
  let kept = 0;
  walk(a, b, (where, at) => {
    if (where !== 'left') return;
    bytes.set(sliceAt(a, at), kept * ID_BYTES);
    kept += 1;
  });
  return toIdSet(bytes.subarray(0, kept * ID_BYTES));
}

/** What of `expected` is missing in `found`, and what `found` has beyond it. Both empty means equal. */
export function compareSets(expected: IdSet, found: IdSet): { readonly missing: IdSet; readonly extra: IdSet } {
  return { missing: without(expected, found), extra: without(found, expected) };
}

/** Hexadecimal forms of the first `limit` ids. */
export function toHexIds(set: IdSet, limit: number): string[] {
  return Array.from({ length: Math.min(limit, set.size) }, (_, k) => Buffer.from(sliceAt(set, k)).toString('hex'));
}

/**
 * A fingerprint that does not depend on the order of the ids: two sums of mixed words, as 16 hexadecimal digits. For telling
 * at a glance whether two sets differ; equality is decided by `compareSets`.
 */
export function fingerprint({ bytes, size }: IdSet): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let one = 0;
  let two = 0;
  for (let k = 0; k < size; k++) {
    let hash = Math.imul(view.getUint32(k * ID_BYTES) ^ 0x9e3779b9, 0x165667b1);
    hash = Math.imul(hash ^ view.getUint32(k * ID_BYTES + 4), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15) ^ view.getUint32(k * ID_BYTES + 8), 0xc2b2ae35);
    hash ^= hash >>> 13;
    one = (one + hash) >>> 0;
    two = (two + Math.imul(hash ^ (hash >>> 16), 0x27d4eb2f)) >>> 0;
  }
  return [one, two].map((word) => word.toString(16).padStart(8, '0')).join('');
}
