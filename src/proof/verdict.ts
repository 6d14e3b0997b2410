import { alteredOf, judgeChecks } from './checks.ts';
import type { Findings, ProofCheck, ProofCheckName } from './findings.ts';
import { PROOF_CHECKS } from './findings.ts';
import type { Compared } from './found.ts';
import { compareFound } from './found.ts';
import type { Expected, NotKnown, Uncertain } from './history.ts';
import type { IdList } from './id-set.ts';
import { joinIds, toHexIds } from './id-set.ts';

export { boundaryOf } from './boundary.ts';
export type { Boundary } from './boundary.ts';
export { PROOF_CHECKS } from './findings.ts';
export type { CheckResult, Findings, ProofCheck, ProofCheckName, Seen } from './findings.ts';

/** Why nothing is proved. `sample-unread`: there are documents of ours, and none of them was compared. */
export type NotVerified = NotKnown | Uncertain | 'no-restore' | 'sample-unread';

/** `not-verified`: it cannot be said, and why. Success is never the default. */
export type Verdict =
  | { readonly tag: 'verified'; readonly expected: number; readonly returned: number; readonly stayDeleted: number }
  | {
      readonly tag: 'different';
      readonly expected: number;
      readonly missing: number;
      readonly extra: number;
      readonly altered: number;
      readonly missingIds: readonly string[];
      readonly extraIds: readonly string[];
      readonly alteredIds: readonly string[];
      readonly catalog: readonly ('indexes' | 'options')[];
      readonly hash: boolean;
    }
  | {
      readonly tag: 'not-verified';
      readonly because: NotVerified;
      /** What can be said nevertheless: all `certain` documents are as expected, of the uncertain ones so many are there. */
      readonly claim?: { readonly certain: number; readonly uncertain: number; readonly uncertainThere: number };
    };

/** So many ids of a difference are named. */
const SHOWN_IDS = 20;

const hex = (ids: IdList): readonly string[] => toHexIds(ids, SHOWN_IDS);

/**
 * The verdict, and the checks that it rests on. VERIFIED only when every id equals a known E(T), no check is bad, nobody else
 * wrote, and documents were read. Where some ids are uncertain, or others wrote, the rest is still held to what is expected.
 */
export function judgeFindings(findings: Findings): {
  readonly verdict: Verdict;
  readonly checks: readonly ProofCheck[];
} {
  const compared = compareFound(findings);
  const checks = judgeChecks(findings, compared);
  return { verdict: toVerdict(findings, compared, checks), checks };
}

function toVerdict(findings: Findings, compared: Compared | undefined, checks: readonly ProofCheck[]): Verdict {
  const { expected } = findings;
  if (!expected) return { tag: 'not-verified', because: 'no-restore' };
  if (!compared) return { tag: 'not-verified', because: reasonOf(expected) };
  const results = new Map(checks.map(({ name, result }) => [name, result]));
  const isBad = (name: ProofCheckName): boolean => results.get(name) === 'bad';
  const { ledger, certain, missing, extra, uncertain, uncertainThere } = compared;
  // What others wrote is told by itself: it is no fault of the restore.
  if (PROOF_CHECKS.some((name) => name !== 'others' && isBad(name))) {
    const { altered, unread } = alteredOf(findings);
    return {
      tag: 'different',
      expected: certain.size,
      missing: missing.size,
      extra: extra.size,
      altered: altered.size + unread.size,
      missingIds: hex(missing),
      extraIds: hex(extra),
      alteredIds: hex(joinIds([altered, unread])),
      catalog: (['indexes', 'options'] as const).filter(isBad),
      hash: isBad('hash'),
    };
  }
  const isExact = expected.tag === 'known' && uncertain.size === 0;
  const isRead = results.get('sample') !== 'open';
  if (isExact && isRead) {
    const { returned, stayDeleted } = ledger;
    return { tag: 'verified', expected: certain.size, returned: returned.size, stayDeleted: stayDeleted.size };
  }
  const claim = { certain: certain.size, uncertain: uncertain.size, uncertainThere: uncertainThere.size };
  return { tag: 'not-verified', because: isExact ? 'sample-unread' : reasonOf(expected), claim };
}

/** Why an expectation does not tell everything; a known one falls short only where others wrote. */
const reasonOf = (expected: Expected): NotKnown | Uncertain =>
  expected.tag === 'known' ? 'foreign-writes' : expected.because;
