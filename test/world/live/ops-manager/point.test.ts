import { describe, expect, it } from 'vitest';
import { pointOfJob } from '../../../../src/world/live/ops-manager/point.ts';

const T = 1_777_885_860;
const told = (...desired: readonly unknown[]) =>
  pointOfJob(
    { processes: desired.map((backupRestoreDesiredTime) => ({ backupRestoreJobId: 'job', backupRestoreDesiredTime })) },
    'job',
  );

describe('the point of a job', () => {
  it.each([
    ['seconds', T],
    ['milliseconds', T * 1000],
    ['seconds as text', String(T)],
    ['an ISO date', '2026-05-04T09:11:00Z'],
    ['an ISO date with an offset', '2026-05-04T11:11:00.000+02:00'],
    ['a timestamp of the API without an ordinal', { date: '2026-05-04T09:11:00Z', increment: 0 }],
    ['a date of extended JSON', { $date: '2026-05-04T09:11:00Z' }],
    ['a timestamp of extended JSON', { $timestamp: { t: T, i: 0 } }],
  ])('excludes a whole second that comes as %s', (_, value) => {
    expect(told(value, value, value)).toEqual({ form: 'second', t: T });
  });

  it.each([
    ['a timestamp of the API', { date: '2026-05-04T09:11:00Z', increment: 4 }],
    ['a BSON timestamp', { t: T, i: 4 }],
    ['a timestamp with a time', { time: T, increment: '4' }],
    ['a timestamp of extended JSON', { $timestamp: { t: T, i: 4 } }],
  ])('includes an entry of the oplog that comes as %s', (_, value) => {
    expect(told(value)).toEqual({ form: 'opTime', at: { t: T, i: 4 } });
  });

  it.each([
    ['no time at all', undefined],
    ['a name', 'LATEST'],
    ['a number in words that a date could be read into', 'May 2026'],
    ['a fraction of a second', T * 1000 + 500],
    ['a small number', 12],
    ['an ordinal that is none', { t: T, i: 'last' }],
    ['something else', { seconds: T }],
    ['a list', [T]],
  ])('is not told by %s', (_, value) => {
    expect(told(value)).toBeUndefined();
  });

  it('is not told where the processes disagree, or one says nothing', () => {
    expect(told(T, T + 1)).toBeUndefined();
    expect(told(T, undefined)).toBeUndefined();
  });

  it('is that of this job alone', () => {
    const processes = [
      { backupRestoreJobId: 'other', backupRestoreDesiredTime: T },
      { backupRestoreJobId: 'job', backupRestoreDesiredTime: T + 60 },
      { backupRestoreJobId: null },
      {},
    ];
    expect(pointOfJob({ processes }, 'job')).toEqual({ form: 'second', t: T + 60 });
    expect(pointOfJob({ processes }, 'third')).toBeUndefined();
  });
});
