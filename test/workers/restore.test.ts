import { describe, expect, it } from 'vitest';
import { RefusedError, UnreachableError } from '../../src/errors.ts';
import type { RestoreJob } from '../../src/proof/facts.ts';
import { sortIds, toIdList } from '../../src/proof/id-set.ts';
import { restore } from '../../src/workers/restore.ts';
import { verify } from '../../src/workers/verify.ts';
import { contextFor, createSmallWorld, runToEnd } from '../helpers/small-world.ts';
import type { SmallWorld } from '../helpers/small-world.ts';
import { MEMBERS } from '../helpers/states.ts';

const POINT = { form: 'second', t: 1_795_000_000 } as const;
/** What the wizard hands on: the point, and the name of the set as it was typed. */
const ASKED = { point: POINT, typed: 'rehearsal' } as const;
const JOB: RestoreJob = { id: 'job-1', createdAt: 0, stateName: 'FINISHED', pointInTime: true };
const DOWN = MEMBERS.map(({ host }) => ({ host, role: 'down' as const }));
const BACK = MEMBERS.map((member) => ({ ...member, processId: `${member.processId}-again` }));

/** Plays the course of a restore, one stage at each look at automation. */
function play(world: SmallWorld, ...stages: (() => void)[]): void {
  let look = 0;
  world.tick = () => {
    if (world.asked.includes('restore')) stages[Math.min(look++, stages.length - 1)]!();
  };
}

const plan = (world: SmallWorld, achieved: number, left: readonly string[]) => () => {
  const processes = MEMBERS.map(({ host }) => ({ name: host, host, achieved, plan: left }));
  world.automation = { goal: 4, processes };
};
const members = (world: SmallWorld, now: SmallWorld['members'], writable: boolean) => () => {
  world.members = now;
  world.writable = writable;
};

function accepted(): SmallWorld {
  const world = createSmallWorld(10);
  world.answers.push({ tag: 'accepted', job: JOB });
  world.jobs = [JOB];
  return world;
}

it('follows a restore to its end, stage by stage, and stops the time at the fresh writable primary', async () => {
  const world = accepted();
  play(
    world,
    () => undefined,
    plan(world, 3, ['Stop', 'Restore', 'Start']),
    members(world, [MEMBERS[0]!, ...DOWN.slice(1)], false),
    members(world, DOWN, false),
    plan(world, 3, ['Start']),
    members(world, BACK, false),
    () => (world.writable = true),
    () => undefined,
    plan(world, 4, []),
  );
  const { facts, result } = await runToEnd(restore(contextFor(world, ASKED)));
  expect(result.stages.map(({ stage }) => stage)).toEqual([
    'requested',
    'accepted',
    'plan-received',
    'members-down',
    'replacing',
    'members-up',
    'primary-elected',
    'goal-reached',
  ]);
  expect(result.moves[0]).toMatchObject({ seen: ['Stop', 'Restore', 'Start'], left: [], atGoal: true });
  expect(facts.find(({ moves }) => moves[0]?.left.length === 1)?.moves[0]?.seen).toHaveLength(3);
  const [asked, elected] = ['accepted', 'primary-elected'].map(
    (name) => result.stages.find(({ stage }) => stage === name)!.at,
  );
  expect(result.tookMs).toBe(elected! - asked!);
});

it('gives way to a restore that is begun in the browser while everything is read, and asks for none', async () => {
  const world = createSmallWorld(10);
  const job: RestoreJob = { ...JOB, id: 'browser', createdAt: world.clock.now(), target: 'here' };
  const scan = await world.database.scanIds(new AbortController().signal);
  world.database.scanIds = () => {
    world.jobs = [job];
    return Promise.resolve(scan);
  };
  world.told = { form: 'second', t: POINT.t - 60 };
  world.tick = () => {
    if (!world.asked.includes('barrier')) return;
    world.members = BACK;
    plan(world, 4, [])();
  };
  const { result } = await runToEnd(restore(contextFor(world, ASKED)));
  expect(world.asked).not.toContain('restore');
  expect(result).toMatchObject({ jobId: 'browser', taken: true, point: world.told });
});

