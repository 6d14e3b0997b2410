import { describe, expect, it } from 'vitest';
import { UnreachableError } from '../../src/errors.ts';
import type { RestoreJob } from '../../src/proof/facts.ts';
import { pickIds, sortIds, toIdList, without } from '../../src/proof/id-set.ts';
import { deleteDocuments } from '../../src/workers/delete.ts';
import { load } from '../../src/workers/load.ts';
import { restore } from '../../src/workers/restore.ts';
import { snapshot } from '../../src/workers/snapshot.ts';
import { NotBegun } from '../../src/workers/worker.ts';
import { wrap } from '../../src/workers/wrap.ts';
import { contextFor, createSmallWorld, runToEnd } from '../helpers/small-world.ts';
import type { SmallWorld } from '../helpers/small-world.ts';
import { MEMBERS, SET, SNAPSHOT } from '../helpers/states.ts';

/** What a worker is given whose run was cut off a minute ago, in a new process over the same records. */
function cutOff<I>(world: SmallWorld, input: I) {
  const context = contextFor(world, input);
  world.clock.pass(60_000);
  return { ...context, resuming: true };
}

const BEGUN: RestoreJob = {
  id: 'browser',
  createdAt: Date.UTC(2027, 0, 1),
  stateName: 'IN_PROGRESS',
  pointInTime: true,
  target: 'here',
};

function failJobs({ engine }: SmallWorld): void {
  Object.assign(engine, { restoreJobs: () => Promise.reject(new UnreachableError('nobody')) });
}

const CHANGES = /insert|delete|mark|open|restore|take|start/;
const changes = (world: SmallWorld): string[] => world.asked.filter((what) => CHANGES.test(what));

describe('a load that was cut off', () => {
  const LOAD = { bytes: 10 * 1024, documentBytes: 1024, batch: 4 };

  it('ends with what is there of it, and adds nothing', async () => {
    const world = createSmallWorld(100);
    const context = contextFor(world, LOAD);
    const running = load(context);
    await running.next();
    await running.next();
    await running.next();
    // The process is gone, and with it the worker; the world and the records are not.
    const { result } = await runToEnd(load({ ...context, resuming: true }));
    expect(result).toMatchObject({ documents: 8, rounds: 1, stopped: true });
    expect(world.asked.filter((what) => what.startsWith('insert'))).toHaveLength(2);
    expect(context.records.history.loads.every(({ until }) => until)).toBe(true);
  });

  it('had not begun before its mark', async () => {
    await expect(runToEnd(load(cutOff(createSmallWorld(1), LOAD)))).rejects.toBeInstanceOf(NotBegun);
  });
});

