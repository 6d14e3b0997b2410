import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Expected, History } from '../../src/proof/history.ts';
import { expectedAt, outlookAt } from '../../src/proof/history.ts';
import type { RestorePoint } from '../../src/proof/op-time.ts';
import { compareOpTimes, instantOf, isAfter, limitOf, nextAfter } from '../../src/proof/op-time.ts';
import type { Plateau } from '../../src/proof/points.ts';
import { candidatesAt, MINUTE_S, pickAt, plateauOf, plateausOf, pointIn } from '../../src/proof/points.ts';
import { lastWalk } from '../../src/proof/walk.ts';
import { numbersOf } from './ids.ts';
import { anyDeeds, toModel } from './model.ts';

const SEED = 20_261_124;

/** The counts of an expectation: what an outlook must say. */
function countsOf(expected: Expected): object {
  if (expected.tag === 'not-known') return { tag: expected.tag, because: expected.because };
  const { returned, stayDeleted } = expected;
  const counts = { returns: returned.size, stayDeleted: stayDeleted.size };
  if (expected.tag === 'known') return { tag: expected.tag, total: expected.ids.size, ...counts };
  const { because, certain, uncertain } = expected;
  return { tag: expected.tag, because, certain: certain.size, uncertain: uncertain.size, ...counts };
}

it('is exact for any history and any point, or says what is uncertain, or why it does not know', () => {
  const seen = new Set<string>();
  const check = fc.property(anyDeeds(), (deeds) => {
    const { history, at, points, foreign, now } = toModel(deeds);
    const isWhole = history.batches.every(({ outcome }) => outcome.tag === 'done');
    for (const point of points) {
      const expected = expectedAt(history, point);
      expect(outlookAt(history, point)).toEqual(countsOf(expected));
      seen.add(expected.tag === 'known' ? 'known' : expected.because);
      if (expected.tag === 'not-known') {
        if (expected.because === 'foreign-writes') expect(foreign).toBe(true);
        if (expected.because === 'load-since-baseline') expect(history.loads).not.toEqual([]);
        if (expected.because === 'undone') expect(history.restores).not.toEqual([]);
        continue;
      }
      const truth = at(limitOf(point));
      if (expected.tag === 'known') {
        expect(numbersOf(expected.ids)).toEqual(truth);
        if (foreign || !isWhole || history.restores.length > 0) continue;
        const left = new Set(at(nextAfter(now)));
        expect(numbersOf(expected.returned)).toEqual(truth.filter((id) => !left.has(id)));
        continue;
      }
      const [certain, uncertain] = [numbersOf(expected.certain), numbersOf(expected.uncertain)];
      expect(certain.filter((id) => uncertain.includes(id))).toEqual([]);
      expect(truth).toEqual(expect.arrayContaining(certain));
      expect([...certain, ...uncertain]).toEqual(expect.arrayContaining([...truth]));
    }
  });
  fc.assert(check, { numRuns: 400, seed: SEED });
  expect([...seen].sort()).toEqual([
    'cut-through-batch',
    'foreign-writes',
    'known',
    'load-since-baseline',
    'no-baseline',
    'undone',
    'unknown-delete',
  ]);
});

const isNamed = (point: RestorePoint, { batches }: History): boolean =>
  point.form === 'second' ||
  batches.some(({ outcome }) => outcome.tag === 'done' && compareOpTimes(outcome.at, point.at) === 0);

/** Every point that a plateau holds: its whole seconds, its ends, and the op times of batches in it. */
function pointsIn(plateau: Plateau, points: readonly RestorePoint[]): readonly RestorePoint[] {
  const ends = [plateau.from, plateau.to].map((at): RestorePoint => ({ form: 'opTime', at }));
  return [...points.filter((point) => plateauOf([plateau], point) === 0), ...ends];
}

