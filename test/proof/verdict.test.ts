import { describe, expect, it } from 'vitest';
import { expectedAt } from '../../src/proof/history.ts';
import { NO_IDS } from '../../src/proof/id-set.ts';
import type { RestorePoint } from '../../src/proof/op-time.ts';
import type { Findings, ProofCheckName } from '../../src/proof/verdict.ts';
import { boundaryOf, judgeFindings } from '../../src/proof/verdict.ts';
import { packed, setOf } from './ids.ts';
import { at, historyOf, restoreTo, SHAPE } from './restores.ts';

const LOST = { tag: 'unknown', why: 'cut' } as const;
const RESTORE = restoreTo(10, [3, 5, 7], 1);
const UNDONE = restoreTo(10, [3, 5, 7], 0);
const judged = (change: Partial<Findings>, restore = RESTORE) => judgeFindings({ ...restore.findings, ...change });
function checkOf(name: ProofCheckName, change: Partial<Findings>, restore = RESTORE) {
  const { result, seen } = judged(change, restore).checks.find((check) => check.name === name)!;
  return { result, seen };
}

describe('the verdict', () => {
  it('says both halves', () => {
    expect(judged({}).verdict).toEqual({ tag: 'verified', expected: 9, returned: 2, stayDeleted: 1 });
  });

  it('names what is wrong, twenty ids at most', () => {
    const missing = restoreTo(40, [3], 0);
    expect(judgeFindings({ ...missing.findings, found: setOf(1, 99) }).verdict).toEqual({
      tag: 'different',
      expected: 40,
      missing: 39,
      extra: 1,
      altered: 0,
      missingIds: expect.toSatisfy((ids: readonly string[]) => ids.length === 20),
      extraIds: ['000000000000000000000063'],
      alteredIds: [],
      catalog: [],
      hash: false,
    });
    const catalog = { ...SHAPE, indexes: [], options: 'x' };
    const change: Partial<Findings> = {
      shape: { before: SHAPE, after: catalog },
      hash: { before: 'a', after: 'b' },
      sample: { compared: 9, altered: packed(4), unread: packed(6, 99), notOurs: 0 },
    };
    expect(judged(change, UNDONE).verdict).toMatchObject({
      missing: 0,
      extra: 0,
      altered: 2,
      alteredIds: ['000000000000000000000004', '000000000000000000000006'],
      catalog: ['indexes', 'options'],
      hash: true,
    });
  });

  it('claims what is certain when others wrote, and is DIFFERENT when something beyond that is wrong', () => {
    const others = { inserted: setOf(77), removed: setOf(9) };
    const found = setOf(0, 1, 2, 4, 5, 6, 7, 8, 77);
    expect(judged({ others, found }).verdict).toEqual({
      tag: 'not-verified',
      because: 'foreign-writes',
      claim: { certain: 8, uncertain: 2, uncertainThere: 1 },
    });
    expect(judged({ others, found: setOf(0, 1, 2, 4, 5, 6, 7, 77) }).verdict).toMatchObject({
      tag: 'different',
      missing: 1,
      missingIds: ['000000000000000000000008'],
      extra: 0,
    });
    expect(judged({ others, found: setOf(0, 1, 2, 4, 5, 6, 7, 8, 9, 66) }).verdict).toMatchObject({
      missing: 0,
      extra: 1,
    });
    // Where the point lies between baselines that others changed, what the ledger alone expects is held against the rest.
    const { expected } = RESTORE.findings;
    if (expected?.tag !== 'known') throw new Error('expected a known set');
    const between = { tag: 'not-known', because: 'foreign-writes', ledger: expected } as const;
    expect(judged({ expected: between, others, found }).verdict).toMatchObject({ claim: { certain: 8 } });
    expect(judged({ expected: between, found: RESTORE.findings.found }).verdict).toMatchObject({ tag: 'not-verified' });
  });

  it('claims what is certain when some ids are not, and is DIFFERENT when a certain one is missing', () => {
    const history = historyOf(10, [3, 5, 7]);
    const batches = history.batches.map((batch, k) => (k === 0 ? { ...batch, outcome: LOST } : batch));
    const point: RestorePoint = { form: 'opTime', at: at(2) };
    const expected = expectedAt({ ...history, batches }, point);
    const boundary = boundaryOf({ ...history, batches }, point);
    const found = setOf(0, 1, 2, 3, 4, 6, 8, 9);
    expect(judged({ expected, boundary, found }).verdict).toEqual({
      tag: 'not-verified',
      because: 'unknown-delete',
      claim: { certain: 7, uncertain: 1, uncertainThere: 1 },
    });
    expect(judged({ expected, boundary, found: setOf(0, 1, 2, 4, 6, 8) }).verdict).toMatchObject({
      tag: 'different',
      missing: 1,
    });
    expect(judged({ expected, boundary, found: setOf(0, 1, 2, 4, 5, 6, 8, 9) }).verdict).toMatchObject({
      tag: 'different',
      extra: 1,
    });
  });

  it('gives the reason where there is nothing to compare, or no document was compared', () => {
    expect(judged({ expected: undefined }).verdict).toEqual({ tag: 'not-verified', because: 'no-restore' });
    expect(judged({ expected: { tag: 'not-known', because: 'undone' } }).verdict).toEqual({
      tag: 'not-verified',
      because: 'undone',
    });
    const sample = { compared: 0, altered: NO_IDS, unread: NO_IDS, notOurs: 0 };
    expect(judged({ sample }).verdict).toEqual({
      tag: 'not-verified',
      because: 'sample-unread',
      claim: { certain: 9, uncertain: 0, uncertainThere: 0 },
    });
  });
});