describe('a delete that was cut off', () => {
  const DELETE = { percent: 10, batch: 6, pauseMs: 500 };
  const first = (world: SmallWorld, count: number) => toIdList(world.ids.subarray(0, count * 12));

  it.each([
    ['tells what is gone: what was sent and not answered is looked up, and nothing more is deleted', true, 9, 0],
    ['leaves unknown what the set cannot be closed to, as the rest of it may still go', false, 6, 4],
  ])('%s', async (_, isStamped, deleted, unknown) => {
    const world = createSmallWorld(100);
    const context = cutOff(world, DELETE);
    const at = { t: Math.floor(world.clock.now() / 1000), i: 1 };
    await context.records.addBaseline({ ids: sortIds(world.ids), at, from: 'delete' }, context.run);
    const ids = first(world, 10);
    const answered = pickIds(ids, Uint32Array.of(0, 1, 2, 3, 4, 5));
    (await context.records.intend({ iteration: 1, ids: answered, after: at })).settle({
      tag: 'done',
      at: { ...at, i: 9 },
    });
    await context.records.intend({
      iteration: 2,
      ids: pickIds(ids, Uint32Array.of(6, 7, 8, 9)),
      after: { ...at, i: 9 },
      ...(isStamped ? { stamp: { session: '07', number: 2 } } : {}),
    });
    // The first three of the last batch were deleted before the kill.
    world.ids = without(sortIds(world.ids), sortIds(first(world, 9))).bytes;
    const { result } = await runToEnd(deleteDocuments(context));
    expect(result).toMatchObject({ deleted, remaining: 100 - deleted, iterations: 2, unknown, tookMs: 60_000 });
    expect(changes(world)).toEqual([]);
  });

  it('closes nothing, and settles nothing by a set that may have been restored since', async () => {
    const world = createSmallWorld(100);
    const context = cutOff(world, DELETE);
    const { records } = context;
    const at = { t: Math.floor(world.clock.now() / 1000), i: 1 };
    await records.addBaseline({ ids: sortIds(world.ids), at, from: 'delete' }, context.run);
    const stamp = { session: '07', number: 2 };
    await records.intend({ iteration: 1, ids: first(world, 4), after: at, stamp });
    await records.ask({ taken: true, asked: at, membersBefore: MEMBERS, jobsBefore: [], loads: [], since: 0 });
    world.database.fence = () => Promise.reject(new Error('written to a set after its restore was asked for'));
    const { result } = await runToEnd(deleteDocuments(context));
    expect(result).toMatchObject({ deleted: 0, unknown: 4 });
    expect(records.history.batches).toHaveLength(1);
  });

  it.each([
    ['was begun in the browser meanwhile', (world: SmallWorld) => void (world.jobs = [BEGUN])],
    ['may have been begun, as Ops Manager does not answer', failJobs],
  ])('writes nothing to a set whose restore %s', async (_, happen) => {
    const world = createSmallWorld(100);
    const context = cutOff(world, DELETE);
    const { records } = context;
    const at = { t: Math.floor(world.clock.now() / 1000) - 60, i: 1 };
    await records.addBaseline({ ids: sortIds(world.ids), at, from: 'delete' }, context.run);
    await records.intend({ iteration: 1, ids: first(world, 4), after: at, stamp: { session: '07', number: 2 } });
    happen(world);
    world.database.fence = () => Promise.reject(new Error('written to a set that is being restored'));
    const { result } = await runToEnd(deleteDocuments(context));
    expect(result).toMatchObject({ deleted: 0, unknown: 4 });
  });

  it('takes nothing for rolled back where every member was restarted, as a restore does it', async () => {
    const world = createSmallWorld(100);
    const context = cutOff(world, DELETE);
    const { records } = context;
    const at = { t: Math.floor(world.clock.now() / 1000) - 60, i: 1 };
    await records.addBaseline({ ids: sortIds(world.ids), at, from: 'delete' }, context.run);
    const sent = await records.intend({ iteration: 1, ids: first(world, 4), after: at });
    sent.settle({ tag: 'done', at: { ...at, i: 5 }, term: 1 });
    world.database.term = () => Promise.resolve(2);
    world.members = MEMBERS.map((member) => ({ ...member, processId: `${member.processId}-again` }));
    const earlier = { preflight: { checks: [], set: SET } };
    const { result } = await runToEnd(deleteDocuments({ ...context, earlier }));
    expect(result).toMatchObject({ deleted: 4, remaining: 96 });
    expect(result.rolledBack).toBeUndefined();
    world.members = MEMBERS;
    expect(await runToEnd(deleteDocuments({ ...context, earlier })).catch((error: unknown) => error)).toBeInstanceOf(
      NotBegun,
    );
  });

  it('counts its own batches when an older one turns out not to have been deleted', async () => {
    const world = createSmallWorld(100);
    const context = cutOff(world, DELETE);
    const at = { t: Math.floor(world.clock.now() / 1000), i: 1 };
    const { records } = context;
    await records.intend({ iteration: 1, ids: pickIds(first(world, 10), Uint32Array.of(9)), after: at });
    await records.addBaseline({ ids: sortIds(world.ids), at: { ...at, i: 2 }, from: 'delete' }, context.run);
    const sent = await records.intend({ iteration: 1, ids: first(world, 3), after: { ...at, i: 2 } });
    sent.settle({ tag: 'done', at: { ...at, i: 5 } });
    world.ids = without(sortIds(world.ids), sortIds(first(world, 3))).bytes;
    const { result } = await runToEnd(deleteDocuments(context));
    expect(result).toMatchObject({ deleted: 3, remaining: 97 });
  });

  it('had not begun before its first batch', async () => {
    const world = createSmallWorld(10);
    const context = cutOff(world, DELETE);
    await expect(runToEnd(deleteDocuments(context))).rejects.toBeInstanceOf(NotBegun);
    await context.records.addBaseline({ ids: sortIds(world.ids), at: { t: 1, i: 1 }, from: 'delete' }, context.run);
    await expect(runToEnd(deleteDocuments(context))).rejects.toBeInstanceOf(NotBegun);
  });
});

