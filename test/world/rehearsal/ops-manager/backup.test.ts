import { expect, it } from 'vitest';
import { STORY_START, startOpsManager } from '../../../helpers/ops-manager.ts';

const secondsIn = (now: number): number => (now - STORY_START) / 1000;

it('goes from inactive to the first complete snapshot in about 15 minutes, seen while it is taken', async () => {
  const { clock, set, request, cluster, config, startBackup, jumpTo, coverage } = await startOpsManager();
  const stateName = async () => (await request('GET', config)).body.statusName;
  const snapshots = async (query: string) => (await request('GET', `${cluster}/snapshots${query}`)).body.results;

  expect(await stateName()).toBe('INACTIVE');
  expect((await startBackup()).body.statusName).toBe('PROVISIONING');
  await jumpTo('backup started');
  expect(await stateName()).toBe('STARTED');
  expect(secondsIn(clock.now())).toBeCloseTo(20, 0);

  await jumpTo('first snapshot begins');
  expect(secondsIn(clock.now()) / 60).toBeCloseTo(11, 0);
  expect(await snapshots('')).toEqual([]);
  const [running] = await snapshots('?completed=all');
  expect(running).toMatchObject({
    complete: false,
    parts: [{ replicaState: 'SECONDARY', mongodVersion: '8.0.4', fcv: '8.0' }],
  });
  expect(set.hosts.indexOf(running.parts[0].machineId)).not.toBe(set.primary());
  expect(running.parts[0]).not.toHaveProperty('dataSizeBytes');
  expect(await coverage()).toBeUndefined();

  await jumpTo('first snapshot complete');
  expect(secondsIn(clock.now()) / 60).toBeCloseTo(15, 0);
  const [complete] = await snapshots('');
  expect(complete).toMatchObject({ id: running.id, complete: true, created: running.created });
  expect(complete.parts[0]).toMatchObject({ dataSizeBytes: 163_840, storageSizeBytes: 199_230 });
  expect((await request('GET', `${cluster}/snapshots/${running.id}`)).body).toMatchObject({ complete: true });
  expect((await coverage())?.startS).toBe(Date.parse(running.created.date) / 1000);
});

it('receives the oplog in steps, 5 to 25 seconds behind the newest write', async () => {
  const { clock, startBackup, jumpTo, pass, coverage } = await startOpsManager();
  await startBackup();
  await jumpTo('first snapshot complete');
  const ends: number[] = [];
  const lags: number[] = [];
  for (let k = 0; k < 90; k++) {
    await pass(1);
    const { endS } = (await coverage())!;
    lags.push(clock.now() / 1000 - endS);
    ends.push(endS);
  }
  expect(Math.min(...lags)).toBeGreaterThan(5 - 1);
  expect(Math.max(...lags)).toBeLessThan(25 + 1);
  expect(ends).toEqual([...ends].sort((a, b) => a - b));
  const steps = new Set(ends).size;
  expect(steps).toBeGreaterThan(5);
  expect(steps).toBeLessThan(20);
});

it('changes its state by legal moves only', async () => {
  const { request, config, cluster, startBackup, jumpTo, pass, coverage } = await startOpsManager();
  const move = async (statusName: string) => {
    const { status, body } = await request('PATCH', config, { statusName });
    return status === 200 ? body.statusName : body.errorCode;
  };
  expect(await move('STOPPED')).toBe('CANNOT_STOP_BACKUP_INVALID_STATE');
  expect(await move('INACTIVE')).toBe('UNSUPPORTED_SET_BACKUP_STATE');
  const incomplete = await request('PATCH', config, { statusName: 'STARTED', storageEngineName: 'WIRED_TIGER' });
  expect([incomplete.status, incomplete.body.errorCode]).toEqual([409, 'MISSING_SYNC_SOURCE']);
  await startBackup();
  expect((await startBackup()).status).toBe(409);
  await jumpTo('first snapshot complete');
  expect(await move('TERMINATING')).toBe('CANNOT_TERMINATE_BACKUP_INVALID_STATE');
  expect(await move('STOPPED')).toBe('STOPPED');
  expect(await coverage()).toBeUndefined();
  expect((await request('GET', `${cluster}/snapshots`)).body.totalCount).toBe(1);
  expect(await move('TERMINATING')).toBe('TERMINATING');
  expect((await request('GET', `${cluster}/snapshots`)).body.totalCount).toBe(0);
  await pass(15);
  expect((await request('GET', config)).body.statusName).toBe('INACTIVE');
});

