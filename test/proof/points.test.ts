import { expect, it } from 'vitest';
import type { DeleteBatch, History } from '../../src/proof/history.ts';
import type { IdList } from '../../src/proof/id-set.ts';
import { sortIds, toIdList } from '../../src/proof/id-set.ts';
import { candidatesAt, preselect } from '../../src/proof/points.ts';

const ids = (...last: number[]): IdList => toIdList(Uint8Array.from(last.flatMap((k) => [...Array(11).fill(0), k])));
const batch = (iteration: number, id: number, after: number, at = after): DeleteBatch => ({
  iteration,
  ids: ids(id),
  after: { t: after, i: 0 },
  outcome: { tag: 'done', at: { t: at, i: 9 } },
});
const history = (...batches: DeleteBatch[]): History => ({
  baselines: [{ ids: sortIds(ids(1, 2, 3, 4, 5)), at: { t: 100, i: 1 }, from: 'delete' }],
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
    baselines: [...before.baselines, { ids: sortIds(ids(2, 3, 4, 5)), at: { t: 500, i: 1 }, from: 'delete' }],
    batches: [...before.batches, batch(1, 2, 600), batch(2, 3, 620)],
  };
  expect(candidatesAt(again, { t: 700, i: 1 })[1]).toMatchObject({ name: 'before-first-delete', point: { t: 600 } });
});
