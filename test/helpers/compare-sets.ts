import type { IdSet } from '../../src/proof/id-set.ts';
import { without } from '../../src/proof/id-set.ts';

/** What of `expected` is missing in `found`, and what `found` has beyond it. Both empty means equal. */
export function compareSets(expected: IdSet, found: IdSet): { readonly missing: IdSet; readonly extra: IdSet } {
  return { missing: without(expected, found), extra: without(found, expected) };
}
