import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Baseline, DeleteBatch, History } from '../../src/proof/history.ts';
import { fingerprint } from '../../src/proof/id-set.ts';
import { compareSets } from '../helpers/compare-sets.ts';
import { expectedAt, foreignWrites, outlookAt } from '../../src/proof/history.ts';
import type { RestorePoint } from '../../src/proof/op-time.ts';
import { isWithin } from '../../src/proof/op-time.ts';
import { ascending, numbersOf, packed, range, setOf } from './ids.ts';

/** Ten documents at second 100; three of them deleted in second 200, two more from second 300 to 301. */
const HISTORY: History = {
  baselines: [{ ids: setOf(...range(0, 10)), at: { t: 100, i: 7 }, from: 'delete' }],
  batches: [
    { iteration: 1, ids: packed(4, 2, 0), after: { t: 200, i: 0 }, outcome: { tag: 'done', at: { t: 200, i: 3 } } },
    { iteration: 2, ids: packed(9, 5), after: { t: 300, i: 0 }, outcome: { tag: 'done', at: { t: 301, i: 1 } } },
  ],
  loads: [],
  restores: [],
};

const second = (t: number): RestorePoint => ({ form: 'second', t });
const through = (t: number, i: number): RestorePoint => ({ form: 'opTime', at: { t, i } });

it.each([
  ['before the second of the first delete', second(200), 10, 5, 0],
  ['after the first batch', second(201), 7, 2, 3],
  ['at the last entry of the first batch, which is included', through(200, 3), 7, 2, 3],
  ['after everything', second(302), 5, 0, 5],
])('knows what a restore brings back %s', (_, point, total, returns, stayDeleted) => {
  expect(outlookAt(HISTORY, point)).toEqual({ tag: 'known', total, returns, stayDeleted });
  const expected = expectedAt(HISTORY, point);
  expect(expected).toMatchObject({ tag: 'known', ids: { size: total }, returned: { size: returns } });
});

it('excludes the second that is named, and includes the op time that is named', () => {
  expect(isWithin(second(200), { t: 200, i: 1 })).toBe(false);
  expect(isWithin(second(200), { t: 199, i: 99 })).toBe(true);
  expect(isWithin(through(200, 3), { t: 200, i: 3 })).toBe(true);
  expect(isWithin(through(200, 3), { t: 200, i: 4 })).toBe(false);
});

it.each([
  ['before any baseline', HISTORY, second(100), 'no-baseline'],
  [
    'after a load',
    { ...HISTORY, loads: [{ after: { t: 150, i: 0 }, until: { t: 160, i: 5 } }] },
    second(200),
    'load-since-baseline',
  ],
  ['while a load has no end', { ...HISTORY, loads: [{ after: { t: 50, i: 0 } }] }, second(200), 'load-since-baseline'],
] as const)('does not guess %s', (_, history, point, because) => {
  expect(outlookAt(history, point)).toEqual({ tag: 'not-known', because });
  expect(expectedAt(history, point)).toEqual({ tag: 'not-known', because });
});

it('does not mind an unknown delete that is certainly later than the point', () => {
  const batches = [{ ...HISTORY.batches[0]!, outcome: { tag: 'unknown', why: 'cut' } } as DeleteBatch];
  expect(outlookAt({ ...HISTORY, batches }, second(200))).toMatchObject({ tag: 'known', total: 10 });
});

it('counts from the newest baseline before the point', () => {
  const again = { ids: setOf(1, 3, 6, 7, 8), at: { t: 400, i: 1 }, from: 'stats' } as const;
  const history = { ...HISTORY, baselines: [...HISTORY.baselines, again] };
  expect(outlookAt(history, second(401))).toMatchObject({ total: 5, stayDeleted: 5 });
  expect(outlookAt(history, second(400))).toMatchObject({ total: 5, stayDeleted: 5 });
});

