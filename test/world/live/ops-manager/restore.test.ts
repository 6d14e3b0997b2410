import { describe, expect, it } from 'vitest';
import { RefusedError } from '../../../../src/errors.ts';
import type { RestoreJob } from '../../../../src/proof/facts.ts';
import { judgeConflict, judgeRestore, toRestoreBody } from '../../../../src/world/live/ops-manager/restore.ts';
import { createRedactor } from '../../../../src/world/live/redact.ts';

const target = { projectId: 'p', clusterId: 'c' };
const delivery = { methodName: 'AUTOMATED_RESTORE', targetGroupId: 'p', targetClusterId: 'c' };
const job = { id: 'j1', created: '2026-05-04T09:12:44Z', statusName: 'FINISHED', pointInTime: true, snapshotId: 's1' };

const judge = (status: number, body: unknown): ReturnType<typeof judgeRestore> =>
  judgeRestore({ tag: 'answer', status, headers: {}, body }, 'cluster-1', 'start the restore', createRedactor([]));

describe('toRestoreBody', () => {
  it('sends a whole second as milliseconds', () => {
    expect(toRestoreBody({ form: 'second', t: 1_777_885_860 }, target)).toEqual({
      delivery,
      pointInTimeUTCMillis: 1_777_885_860_000,
    });
  });

  it('sends an op time as the two strings of an oplog entry', () => {
    expect(toRestoreBody({ form: 'opTime', at: { t: 1_777_885_860, i: 7 } }, target)).toEqual({
      delivery,
      oplogTs: '1777885860',
      oplogInc: '7',
    });
  });
});

describe('judgeRestore', () => {
  const accepted = {
    tag: 'accepted',
    job: { id: 'j1', createdAt: 1_777_885_964_000, stateName: 'FINISHED', pointInTime: true, snapshotId: 's1' },
  };

  it.each([
    ['a list with one job', { results: [job], totalCount: 1, links: [] }],
    ['a bare job', job],
    ['a job with fields that nobody knows', { results: [{ ...job, statusName: 'FINISHED', new: { x: 1 } }] }],
  ])('accepts %s', (_, body) => expect(judge(201, body)).toEqual(accepted));

  it('keeps a state that nobody knows', () => {
    expect(judge(200, { ...job, statusName: 'PONDERING' })).toMatchObject({ job: { stateName: 'PONDERING' } });
  });

  it.each([
    ['an answer that is no JSON', 200, undefined],
    ['an empty list', 200, { results: [] }],
    ['a failing server', 502, undefined],
    ['a rejected signature', 401, undefined],
  ])('does not know after %s', (_, status, body) => expect(judge(status, body).tag).toBe('unknown'));

  it('does not know when the answer is lost', () => {
    const lost = { tag: 'silence', sent: true, why: 'the connection was cut', nextSteps: [] } as const;
    expect(judgeRestore(lost, 'cluster-1', 'start the restore', createRedactor([]))).toEqual({
      tag: 'unknown',
      why: lost.why,
    });
  });

  it.each([
    ['without a code', 409, { detail: 'Invalid restore point: 09:12:44.' }],
    ['with a code that nobody knows', 400, { errorCode: 'ANY_CODE', detail: 'Invalid restore point: 09:12:44.' }],
  ])('takes the words of an invalid point %s for one that is too fresh', (_, status, body) => {
    expect(judge(status, body)).toEqual({ tag: 'tooFresh', words: body.detail });
  });

  it.each([
    [409, 'CONCURRENT_RESTORES_JOB_IDS'],
    [409, 'CANNOT_START_RESTORE_JOB_FOR_DELETED_SNAPSHOT'],
    [409, 'NO_CHECKPOINT_FOR_PIT_RESTORE'],
    [400, 'INVALID_ATTRIBUTE'],
    [401, 'USER_UNAUTHORIZED'],
    [404, 'CLUSTER_NOT_FOUND'],
  ])('is refused by %i %s', (status, errorCode) => {
    expect(() => judge(status, { errorCode, detail: 'No.' })).toThrow(RefusedError);
    expect(() => judge(status, { errorCode, detail: 'No.' })).toThrow('Ops Manager refused to start the restore: No.');
  });
});

it('goes by a code that it knows, whatever the words are', () => {
  const body = { errorCode: 'NO_CHECKPOINT_FOR_PIT_RESTORE', detail: 'Invalid restore point: no checkpoint.' };
  expect(() => judge(409, body)).toThrow('Ops Manager refused to start the restore: Invalid restore point: no');
});

describe('a conflict in words that nobody knows', () => {
  const NOW = 1_777_885_964_000;
  const point = { form: 'second', t: NOW / 1000 - 60 } as const;
  const old = { form: 'opTime', at: { t: NOW / 1000 - 3600, i: 1 } } as const;
  const jobOf = (stateName: string): RestoreJob => ({ id: 'j7', createdAt: NOW, stateName, pointInTime: true });

  const conflict = (body: object) => {
    const judged = judge(409, { detail: 'The oplog has not arrived.', ...body });
    if (judged.tag !== 'conflict') throw new Error(`it was taken for ${judged.tag}`);
    return judged;
  };

  it.each([{}, { errorCode: 'ANY_CODE' }])('is of a point that is too fresh where that is near now: %j', (body) => {
    const words = 'The oplog has not arrived.';
    expect(judgeConflict(conflict(body), point, NOW, [jobOf('FINISHED')])).toEqual({ tag: 'tooFresh', words });
  });

  it.each([
    ['of a point of an hour ago', old, [], /^Ops Manager refused to start the restore: The oplog/],
    ['while nobody tells which jobs there are', point, undefined, /^Ops Manager refused to start the restore: The/],
    ['while another restore is in progress', point, [jobOf('IN_PROGRESS')], /as job j7 is in progress: The oplog/],
  ] as const)('is a refusal %s', (_, point, jobs, message) => {
    expect(() => judgeConflict(conflict({}), point, NOW, jobs)).toThrow(RefusedError);
    expect(() => judgeConflict(conflict({}), point, NOW, jobs)).toThrow(message);
  });
});
