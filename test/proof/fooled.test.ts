import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NO_IDS } from '../../src/proof/id-set.ts';
import type { Findings } from '../../src/proof/verdict.ts';
import { judgeFindings, PROOF_CHECKS } from '../../src/proof/verdict.ts';
import { packed, range, setOf } from './ids.ts';
import type { Restore } from './restores.ts';
import { restoreTo, SHAPE } from './restores.ts';

const SEED = 20_261_124;

const anyRestore = fc
  .record({ documents: fc.integer({ min: 2, max: 40 }), seed: fc.nat(), part: fc.nat(100), upTo: fc.nat(100) })
  .map(({ documents, seed, part, upTo }) => {
    const order = range(0, documents).sort((a, b) => ((a * 7919 + seed) % 101) - ((b * 7919 + seed) % 101));
    const deleted = order.slice(0, Math.max(1, Math.floor(((documents - 1) * part) / 100)));
    return restoreTo(documents, deleted, upTo % (deleted.length + 1));
  });

/**
 * Ways in which what is found differs from what is expected; undefined where a way does not fit the case. A stale fast count is
 * not among them: it is no finding, so it can fool nobody.
 */
const MUTATIONS: Record<string, (restore: Restore, k: number) => Partial<Findings> | undefined> = {
  'one is missing': ({ there }, k) => ({ found: setOf(...there.filter((_, n) => n !== k % there.length)) }),
  'one is extra, never seen': ({ there }, k) => ({ found: setOf(...there, 1000 + k) }),
  'one that was deleted before is back': ({ there, gone }, k) =>
    gone.length > 0 ? { found: setOf(...there, gone[k % gone.length]!) } : undefined,
  'one is swapped for another, the count kept': ({ there }, k) => ({
    found: setOf(...there.filter((_, n) => n !== k % there.length), 1000 + k),
  }),
  'one that was deleted stands in for one that was not': ({ there, gone }, k) =>
    gone.length > 0
      ? { found: setOf(...there.filter((_, n) => n !== k % there.length), gone[k % gone.length]!) }
      : undefined,
  'the count is right, of another show': ({ there }, k) => ({ found: setOf(...there.map((id) => id + 500 + k)) }),
  'one entry of the oplog too few or too many': ({ offByOne }, k) => ({
    found: setOf(...offByOne[k % offByOne.length]!),
  }),
  'nothing is there': () => ({ found: NO_IDS }),
  'nothing was put back, or nothing deleted again': ({ documents, there }) =>
    there.length < documents ? { found: setOf(...range(0, documents)) } : undefined,
  'one byte of a sampled document is altered': ({ findings, there }, k) => ({
    sample: { ...findings.sample, altered: packed(there[k % there.length]!) },
  }),
  'a sampled document cannot be read': ({ findings, there }, k) => ({
    sample: { ...findings.sample, unread: packed(there[k % there.length]!) },
  }),
  'nothing was sampled': ({ findings }) => ({ sample: { ...findings.sample, compared: 0 } }),
  'an index is missing': () => ({ shape: { before: SHAPE, after: { ...SHAPE, indexes: SHAPE.indexes.slice(1) } } }),
  'an index is new': () => ({
    shape: { before: SHAPE, after: { ...SHAPE, indexes: [...SHAPE.indexes, { name: 'x', text: 'x' }] } },
  }),
  'an index has another definition': () => ({
    shape: {
      before: SHAPE,
      after: { ...SHAPE, indexes: SHAPE.indexes.map(({ name }) => ({ name, text: 'other' })) },
    },
  }),
  'the options differ': () => ({ shape: { before: SHAPE, after: { ...SHAPE, options: '{"capped":true}' } } }),
  'the hash differs': ({ gone }) => (gone.length === 0 ? { hash: { before: 'abc', after: 'abd' } } : undefined),
  'others inserted one': ({ there }, k) => ({
    found: setOf(...there, 1000 + k),
    others: { inserted: setOf(1000 + k), removed: NO_IDS },
  }),
  'others inserted one that the restore undid': (_, k) => ({
    others: { inserted: setOf(1000 + k), removed: NO_IDS },
  }),
  'others removed one': ({ there }, k) => {
    const one = there[k % there.length]!;
    return { found: setOf(...there.filter((id) => id !== one)), others: { inserted: NO_IDS, removed: setOf(one) } };
  },
  'nothing was restored': () => ({ expected: undefined }),
  'nobody knows what to expect': () => ({ expected: { tag: 'not-known', because: 'no-baseline' } }),
  'one is not certain': ({ findings, there }, k) => {
    const { expected } = findings;
    if (expected?.tag !== 'known') return undefined;
    const { returned, stayDeleted } = expected;
    const one = there[k % there.length]!;
    const certain = setOf(...there.filter((id) => id !== one));
    const because = 'unknown-delete';
    return { expected: { tag: 'uncertain', because, certain, uncertain: setOf(one), returned, stayDeleted } };
  },
};

it('calls VERIFIED whatever is exactly as expected', () => {
  const check = fc.property(anyRestore, ({ findings, there }) => {
    const { verdict, checks } = judgeFindings(findings);
    expect(verdict).toMatchObject({ tag: 'verified', expected: there.length });
    expect(checks.map(({ name }) => name)).toEqual(PROOF_CHECKS);
    expect(checks.filter(({ result }) => result === 'bad' || result === 'open')).toEqual([]);
  });
  fc.assert(check, { numRuns: 1000, seed: SEED });
});

it('cannot be fooled: of all that is not, nothing is called VERIFIED', () => {
  const names = Object.keys(MUTATIONS);
  const tried = new Map<string, number>();
  const check = fc.property(anyRestore, fc.nat(), fc.constantFrom(...names), (restore, k, name) => {
    const change = MUTATIONS[name]!(restore, k);
    fc.pre(change !== undefined);
    tried.set(name, (tried.get(name) ?? 0) + 1);
    const { verdict, checks } = judgeFindings({ ...restore.findings, ...change });
    expect(verdict.tag).not.toBe('verified');
    // Each is told by a check too, but for the one where there is nothing to check.
    const isTold = checks.some(({ result }) => result === 'bad' || result === 'open');
    expect(isTold).toBe(name !== 'nothing was restored');
  });
  fc.assert(check, { numRuns: 3000, seed: SEED });
  expect([...tried.keys()].sort()).toEqual(names.sort());
});