const done = (t: number, i: number) => ({ tag: 'done', at: { t, i } }) as const;
const baseline = (t: number, i: number, from: Baseline['from'], ...ids: number[]): Baseline => ({
  ids: setOf(...ids),
  at: { t, i },
  from,
  batchesBefore: 2,
});
const RESTORED: History = { ...HISTORY, restores: [{ point: second(250), asked: { t: 400, i: 0 } }] };

it('tells what is certain where a point cuts through a batch, or a batch was never answered', () => {
  const cut = expectedAt(HISTORY, second(301));
  expect(cut).toMatchObject({ tag: 'uncertain', because: 'cut-through-batch', certain: { size: 5 } });
  expect(cut.tag === 'uncertain' && numbersOf(cut.uncertain)).toEqual([5, 9]);
  const [first, last] = HISTORY.batches;
  const batches = [{ ...first!, outcome: { tag: 'unknown', why: 'cut' } } as DeleteBatch, last!];
  expect(outlookAt({ ...HISTORY, batches }, second(302))).toEqual({
    tag: 'uncertain',
    because: 'unknown-delete',
    certain: 5,
    uncertain: 3,
    returns: 0,
    stayDeleted: 2,
  });
});

it('takes of a batch that was resolved later only what is gone', () => {
  const [first, last] = HISTORY.batches;
  const half = { ...HISTORY, batches: [{ ...first!, outcome: done(230, 1), gone: packed(2) }, last!] };
  expect(outlookAt(half, second(231))).toMatchObject({ tag: 'known', total: 9, returns: 2, stayDeleted: 1 });
  expect(outlookAt(half, second(220))).toMatchObject({ tag: 'uncertain', certain: 9, uncertain: 1 });
  const none = { ...HISTORY, batches: [{ ...first!, outcome: done(230, 1), gone: packed() }] };
  expect(outlookAt(none, second(220))).toMatchObject({ tag: 'known', total: 10 });
});

describe('after a restore', () => {
  it('knows nothing of what was undone, except right at the point', () => {
    for (const point of [through(250, 0), second(251), second(400), through(400, 0)]) {
      expect(outlookAt(RESTORED, point)).toEqual({ tag: 'not-known', because: 'undone' });
    }
    expect(outlookAt(RESTORED, second(250))).toMatchObject({ tag: 'known', total: 7 });
    expect(outlookAt(RESTORED, through(400, 1))).toMatchObject({ tag: 'known', total: 7, returns: 0, stayDeleted: 3 });
  });

  it('tells of its point what it brought back, until something is deleted again', () => {
    expect(outlookAt(RESTORED, second(250))).toMatchObject({ returns: 2, stayDeleted: 3 });
    const batch: DeleteBatch = { iteration: 1, ids: packed(9), after: { t: 500, i: 1 }, outcome: done(500, 2) };
    const again = { ...RESTORED, batches: [...RESTORED.batches, batch] };
    expect(outlookAt(again, second(250))).toMatchObject({ returns: 1, stayDeleted: 3 });
    expect(outlookAt(again, second(501))).toMatchObject({ total: 6, returns: 0, stayDeleted: 4 });
  });

  it('goes back through several, and stops at one that went to what was undone before', () => {
    const twice = { ...RESTORED, restores: [...RESTORED.restores, { point: second(200), asked: { t: 600, i: 0 } }] };
    expect(outlookAt(twice, second(700))).toMatchObject({ tag: 'known', total: 10 });
    expect(outlookAt(twice, second(250))).toEqual({ tag: 'not-known', because: 'undone' });
    const lost = { ...RESTORED, restores: [...RESTORED.restores, { point: second(350), asked: { t: 600, i: 0 } }] };
    expect(outlookAt(lost, second(700))).toEqual({ tag: 'not-known', because: 'undone' });
    const read = { ...lost, baselines: [...lost.baselines, baseline(650, 1, 'verify', 1, 2, 3)] };
    expect(outlookAt(read, second(700))).toMatchObject({ tag: 'known', total: 3 });
  });
});

