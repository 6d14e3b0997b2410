import { describe, expect, it } from 'vitest';
import { NO_LEDGER } from '../../src/ledger.ts';
import type { LedgerEntry } from '../../src/ledger.ts';
import { createRecords } from '../../src/records.ts';
import { restore } from '../../src/workers/restore.ts';
import { schedule } from '../../src/workers/schedule.ts';
import { isSnapshotComplete, snapshot } from '../../src/workers/snapshot.ts';
import { snapshots } from '../../src/workers/snapshots.ts';
import { stores } from '../../src/workers/stores.ts';
import { ProgramEnds } from '../../src/workers/worker.ts';
import { wrap } from '../../src/workers/wrap.ts';
import { createByHandWorld, soon } from '../helpers/by-hand-world.ts';
import { contextFor, createSmallWorld, runToEnd } from '../helpers/small-world.ts';
import type { SmallWorld } from '../helpers/small-world.ts';
import { MEMBERS } from '../helpers/states.ts';

/* No Ops Manager was given: the presenter's word, and then the members, are all there is. */

const POINT = { form: 'second', t: 1_795_000_000 } as const;
const ASKED = { point: POINT, typed: 'rehearsal' } as const;
const DOWN = MEMBERS.map(({ host }) => ({ host, role: 'down' as const }));
const BACK = MEMBERS.map((member) => ({ ...member, processId: `${member.processId}-again` }));

type Members = SmallWorld['members'];

/** Each report after the word moves the set on by one of these. */
function course(small: SmallWorld, ...stages: readonly Members[]): () => void {
  let at = 0;
  return () => {
    small.members = stages[Math.min(at++, stages.length - 1)]!;
    small.writable = small.members.some(({ role }) => role === 'primary');
  };
}

/** What a worker is given, over a ledger that can be read, under a signal of its own. */
function begin<I>(world: SmallWorld, input: I, entries: LedgerEntry[] = []) {
  const controller = new AbortController();
  const records = createRecords({ ...NO_LEDGER, write: (entry) => void entries.push(entry) }, [...entries]);
  const context = { ...contextFor(world, input, controller.signal), records };
  return { context, controller, entries, types: () => entries.map(({ type }) => type) };
}

describe('the first snapshot', () => {
  it('is complete when the presenter says so, and dated by what it came after', async () => {
    const { world, hand } = createByHandWorld();
    const after = { t: 1_795_000_000, i: 3 };
    const { context } = begin(world, { after });
    const { facts, result } = await runToEnd(snapshot(context), ({ awaitsWord }) => {
      if (!awaitsWord) return;
      world.clock.pass(900_000);
      soon(() => hand.say('snapshot', { at: world.clock.now(), after }));
    });
    expect(facts).toEqual([{ backup: { stateName: 'STARTED' }, since: context.since, awaitsWord: true }]);
    expect(result.snapshot).toMatchObject({ complete: true, created: after, completedAt: world.clock.now() });
    expect(result.tookMs).toBe(900_000);
  });

  it('goes on waiting for the word after a kill, and begins nothing', async () => {
    const { world, hand } = createByHandWorld({ said: { backupOn: true, snapshots: [] } });
    const { context } = begin(world, { after: { t: 9, i: 1 } });
    const { result } = await runToEnd(snapshot({ ...context, resuming: true }), () =>
      soon(() => hand.say('snapshot', { at: world.clock.now(), after: { t: 9, i: 1 } })),
    );
    expect(result.snapshot.created).toEqual({ t: 9, i: 1 });
  });

  it('is taken for given when the step is skipped', async () => {
    const { world } = createByHandWorld();
    const { context } = begin(world, undefined);
    const result = await isSnapshotComplete(context);
    expect(result).toMatchObject({ snapshot: { complete: true, created: { t: 0, i: 0 } }, tookMs: 0 });
    expect(await isSnapshotComplete(context)).toEqual(result);
  });
});

it('asks nobody for stores, schedule and snapshots', async () => {
  const { world } = createByHandWorld({ said: { backupOn: true, snapshots: [] } });
  const { context } = begin(world, undefined);
  expect((await runToEnd(stores(context))).result).toEqual({ stores: { tag: 'notAsked' } });
  const backup = { stateName: 'STARTED' };
  expect((await runToEnd(schedule(context))).result).toEqual({ backup, coverage: { tag: 'unknown' } });
  expect((await runToEnd(snapshots(context))).result).toEqual({ snapshots: [], coverage: { tag: 'unknown' } });
});

