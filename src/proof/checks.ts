import type { CollectionShape } from './facts.ts';
import type { CheckResult, Findings, ProofCheck, ProofCheckName, Seen, SeenBatch, Unseen } from './findings.ts';
import { PROOF_CHECKS } from './findings.ts';
import type { Compared } from './found.ts';
import { touchedBy } from './found.ts';
import type { IdList } from './id-set.ts';
import { common, joinIds, sortIds, toHexIds, without } from './id-set.ts';
import type { OpTime } from './op-time.ts';

/** So many ids are named by a check. */
const SHOWN_IDS = 20;

type Judged<C extends ProofCheckName> = { readonly result: CheckResult; readonly seen: Seen[C] };

interface Unsaid {
  readonly result: 'open' | 'skipped';
  readonly seen: Unseen;
}
const open = (because: Unseen['because'], why?: string): Unsaid => ({
  result: 'open',
  seen: { because, ...(why === undefined ? {} : { why }) },
});
const skipped = (because: Unseen['because']): Unsaid => ({ result: 'skipped', seen: { because } });
const goodIf = (isGood: boolean): CheckResult => (isGood ? 'good' : 'bad');

/** Each check by itself, in one table: what it is given, and what it makes of it. */
const CHECKS: { readonly [C in ProofCheckName]: (findings: Findings, compared: Compared | undefined) => Judged<C> } = {
  ids({ expected, found }, compared) {
    if (!expected) return skipped('no-restore');
    if (!compared) return open(expected.tag === 'not-known' ? expected.because : 'not-certain');
    const { certain, missing, extra, uncertain, uncertainThere } = compared;
    const isExact = expected.tag === 'known' && uncertain.size === 0;
    return {
      result: missing.size + extra.size > 0 ? 'bad' : isExact ? 'good' : 'open',
      seen: {
        expected: certain.size,
        found: found.size,
        missing: missing.size,
        extra: extra.size,
        uncertain: uncertain.size,
        uncertainThere: uncertainThere.size,
      },
    };
  },
  'last-deleted-before'(findings, compared) {
    const batch = findings.boundary?.lastBefore;
    return batch ? judgeBatch(findings, compared, { ...batch, wanted: 'absent' }) : noBatch(findings);
  },
  'first-deleted-after'(findings, compared) {
    const batch = findings.boundary?.firstAfter;
    return batch
      ? judgeBatch(findings, compared, { ids: batch.ids, at: batch.after, wanted: 'present' })
      : noBatch(findings);
  },
  sample(findings) {
    const { expected, found, sample } = findings;
    if (!expected) return skipped('no-restore');
    const wrong = alteredOf(findings);
    if (wrong.altered.size + wrong.unread.size > 0 || sample.compared > 0) {
      return {
        result: goodIf(wrong.altered.size + wrong.unread.size === 0),
        seen: {
          compared: sample.compared,
          altered: wrong.altered.size,
          unread: wrong.unread.size,
          notOurs: sample.notOurs,
          ids: toHexIds(joinIds([wrong.altered, wrong.unread]), SHOWN_IDS),
        },
      };
    }
    return found.size === 0 || sample.notOurs > 0 ? skipped('nothing-of-ours') : open('not-sampled');
  },
  indexes({ expected, shape: { before, after } }) {
    if (!expected) return skipped('no-restore');
    return before ? judgeIndexes(before, after) : open('not-read-before');
  },
  options({ expected, shape: { before, after } }) {
    if (!expected) return skipped('no-restore');
    if (!before) return open('not-read-before');
    return {
      result: goodIf(before.options === after.options),
      seen: { before: before.options, after: after.options },
    };
  },
  hash({ expected, hash: { before, after, why } }, compared) {
    if (!expected) return skipped('no-restore');
    if (!compared) return skipped(expected.tag === 'not-known' ? expected.because : 'not-certain');
    // The hash of a baseline is that of E(T) only if nothing was deleted in between.
    if (compared.ledger.stayDeleted.size > 0) return skipped('deleted-before-point');
    if (before === undefined) return why === undefined ? skipped('not-read-before') : open('not-read-before', why);
    if (after === undefined) return open('not-read-after', why);
    if (before === after) return { result: 'good', seen: { before, after } };
    const isExact = expected.tag === 'known' && compared.uncertain.size === 0;
    return isExact ? { result: 'bad', seen: { before, after } } : open('not-certain');
  },
  others({ others: { inserted, removed } }) {
    return {
      result: goodIf(inserted.size + removed.size === 0),
      seen: {
        inserted: inserted.size,
        removed: removed.size,
        insertedIds: toHexIds(inserted, SHOWN_IDS),
        removedIds: toHexIds(removed, SHOWN_IDS),
      },
    };
  },
};

/** Of the sample, what is not as it was written: altered, or not to be read although its `_id` is there. */
export function alteredOf(findings: Findings): { readonly altered: IdList; readonly unread: IdList } {
  const { found, sample } = findings;
  const touched = touchedBy(findings);
  const altered = without(sortIds(sample.altered), touched);
  return { altered, unread: without(without(common(sortIds(sample.unread), found), touched), altered) };
}

function noBatch({ expected }: Findings): Unsaid {
  if (!expected) return skipped('no-restore');
  return skipped(expected.tag === 'not-known' ? expected.because : 'nothing-deleted');
}

interface Batch {
  readonly ids: IdList;
  readonly at: OpTime;
  readonly wanted: 'absent' | 'present';
}

function judgeBatch(
  findings: Findings,
  compared: Compared | undefined,
  { ids: given, at, wanted }: Batch,
): Unsaid | { readonly result: CheckResult; readonly seen: SeenBatch } {
  const ids = without(sortIds(given), compared?.uncertain ?? touchedBy(findings));
  if (ids.size === 0) return open('not-certain');
  const there = common(ids, findings.found).size;
  const seen = { of: ids.size, there, ids: toHexIds(ids, SHOWN_IDS), at };
  return { result: goodIf(there === (wanted === 'absent' ? 0 : ids.size)), seen };
}

function judgeIndexes(before: CollectionShape, after: CollectionShape): Judged<'indexes'> {
  const textOf = ({ indexes }: CollectionShape) => new Map(indexes.map(({ name, text }) => [name, text]));
  const [was, is] = [textOf(before), textOf(after)];
  const missing = [...was.keys()].filter((name) => !is.has(name));
  const extra = [...is.keys()].filter((name) => !was.has(name));
  const altered = [...was].filter(([name, text]) => is.has(name) && is.get(name) !== text).map(([name]) => name);
  const isGood = missing.length + extra.length + altered.length === 0;
  return { result: goodIf(isGood), seen: { count: is.size, missing, extra, altered } };
}

/** All checks, in the order in which they are named. */
export function judgeChecks(findings: Findings, compared: Compared | undefined): readonly ProofCheck[] {
  return PROOF_CHECKS.map(
    (name) => ({ name, ...CHECKS[name](findings, compared), tookMs: findings.tookMs[name] ?? 0 }) as ProofCheck,
  );
}
