import type { IdList, IdSet } from '../../src/proof/id-set.ts';
import { ID_BYTES, sortIds, toHexIds, toIdList } from '../../src/proof/id-set.ts';

/** ObjectIds that are told apart by their last four bytes. */
export function packed(...numbers: readonly number[]): IdList {
  const bytes = new Uint8Array(numbers.length * ID_BYTES);
  const view = new DataView(bytes.buffer);
  numbers.forEach((number, k) => view.setUint32(k * ID_BYTES + 8, number));
  return toIdList(bytes);
}

export const setOf = (...numbers: readonly number[]): IdSet => sortIds(packed(...numbers));

export const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, k) => from + k);

export const numbersOf = (ids: IdList): number[] =>
  toHexIds(ids, Infinity).map((hex) => Number.parseInt(hex.slice(16), 16));

export const ascending = (numbers: Iterable<number>): number[] => [...numbers].sort((a, b) => a - b);