describe('a restore', () => {
  it('begins with the word, is told by the members, and is done without a goal', async () => {
    const { small, world, hand } = createByHandWorld();
    const { context, types } = begin(world, ASKED);
    const move = course(small, MEMBERS, [MEMBERS[0]!, ...DOWN.slice(1)], DOWN, BACK);
    let saidAt = 0;
    const { facts, result } = await runToEnd(restore(context), ({ awaitsWord, stages }) => {
      if (awaitsWord) soon(() => hand.say('restore', { at: (saidAt = world.clock.now()) }));
      else if (stages.some(({ stage }) => stage === 'accepted')) move();
    });
    expect(result.stages.map(({ stage }) => stage)).toEqual([
      'requested',
      'accepted',
      'members-down',
      'replacing',
      'members-up',
      'primary-elected',
    ]);
    expect(result.jobId).toBe('by hand');
    expect(result.stages.find(({ stage }) => stage === 'accepted')?.at).toBe(saidAt);
    expect(facts.at(-1)?.awaitsWord).toBeUndefined();
    expect(small.asked).toEqual(['barrier']);
    expect(types()).toEqual(['baseline', 'asking', 'accepted', 'restored']);
  });

  it('stopped before the word was not begun: writing is possible again', async () => {
    const { small, world, hand } = createByHandWorld();
    const { context, controller, types } = begin(world, ASKED);
    const stopped = runToEnd(restore(context), ({ awaitsWord }) => {
      if (awaitsWord) soon(() => controller.abort(new Error('stopped')));
    });
    await expect(stopped).rejects.toThrow('stopped');
    expect(small.asked).toEqual(['barrier', 'lift']);
    expect(context.records.asking).toBeUndefined();
    expect(context.records.barrier).toBeUndefined();
    expect(types()).toEqual(['baseline', 'asking', 'refused']);
    hand.say('restore', { at: world.clock.now() });
    expect(await world.engine.restoreJobs(new AbortController().signal)).toEqual([]);
  });

  it('that shows in the members is not taken for not begun, and its timer starts no later than they went down', async () => {
    const { small, world, hand } = createByHandWorld();
    const first = begin(world, ASKED);
    const stopped = runToEnd(restore(first.context), ({ awaitsWord, members }) => {
      if (!awaitsWord) return;
      if (members.some(({ role }) => role === 'down')) soon(() => first.controller.abort(new Error('stopped')));
      small.members = DOWN;
    });
    await expect(stopped).rejects.toThrow('stopped');
    expect(small.asked).toEqual(['barrier']);
    expect(first.context.records.asking).toBeDefined();

    small.members = MEMBERS;
    const { context } = begin(world, ASKED);
    let downSince: number | undefined;
    const { result } = await runToEnd(restore(context), ({ awaitsWord, members }) => {
      if (!awaitsWord) {
        small.members = BACK;
        return;
      }
      small.members = DOWN;
      if (!members.some(({ role }) => role === 'down')) return;
      downSince ??= world.clock.now();
      world.clock.pass(30_000);
      soon(() => hand.say('restore', { at: world.clock.now() }));
    });
    const at = (name: string) => result.stages.find(({ stage }) => stage === name)?.at;
    expect(at('accepted')).toBe(downSince);
    expect(at('members-down')).toBe(downSince);
  });

  it('does not show in a member that was down before', async () => {
    const { small, world } = createByHandWorld();
    small.members = [MEMBERS[0]!, MEMBERS[1]!, DOWN[2]!];
    const { context, controller } = begin(world, ASKED);
    let looks = 0;
    const stopped = runToEnd(restore(context), ({ awaitsWord, touched }) => {
      expect(touched).toBeUndefined();
      if (awaitsWord && ++looks === 3) soon(() => controller.abort(new Error('stopped')));
    });
    await expect(stopped).rejects.toThrow('stopped');
    expect(small.asked).toEqual(['barrier', 'lift']);
  });

  it('is waited for again by the next program, where this one ended before the word', async () => {
    const { small, world } = createByHandWorld();
    const { context, controller, entries } = begin(world, ASKED);
    const cut = runToEnd(restore(context), ({ awaitsWord }) => {
      if (awaitsWord) soon(() => controller.abort(new ProgramEnds()));
    });
    await expect(cut).rejects.toBeInstanceOf(ProgramEnds);
    expect(entries.at(-1)?.type).toBe('asking');

    const next = createByHandWorld({ small });
    const again = begin(next.world, ASKED, entries);
    const { result } = await runToEnd(restore({ ...again.context, resuming: true }), ({ awaitsWord }) => {
      if (awaitsWord) soon(() => next.hand.say('restore', { at: small.clock.now() }));
      else small.members = BACK;
    });
    expect(result.stages.at(-1)?.stage).toBe('primary-elected');
    expect(again.context.records.asking?.job?.id).toBe('by hand');
  });

  it('that was begun before a kill is followed by its members, from when it was said', async () => {
    const { small, world, hand } = createByHandWorld();
    const { context, entries } = begin(world, ASKED);
    const running = restore(context);
    let saidAt = 0;
    for (;;) {
      const { value } = await running.next();
      const fact = value as { awaitsWord?: true; job?: unknown };
      if (fact.awaitsWord) soon(() => hand.say('restore', { at: (saidAt = small.clock.now()) }));
      if (fact.job) break;
    }
    // The process is gone. Meanwhile the members went down and came back.
    small.members = BACK;
    const { asking } = createRecords(NO_LEDGER, entries);
    const said = { backupOn: true, snapshots: [], job: asking!.job! };
    const next = createByHandWorld({ small, said });
    const again = begin(next.world, ASKED, entries);
    small.clock.pass(60_000);
    const { facts, result } = await runToEnd(restore({ ...again.context, resuming: true }));
    expect(facts.some(({ awaitsWord, trouble }) => awaitsWord || trouble)).toBe(false);
    expect(result.stages.find(({ stage }) => stage === 'accepted')?.at).toBe(saidAt);
    expect(result.stages.at(-1)?.stage).toBe('primary-elected');
  });
});

