import { expect, it } from 'vitest';
import type { DeleteBatch, History } from '../../src/proof/history.ts';
import {
  candidatesAt,
  neighbourPlateau,
  pickAt,
  plateauOf,
  plateausOf,
  pointIn,
  preselect,
} from '../../src/proof/points.ts';
import type { Plateau } from '../../src/proof/points.ts';
import { packed, setOf } from './ids.ts';

const batch = (iteration: number, id: number, after: number, at = after): DeleteBatch => ({
  iteration,
  ids: packed(id),
  after: { t: after, i: 0 },
  outcome: { tag: 'done', at: { t: at, i: 9 } },
});
const history = (...batches: DeleteBatch[]): History => ({
  baselines: [{ ids: setOf(1, 2, 3, 4, 5), at: { t: 100, i: 1 }, from: 'delete' }],
  batches,
  loads: [],
  restores: [],
});

it('offers one minute back, just before the first delete, and between two iterations', () => {
  const candidates = candidatesAt(history(batch(1, 1, 200), batch(2, 2, 230), batch(3, 3, 260)), { t: 300, i: 1 });
  expect(candidates).toEqual([
    {
      name: 'minute-back',
      point: { form: 'second', t: 240 },
      movedS: 0,
      outlook: { tag: 'known', total: 3, returns: 1, stayDeleted: 2 },
    },
    {
      name: 'before-first-delete',
      point: { form: 'second', t: 200 },
      movedS: 0,
      outlook: { tag: 'known', total: 5, returns: 3, stayDeleted: 0 },
    },
    {
      name: 'between-iterations',
      point: { form: 'opTime', at: { t: 200, i: 9 } },
      movedS: 0,
      outlook: { tag: 'known', total: 4, returns: 2, stayDeleted: 1 },
    },
  ]);
  expect(preselect(candidates)).toBe('minute-back');
});

it('moves a point off the batch that it would cut through, and says by how much', () => {
  const candidates = candidatesAt(history(batch(1, 1, 238, 242)), { t: 300, i: 1 });
  expect(candidates[0]).toMatchObject({ point: { t: 238 }, movedS: -2, outlook: { tag: 'known', returns: 1 } });
});

it('preselects just before the first delete when one minute back brings nothing back', () => {
  const candidates = candidatesAt(history(batch(1, 1, 200), batch(2, 2, 210)), { t: 300, i: 1 });
  expect(preselect(candidates)).toBe('before-first-delete');
});

it('offers nothing but one minute back when nothing was deleted', () => {
  expect(candidatesAt(history(), { t: 300, i: 1 }).map(({ name }) => name)).toEqual(['minute-back']);
});

it('speaks of the last walk through delete, not of one before the newest baseline', () => {
  const before = history(batch(1, 1, 200));
  const again: History = {
    ...before,
    baselines: [...before.baselines, { ids: setOf(2, 3, 4, 5), at: { t: 500, i: 1 }, from: 'delete' }],
    batches: [...before.batches, batch(1, 2, 600), batch(2, 3, 620)],
  };
  expect(candidatesAt(again, { t: 700, i: 1 })[1]).toMatchObject({ name: 'before-first-delete', point: { t: 600 } });
});

it('moves one minute back to the end of a batch where no whole second lies between two', () => {
  const close = [batch(1, 1, 230, 240), { ...batch(1, 2, 240, 250), after: { t: 240, i: 9 } }];
  expect(candidatesAt(history(...close), { t: 305, i: 1 })[0]).toMatchObject({
    point: { form: 'opTime', at: { t: 240, i: 9 } },
    movedS: -5,
    outlook: { tag: 'known', total: 4, returns: 1 },
  });
});

/** Two iterations of two batches, the first two of them within one second; the last is stopped in the middle of the third. */
const WALK = history(
  batch(1, 1, 200),
  { ...batch(1, 2, 200), after: { t: 200, i: 9 }, outcome: { tag: 'done', at: { t: 200, i: 20 } } },
  batch(2, 3, 210, 212),
  batch(2, 4, 220),
  batch(3, 5, 230),
);
const PLATEAUS = plateausOf(WALK, { t: 240, i: 0 });

