import { expect, it } from 'vitest';
import type { History } from '../../src/proof/history.ts';
import type { RestorePoint } from '../../src/proof/op-time.ts';
import { recordedAt } from '../../src/proof/recorded.ts';
import { packed, range, setOf } from './ids.ts';

const shape = (options: string) => ({ indexes: [], options });
const at = (t: number): RestorePoint => ({ form: 'second', t });

/** Two readings of the same, then deletes in seconds 200 and 300, with a reading between. */
const HISTORY: History = {
  baselines: [
    { ids: setOf(...range(0, 5)), at: { t: 100, i: 1 }, from: 'stats', hash: 'first', shape: shape('a') },
    { ids: setOf(...range(0, 5)), at: { t: 150, i: 1 }, from: 'delete' },
    { ids: setOf(...range(1, 5)), at: { t: 250, i: 1 }, from: 'stats', hash: 'second', batchesBefore: 1 },
  ],
  batches: [200, 300].map((t, k) => ({
    iteration: 1,
    ids: packed(k),
    after: { t, i: 0 },
    outcome: { tag: 'done', at: { t, i: 2 } },
  })),
  loads: [],
  restores: [],
};

it('gives the hash of a baseline since which nothing was written, and the newest shape', () => {
  expect(recordedAt(HISTORY, at(140))).toEqual({ hash: 'first', shape: shape('a') });
  expect(recordedAt(HISTORY, at(180))).toEqual({ hash: 'first', shape: shape('a') });
  expect(recordedAt(HISTORY, at(220))).toEqual({ hash: undefined, shape: shape('a') });
  expect(recordedAt(HISTORY, at(280))).toEqual({ hash: 'second', shape: shape('a') });
  expect(recordedAt(HISTORY, at(320))).toEqual({ hash: undefined, shape: shape('a') });
  expect(recordedAt(HISTORY, at(90))).toEqual({ hash: undefined, shape: undefined });
});

it('gives no hash where others wrote in between', () => {
  const [first, second, third] = HISTORY.baselines;
  const foreign = { ...HISTORY, baselines: [first!, { ...second!, ids: setOf(0, 1, 2, 3, 77) }, third!] };
  expect(recordedAt(foreign, at(140))).toMatchObject({ hash: undefined });
  expect(recordedAt(foreign, at(180))).toMatchObject({ hash: undefined });
});

it('follows a restore back to what it restored', () => {
  const restores = [{ point: at(160), asked: { t: 400, i: 0 } }];
  expect(recordedAt({ ...HISTORY, restores }, at(160))).toMatchObject({ hash: 'first' });
  expect(recordedAt({ ...HISTORY, restores }, at(450))).toMatchObject({ hash: 'first' });
  expect(recordedAt({ ...HISTORY, restores }, at(280))).toEqual({ hash: undefined, shape: undefined });
});
