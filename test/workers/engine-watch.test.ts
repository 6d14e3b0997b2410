import { describe, expect, it } from 'vitest';
import { UnreachableError } from '../../src/errors.ts';
import { sortIds } from '../../src/proof/id-set.ts';
import { watchBrowser } from '../../src/workers/engine-watch.ts';
import { survey } from '../../src/workers/survey.ts';
import type { AsideContext } from '../../src/workers/worker.ts';
import type { BackupEngine } from '../../src/world/world.ts';
import { contextFor, createSmallWorld } from '../helpers/small-world.ts';
import type { SmallWorld } from '../helpers/small-world.ts';

const MINUTES = 5;
/** So many requests a minute are given back to the budget: whoever asks for no more never waits. */
const REFILL_PER_MINUTE = 44;
/** What is done in the browser is noticed within so many milliseconds. */
const NOTICED_MS = 5000;

/** Calls that cost a request, with when they were made. */
function counting(world: SmallWorld): { readonly at: number[]; readonly jobsAt: number[] } {
  const at: number[] = [];
  const jobsAt: number[] = [];
  const engine = world.engine as { -readonly [K in keyof BackupEngine]: BackupEngine[K] };
  for (const name of ['backup', 'snapshots', 'schedule', 'coverage', 'automation', 'restoreJobs'] as const) {
    const ask = engine[name] as (signal: AbortSignal) => never;
    engine[name] = ((signal: AbortSignal) => {
      at.push(world.clock.now());
      if (name === 'restoreJobs') jobsAt.push(world.clock.now());
      return ask(signal);
    }) as never;
  }
  return { at, jobsAt };
}

const gapsOf = (instants: readonly number[]): readonly number[] => instants.slice(1).map((at, k) => at - instants[k]!);
const inAnyMinute = (instants: readonly number[]): number =>
  Math.max(...instants.map((from) => instants.filter((at) => at >= from && at < from + 60_000).length));

describe('the looks of a minute', () => {
  it.each([
    ['on First snapshot', 'backup'],
    ['on Snapshot schedule', 'schedule'],
    ['elsewhere', 'jobs'],
  ] as const)('%s keep to the polling budget, and notice a job within five seconds', async (_, asks) => {
    const world = createSmallWorld(10);
    world.backupName = 'STARTED';
    const { at, jobsAt } = counting(world);
    const until = world.clock.now() + MINUTES * 60_000;
    for await (const told of watchBrowser(contextFor(world, { asks }))) {
      expect(told.begun).toBeUndefined();
      if (world.clock.now() > until) break;
    }
    expect(inAnyMinute(at)).toBeLessThanOrEqual(REFILL_PER_MINUTE);
    expect(Math.max(...gapsOf(jobsAt))).toBeLessThan(NOTICED_MS);
  });

  it('while a point is chosen keep to the polling budget, and notice a job within five seconds', async () => {
    const world = createSmallWorld(10);
    const { at, jobsAt } = counting(world);
    const until = world.clock.now() + MINUTES * 60_000;
    for await (const _told of survey(contextFor(world, undefined) as unknown as AsideContext<'survey'>)) {
      if (world.clock.now() > until) break;
    }
    // What is saved up serves the first looks.
    expect(inAnyMinute(at)).toBeLessThanOrEqual(REFILL_PER_MINUTE + 4);
    expect(Math.max(...gapsOf(jobsAt))).toBeLessThan(NOTICED_MS);
  });
});

it('goes on looking when Ops Manager does not answer, and notices what was begun meanwhile', async () => {
  const world = createSmallWorld(10);
  const context = contextFor(world, { asks: 'jobs' as const });
  const engine = world.engine as { -readonly [K in keyof BackupEngine]: BackupEngine[K] };
  const looks = watchBrowser(context);
  await looks.next();
  const list = engine.restoreJobs;
  let silent = 3;
  engine.restoreJobs = (signal) => (silent-- > 0 ? Promise.reject(new UnreachableError('nobody')) : list(signal));
  const job = { id: 'new', createdAt: 0, stateName: 'FINISHED', pointInTime: true, target: 'here' } as const;
  world.jobs = [job];
  const { value } = await looks.next();
  expect(value).toMatchObject({ begun: { jobs: [job], before: { jobs: [], goal: 3 } } });
});

it('does not notice a job that this show has asked for or taken up', async () => {
  const world = createSmallWorld(10);
  const context = contextFor(world, { asks: 'jobs' as const });
  const looks = watchBrowser(context);
  await looks.next();
  const job = { id: 'ours', createdAt: 0, stateName: 'FINISHED', pointInTime: true, target: 'here' } as const;
  context.records.accept(job);
  world.jobs = [job];
  expect((await looks.next()).value).toEqual({});
});

it('tells of a restore from the browser while a point is chosen, although the set is down already', async () => {
  const world = createSmallWorld(10);
  const context = contextFor(world, undefined) as unknown as AsideContext<'survey'>;
  const looks = survey(context);
  await looks.next();
  const job = { id: 'new', createdAt: 0, stateName: 'FINISHED', pointInTime: true, target: 'here' } as const;
  world.jobs = [job];
  world.database.opTime = () => Promise.reject(new UnreachableError('nobody'));
  const { value } = await looks.next();
  expect(value).toMatchObject({ begun: { jobs: [job] } });
});

it('notices by the first look what was begun after our data was there, however wrong the clock of this machine is', async () => {
  const world = createSmallWorld(10);
  world.offsetMs = 600_000;
  const context = contextFor(world, { asks: 'jobs' as const });
  const at = { t: Math.floor(world.clock.now() / 1000), i: 1 };
  await context.records.addBaseline({ ids: sortIds(world.ids), at, from: 'delete' });
  const job = {
    id: 'new',
    createdAt: (at.t + 5) * 1000,
    stateName: 'IN_PROGRESS',
    pointInTime: true,
    target: 'here',
  } as const;
  world.jobs = [job];
  expect((await watchBrowser(context).next()).value).toMatchObject({ begun: { jobs: [job] } });
});
