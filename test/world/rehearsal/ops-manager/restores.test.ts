import { expect, it } from 'vitest';
import { RESTORE_MOVES } from '../../../../src/world/rehearsal/ops-manager/automation.ts';
import { startOpsManager } from '../../../helpers/ops-manager.ts';

/** A backup with a complete snapshot and two minutes of oplog after it. */
async function startWithCoverage(options: Parameters<typeof startOpsManager>[0] = {}) {
  const world = await startOpsManager(options);
  await world.startBackup();
  await world.jumpTo('first snapshot complete');
  await world.pass(120);
  const { startS, endS } = (await world.coverage())!;
  const automation = async () => (await world.request('GET', `${world.project}/automationStatus`)).body;
  return { ...world, startS, endS, automation };
}

it('takes the set down member by member, the primary last, swaps the data once, and brings all up again', async () => {
  const { set, clock, endS, restoreTo, jumpTo } = await startWithCoverage({ rate: 600 });
  const askedAtS = clock.now() / 1000;
  const pointMs = (endS - 60) * 1000;
  expect((await restoreTo({ pointInTimeUTCMillis: pointMs })).status).toBe(200);
  await jumpTo('members down');
  expect(set.isUp(set.primary()!)).toBe(true);
  await jumpTo('goal reached');

  const whats = set.done.map(({ what }) => what);
  expect(whats).toEqual(['down 0', 'down 2', 'down 1', 'data, with 0 up', 'up 0', 'up 1', 'up 2', 'elect']);
  expect(set.restoredTo).toEqual([{ form: 'second', t: pointMs / 1000 }]);
  expect(set.done.every(({ rate }) => rate <= 60)).toBe(true);
  expect(clock.rate()).toBe(600);
  const at = (what: string): number => set.done.find((done) => done.what === what)!.atS;
  expect(at('up 0') - at('down 0')).toBeGreaterThan(180);
  expect(at('up 0') - at('down 0')).toBeLessThan(220);
  expect(clock.now() / 1000 - askedAtS).toBeGreaterThan(5 * 60);
  expect(clock.now() / 1000 - askedAtS).toBeLessThan(6 * 60 + 5);
});

it('raises the goal after the request was answered; plans shrink, and each process reaches it in its turn', async () => {
  const { automation, endS, restoreTo, jumpTo, pass } = await startWithCoverage();
  const before = await automation();
  const atGoal = (goal: number) => [1, 2, 3].map(() => ({ lastGoalVersionAchieved: goal, plan: [] }));
  expect(before.processes).toMatchObject(atGoal(before.goalVersion));
  await restoreTo({ pointInTimeUTCMillis: endS * 1000 });
  expect((await automation()).goalVersion).toBe(before.goalVersion);
  await pass(6);
  const planned = await automation();
  expect(planned.goalVersion).toBe(before.goalVersion + 1);
  expect(planned.processes).toMatchObject(
    [1, 2, 3].map((k) => ({ name: `rehearsal_${k}`, hostname: '127.0.0.1', plan: [...RESTORE_MOVES], errorCode: 0 })),
  );
  const left = [RESTORE_MOVES.length];
  for (const event of ['members down', 'data replaced', 'primary elected', 'goal reached']) {
    await jumpTo(event);
    left.push((await automation()).processes[0].plan.length);
  }
  expect(left).toEqual([...new Set(left)].sort((a, b) => b - a));
  expect((await automation()).processes).toMatchObject(atGoal(planned.goalVersion));
});

it('lists the job with its base snapshot, and calls it finished almost at once', async () => {
  const { request, cluster, endS, restoreTo, pass } = await startWithCoverage();
  const [snapshot] = (await request('GET', `${cluster}/snapshots`)).body.results;
  const { body } = await restoreTo({ oplogTs: String(endS), oplogInc: '1' });
  expect(body).toMatchObject({
    totalCount: 1,
    results: [{ snapshotId: snapshot.id, pointInTime: true, delivery: { methodName: 'HTTP' } }],
  });
  await pass(2);
  const [{ id }] = body.results;
  expect((await request('GET', `${cluster}/restoreJobs/${id}`)).body.statusName).toBe('FINISHED');
  expect((await request('GET', `${cluster}/restoreJobs`)).body.results).toMatchObject([{ id, statusName: 'FINISHED' }]);
});