describe('a restore that was cut off', () => {
  const POINT = { form: 'second', t: 1_795_000_000 } as const;
  const JOB: RestoreJob = { id: 'job-1', createdAt: 0, stateName: 'FINISHED', pointInTime: true };
  const BACK = MEMBERS.map((member) => ({ ...member, processId: `${member.processId}-again` }));

  function asked(world: SmallWorld) {
    const context = cutOff(world, { point: POINT, typed: 'rehearsal' });
    const since = context.since;
    const asking = {
      point: POINT,
      asked: { t: 1_795_000_300, i: 1 },
      goalBefore: 3,
      membersBefore: MEMBERS,
      jobsBefore: ['old'],
      loads: [],
      since,
    };
    return { context, asking };
  }

  function restored(world: SmallWorld): void {
    world.members = BACK;
    world.automation = { goal: 4, processes: MEMBERS.map(({ host }) => ({ name: host, host, achieved: 4, plan: [] })) };
  }

  it('follows the job that it had asked for, from the time that it was asked, and asks for none', async () => {
    const world = createSmallWorld(10);
    const { context, asking } = asked(world);
    await context.records.ask(asking);
    world.jobs = [JOB, { ...JOB, id: 'old' }];
    restored(world);
    const { facts, result } = await runToEnd(restore(context));
    expect(result.jobId).toBe('job-1');
    expect(facts[0]?.stages).toEqual([{ stage: 'requested', at: context.since }]);
    expect(result.stages.find(({ stage }) => stage === 'accepted')?.at).toBe(context.since);
    expect(changes(world)).toEqual([]);
    expect(world.asked).toEqual(['barrier']);
    expect(context.records.history.restores).toEqual([{ point: POINT, asked: asking.asked }]);
  });

  it('follows the job that was accepted although Ops Manager tells nothing', async () => {
    const world = createSmallWorld(10);
    const { context, asking } = asked(world);
    await context.records.ask(asking);
    context.records.accept(JOB);
    world.engine.restoreJobs = () => Promise.reject(new UnreachableError('Nobody answers', { nextSteps: [] }));
    world.jobs = [JOB];
    restored(world);
    const { result } = await runToEnd(restore(context));
    expect(result.jobId).toBe('job-1');
  });

  it('does not say that no job has appeared when nobody told which there are', async () => {
    const world = createSmallWorld(10);
    const { context, asking } = asked(world);
    await context.records.ask(asking);
    world.engine.restoreJobs = () => Promise.reject(new UnreachableError('Nobody answers', { nextSteps: [] }));
    const following = runToEnd(restore(context));
    await expect(following).rejects.toThrow('does not tell which jobs there are');
    await expect(following).rejects.not.toHaveProperty('code', 'NO_JOB_APPEARED');
  });

  it('takes none of several jobs for its own', async () => {
    const world = createSmallWorld(10);
    const { context, asking } = asked(world);
    await context.records.ask(asking);
    world.jobs = [JOB, { ...JOB, id: 'job-2' }];
    await expect(runToEnd(restore(context))).rejects.toThrow('2 restore jobs have appeared');
    await expect(runToEnd(restore({ ...context, resuming: false }))).rejects.toThrow('2 restore jobs');
    expect(changes(world)).toEqual([]);
  });

  it('is not begun by a job that is dated later than now', async () => {
    const world = createSmallWorld(10);
    const { context, asking } = asked(world);
    await context.records.ask(asking);
    world.jobs = [{ ...JOB, createdAt: world.clock.now() + 120_000 }];
    restored(world);
    const { result } = await runToEnd(restore(context));
    expect(result.tookMs).toBeGreaterThanOrEqual(0);
  });

  it('looks for a minute for a job of which it knows nothing, and never asks again by itself', async () => {
    const world = createSmallWorld(10);
    const { context, asking } = asked(world);
    await context.records.ask(asking);
    await expect(runToEnd(restore(context))).rejects.toMatchObject({ code: 'NO_JOB_APPEARED' });
    expect(changes(world)).toEqual([]);
    expect(context.records.barrier).toBeDefined();
  });

  it('had not begun before it was asked for', async () => {
    const world = createSmallWorld(10);
    const { context } = asked(world);
    await expect(runToEnd(restore(context))).rejects.toBeInstanceOf(NotBegun);
    expect(world.asked).toEqual([]);
  });

  it('that failed lets another one be asked for, which does not take the failed job for its own', async () => {
    const world = createSmallWorld(10);
    const { context, asking } = asked(world);
    await context.records.ask(asking);
    world.jobs = [{ ...JOB, stateName: 'BROKEN' }];
    await expect(runToEnd(restore(context))).rejects.toThrow('BROKEN');
    // The failed one has restarted every member, and has raised the goal.
    restored(world);
    world.answers.push({ tag: 'accepted', job: { ...JOB, id: 'job-2' } });
    const again = restore({ ...context, resuming: false });
    const seen: string[] = [];
    let turn = await again.next();
    for (let polls = 0; !turn.done && polls < 4; polls++) {
      seen.push(turn.value.stages.at(-1)!.stage);
      world.jobs = [
        { ...JOB, id: 'job-2', stateName: 'IN_PROGRESS' },
        { ...JOB, stateName: 'BROKEN' },
      ];
      turn = await again.next();
    }
    expect(turn.done).toBe(false);
    expect(seen).toEqual(['requested', 'accepted', 'accepted', 'accepted']);
    expect(context.records.asking).toMatchObject({ goalBefore: 4, membersBefore: BACK, jobsBefore: ['old', 'job-1'] });
    const goal = { goal: 5, processes: MEMBERS.map(({ host }) => ({ name: host, host, achieved: 5, plan: [] })) };
    world.automation = goal;
    world.members = MEMBERS;
    const { result } = await runToEnd(again);
    expect(result.jobId).toBe('job-2');
  });

  it('is not asked for again while no primary answers', async () => {
    const world = createSmallWorld(10);
    const { context, asking } = asked(world);
    await context.records.ask(asking);
    world.writable = false;
    const again = restore({ ...context, resuming: false });
    await expect(runToEnd(again)).rejects.toMatchObject({ kind: 'unreachable' });
    expect(changes(world)).toEqual([]);
  });

  it('that is asked for again looks at the set again: others may have written since', async () => {
    const world = createSmallWorld(10);
    const { context, asking } = asked(world);
    await context.records.ask(asking);
    world.answers.push({ tag: 'accepted', job: JOB });
    const again = restore({ ...context, resuming: false });
    await again.next();
    restored(world);
    await runToEnd(again);
    expect(context.records.history.baselines.map(({ from }) => from)).toEqual(['restore']);
    expect(context.records.history.restores[0]?.asked.t).toBeGreaterThan(asking.asked.t);
  });
});