describe('writes by others', () => {
  const AS_DELETED = [1, 3, 6, 7, 8];
  const readBefore = (...ids: number[]): History => ({
    ...HISTORY,
    baselines: [...HISTORY.baselines, baseline(400, 1, 'restore', ...ids)],
  });
  const told = (history: History, from: number, until: number) => {
    const { inserted, removed } = foreignWrites(history, { t: from, i: 0 }, { t: until, i: 0 });
    return [numbersOf(inserted), numbersOf(removed)];
  };

  it('are what two baselines differ by beyond our deletes', () => {
    expect(told(readBefore(...AS_DELETED), 0, 999)).toEqual([[], []]);
    expect(told(readBefore(1, 3, 6, 8, 77), 0, 999)).toEqual([[77], [7]]);
    expect(told(readBefore(1, 3, 6, 8, 77), 0, 100)).toEqual([[], []]);
    expect(told(readBefore(1, 3, 6, 8, 77), 401, 999)).toEqual([[], []]);
    expect(told(HISTORY, 0, 999)).toEqual([[], []]);
  });

  it('leave nothing known strictly between the two, and everything at each of them', () => {
    const foreign = readBefore(1, 3, 6, 8, 77);
    expect(outlookAt(foreign, second(200))).toEqual({ tag: 'not-known', because: 'foreign-writes' });
    expect(expectedAt(foreign, second(200))).toMatchObject({
      because: 'foreign-writes',
      ledger: { ids: { size: 10 } },
    });
    expect(outlookAt(foreign, through(100, 7))).toMatchObject({ tag: 'known', total: 10 });
    expect(outlookAt(foreign, through(400, 1))).toMatchObject({ tag: 'known', total: 5 });
    expect(outlookAt(readBefore(...AS_DELETED), second(200))).toMatchObject({ tag: 'known', total: 10 });
  });

  it('are told again when a batch between was resolved meanwhile', () => {
    const [first, last] = HISTORY.batches;
    const history = readBefore(1, 3, 4, 6, 7, 8);
    const unknown = { ...first!, outcome: { tag: 'unknown', why: 'cut' } } as DeleteBatch;
    expect(told({ ...history, batches: [unknown, last!] }, 0, 999)).toEqual([[], []]);
    expect(told(history, 0, 999)).toEqual([[4], []]);
    const resolved = { ...first!, gone: packed(0, 2) };
    expect(told({ ...history, batches: [resolved, last!] }, 0, 999)).toEqual([[], []]);
  });

  it('are not told across a load, and count as later than a restore that they may be a fault of', () => {
    const foreign = readBefore(1, 3, 6, 8, 77);
    const loads = [{ after: { t: 150, i: 0 }, until: { t: 160, i: 5 } }];
    expect(told({ ...foreign, loads }, 0, 999)).toEqual([[], []]);
    const wrong = { ...RESTORED, baselines: [...HISTORY.baselines, baseline(500, 1, 'verify', 1, 3, 5)] };
    expect(told(wrong, 0, 400)).toEqual([[], []]);
    expect(told(wrong, 0, 999)).toEqual([[], [6, 7, 8, 9]]);
    expect(outlookAt(wrong, second(250))).toMatchObject({ tag: 'known', total: 7 });
  });
});

it('finds every difference from the expected set, whichever document it is', () => {
  const anySet = fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 60 });
  const check = fc.property(anySet, anySet, (expected, found) => {
    const [wanted, there] = [setOf(...expected), setOf(...found)];
    const { missing, extra } = compareSets(wanted, there);
    expect(numbersOf(missing)).toEqual(ascending(expected.filter((id) => !found.includes(id))));
    expect(numbersOf(extra)).toEqual(ascending(found.filter((id) => !expected.includes(id))));
    const equal = missing.size + extra.size === 0;
    expect(fingerprint(wanted) === fingerprint(there)).toBe(equal);
  });
  fc.assert(check, { numRuns: 500, seed: 20_261_124 });
});
