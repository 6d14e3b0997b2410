import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UnreachableError } from '../../src/errors.ts';
import type { RestoreJob } from '../../src/proof/facts.ts';
import { deleteDocuments } from '../../src/workers/delete.ts';
import { load } from '../../src/workers/load.ts';
import { restore } from '../../src/workers/restore.ts';
import { snapshot } from '../../src/workers/snapshot.ts';
import { survey } from '../../src/workers/survey.ts';
import { watch } from '../../src/workers/watch.ts';
import { repeatRead } from '../../src/world/live/repeat.ts';
import { contextFor, createSmallWorld, runToEnd } from '../helpers/small-world.ts';
import type { SmallWorld } from '../helpers/small-world.ts';
import { MEMBERS, SNAPSHOT } from '../helpers/states.ts';

/*
 * This machine sleeps for ten minutes while a step works: both times jump, what was under way fails once, and nothing that was due
 * meanwhile is made up for.
 */

const ASLEEP_MS = 600_000;
const POINT = { form: 'second', t: 1_795_000_000 } as const;
const JOB: RestoreJob = { id: 'job-1', createdAt: 0, stateName: 'FINISHED', pointInTime: true };
const gone = () => new UnreachableError('Could not go on: the connection was cut');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 24) });
});
afterEach(() => {
  vi.useRealTimers();
});

function sleep(world: SmallWorld): void {
  world.clock.pass(ASLEEP_MS);
  vi.setSystemTime(Date.now() + ASLEEP_MS);
}

/** The first call of a method sleeps and fails; what is asked from then on is noted. */
function sleepIn<T extends object>(world: SmallWorld, of: T, name: keyof T & string): string[] {
  const method = (of[name] as (...given: unknown[]) => Promise<unknown>).bind(of);
  const asked: string[] = [];
  let slept = false;
  (of as Record<string, unknown>)[name] = (...given: unknown[]) => {
    asked.push(name);
    if (slept) return method(...given);
    slept = true;
    sleep(world);
    return Promise.reject(gone());
  };
  return asked;
}

