import { describe, expect, it } from 'vitest';
import { BugError } from '../../src/errors.ts';
import type { RestoreJob } from '../../src/proof/facts.ts';
import { createRecords } from '../../src/records.ts';
import { NO_LEDGER } from '../../src/ledger.ts';
import type { Progress } from '../../src/wizard/progress.ts';
import { restore } from '../../src/workers/restore.ts';
import type { Stage } from '../helpers/drilled.ts';
import { startStage } from '../helpers/drilled.ts';
import { contextFor, createSmallWorld, runToEnd } from '../helpers/small-world.ts';
import { MEMBERS } from '../helpers/states.ts';

/* Restores that the presenter begins in the browser: taken up as they are, and judged by their own point. */

const never = new AbortController().signal;
const DOCUMENTS = 60;
const FORBIDDEN = {
  tag: 'answer',
  status: 403,
  body: { error: 403, errorCode: 'USER_UNAUTHORIZED', detail: 'No.' },
} as const;

interface Ready extends Stage {
  /** Epoch seconds: after the baseline and before the first delete. */
  readonly t: number;
}

/** Documents loaded, backed up and in part deleted. */
async function startBroken(): Promise<Ready> {
  const stage = await startStage();
  await stage.load(DOCUMENTS);
  await stage.backUp();
  const { result } = await stage.deleteSome(1);
  await stage.cover();
  return { ...stage, t: result.baseline.at.t + 1 };
}

/** Moves the world on with each fact, as long as the restore is not over. */
const hurry =
  ({ host }: Stage) =>
  async ({ stages }: Progress['restore']): Promise<void> => {
    if (!stages.some(({ stage }) => stage === 'goal-reached')) await host.control.jump();
  };

describe('a restore that is begun in the browser', () => {
  it('meets no writer of ours, is followed from its creation, and is judged by its own point', async () => {
    const stage = await startBroken();
    const before = await stage.lookBefore();
    const job = await stage.browse({ pointInTimeUTCMillis: stage.t * 1000 });
    let first = true;
    const { facts, result } = await stage.takeUp(
      { job, before, offered: { form: 'second', t: stage.t - 30 } },
      {
        async onFact(fact) {
          if (!first) expect(await caught(stage.database.openWriter('delete', never))).toBeInstanceOf(BugError);
          first = false;
          await hurry(stage)(fact);
        },
      },
    );
    expect(result).toMatchObject({
      jobId: job.id,
      taken: true,
      pointFrom: 'engine',
      point: { form: 'second', t: stage.t },
    });
    expect(facts[0]).toMatchObject({ taken: true, stages: [{ stage: 'accepted' }] });
    expect(facts[0]?.point).toBeUndefined();
    const acceptedAt = result.stages.find((one) => one.stage === 'accepted')!.at;
    expect(Math.abs(acceptedAt - job.createdAt)).toBeLessThan(1500);
    expect(result.stages.map((one) => one.stage)).not.toContain('requested');
    const { result: judged } = await stage.verify();
    expect(judged).toMatchObject({
      pointFrom: 'engine',
      verdict: { tag: 'verified', expected: DOCUMENTS, returned: 6 },
    });
    expect((await stage.engine.restoreJobs(never)).map(({ id }) => id)).toEqual([job.id]);
  });

  it('to an entry of the oplog includes that entry', async () => {
    const stage = await startBroken();
    const [batch] = stage.records.history.batches;
    if (batch?.outcome.tag !== 'done') throw new Error('nothing was deleted');
    const { at } = batch.outcome;
    const before = await stage.lookBefore();
    const job = await stage.browse({ oplogTs: String(at.t), oplogInc: String(at.i) });
    const { result } = await stage.takeUp({ job, before }, { onFact: hurry(stage) });
    expect(result).toMatchObject({ pointFrom: 'engine', point: { form: 'opTime', at } });
    expect((await stage.verify()).result.verdict).toMatchObject({
      tag: 'verified',
      expected: DOCUMENTS - 6,
      returned: 0,
    });
  });

  it('whose point Ops Manager does not tell goes by the word of the presenter, who is asked, and says so', async () => {
    const stage = await startBroken();
    const before = await stage.lookBefore();
    stage.failRequest('config', 'before', FORBIDDEN, 1000);
    const job = await stage.browse({ pointInTimeUTCMillis: stage.t * 1000 });
    const offered = { form: 'second', t: stage.t } as const;
    let asked = false;
    const { result } = await stage.takeUp(
      { job, before, offered },
      {
        async onFact(fact) {
          asked ||= fact.asksPoint === true;
          await hurry(stage)(fact);
        },
        said: () => (asked ? offered : undefined),
      },
    );
    expect(result).toMatchObject({ pointFrom: 'presenter', point: offered });
    const { result: judged } = await stage.verify();
    expect(judged).toMatchObject({ pointFrom: 'presenter', verdict: { tag: 'verified' } });
  });

  it('whose point nobody tells is never VERIFIED, and what came before it is known no more', async () => {
    const stage = await startBroken();
    const before = await stage.lookBefore();
    stage.failRequest('config', 'before', FORBIDDEN, 1000);
    const job = await stage.browse({ pointInTimeUTCMillis: stage.t * 1000 });
    const { result } = await stage.takeUp({ job, before }, { onFact: hurry(stage) });
    expect(result.point).toBeUndefined();
    expect((await stage.verify()).result.verdict).toEqual({ tag: 'not-verified', because: 'not-told' });
    const { result: again } = await stage.deleteSome(1);
    expect(again.deleted).toBe(6);
  });

  it('of a snapshot goes to its op time, which is before anything that the ledger knows', async () => {
    const stage = await startBroken();
    const before = await stage.lookBefore();
    const [snapshot] = await stage.engine.snapshots(never);
    const job = await stage.browse({ snapshotId: snapshot!.id });
    expect(job.pointInTime).toBe(false);
    const { result } = await stage.takeUp({ job, before }, { onFact: hurry(stage) });
    expect(result).toMatchObject({ pointFrom: 'snapshot', point: { form: 'opTime', at: snapshot!.created } });
    expect((await stage.verify()).result.verdict).toMatchObject({ tag: 'not-verified', because: 'no-baseline' });
  });

  it.each(['KILLED', 'BROKEN'] as const)('that is %s says so, and our writers stay away', async (stateName) => {
    const stage = await startBroken();
    stage.inject({ tag: 'job', stateName, afterMs: 20_000, ends: true });
    const before = await stage.lookBefore();
    const job = await stage.browse({ pointInTimeUTCMillis: stage.t * 1000 });
    const failed = await caught(stage.takeUp({ job, before }));
    expect(failed).toMatchObject({ kind: 'refused', code: stateName });
    expect(stage.records.asking?.point).toBeUndefined();
    expect(await caught(stage.database.openWriter('delete', never))).toBeInstanceOf(BugError);
  });
});