it('closes every writer before it asks, and asks once', async () => {
  const world = accepted();
  play(world, members(world, BACK, true), plan(world, 4, []));
  const context = contextFor(world, ASKED);
  const ids = toIdList(world.ids.subarray(0, 12));
  const intent = await context.records.intend({ iteration: 1, ids, after: { t: 1, i: 0 } });
  intent.settle({ tag: 'done', at: { t: 1, i: 1 } });
  await runToEnd(restore(context));
  expect(world.asked).toEqual(['await majority', 'barrier', 'restore']);
  expect(context.records.barrier).toBeDefined();
});

describe('is not done', () => {
  it('while the old primary still answers and the old goal still looks reached', async () => {
    const world = accepted();
    let looks = 0;
    world.tick = () => {
      looks += 1;
      if (looks === 20) members(world, BACK, true)();
      if (looks === 21) plan(world, 4, [])();
    };
    const { facts } = await runToEnd(restore(contextFor(world, ASKED)));
    expect(looks).toBeGreaterThanOrEqual(21);
    expect(facts.slice(0, 15).flatMap(({ stages }) => stages.map(({ stage }) => stage))).not.toContain(
      'primary-elected',
    );
  });

  it('while one member has not restarted', async () => {
    const world = accepted();
    let looks = 0;
    world.tick = () => {
      if (!world.asked.includes('restore')) return;
      looks += 1;
      plan(world, 4, [])();
      members(world, looks < 12 ? [BACK[0]!, BACK[1]!, MEMBERS[2]!] : BACK, true)();
    };
    await runToEnd(restore(contextFor(world, ASKED)));
    expect(looks).toBeGreaterThanOrEqual(12);
  });
});

it('asks again while the point is too fresh, in the words of the server', async () => {
  const world = accepted();
  world.answers.unshift(
    { tag: 'tooFresh', words: 'Invalid restore point: later' },
    { tag: 'tooFresh', words: 'Invalid restore point: later' },
  );
  play(world, members(world, BACK, true), plan(world, 4, []));
  const { facts } = await runToEnd(restore(contextFor(world, ASKED)));
  expect(facts.map(({ waitingFor }) => waitingFor)).toContainEqual(
    expect.objectContaining({ because: 'too-fresh', words: 'Invalid restore point: later', attempts: 2 }),
  );
  expect(world.asked.filter((what) => what === 'restore')).toHaveLength(3);
});

it('gives way to a restore that is begun in the browser while the point is too fresh', async () => {
  const world = createSmallWorld(10);
  world.answers.push(
    ...Array.from({ length: 20 }, () => ({ tag: 'tooFresh', words: 'Invalid restore point: later' }) as const),
  );
  const job: RestoreJob = { ...JOB, id: 'browser', createdAt: world.clock.now(), target: 'here' };
  world.told = { form: 'second', t: POINT.t - 60 };
  world.tick = () => {
    if (world.asked.filter((what) => what === 'barrier').length < 2) return;
    world.members = BACK;
    plan(world, 4, [])();
  };
  const context = contextFor(world, ASKED);
  const { result } = await runToEnd(restore(context), ({ waitingFor }) => {
    if (waitingFor) world.jobs = [job];
  });
  expect(world.asked.filter((what) => what === 'restore').length).toBeLessThan(6);
  expect(result).toMatchObject({ jobId: 'browser', taken: true, point: world.told });
  expect(context.records.history.restores.map(({ point }) => point)).toEqual([world.told]);
});

it('keeps the writers away when the request is refused, but a restore before it has failed', async () => {
  const world = createSmallWorld(10);
  world.answers.push(new RefusedError('Ops Manager refused the restore'));
  const context = contextFor(world, ASKED);
  const failed = { asked: { t: 1, i: 0 }, membersBefore: MEMBERS, jobsBefore: ['job-0'], loads: [], since: 1 };
  await context.records.ask(failed);
  await expect(runToEnd(restore(context))).rejects.toThrow('refused the restore');
  expect(world.asked).not.toContain('lift');
  expect(context.records.barrier).toBeDefined();
  expect(context.records.asking).toEqual(failed);
});

it('gives the writers back when the request was clearly refused', async () => {
  const world = createSmallWorld(10);
  world.answers.push(new RefusedError('Ops Manager refused the restore'));
  const context = contextFor(world, ASKED);
  await expect(runToEnd(restore(context))).rejects.toThrow('refused the restore');
  expect(world.asked).toEqual(['barrier', 'restore', 'lift']);
  expect(context.records.barrier).toBeUndefined();
});

