import type { IdList, IdSet } from './id-set.ts';
import { pickIds, sortIds } from './id-set.ts';

/** A stream of 32-bit numbers that a seed determines (mulberry32): for choosing, not for secrets. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** Draws ids without repeats, in an order that the seed determines; each call goes on where the last one ended. */
export interface Draw {
  readonly left: number;
  /** `count` ids, or as many as are left. */
  take(count: number): IdList;
}

/** A Fisher-Yates shuffle, made only as far as ids are taken. */
export function createDraw(ids: IdSet, seed: number): Draw {
  const random = createRandom(seed);
  const order = Uint32Array.from({ length: ids.size }, (_, k) => k);
  let taken = 0;
  return {
    get left() {
      return ids.size - taken;
    },
    take(count) {
      const size = Math.min(count, ids.size - taken);
      for (let k = 0; k < size; k++, taken++) {
        const other = taken + Math.floor((random() / 2 ** 32) * (ids.size - taken));
        const picked = order[other]!;
        order[other] = order[taken]!;
        order[taken] = picked;
      }
      return pickIds(ids, order.subarray(taken - size, taken));
    },
  };
}

/** `size` of the ids, or all where there are no more: a sample that the seed alone determines. */
export const sampleOf = (ids: IdSet, size: number, seed: number): IdSet => sortIds(createDraw(ids, seed).take(size));