it('holds in each plateau one set that is known, and misses no whole second that is', () => {
  let count = 0;
  const check = fc.property(anyDeeds(), (deeds) => {
    const { history, at, points, now } = toModel(deeds);
    const plateaus = plateausOf(history, now);
    count += plateaus.length;
    // A point that was restored to tells what that restore brought back, as long as nothing was written since.
    const isAsked = (point: RestorePoint): boolean =>
      history.restores.some((restored) => compareOpTimes(limitOf(restored.point), limitOf(point)) === 0);
    plateaus.forEach((plateau, k) => {
      const truth = at(nextAfter(plateau.from));
      expect(plateau.outlook.total).toBe(truth.length);
      expect(isNamed(pointIn(plateau), history)).toBe(true);
      expect(plateauOf(plateaus, pointIn(plateau))).toBe(k);
      for (const point of pointsIn(plateau, points)) {
        expect(at(limitOf(point))).toEqual(truth);
        expect(outlookAt(history, point)).toEqual(
          isAsked(point) ? expect.objectContaining({ tag: 'known' }) : plateau.outlook,
        );
      }
      const next = plateaus[k + 1];
      if (next) expect(isAfter(next.from, plateau.to)).toBe(true);
    });
    const { baseline } = lastWalk(history);
    for (const point of points) {
      const isSearched = baseline && point.form === 'second' && point.t > baseline.at.t && point.t <= now.t;
      if (!isSearched || outlookAt(history, point).tag !== 'known' || isAsked(point)) continue;
      expect(plateauOf(plateaus, point)).toBeDefined();
    }
  });
  fc.assert(check, { numRuns: 400, seed: SEED });
  expect(count).toBeGreaterThan(500);
});

it('picks the exact point that is nearest to a whole second, or none outside of all', () => {
  const check = fc.property(anyDeeds(), (deeds) => {
    const { history, points, now } = toModel(deeds);
    const plateaus = plateausOf(history, now);
    const exact = [...points.filter(({ form }) => form === 'second'), ...plateaus.map(pointIn)].filter(
      (point) => plateauOf(plateaus, point) !== undefined,
    );
    const instants = exact.map((point) => instantOf(point) / 1000);
    for (let t = 98; t <= now.t + 2; t++) {
      const pick = pickAt(plateaus, t);
      const isOutside = instants.every((instant) => instant > t) || instants.every((instant) => instant < t);
      expect(pick === undefined).toBe(isOutside);
      if (!pick) continue;
      const least = Math.min(...instants.map((instant) => Math.abs(instant - t)));
      expect(Math.abs(pick.movedS)).toBe(least);
      expect(instantOf(pick.point) / 1000 - t).toBe(pick.movedS);
      if (instants.includes(t - least)) expect(pick.movedS + least).toBe(0);
      expect(plateauOf(plateaus, pick.point)).toBe(pick.plateau);
      expect(outlookAt(history, pick.point).tag).toBe('known');
    }
  });
  fc.assert(check, { numRuns: 400, seed: SEED });
});

it('offers one minute back at the exact point nearest before it', () => {
  const check = fc.property(anyDeeds(0), fc.nat(20), (deeds, back) => {
    const { history, points, now } = toModel(deeds);
    const wanted = now.t - back;
    const [candidate] = candidatesAt(history, { t: wanted + MINUTE_S, i: 1 });
    const { point, outlook, movedS } = candidate!;
    expect(outlook).toEqual(outlookAt(history, point));
    expect(instantOf(point) / 1000 - wanted).toBe(movedS);
    if (movedS === 0) return;
    const between = points.filter(
      (other) =>
        isNamed(other, history) &&
        isAfter(limitOf(other), limitOf(point)) &&
        !isAfter(limitOf(other), { t: wanted, i: 0 }) &&
        outlookAt(history, other).tag === 'known',
    );
    expect(outlook.tag).toBe('known');
    // Within the same plateau a whole second is taken, where there is one.
    const known = expectedAt(history, point);
    for (const other of between) expect(expectedAt(history, other)).toEqual(known);
  });
  fc.assert(check, { numRuns: 400, seed: SEED });
});