it('begins with the newest snapshot that is complete and before the point', async () => {
  const { request, cluster, restoreTo, jumpTo, pass } = await startWithCoverage();
  await request('POST', `${cluster}/snapshots/onDemandSnapshot?retentionDays=1`);
  await jumpTo('on-demand snapshot complete');
  await pass(30);
  const [newest, first] = (await request('GET', `${cluster}/snapshots`)).body.results;
  const justBefore = await restoreTo({ pointInTimeUTCMillis: Date.parse(newest.created.date) });
  expect(justBefore.body.results[0].snapshotId).toBe(first.id);
  await jumpTo('goal reached');
});

it('refuses a point that the oplog does not hold, in the words a real one begins with', async () => {
  const { startS, endS, restoreTo, set } = await startWithCoverage();
  const now = set.newestOpTime().t;
  for (const point of [
    { pointInTimeUTCMillis: (startS - 1) * 1000 },
    { pointInTimeUTCMillis: (endS + 1) * 1000 },
    { pointInTimeUTCMillis: (now + 3600) * 1000 },
    { oplogTs: String(startS), oplogInc: '0' },
    { oplogTs: String(endS), oplogInc: '2' },
  ]) {
    const { status, body } = await restoreTo(point);
    expect([point, status]).toEqual([point, 409]);
    expect(body.detail).toMatch(/^Invalid restore point: /);
  }
});

it('refuses any restore while there is no backup', async () => {
  const { restoreTo } = await startOpsManager();
  expect((await restoreTo({ pointInTimeUTCMillis: Date.now() })).status).toBe(409);
});

it('wants exactly one form of point, and no field that it does not know', async () => {
  const { endS, restoreTo, request, cluster } = await startWithCoverage();
  const millis = { pointInTimeUTCMillis: endS * 1000 };
  for (const [point, errorCode] of [
    [{}, 'MISSING_ONE_OF_THREE_ATTRIBUTES'],
    [{ ...millis, oplogTs: '1', oplogInc: '1' }, 'INVALID_ATTRIBUTE'],
    [{ ...millis, snapshotId: 'x' }, 'INVALID_ATTRIBUTE'],
    [{ oplogTs: '1' }, 'MISSING_ATTRIBUTE'],
    [{ oplogTs: 'soon', oplogInc: '1' }, 'INVALID_JSON_ATTRIBUTE'],
    [{ pointInTimeUTCMillis: '1' }, 'INVALID_JSON_ATTRIBUTE'],
    [{ ...millis, force: true }, 'INVALID_ATTRIBUTE'],
    [{ ...millis, delivery: { methodName: 'AUTOMATED_RESTORE' } }, 'MISSING_ATTRIBUTE'],
    [{ ...millis, delivery: { methodName: 'SCP' } }, 'INVALID_ENUM_VALUE'],
  ] as const) {
    const { status, body } = await restoreTo(point);
    expect([point, status, body.errorCode]).toEqual([point, 400, errorCode]);
  }
  expect((await request('POST', `${cluster}/restoreJobs`, millis)).body.errorCode).toBe('MISSING_ATTRIBUTE');
});

it('refuses a second restore until every process has reached the goal of the first', async () => {
  const { endS, restoreTo, jumpTo } = await startWithCoverage();
  const { body } = await restoreTo({ pointInTimeUTCMillis: endS * 1000 });
  const refuses = async () => {
    const second = await restoreTo({ pointInTimeUTCMillis: endS * 1000 });
    expect([second.status, second.body.errorCode]).toEqual([409, 'CONCURRENT_RESTORES_JOB_IDS']);
    expect(second.body.detail).toContain(body.results[0].id);
  };
  await refuses();
  await jumpTo('primary elected');
  await refuses();
  await jumpTo('goal reached');
  expect((await restoreTo({ pointInTimeUTCMillis: endS * 1000 })).body.errorCode).toBe('INVALID_RESTORE_POINT');
});