describe('a wrap-up that was cut off', () => {
  it('goes on when one look is not answered', async () => {
    const world = createSmallWorld();
    const context = cutOff(world, undefined);
    await context.records.noteSnapshotAsked([], context.run);
    world.snapshots = [SNAPSHOT];
    world.coverage = { tag: 'ranges', ranges: [{ start: SNAPSHOT.created, end: { t: SNAPSHOT.created.t + 1, i: 1 } }] };
    const coverage = world.engine.coverage.bind(world.engine);
    let looks = 0;
    world.engine.coverage = (signal) =>
      (looks += 1) === 1 ? Promise.reject(new UnreachableError('Silence', { nextSteps: [] })) : coverage(signal);
    const { result } = await runToEnd(wrap(context));
    expect(result.snapshot).toEqual(SNAPSHOT);
    expect(changes(world)).toEqual([]);
  });

  it('had not begun before its own note, whatever an earlier one had asked for', async () => {
    const world = createSmallWorld();
    world.snapshots = [SNAPSHOT];
    const context = cutOff(world, undefined);
    await context.records.noteSnapshotAsked([], context.run - 1);
    await expect(runToEnd(wrap(context))).rejects.toBeInstanceOf(NotBegun);
    expect(changes(world)).toEqual([]);
  });
});

describe('waiting for a snapshot that was cut off', () => {
  it('goes on with its true time', async () => {
    const world = createSmallWorld();
    world.backupName = 'STARTED';
    world.snapshots = [SNAPSHOT];
    const { result } = await runToEnd(snapshot(cutOff(world, undefined)));
    expect(result).toEqual({ snapshot: SNAPSHOT, tookMs: 60_000 });
    expect(changes(world)).toEqual([]);
  });

  it('had not begun while the backup is off', async () => {
    const world = createSmallWorld();
    await expect(runToEnd(snapshot(cutOff(world, undefined)))).rejects.toBeInstanceOf(NotBegun);
    expect(changes(world)).toEqual([]);
  });

  it('asks for one on demand again only when none has come of it for a minute', async () => {
    const world = createSmallWorld();
    world.snapshots = [SNAPSHOT];
    const context = cutOff(world, undefined);
    await context.records.noteSnapshotAsked([SNAPSHOT.id], context.run);
    let looks = 0;
    world.tick = () => {
      looks += 1;
      if (!world.asked.includes('take snapshot')) return;
      const fresh = { ...SNAPSHOT, id: 'new' };
      world.snapshots = [fresh, SNAPSHOT];
      world.coverage = { tag: 'ranges', ranges: [{ start: fresh.created, end: { t: fresh.created.t + 1, i: 1 } }] };
    };
    const { result } = await runToEnd(wrap(context));
    expect(result.snapshot.id).toBe('new');
    expect(looks).toBeGreaterThan(12);
    expect(changes(world)).toEqual(['take snapshot']);
  });
});