it('is followed no more when the presenter says that it does not go on, and begins anew with the writers away', async () => {
  const { small, world, hand } = createByHandWorld();
  const { context, entries } = begin(world, ASKED);
  const giving = new AbortController();
  const followed = restore({ ...context, signal: giving.signal });
  const given = runToEnd(followed, ({ awaitsWord, job }) => {
    if (awaitsWord) soon(() => hand.say('restore', { at: small.clock.now() }));
    else if (job) soon(() => giving.abort(new Error('given up')));
  });
  await expect(given).rejects.toThrow('given up');
  expect(context.records.asking).toMatchObject({ jobsBefore: ['by hand'] });
  expect(context.records.asking?.job).toBeUndefined();
  expect(small.asked).toEqual(['barrier']);

  // Nothing has happened to the set, and this time the presenter does not click.
  const again = new AbortController();
  const cut = runToEnd(restore({ ...context, signal: again.signal }), ({ awaitsWord }) => {
    if (awaitsWord) soon(() => again.abort(new Error('stopped')));
  });
  await expect(cut).rejects.toThrow('stopped');
  expect(context.records.asking).toBeUndefined();
  expect(small.asked).toEqual(['barrier', 'lift']);
  expect(entries.at(-1)?.type).toBe('refused');
});

describe('the window', () => {
  it('is waited for again after a kill, and an older snapshot does not open it', async () => {
    const small = createSmallWorld(10);
    const older = { id: 'by hand 1', complete: true, created: { t: 1, i: 1 } };
    const said = { backupOn: true, snapshots: [older] };
    const { world } = createByHandWorld({ small, said });
    const { context, entries } = begin(world, {});
    const running = wrap(context);
    expect((await running.next()).value).toMatchObject({ awaitsWord: true });
    // The process is gone, and with it the worker.
    const next = createByHandWorld({ small, said });
    const again = begin(next.world, {}, entries);
    const { result } = await runToEnd(wrap({ ...again.context, resuming: true }), ({ awaitsWord }) => {
      if (awaitsWord) soon(() => next.hand.say('wrap', { at: small.clock.now() }));
    });
    expect(result.snapshot.id).not.toBe(older.id);
    expect(small.asked).not.toContain('take snapshot');
  });

  it('opens again when the presenter says that a new snapshot is complete', async () => {
    const { world, hand } = createByHandWorld({ said: { backupOn: true, snapshots: [] } });
    const { context } = begin(world, {});
    const { facts, result } = await runToEnd(wrap(context), ({ awaitsWord }) => {
      if (!awaitsWord) return;
      world.clock.pass(600_000);
      soon(() => hand.say('wrap', { at: world.clock.now() }));
    });
    expect(facts).toHaveLength(1);
    expect(result).toMatchObject({ snapshot: { complete: true }, tookMs: 600_000 });
    expect(result.openAt).toBe(world.clock.now());
  });
});