it('judges a job that appeared when the answer was lost by the point that Ops Manager tells of it', async () => {
  const world = createSmallWorld(10);
  world.answers.push({ tag: 'unknown', why: 'cut' });
  world.told = { form: 'second', t: POINT.t - 60 };
  play(world, members(world, BACK, true), plan(world, 4, []));
  const context = contextFor(world, ASKED);
  const { result } = await runToEnd(restore(context), ({ waitingFor }) => {
    if (waitingFor) world.jobs = [JOB];
  });
  expect(result).toMatchObject({ jobId: JOB.id, point: world.told, pointFrom: 'engine' });
  expect(context.records.history.restores.map(({ point }) => point)).toEqual([world.told]);
});

it('adopts the one new job when the answer was lost, and never asks twice', async () => {
  const world = createSmallWorld(10);
  world.jobs = [{ ...JOB, id: 'old' }];
  world.answers.push({ tag: 'unknown', why: 'connection cut' });
  let looks = 0;
  world.tick = () => {
    if (!world.jobs.includes(JOB)) return;
    looks += 1;
    if (looks > 1) members(world, BACK, true)();
    if (looks > 2) plan(world, 4, [])();
  };
  const work = restore(contextFor(world, ASKED));
  const { result } = await runToEnd(
    work,
    ({ waitingFor }) => waitingFor && (world.jobs = [JOB, { ...JOB, id: 'old' }]),
  );
  expect(result.jobId).toBe('job-1');
  expect(world.asked.filter((what) => what === 'restore')).toHaveLength(1);
});

it('adopts a job that appeared after we gave up, when it is asked for again', async () => {
  const world = createSmallWorld(10);
  world.answers.push({ tag: 'unknown', why: 'connection cut' });
  const context = contextFor(world, ASKED);
  await expect(runToEnd(restore(context))).rejects.toThrow('no job has appeared');
  world.jobs = [JOB];
  let looks = 0;
  world.tick = () => {
    looks += 1;
    if (looks > 2) members(world, BACK, true)();
    if (looks > 3) plan(world, 4, [])();
  };
  const { result } = await runToEnd(restore(context));
  expect(result.jobId).toBe('job-1');
  expect(world.asked.filter((what) => what === 'restore')).toHaveLength(1);
});

it('asks for nothing without our marker, and leaves the writers alone when Ops Manager does not answer before', async () => {
  const world = accepted();
  world.marker = undefined;
  await expect(runToEnd(restore(contextFor(world, ASKED)))).rejects.toThrow('are ours');
  const silent = accepted();
  silent.engine.automation = () => Promise.reject(new UnreachableError('Ops Manager did not answer'));
  await expect(runToEnd(restore(contextFor(silent, ASKED)))).rejects.toThrow('did not answer');
  expect([...world.asked, ...silent.asked]).toEqual([]);
});

it('keeps the writers away when the answer was lost and no job appears', async () => {
  const world = createSmallWorld(10);
  world.answers.push({ tag: 'unknown', why: 'connection cut' });
  const context = contextFor(world, ASKED);
  await expect(runToEnd(restore(context))).rejects.toThrow('no job has appeared');
  expect(world.asked).not.toContain('lift');
  expect(context.records.barrier).toBeDefined();
});

it('goes on following while Ops Manager does not answer, and says so', async () => {
  const world = accepted();
  let looks = 0;
  const automation = world.engine.automation.bind(world.engine);
  world.engine.automation = (signal) => {
    if (!world.asked.includes('restore')) return automation(signal);
    looks += 1;
    if (looks < 4) return Promise.reject(new UnreachableError('Ops Manager did not answer'));
    members(world, BACK, true)();
    plan(world, 4, [])();
    return automation(signal);
  };
  const { facts, result } = await runToEnd(restore(contextFor(world, ASKED)));
  expect(facts.map(({ trouble }) => trouble)).toContain('Ops Manager did not answer');
  expect(facts.at(-1)?.trouble).toBeUndefined();
  expect(result.stages.map(({ stage }) => stage)).toContain('goal-reached');
});

