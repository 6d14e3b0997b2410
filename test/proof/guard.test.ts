import { expect, it } from 'vitest';
import type { Coverage } from '../../src/proof/facts.ts';
import type { BackupSide } from '../../src/proof/guard.ts';
import { judge } from '../../src/proof/guard.ts';
import type { RestorePoint } from '../../src/proof/op-time.ts';

const ranges = (...spans: [number, number][]): Coverage => ({
  tag: 'ranges',
  ranges: spans.map(([from, to]) => ({ start: { t: from, i: 1 }, end: { t: to, i: 4 } })),
});

const SIDE: BackupSide = {
  coverage: ranges([100, 200], [300, 400]),
  snapshots: [
    { id: 'later', complete: true, created: { t: 320, i: 1 } },
    { id: 'new', complete: true, created: { t: 300, i: 1 } },
    { id: 'old', complete: true, created: { t: 100, i: 1 } },
  ],
  jobs: [{ id: 'old', createdAt: 0, stateName: 'FINISHED', pointInTime: true }],
  automation: { goal: 7, processes: [{ name: 'a', host: 'a:1', achieved: 7, plan: ['Start'] }] },
};
const NOW = { t: 420, i: 1 };
const at = (t: number): RestorePoint => ({ form: 'second', t });

it('is open within a range, whatever is left in a plan that has reached its goal', () => {
  expect(judge(at(350), SIDE, NOW)).toMatchObject({ tag: 'open', base: { id: 'later' }, certain: true });
  expect(judge(at(320), SIDE, NOW)).toMatchObject({ tag: 'open', base: { id: 'new' }, certain: true });
});

it.each([
  ['in the future', at(421), SIDE, { because: 'future' }],
  [
    'beyond the coverage, with how long to wait',
    at(410),
    SIDE,
    { because: 'after-coverage', until: { t: 400, i: 4 }, waitS: 10 },
  ],
  [
    'one ordinal beyond the coverage',
    { form: 'opTime', at: { t: 400, i: 5 } },
    SIDE,
    { because: 'after-coverage', waitS: 1 },
  ],
  ['in a gap', at(250), SIDE, { because: 'gap', from: { t: 200, i: 4 }, until: { t: 300, i: 1 } }],
  ['before the first range', at(100), SIDE, { because: 'before-coverage', from: { t: 100, i: 1 } }],
  [
    'without a complete snapshot',
    at(350),
    { ...SIDE, snapshots: [{ ...SIDE.snapshots[0]!, complete: false }] },
    { because: 'no-snapshot' },
  ],
  ['without any coverage', at(350), { ...SIDE, coverage: ranges() }, { because: 'no-coverage' }],
  [
    'while automation is not at its goal',
    at(350),
    { ...SIDE, automation: { ...SIDE.automation, goal: 8 } },
    { because: 'busy', left: 1 },
  ],
  [
    'while a restore job is in progress',
    at(350),
    { ...SIDE, jobs: [{ ...SIDE.jobs[0]!, stateName: 'IN_PROGRESS' }] },
    { because: 'busy', left: 0 },
  ],
  [
    'at an op time of this second that is still to come',
    { form: 'opTime', at: { t: 420, i: 2 } },
    SIDE,
    { because: 'future' },
  ],
  ['one second before the first range', at(99), SIDE, { because: 'before-coverage', from: { t: 100, i: 1 } }],
  ['at the second after a range', at(201), SIDE, { because: 'gap', until: { t: 300, i: 1 } }],
  ['at the second that a range begins in', at(300), SIDE, { because: 'gap', from: { t: 200, i: 4 } }],
  ['right before a range', { form: 'opTime', at: { t: 300, i: 0 } }, SIDE, { because: 'gap' }],
  ['one second beyond the coverage', at(401), SIDE, { because: 'after-coverage', waitS: 1 }],
] as [string, RestorePoint, BackupSide, object][])('is closed %s', (_, point, side, reason) => {
  expect(judge(point, side, NOW)).toMatchObject({ tag: 'closed', ...reason });
});

it('judges by the snapshots alone where the server cannot tell its ranges, and says that it is not certain', () => {
  const side = { ...SIDE, coverage: { tag: 'unknown' } as const };
  expect(judge(at(350), side, NOW)).toMatchObject({ tag: 'open', base: { id: 'later' }, certain: false });
  expect(judge(at(99), side, NOW)).toMatchObject({ because: 'before-coverage' });
});

it.each([
  ['the first op time of a range', { form: 'opTime', at: { t: 300, i: 1 } }, 'new'],
  ['the last op time of a range', { form: 'opTime', at: { t: 400, i: 4 } }, 'later'],
  ['the second that a range ends in', at(400), 'later'],
  ['the op time of a snapshot', { form: 'opTime', at: { t: 320, i: 1 } }, 'later'],
  ['the second of a snapshot, which excludes it', at(320), 'new'],
  ['an older range, whatever was taken since', at(200), 'old'],
] as [string, RestorePoint, string][])('starts at %s from the newest snapshot that can serve', (_, point, id) => {
  expect(judge(point, SIDE, NOW)).toMatchObject({ tag: 'open', base: { id } });
});

it('is open at the newest op time, and where no snapshot of the range is listed any more', () => {
  const coverage = ranges([100, 420]);
  expect(judge(at(420), { ...SIDE, coverage }, NOW)).toMatchObject({ tag: 'open' });
  expect(judge({ form: 'opTime', at: NOW }, { ...SIDE, coverage }, NOW)).toMatchObject({ tag: 'open' });
  const snapshots = SIDE.snapshots.map((one) => ({ ...one, complete: one.id === 'old' }));
  expect(judge(at(350), { ...SIDE, snapshots }, NOW)).toEqual({ tag: 'open', base: undefined, certain: true });
});

it('goes by the future and the snapshots that were told of alone, where nobody is asked', () => {
  const told: BackupSide = {
    coverage: { tag: 'unknown' },
    snapshots: [{ id: 'by hand', complete: true, created: { t: 300, i: 1 } }],
    jobs: [{ id: 'by hand', createdAt: 0, stateName: 'by hand', pointInTime: true }],
  };
  expect(judge(at(350), told, NOW)).toMatchObject({ tag: 'open', certain: false });
  expect(judge(at(421), told, NOW)).toEqual({ tag: 'closed', because: 'future' });
  expect(judge(at(299), told, NOW)).toEqual({ tag: 'closed', because: 'before-coverage', from: { t: 300, i: 1 } });
  expect(judge(at(350), { ...told, snapshots: [] }, NOW)).toEqual({ tag: 'closed', because: 'no-snapshot' });
  const given = { id: 'by hand before', complete: true, created: { t: 0, i: 0 } };
  expect(judge(at(1), { ...told, snapshots: [given] }, NOW)).toMatchObject({ tag: 'open', base: given });
});