it('tells the plateaus between the batches, each with a point that stands for it', () => {
  expect(PLATEAUS.map(({ from, to, iteration }) => [from, to, iteration])).toEqual([
    [{ t: 100, i: 1 }, { t: 200, i: 0 }, 0],
    [{ t: 200, i: 9 }, { t: 200, i: 9 }, 1],
    [{ t: 200, i: 20 }, { t: 210, i: 0 }, 1],
    [{ t: 212, i: 9 }, { t: 220, i: 0 }, 2],
    [{ t: 220, i: 9 }, { t: 230, i: 0 }, 2],
    [{ t: 230, i: 9 }, { t: 240, i: 0 }, 3],
  ]);
  expect(PLATEAUS.map(({ outlook }) => outlook.total)).toEqual([5, 4, 3, 2, 1, 0]);
  expect(PLATEAUS.map(pointIn).map((point) => (point.form === 'second' ? point.t : point.at))).toEqual([
    101,
    { t: 200, i: 9 },
    201,
    213,
    221,
    231,
  ]);
});

it('goes back over the quiet before the walk, as far as it was read', () => {
  const [before] = WALK.baselines;
  const early = { ...before!, at: { t: 40, i: 1 } };
  const quiet = { ...WALK, baselines: [early, before!] };
  expect(plateausOf(quiet, { t: 240, i: 0 })[0]).toMatchObject({ from: { t: 40, i: 1 }, to: { t: 200, i: 0 } });
  const loaded = { ...quiet, loads: [{ after: { t: 60, i: 0 }, until: { t: 70, i: 0 } }] };
  expect(plateausOf(loaded, { t: 240, i: 0 })[0]).toMatchObject({ from: { t: 100, i: 1 } });
});

it('tells none behind a batch that was never answered, and none from before now on', () => {
  const [first, second] = [batch(1, 1, 200), batch(1, 2, 210)];
  const unanswered = history(first, { ...second, outcome: { tag: 'unknown', why: 'cut' } });
  expect(plateausOf(unanswered, { t: 240, i: 0 }).map(({ to }) => to.t)).toEqual([200, 210]);
  expect(plateausOf(history(first, second), { t: 205, i: 0 }).map(({ to }) => to.t)).toEqual([200, 205]);
  expect(plateausOf(history(), { t: 240, i: 0 })).toEqual([]);
});

it.each([
  [150, 0, 0],
  [101, 0, 0],
  [200, 0, 0],
  [205, 0, 2],
  [211, -1, 2],
  [212, 1, 3],
  [240, 0, 5],
])('takes second %i as it is, or moves it by %i to plateau %i', (t, movedS, plateau) => {
  const pick = pickAt(PLATEAUS, t);
  expect(pick).toMatchObject({ movedS, plateau, point: { form: 'second', t: t + movedS } });
  expect(plateauOf(PLATEAUS, pick!.point)).toBe(plateau);
});

it('picks nothing outside of all plateaus, and finds no plateau inside a batch', () => {
  expect([100, 241].map((t) => pickAt(PLATEAUS, t))).toEqual([undefined, undefined]);
  expect(pickAt([], 150)).toBeUndefined();
  expect(plateauOf(PLATEAUS, { form: 'second', t: 212 })).toBeUndefined();
  expect(plateauOf(PLATEAUS, { form: 'opTime', at: { t: 200, i: 5 } })).toBeUndefined();
});

it('moves by one plateau, or to where an iteration was through, and stays within', () => {
  const walk = (plateaus: readonly Plateau[], by: Parameters<typeof neighbourPlateau>[2], from: number): number[] => {
    const path = [from];
    for (let step = 0; step < 4; step++) path.push(neighbourPlateau(plateaus, path.at(-1)!, by));
    return path;
  };
  expect(walk(PLATEAUS, 1, 3)).toEqual([3, 4, 5, 5, 5]);
  expect(walk(PLATEAUS, -1, 2)).toEqual([2, 1, 0, 0, 0]);
  expect(walk(PLATEAUS, 'iteration up', 0)).toEqual([0, 2, 4, 5, 5]);
  expect(walk(PLATEAUS, 'iteration down', 5)).toEqual([5, 4, 2, 0, 0]);
  expect(walk(PLATEAUS, 'iteration up', 3)).toEqual([3, 4, 5, 5, 5]);
  expect(neighbourPlateau([], 0, 1)).toBe(0);
  expect(neighbourPlateau([], 0, 'iteration up')).toBe(0);
});