it('goes on reporting what the members tell while Ops Manager says nothing at all', async () => {
  const world = accepted();
  let release: () => void = () => undefined;
  let silent = true;
  const automation = world.engine.automation.bind(world.engine);
  world.engine.automation = async (signal) => {
    if (world.asked.includes('restore') && silent) await new Promise<void>((resolve) => (release = resolve));
    return automation(signal);
  };
  let heard = 0;
  const { facts } = await runToEnd(restore(contextFor(world, ASKED)), ({ stages }) => {
    heard += 1;
    if (heard === 4) members(world, DOWN, false)();
    if (heard === 6) members(world, BACK, true)();
    if (!silent || !stages.some(({ stage }) => stage === 'primary-elected')) return;
    silent = false;
    plan(world, 4, [])();
    release();
  });
  const known = facts.map(({ stages }) => stages.map(({ stage }) => stage));
  expect(known).toContainEqual(['requested', 'accepted', 'members-down', 'replacing', 'members-up', 'primary-elected']);
});

it('reports while it prepares, and while the request is not answered', async () => {
  const world = accepted();
  const marker = world.database.marker.bind(world.database);
  const startRestore = world.engine.startRestore.bind(world.engine);
  const releases: (() => void)[] = [];
  const held = () => new Promise<void>((resolve) => releases.push(resolve));
  world.database.marker = async (signal) => held().then(() => marker(signal));
  world.engine.startRestore = async (...request) => held().then(() => startRestore(...request));
  play(world, members(world, BACK, true), plan(world, 4, []));
  let heard = 0;
  const { facts } = await runToEnd(restore(contextFor(world, ASKED)), () => {
    heard += 1;
    if (heard === 3 || heard === 8) releases.shift()?.();
  });
  const stages = facts.map((fact) => fact.stages.at(-1)?.stage);
  expect(stages.slice(0, 3)).toEqual([undefined, undefined, undefined]);
  expect(stages.filter((stage) => stage === 'requested').length).toBeGreaterThan(1);
});

it('fails with the words of Ops Manager when the job is broken', async () => {
  const world = accepted();
  world.jobs = [{ ...JOB, stateName: 'BROKEN' }];
  await expect(runToEnd(restore(contextFor(world, ASKED)))).rejects.toThrow('BROKEN');
});

describe('the verdict', () => {
  const restored = { restore: { point: { form: 'second', t: 2_000_000_000 }, jobId: 'j' } } as never;
  const judged = async (change: (world: SmallWorld) => void) => {
    const world = createSmallWorld(10);
    const context = { ...contextFor(world, undefined), earlier: restored };
    await context.records.addBaseline({ ids: sortIds(world.ids), at: { t: 1, i: 1 }, from: 'delete' });
    context.records.barrier = {} as never;
    change(world);
    const { result } = await runToEnd(verify(context));
    return { result, world, context };
  };

  it('is VERIFIED only for exactly the expected documents, and ends the barrier', async () => {
    const { result, world, context } = await judged(() => undefined);
    expect(result.verdict).toEqual({ tag: 'verified', expected: 10, returned: 0, stayDeleted: 0 });
    expect(world.asked).toEqual(['lift']);
    expect(context.records.barrier).toBeUndefined();
  });

  it('is DIFFERENT with the ids when one is missing, and when one was swapped for another', async () => {
    const missing = await judged((world) => (world.ids = world.ids.subarray(12)));
    expect(missing.result.verdict).toMatchObject({
      tag: 'different',
      missing: 1,
      extra: 0,
      missingIds: [expect.stringMatching(/^[0-9a-f]{24}$/)],
    });
    const swapped = await judged(
      (world) => (world.ids = Buffer.concat([world.ids.subarray(12), Buffer.alloc(12, 0xee)])),
    );
    expect(swapped.result.verdict).toMatchObject({
      tag: 'different',
      missing: 1,
      extra: 1,
      extraIds: ['ee'.repeat(12)],
    });
  });

  it('leaves alone a barrier that was put up while it read', async () => {
    const world = createSmallWorld(3);
    const context = { ...contextFor(world, undefined), earlier: restored };
    context.records.barrier = {} as never;
    const other = {} as never;
    const scanIds = world.database.scanIds.bind(world.database);
    world.database.scanIds = (signal) => {
      context.records.barrier = other;
      return scanIds(signal);
    };
    await runToEnd(verify(context));
    expect(world.asked).toEqual([]);
    expect(context.records.barrier).toBe(other);
  });

  it('is never green without a restore', async () => {
    const { result } = await runToEnd(verify(contextFor(createSmallWorld(3), undefined)));
    expect(result.verdict).toEqual({ tag: 'not-verified', because: 'no-restore' });
  });
});
