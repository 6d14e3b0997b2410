import type { Findings } from './findings.ts';
import type { Ledger } from './history.ts';
import type { IdSet } from './id-set.ts';
import { common, NO_IDS, union, without } from './id-set.ts';

/** How what was found compares with what is expected, apart from the ids of which nobody can say whether they should be there. */
export interface Compared {
  readonly ledger: Ledger;
  /** Expected for certain. */
  readonly certain: IdSet;
  readonly missing: IdSet;
  readonly extra: IdSet;
  /** Inserted or removed by others, or left uncertain by the ledger. */
  readonly uncertain: IdSet;
  readonly uncertainThere: IdSet;
}

/** What others inserted or removed: none of it is held against the restore. */
export const touchedBy = ({ others }: Findings): IdSet => union(others.inserted, others.removed);

/** Undefined where there is nothing to compare with. */
export function compareFound(findings: Findings): Compared | undefined {
  const { expected, found } = findings;
  const ledger = expected?.tag !== 'not-known' ? expected : 'ledger' in expected ? expected.ledger : undefined;
  if (!ledger) return undefined;
  const touched = touchedBy(findings);
  const uncertain = ledger.tag === 'known' ? touched : union(ledger.uncertain, touched);
  const certain = without(ledger.tag === 'known' ? ledger.ids : ledger.certain, touched);
  return {
    ledger,
    certain,
    missing: without(certain, found),
    extra: without(without(found, certain), uncertain),
    uncertain,
    uncertainThere: uncertain.size === 0 ? NO_IDS : common(uncertain, found),
  };
}