it('takes a changed schedule once the backup is on, and checks every field', async () => {
  const { request, config, startBackup } = await startOpsManager();
  const path = `${config}/snapshotSchedule`;
  expect((await request('GET', path)).body).toMatchObject({ snapshotIntervalHours: 24, pointInTimeWindowHours: 24 });
  expect((await request('PATCH', path, { snapshotIntervalHours: 6 })).status).toBe(403);
  await startBackup();
  const changed = await request('PATCH', path, {
    snapshotIntervalHours: 6,
    pointInTimeWindowHours: 30,
    referenceHourOfDay: 1,
    referenceMinuteOfHour: 30,
    referenceTimeZoneOffset: '+0200',
  });
  expect(changed.body).toMatchObject({
    snapshotIntervalHours: 6,
    pointInTimeWindowHours: 30,
    referenceHourOfDay: 23,
    referenceTimeZoneOffset: '+0000',
  });
  for (const [field, value, errorCode] of [
    ['snapshotIntervalHours', 7, 'INVALID_SNAPSHOT_INTERVAL'],
    ['snapshotIntervalHours', '6', 'INVALID_JSON_ATTRIBUTE'],
    ['snapshotRetentionDays', 6, 'INVALID_SNAPSHOT_RETENTION_PERIOD'],
    ['dailySnapshotRetentionDays', 8, 'INVALID_DAILY_SNAPSHOT_RETENTION_PERIOD'],
    ['weeklySnapshotRetentionWeeks', 53, 'INVALID_WEEKLY_SNAPSHOT_RETENTION_PERIOD'],
    ['monthlySnapshotRetentionMonths', 37, 'INVALID_MONTHLY_SNAPSHOT_RETENTION_PERIOD'],
    ['pointInTimeWindowHours', 25, 'CANNOT_SET_POINT_IN_TIME_WINDOW'],
    ['referenceHourOfDay', 24, 'INVALID_REFERENCE_HOUR_OF_DAY'],
    ['referenceMinuteOfHour', 60, 'INVALID_REFERENCE_MINUTE_OF_HOUR'],
    ['referenceTimeZoneOffset', 'Paris', 'INVALID_REFERENCE_TIMEZONE_OFFSET'],
    ['fullIncrementalDayOfWeek', 'FUNDAY', 'INVALID_ENUM_VALUE'],
    ['clusterCheckpointIntervalMin', 15, 'CANNOT_SET_CLUSTER_CHECKPOINT_INTERVAL_FOR_REPLICA_SET'],
    ['clusterId', 'x', 'ATTRIBUTE_READ_ONLY'],
    ['interval', 6, 'INVALID_ATTRIBUTE'],
  ] as const) {
    const { status, body } = await request('PATCH', path, { [field]: value });
    expect([field, status, body.errorCode]).toEqual([field, 400, errorCode]);
  }
  expect((await request('GET', path)).body.snapshotIntervalHours).toBe(6);
});

it('takes the next snapshot when the schedule says, and an earlier one when the interval is shortened', async () => {
  const { request, config, cluster, startBackup, jumpTo, pass } = await startOpsManager();
  const count = async () => (await request('GET', `${cluster}/snapshots`)).body.totalCount;
  await startBackup();
  await jumpTo('first snapshot complete');
  await request('PATCH', `${config}/snapshotSchedule`, { snapshotIntervalHours: 6 });
  await pass(5.5 * 3600);
  expect(await count()).toBe(1);
  await pass(0.5 * 3600);
  expect(await count()).toBe(2);
});

it('takes a snapshot on demand in about four minutes, after the first and one at a time', async () => {
  const { clock, request, cluster, startBackup, jumpTo } = await startOpsManager();
  const take = (query = '?retentionDays=1') => request('POST', `${cluster}/snapshots/onDemandSnapshot${query}`);
  await startBackup();
  expect((await take()).status).toBe(409);
  await jumpTo('first snapshot complete');
  expect((await take('')).body.errorCode).toBe('MISSING_QUERY_PARAMETER');
  expect((await take('?retentionDays=0')).body.errorCode).toBe('INVALID_QUERY_PARAMETER');
  const askedAt = clock.now();
  expect((await take()).body).toMatchObject({
    clusterName: 'rehearsal',
    timestamp: { time: Math.floor(askedAt / 1000) },
  });
  expect((await take()).status).toBe(409);
  await jumpTo('on-demand snapshot complete');
  expect((clock.now() - askedAt) / 60_000).toBeCloseTo(4, 0);
  const [newest, first] = (await request('GET', `${cluster}/snapshots`)).body.results;
  expect(Date.parse(newest.created.date)).toBeGreaterThan(Date.parse(first.created.date));
  expect(Date.parse(newest.expires)).toBeLessThan(Date.parse(first.expires));
});