describe('a sleep', () => {
  it('in a load is ridden out, and every document is there once', async () => {
    const world = createSmallWorld(0);
    world.outcomes.push(gone());
    const context = contextFor(world, { bytes: 10 * 1024, documentBytes: 1024, batch: 4 });
    sleepIn(world, world.database, 'mark');
    const { result } = await runToEnd(load(context));
    expect(result).toMatchObject({ documents: 10, stopped: false });
    expect(world.asked.filter((what) => what.startsWith('insert'))).toHaveLength(4);
  });

  it('in a delete is ridden out, each batch sent once more at most', async () => {
    const world = createSmallWorld(100);
    const context = contextFor(world, { percent: 10, batch: 5, pauseMs: 500, iterations: 2 });
    let batches = 0;
    const { result } = await runToEnd(deleteDocuments(context), () => {
      batches += 1;
      if (batches !== 2) return;
      sleep(world);
      world.outcomes.push(gone());
    });
    expect(result).toMatchObject({ deleted: 19, unknown: 0, remaining: 81 });
    expect(world.asked.filter((what) => what.startsWith('delete'))).toHaveLength(5);
  });

  it('while a snapshot is waited for leaves one look behind, not one for each that was due', async () => {
    const world = createSmallWorld(10);
    world.backupName = 'STARTED';
    const asked = sleepIn(world, world.engine, 'snapshots');
    const work = runToEnd(snapshot(contextFor(world, undefined)), () => {
      if (asked.length > 2) world.snapshots = [SNAPSHOT];
    });
    expect((await work).result.snapshot).toEqual(SNAPSHOT);
    expect(asked.length).toBeLessThanOrEqual(4);
  });

  it('while the answer to the request was lost ends no search: the job is looked for again afterwards', async () => {
    const world = createSmallWorld(10);
    world.answers.push({ tag: 'unknown', why: 'connection cut' });
    let looks = 0;
    const restoreJobs = world.engine.restoreJobs.bind(world.engine);
    world.engine.restoreJobs = (signal) => {
      if (!world.asked.includes('restore')) return restoreJobs(signal);
      looks += 1;
      if (looks === 1) sleep(world);
      // The network needs a moment after the sleep.
      if (looks < 4) return Promise.reject(gone());
      world.jobs = [JOB];
      return restoreJobs(signal);
    };
    world.tick = () => {
      if (looks < 4) return;
      world.members = MEMBERS.map((member) => ({ ...member, processId: `${member.processId}-again` }));
      world.automation = {
        goal: 4,
        processes: MEMBERS.map(({ host }) => ({ name: host, host, achieved: 4, plan: [] })),
      };
    };
    const { result } = await runToEnd(restore(contextFor(world, { point: POINT, typed: 'rehearsal' })));
    expect(result.jobId).toBe('job-1');
    expect(world.asked.filter((what) => what === 'restore')).toHaveLength(1);
  });

  it('while the point is too fresh does not end the asking', async () => {
    const world = createSmallWorld(10);
    world.answers.push(
      { tag: 'tooFresh', words: 'Invalid restore point: later' },
      { tag: 'tooFresh', words: 'Invalid restore point: later' },
      { tag: 'accepted', job: JOB },
    );
    world.jobs = [JOB];
    world.tick = () => {
      if (world.answers.length > 0) return;
      world.members = MEMBERS.map((member) => ({ ...member, processId: `${member.processId}-again` }));
      world.automation = {
        goal: 4,
        processes: MEMBERS.map(({ host }) => ({ name: host, host, achieved: 4, plan: [] })),
      };
    };
    let slept = false;
    const { result } = await runToEnd(
      restore(contextFor(world, { point: POINT, typed: 'rehearsal' })),
      ({ waitingFor }) => {
        if (!waitingFor || slept) return;
        slept = true;
        sleep(world);
      },
    );
    expect([slept, result.jobId]).toEqual([true, 'job-1']);
    expect(world.asked.filter((what) => what === 'restore')).toHaveLength(3);
  });

  it('while a restore is followed shows its true time, and asks each question once more', async () => {
    const world = createSmallWorld(10);
    world.answers.push({ tag: 'accepted', job: JOB });
    world.jobs = [JOB];
    let looks = 0;
    world.tick = () => {
      if (!world.asked.includes('restore')) return;
      looks += 1;
      if (looks === 2) sleep(world);
      if (looks < 3) return;
      world.members = MEMBERS.map((member) => ({ ...member, processId: `${member.processId}-again` }));
      world.automation = {
        goal: 4,
        processes: MEMBERS.map(({ host }) => ({ name: host, host, achieved: 4, plan: [] })),
      };
    };
    const { result } = await runToEnd(restore(contextFor(world, { point: POINT, typed: 'rehearsal' })));
    expect(result.tookMs).toBeGreaterThanOrEqual(ASLEEP_MS);
    expect(looks).toBeLessThanOrEqual(4);
  });

  it.each(['watch', 'survey'] as const)(
    'makes %s look once more, and not for each time that was missed',
    async (name) => {
      const world = createSmallWorld(10);
      let looks = 0;
      const probe = world.database.probe.bind(world.database);
      const coverage = world.engine.coverage.bind(world.engine);
      world.database.probe = (signal) => ((looks += 1), probe(signal));
      world.engine.coverage = (signal) => ((looks += 1), coverage(signal));
      const controller = new AbortController();
      const context = contextFor(world, undefined, controller.signal);
      const work = name === 'watch' ? watch(context) : survey(context);
      async function looksOfOneTurn(): Promise<number> {
        const before = looks;
        await work.next();
        return looks - before;
      }
      for (let turn = 0; turn < 12; turn++) await looksOfOneTurn();
      const usual = await looksOfOneTurn();
      sleep(world);
      expect(usual).toBeGreaterThan(0);
      expect([await looksOfOneTurn(), await looksOfOneTurn()]).toEqual([usual, usual]);
      controller.abort();
      await work.return(undefined);
    },
  );

  it('in a long read begins that anew, as often as after any other cut', async () => {
    let reads = 0;
    const read = () => {
      reads += 1;
      if (reads > 1) return Promise.resolve('read');
      vi.setSystemTime(Date.now() + ASLEEP_MS);
      return Promise.reject(Object.assign(new Error('connection closed'), { name: 'MongoNetworkError' }));
    };
    expect(await repeatRead(new AbortController().signal, read, () => true)).toBe('read');
  });
});
