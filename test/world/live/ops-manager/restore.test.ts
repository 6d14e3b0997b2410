import { describe, expect, it } from 'vitest';
import { RefusedError } from '../../../../src/errors.ts';
import type { RestoreAnswer } from '../../../../src/proof/facts.ts';
import { judgeRestore, toRestoreBody } from '../../../../src/world/live/ops-manager/restore.ts';
import { createRedactor } from '../../../../src/world/live/redact.ts';

const target = { projectId: 'p', clusterId: 'c' };
const delivery = { methodName: 'AUTOMATED_RESTORE', targetGroupId: 'p', targetClusterId: 'c' };
const job = { id: 'j1', created: '2026-05-04T09:12:44Z', statusName: 'FINISHED', pointInTime: true, snapshotId: 's1' };

const judge = (status: number, body: unknown): RestoreAnswer =>
  judgeRestore({ tag: 'answer', status, headers: {}, body }, 'start the restore', createRedactor([]));

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
    expect(judgeRestore(lost, 'start the restore', createRedactor([]))).toEqual({ tag: 'unknown', why: lost.why });
  });

  it.each([
    ['a conflict', 409, { errorCode: 'ANY_CODE', detail: 'The oplog has not arrived.' }],
    ['a conflict without a code', 409, { detail: 'The oplog has not arrived.' }],
    ['the words of an invalid point', 400, { errorCode: 'ANY_CODE', detail: 'Invalid restore point: 09:12:44.' }],
  ])('takes %s for a point that is too fresh', (_, status, body) => {
    expect(judge(status, body)).toEqual({ tag: 'tooFresh', words: body.detail });
  });

  it.each([
    [409, 'CONCURRENT_RESTORES_JOB_IDS'],
    [409, 'CANNOT_START_RESTORE_JOB_FOR_DELETED_SNAPSHOT'],
    [400, 'INVALID_ATTRIBUTE'],
    [401, 'USER_UNAUTHORIZED'],
    [404, 'CLUSTER_NOT_FOUND'],
  ])('is refused by %i %s', (status, errorCode) => {
    expect(() => judge(status, { errorCode, detail: 'No.' })).toThrow(RefusedError);
    expect(() => judge(status, { errorCode, detail: 'No.' })).toThrow('Ops Manager refused to start the restore: No.');
  });
});
