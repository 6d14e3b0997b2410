import { expect, it } from 'vitest';
import { othersLine } from '../../src/wizard/copy/guards.ts';
import { writtenByOthers } from '../../src/wizard/counted.ts';
import { FAILED, NOW, RESULTS, running, SAMPLE, stateWith, watching } from '../helpers/states.ts';
import type { Step } from '../../src/wizard/steps.ts';

const S = NOW / 1000;
const BEFORE = { ...RESULTS.stats.baseline, at: { t: S - 100, i: 1 } };
const DELETED = {
  baseline: BEFORE,
  iterations: 2,
  deleted: 100,
  remaining: 900,
  unknown: 0,
  tookMs: 1,
} as const;

/** A delete that ended ten seconds ago with 900 documents left, and a count since. */
function after(
  count: number,
  {
    ago = 1,
    phases = {},
    unknown = 0,
    shown = 'delete' as Step,
  }: { ago?: number; phases?: object; unknown?: number; shown?: Step } = {},
) {
  return stateWith({
    shown,
    phases: { stats: { tag: 'done', at: NOW - 100_000 }, delete: { tag: 'done', at: NOW - 10_000 }, ...phases },
    results: { ...RESULTS, stats: { ...RESULTS.stats, baseline: BEFORE }, delete: { ...DELETED, unknown } },
    asides: watching({
      ...SAMPLE,
      count: { documents: count, at: { t: S - ago, i: 1 } },
      countedFrom: NOW - ago * 1000,
    }),
  });
}

it('tells how far the count is from the ledger, on the screens that are about it', () => {
  expect(writtenByOthers(after(900))).toBeUndefined();
  expect(writtenByOthers(after(912))?.documents).toBe(12);
  expect(writtenByOthers(after(897))?.documents).toBe(-3);
  for (const shown of ['load', 'delete', 'restore'] as const) {
    expect(othersLine(after(912, { shown }))).toContain('Other clients wrote: 12 more than the ledger, exact at');
  }
  expect(othersLine(after(897))).toContain('3 fewer than the ledger');
  expect(othersLine(after(912, { shown: 'stores' }))).toBeUndefined();
});

it('says nothing before three seconds have passed since the last write of ours', () => {
  expect(writtenByOthers(after(912, { ago: 8 }))).toBeUndefined();
  expect(writtenByOthers(after(912, { ago: 7 }))?.documents).toBe(12);
});

it('goes by the clock of this machine alone, however far that of the set is away from it', () => {
  const state = after(912, { ago: 8 });
  const at = { t: S + 3600, i: 1 };
  const ahead = { ...SAMPLE, count: { documents: 912, at }, countedFrom: NOW - 8000 };
  expect(writtenByOthers({ ...state, asides: watching(ahead) })).toBeUndefined();
  const behind = { ...SAMPLE, count: { documents: 912, at: { t: S - 3600, i: 1 } }, countedFrom: NOW - 6000 };
  expect(writtenByOthers({ ...state, asides: watching(behind) })?.documents).toBe(12);
});

it.each([
  ['while we write', { delete: running<'delete'>() }],
  ['while we load', { load: running<'load'>() }],
  ['after a run that failed', { load: FAILED }],
  ['between a restore and its verdict', { restore: running<'restore'>() }],
  ['after a load that was not counted', { load: { tag: 'done', at: NOW - 5000 } }],
])('says nothing %s', (_, phases) => {
  expect(writtenByOthers(after(912, { phases }))).toBeUndefined();
});

it('says nothing where the outcome of a batch is not known', () => {
  expect(writtenByOthers(after(912, { unknown: 7 }))).toBeUndefined();
});

it('goes by what was known last: a load with its count, or the documents that were found', () => {
  const loaded = after(1000, { phases: { load: { tag: 'done', at: NOW - 9000 } } });
  const results = { ...loaded.show.results, load: { ...RESULTS.load, total: 1000 } };
  expect(writtenByOthers({ ...loaded, show: { ...loaded.show, results } })).toBeUndefined();
  const verify = { found: 912, at: { t: S - 6, i: 1 } } as NonNullable<typeof results & { verify: object }>['verify'];
  const judged = after(912, { phases: { verify: { tag: 'done', at: NOW - 5000 } } });
  expect(
    writtenByOthers({ ...judged, show: { ...judged.show, results: { ...judged.show.results, verify } as never } }),
  ).toBeUndefined();
});