describe('a restore that is asked for here while one is begun in the browser', () => {
  it.each([
    ['before the jobs are listed', 'early'],
    ['after that, so that the request is refused', 'late'],
  ] as const)('gives way to it %s', async (_, when) => {
    const stage = await startBroken();
    stage.records.seen = await stage.lookBefore();
    const browse = () => stage.browse({ pointInTimeUTCMillis: stage.t * 1000 });
    let job = when === 'early' ? await browse() : undefined;
    const { result } = await stage.restore({ form: 'second', t: stage.t - 1 }, async (fact) => {
      if (fact.stages.some((mark) => mark.stage === 'requested')) job ??= await browse();
      if (fact.taken) await hurry(stage)(fact);
    });
    expect(result).toMatchObject({ taken: true, jobId: job!.id, point: { form: 'second', t: stage.t } });
    expect((await stage.engine.restoreJobs(never)).map(({ id }) => id)).toEqual([job!.id]);
    expect((await stage.verify()).result.verdict.tag).toBe('verified');
  });
});

describe('a delete that a restore is begun under', () => {
  it('sends nothing to the restored set, and what it had done is told exactly', async () => {
    const stage = await startBroken();
    const before = await stage.lookBefore();
    let job: RestoreJob | undefined;
    const deleting = stage.deleteSome(50, { percent: 1, batch: 1, pauseMs: 100 }, async ({ deleted }) => {
      if (deleted < 2 || job) return;
      job = await stage.browse({ pointInTimeUTCMillis: stage.t * 1000 });
      await stage.jumpTo(/^primary elected$/);
    });
    expect(await caught(deleting)).toMatchObject({ kind: 'refused', code: 'SET_REPLACED' });
    const { result } = await stage.takeUp({ job: job!, before }, { onFact: hurry(stage) });
    expect(result.point).toEqual({ form: 'second', t: stage.t });
    expect((await stage.verify()).result.verdict).toMatchObject({ tag: 'verified', expected: DOCUMENTS });
  }, 40_000);
});