describe('the checks', () => {
  it('look at the batches on both sides of the point', () => {
    expect(checkOf('last-deleted-before', {})).toMatchObject({ result: 'good', seen: { of: 1, there: 0, at: at(0) } });
    expect(checkOf('first-deleted-after', {})).toMatchObject({ result: 'good', seen: { of: 1, there: 1 } });
    const swapped = { found: setOf(0, 1, 2, 3, 4, 6, 7, 8, 9) };
    expect(checkOf('last-deleted-before', swapped).result).toBe('bad');
    expect(checkOf('first-deleted-after', swapped).result).toBe('bad');
    const others = { inserted: setOf(3), removed: NO_IDS };
    expect(checkOf('last-deleted-before', { ...swapped, others })).toEqual({
      result: 'open',
      seen: { because: 'not-certain' },
    });
    expect(checkOf('last-deleted-before', {}, UNDONE)).toEqual({
      result: 'skipped',
      seen: { because: 'nothing-deleted' },
    });
  });

  it('skip the hash where documents were deleted before the point, and leave it open where it could not be read', () => {
    expect(checkOf('hash', {}).seen).toEqual({ because: 'deleted-before-point' });
    const hash = (before?: string, after?: string, why?: string) =>
      checkOf('hash', { hash: { before, after, ...(why === undefined ? {} : { why }) } }, UNDONE);
    expect(hash('a', 'a')).toMatchObject({ result: 'good' });
    expect(hash('a', 'b')).toMatchObject({ result: 'bad' });
    expect(hash(undefined, 'b')).toEqual({ result: 'skipped', seen: { because: 'not-read-before' } });
    expect(hash(undefined, undefined, 'not allowed')).toEqual({
      result: 'open',
      seen: { because: 'not-read-before', why: 'not allowed' },
    });
    expect(hash('a', undefined)).toMatchObject({ result: 'open', seen: { because: 'not-read-after' } });
    const others = { inserted: setOf(77), removed: NO_IDS };
    expect(checkOf('hash', { others, hash: { before: 'a', after: 'b' } }, UNDONE).result).toBe('open');
  });

  it('compare indexes by name, in whatever order', () => {
    const after = { ...SHAPE, indexes: SHAPE.indexes.toReversed() };
    expect(checkOf('indexes', { shape: { before: SHAPE, after } }).result).toBe('good');
    const indexes = [
      { name: '_id_', text: 'other' },
      { name: 'new', text: '' },
    ];
    expect(checkOf('indexes', { shape: { before: SHAPE, after: { ...SHAPE, indexes } } })).toEqual({
      result: 'bad',
      seen: { count: 2, missing: ['seq_1'], extra: ['new'], altered: ['_id_'] },
    });
    expect(checkOf('indexes', { shape: { before: undefined, after } }).result).toBe('open');
    expect(checkOf('options', { shape: { before: undefined, after } }).result).toBe('open');
  });

  it('need no sample where nothing is ours', () => {
    const none = { compared: 0, altered: NO_IDS, unread: NO_IDS };
    expect(checkOf('sample', { sample: { ...none, notOurs: 4 } }).result).toBe('skipped');
    expect(checkOf('sample', { found: NO_IDS, sample: { ...none, notOurs: 0 } }).result).toBe('skipped');
    // What is missing altogether is told by the ids.
    expect(checkOf('sample', { sample: { ...RESTORE.findings.sample, unread: packed(3) } }).result).toBe('good');
  });

  it('are all skipped where nothing was restored, and say how long they took', () => {
    const { checks } = judged({ expected: undefined, boundary: undefined });
    expect(new Set(checks.map(({ result }) => result))).toEqual(new Set(['skipped', 'good']));
    expect(judged({}).checks.map(({ tookMs }) => tookMs)).toEqual([12, 0, 0, 0, 0, 0, 0, 0]);
    const unknown = judged({ expected: { tag: 'not-known', because: 'no-baseline' }, boundary: undefined }).checks;
    expect(unknown.map(({ result }) => result)).toEqual([
      'open',
      'skipped',
      'skipped',
      'good',
      'good',
      'good',
      'skipped',
      'good',
    ]);
  });
});

describe('the boundary', () => {
  it('is the newest batch before the point and the first after it, whole', () => {
    const history = historyOf(10, [3, 5, 7]);
    const ofPoint = (k: number) => boundaryOf(history, { form: 'opTime', at: at(k) });
    expect(ofPoint(1)).toEqual({
      lastBefore: { ids: packed(5), at: at(1) },
      firstAfter: { ids: setOf(7), after: { t: 1000, i: 5 } },
    });
    expect(Object.keys(ofPoint(2)!)).toEqual(['lastBefore']);
    expect(Object.keys(boundaryOf(history, { form: 'second', t: 1000 })!)).toEqual(['firstAfter']);
    expect(boundaryOf(history, { form: 'second', t: 800 })).toBeUndefined();
  });

  it('leaves out what was never answered, and what was loaded after the point', () => {
    const history = historyOf(10, [3, 5, 7, 55]);
    const batches = history.batches.map((batch, k) => (k === 2 ? { ...batch, outcome: LOST } : batch));
    const boundary = boundaryOf({ ...history, batches }, { form: 'opTime', at: at(1) });
    expect(Object.keys(boundary!)).toEqual(['lastBefore']);
  });

  it('knows of a restore that went there what it undid', () => {
    const restores = [{ point: { form: 'opTime', at: at(0) } as const, asked: { t: 2000, i: 0 } }];
    const boundary = boundaryOf({ ...historyOf(10, [3, 5, 7]), restores }, restores[0]!.point);
    expect(boundary).toMatchObject({ firstAfter: { ids: setOf(5) } });
  });
});