it('has no coverage after a restore until a snapshot on demand is complete, and takes none by itself', async () => {
  const { request, cluster, endS, restoreTo, jumpTo, pass, coverage } = await startWithCoverage();
  const take = () => request('POST', `${cluster}/snapshots/onDemandSnapshot?retentionDays=1`);
  await restoreTo({ pointInTimeUTCMillis: endS * 1000 });
  expect((await take()).status).toBe(409);
  await jumpTo('members down');
  expect(await coverage()).toBeUndefined();
  await jumpTo('goal reached');
  await pass(3600);
  expect(await coverage()).toBeUndefined();
  expect((await request('GET', `${cluster}/snapshots`)).body.totalCount).toBe(1);
  expect((await take()).status).toBe(200);
  await jumpTo('on-demand snapshot complete');
  const [newest] = (await request('GET', `${cluster}/snapshots`)).body.results;
  expect((await coverage())?.startS).toBe(Date.parse(newest.created.date) / 1000);
});

it('gives up the snapshot in progress when the set goes down', async () => {
  const { request, cluster, endS, restoreTo, jumpTo } = await startWithCoverage();
  await request('POST', `${cluster}/snapshots/onDemandSnapshot?retentionDays=1`);
  await jumpTo('on-demand snapshot begins');
  await restoreTo({ pointInTimeUTCMillis: endS * 1000 });
  await jumpTo('members down');
  expect((await request('GET', `${cluster}/snapshots?completed=all`)).body.totalCount).toBe(1);
});

it('takes the same time for the same seed, and another for another', async () => {
  const lengthOf = async (seed: number) => {
    const { clock, endS, restoreTo, jumpTo, set } = await startWithCoverage({ seed });
    await restoreTo({ pointInTimeUTCMillis: endS * 1000 });
    await jumpTo('goal reached');
    return Math.round(clock.now() / 1000 - set.done[0]!.atS);
  };
  const [one, again, other] = [await lengthOf(1), await lengthOf(1), await lengthOf(2)];
  expect(Math.abs(one - again)).toBeLessThanOrEqual(1);
  expect(Math.abs(one - other)).toBeGreaterThan(1);
});

it('tells in the automation config which job each process restores for and to what, once the plan is there', async () => {
  const { project, request, endS, restoreTo, pass } = await startWithCoverage();
  const config = async () => (await request('GET', `${project}/automationConfig`)).body;
  const { body } = await restoreTo({ oplogTs: String(endS), oplogInc: '1' });
  expect((await config()).processes[0].backupRestoreJobId).toBeUndefined();
  await pass(6);
  const date = `${new Date(endS * 1000).toISOString().slice(0, 19)}Z`;
  const told = { backupRestoreJobId: body.results[0].id, backupRestoreDesiredTime: { date, increment: 1 } };
  expect((await config()).processes).toMatchObject([told, told, told]);
});

it('restores a snapshot as it is, which is no point in time', async () => {
  const { project, cluster, request, set, restoreTo, jumpTo } = await startWithCoverage();
  const [snapshot] = (await request('GET', `${cluster}/snapshots`)).body.results;
  expect((await restoreTo({ snapshotId: '0'.repeat(24) })).body.errorCode).toBe('SNAPSHOT_NOT_FOUND');
  const { body } = await restoreTo({ snapshotId: snapshot.id });
  expect(body.results[0]).toMatchObject({ snapshotId: snapshot.id, pointInTime: false });
  const status = async () => (await request('GET', `${cluster}/restoreJobs/${body.results[0].id}`)).body.statusName;
  await jumpTo('primary elected');
  expect(await status()).toBe('IN_PROGRESS');
  await jumpTo('goal reached');
  expect(await status()).toBe('FINISHED');
  const t = Date.parse(snapshot.created.date) / 1000;
  expect(set.restoredTo).toEqual([{ form: 'opTime', at: { t, i: snapshot.created.increment } }]);
  const [process] = (await request('GET', `${project}/automationConfig`)).body.processes;
  expect(process).toMatchObject({ backupRestoreJobId: body.results[0].id });
  expect(process.backupRestoreDesiredTime).toBeUndefined();
});
