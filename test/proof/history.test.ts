import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DeleteBatch, History } from '../../src/proof/history.ts';
import { compareWithExpected, expectedAt, outlookAt } from '../../src/proof/history.ts';
import type { IdList, IdSet } from '../../src/proof/id-set.ts';
import { ID_BYTES, sortIds, toHexIds, toIdList } from '../../src/proof/id-set.ts';
import type { RestorePoint } from '../../src/proof/op-time.ts';
import { isWithin } from '../../src/proof/op-time.ts';

const packed = (...numbers: number[]): IdList => {
  const bytes = new Uint8Array(numbers.length * ID_BYTES);
  const view = new DataView(bytes.buffer);
  numbers.forEach((number, k) => view.setUint32(k * ID_BYTES + 8, number));
  return toIdList(bytes);
};
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, k) => from + k);
const numbersOf = (ids: IdSet): number[] => toHexIds(ids, Infinity).map((hex) => Number.parseInt(hex.slice(16), 16));

/** Ten documents at second 100; three of them deleted in second 200, two more from second 300 to 301. */
const HISTORY: History = {
  baselines: [{ ids: sortIds(packed(...range(0, 10))), at: { t: 100, i: 7 }, from: 'delete' }],
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
  const again = { ids: sortIds(packed(1, 3, 6, 7, 8)), at: { t: 400, i: 1 }, from: 'stats' } as const;
  const history = { ...HISTORY, baselines: [...HISTORY.baselines, again] };
  expect(outlookAt(history, second(401))).toMatchObject({ total: 5, stayDeleted: 5 });
  expect(outlookAt(history, second(400))).toMatchObject({ total: 5, stayDeleted: 5 });
});

/** A random history, and beside it every single delete with its own op time: the truth that no ledger holds. */
const anyHistory = fc
  .array(
    fc.record({
      size: fc.integer({ min: 1, max: 5 }),
      gapS: fc.integer({ min: 0, max: 3 }),
      spreadS: fc.integer({ min: 0, max: 2 }),
    }),
    { maxLength: 8 },
  )
  .map((plan) => {
    const truth: { id: number; t: number; i: number }[] = [];
    const batches: DeleteBatch[] = [];
    let next = 0;
    let clock = { t: 102, i: 0 };
    plan.forEach(({ size, gapS, spreadS }, iteration) => {
      const after = gapS > 0 ? { t: clock.t + gapS, i: 0 } : clock;
      clock = after;
      const ids = range(next, next + size);
      next += size;
      ids.forEach((id, k) => {
        clock = k === size - 1 && spreadS > 0 ? { t: clock.t + spreadS, i: 1 } : { t: clock.t, i: clock.i + 1 };
        truth.push({ id, ...clock });
      });
      batches.push({ iteration, ids: packed(...ids.toReversed()), after, outcome: { tag: 'done', at: clock } });
    });
    const baselines = [{ ids: sortIds(packed(...range(0, 50))), at: { t: 100, i: 1 }, from: 'delete' as const }];
    return { truth, history: { baselines, batches, loads: [], restores: [] } };
  });
const anyPoint = fc.oneof(
  fc.integer({ min: 101, max: 140 }).map(second),
  fc.tuple(fc.integer({ min: 101, max: 140 }), fc.integer({ min: 0, max: 12 })).map(([t, i]) => through(t, i)),
);

it('is exact for any history and any point, or says that it does not know', () => {
  const check = fc.property(anyHistory, anyPoint, ({ truth, history }, point) => {
    const expected = expectedAt(history, point);
    const outlook = outlookAt(history, point);
    expect(outlook.tag).toBe(expected.tag);
    if (expected.tag !== 'known' || outlook.tag !== 'known') return;
    const gone = new Set(truth.filter((op) => isWithin(point, op)).map(({ id }) => id));
    expect(numbersOf(expected.ids)).toEqual(range(0, 50).filter((id) => !gone.has(id)));
    expect(outlook).toEqual({
      tag: 'known',
      total: 50 - gone.size,
      returns: truth.length - gone.size,
      stayDeleted: gone.size,
    });
  });
  fc.assert(check, { numRuns: 500, seed: 20_261_124 });
});

it('knows every point between two batches', () => {
  const check = fc.property(anyHistory, ({ history }) =>
    history.batches.every(
      ({ outcome }) => outcome.tag === 'done' && outlookAt(history, { form: 'opTime', at: outcome.at }).tag === 'known',
    ),
  );
  expect(fc.check(check, { numRuns: 200, seed: 20_261_124 }).failed).toBe(false);
});

it('finds every difference from the expected set, whichever document it is', () => {
  const anySet = fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 60 });
  const check = fc.property(anySet, anySet, (expected, found) => {
    const { missing, extra, ...prints } = compareWithExpected(sortIds(packed(...expected)), sortIds(packed(...found)));
    const sorted = (numbers: number[]): number[] => [...numbers].sort((a, b) => a - b);
    expect(numbersOf(missing)).toEqual(sorted(expected.filter((id) => !found.includes(id))));
    expect(numbersOf(extra)).toEqual(sorted(found.filter((id) => !expected.includes(id))));
    const equal = missing.size + extra.size === 0;
    expect(prints.expectedFingerprint === prints.foundFingerprint).toBe(equal);
  });
  fc.assert(check, { numRuns: 500, seed: 20_261_124 });
});
