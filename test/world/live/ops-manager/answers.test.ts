import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import * as answers from '../../../../src/world/live/ops-manager/answers.ts';

describe('SnapshotAnswer', () => {
  const created = { date: '2026-05-04T08:55:02Z', increment: 1 };

  it('reads a snapshot in progress, from which most is missing', () => {
    expect(v.parse(answers.SnapshotAnswer, { id: 's', complete: false, created })).toEqual({
      id: 's',
      complete: false,
      created: { t: 1_777_884_902, i: 1 },
    });
  });

  it('takes sizes and member from the only part, and passes over what it does not know', () => {
    const parts = [
      {
        typeName: 'REPLICA_SET',
        machineId: 'node3:27017',
        replicaState: 'SECONDARY',
        completedTime: '2026-05-04T08:57:40Z',
        dataSizeBytes: 3,
        storageSizeBytes: 2,
        fileSizeBytes: 1,
        mongodVersion: '8.0.4',
        masterKeyUUID: null,
      },
    ];
    const expires = '2026-05-06T08:55:02Z';
    expect(v.parse(answers.SnapshotAnswer, { id: 's', complete: true, created, expires, parts, links: [] })).toEqual({
      id: 's',
      complete: true,
      created: { t: 1_777_884_902, i: 1 },
      completedAt: Date.parse('2026-05-04T08:57:40Z'),
      expiresAt: Date.parse(expires),
      member: 'node3:27017',
      memberRoleName: 'SECONDARY',
      dataBytes: 3,
      storageBytes: 2,
      fileBytes: 1,
      versionName: '8.0.4',
    });
  });

  it('refuses a date that is none', () => {
    expect(
      v.safeParse(answers.SnapshotAnswer, { id: 's', complete: true, created: { ...created, date: 'soon' } }).success,
    ).toBe(false);
  });
});

describe('AutomationStatus', () => {
  it('says an error only where there is one', () => {
    const one = { name: 'rs_1', hostname: 'node1', lastGoalVersionAchieved: 22, plan: ['Start'], errorCode: 0 };
    const processes = [
      { ...one, errorString: '', errorCodeDescription: '' },
      { ...one, plan: undefined, errorString: 'It failed' },
    ];
    expect(v.parse(answers.AutomationStatus, { goalVersion: 23, processes }).processes).toEqual([
      { name: 'rs_1', host: 'node1', achieved: 22, plan: ['Start'] },
      { name: 'rs_1', host: 'node1', achieved: 22, plan: [], error: 'It failed' },
    ]);
  });
});

describe('StoreAnswer', () => {
  it.each([
    ['the hosts of a MongoDB store', { uri: 'mongodb://ann:canary@a:1,b:2/admin?x=canary' }, 'a:1,b:2'],
    ['the hosts even when the password holds an @', { uri: 'mongodb://ann:can@ary@a:1' }, 'a:1'],
    ['a path', { storePath: '/backups' }, '/backups'],
    [
      'a bucket before its metadata database',
      { s3BucketName: 'bucket', uri: 'mongodb://a', awsSecretKey: 'canary' },
      'bucket',
    ],
    ['nothing when it does not say', {}, ''],
  ])('shows %s', (_, fields, where) => {
    const store = v.parse(answers.StoreAnswer, { id: 'x', assignmentEnabled: true, ...fields });
    expect(store).toEqual({ id: 'x', assignable: true, where });
  });
});

describe('other answers', () => {
  it('clean the words of the server', () => {
    expect(v.parse(answers.Project, { id: '1', name: 'PITR \u001b[31mdemo\u202e', agentApiKey: 'canary' })).toEqual({
      id: '1',
      name: 'PITR demo',
    });
  });

  it('leave a field out that the schedule does not have', () => {
    expect(v.parse(answers.ScheduleAnswer, { snapshotIntervalHours: 24, referenceHourOfDay: null })).toEqual({
      snapshotIntervalHours: 24,
    });
  });

  it('read the version out of its header', () => {
    expect(answers.toVersion('gitHash=0; versionString=8.0.4.100.20250101T0000Z')).toBe('8.0.4');
    expect(answers.toVersion(undefined)).toBe('unknown');
  });

  it('date an agent by its last call, or its last ping', () => {
    const agent = { hostname: 'node1', stateName: 'ACTIVE' };
    const at = '2026-05-04T09:12:39Z';
    expect(v.parse(answers.Agent, { ...agent, lastPing: at })).toEqual({
      host: 'node1',
      stateName: 'ACTIVE',
      lastSeenAt: Date.parse(at),
    });
    expect(v.parse(answers.Agent, agent)).toEqual({ host: 'node1', stateName: 'ACTIVE' });
  });
});