async function caught(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  );
}

describe('a job that was taken up', () => {
  const JOB: RestoreJob = { id: 'job-1', createdAt: 0, stateName: 'FINISHED', pointInTime: true, target: 'here' };
  const BACK = MEMBERS.map((member) => ({ ...member, processId: `${member.processId}-again` }));
  const POINT = { form: 'second', t: 1_795_000_000 } as const;

  function begun() {
    const world = createSmallWorld(10);
    const createdAt = world.clock.now() - 3000;
    const job = { ...JOB, createdAt };
    world.jobs = [job];
    world.told = POINT;
    const before = { jobs: [], goal: 3, members: MEMBERS };
    const finish = (): void => {
      world.members = BACK;
      world.automation = {
        goal: 4,
        processes: MEMBERS.map(({ host }) => ({ name: host, host, achieved: 4, plan: [] })),
      };
    };
    return { world, job, input: { job, before }, finish };
  }

  it('starts the time at its creation, by our clock', async () => {
    const { world, job, input, finish } = begun();
    world.offsetMs = -1000;
    world.tick = finish;
    const { result } = await runToEnd(restore(contextFor(world, input)));
    expect(result.stages[0]).toEqual({ stage: 'accepted', at: job.createdAt + 1000 });
  });

  it('starts the time no earlier than when it was not there yet, whatever its date says', async () => {
    const { world, job, input, finish } = begun();
    world.offsetMs = 100_000;
    world.tick = finish;
    const before = { ...input.before, at: job.createdAt + 1500 };
    const { result } = await runToEnd(restore(contextFor(world, { ...input, before })));
    expect(result.stages[0]).toEqual({ stage: 'accepted', at: job.createdAt + 1500 });
  });

  it('of a snapshot is over when it says so, although its goal was reached before the first look', async () => {
    const { world, job, input, finish } = begun();
    const ofSnapshot = { ...job, pointInTime: false, stateName: 'IN_PROGRESS' };
    world.jobs = [ofSnapshot];
    finish();
    let looks = 0;
    world.tick = () => {
      looks += 1;
      if (looks === 8) world.jobs = [{ ...ofSnapshot, stateName: 'FINISHED' }];
      if (looks > 30) throw new BugError('it is followed for ever');
    };
    const before = { ...input.before, goal: 4 };
    const { result } = await runToEnd(restore(contextFor(world, { job: ofSnapshot, before })));
    expect(looks).toBeGreaterThanOrEqual(8);
    expect(result.stages.map(({ stage }) => stage)).toEqual(['accepted', 'primary-elected']);
  });

  it('raises the barrier before anything is asked', async () => {
    const { world, input, finish } = begun();
    world.tick = finish;
    const work = restore(contextFor(world, input));
    await work.next();
    expect(world.asked).toEqual([]);
    await work.next();
    expect(world.asked[0]).toBe('barrier');
    await runToEnd(work);
    expect(world.asked).not.toContain('restore');
  });

  it('goes on after a kill with the point that was told before it', async () => {
    const { world, input, finish } = begun();
    const entries: Parameters<typeof createRecords>[1] & unknown[] = [];
    const ledger = { ...NO_LEDGER, write: (entry: never) => void entries.push(entry) };
    const first = { ...contextFor(world, input), records: createRecords(ledger as typeof NO_LEDGER) };
    for (const work = restore(first); first.records.asking?.point === undefined;) await work.next();
    world.told = undefined;
    world.tick = finish;
    const again = { ...contextFor(world, input), records: createRecords(NO_LEDGER, entries), resuming: true };
    const { result } = await runToEnd(restore(again));
    expect(result).toMatchObject({ jobId: 'job-1', taken: true, point: POINT, pointFrom: 'engine' });
    expect(again.records.history.restores.at(-1)?.point).toEqual(POINT);
  });

  it('can be the answer to a request of ours that had none', async () => {
    const { world, job, input, finish } = begun();
    world.told = undefined;
    const context = contextFor(world, input);
    await context.records.ask({
      point: POINT,
      asked: { t: 1, i: 0 },
      goalBefore: 3,
      membersBefore: MEMBERS,
      jobsBefore: [],
      loads: [],
      since: 1,
    });
    world.tick = finish;
    const { result } = await runToEnd(restore(context));
    expect(result).toMatchObject({ jobId: job.id, point: POINT });
    expect(result.pointFrom).toBeUndefined();
  });
});
