import { describe, expect, it } from 'vitest';
import { RefusedError } from '../../src/errors.ts';
import type { Lease } from '../../src/proof/lease.ts';
import type { Armed } from '../../src/wizard/inputs.ts';
import { adopt } from '../../src/workers/adopt.ts';
import { deleteDocuments } from '../../src/workers/delete.ts';
import { toHolder } from '../../src/workers/guards.ts';
import { load } from '../../src/workers/load.ts';
import { reschedule } from '../../src/workers/reschedule.ts';
import { restore } from '../../src/workers/restore.ts';
import { snapshot } from '../../src/workers/snapshot.ts';
import { wrap } from '../../src/workers/wrap.ts';
import type { Barrier } from '../../src/world/world.ts';
import { readOnlyWorld } from '../../src/world/read-only.ts';
import { contextFor, createSmallWorld, runToEnd } from '../helpers/small-world.ts';
import type { SmallWorld } from '../helpers/small-world.ts';
import { ARMED } from '../helpers/states.ts';

const LOAD = { bytes: 10 * 1024, documentBytes: 1024, batch: 4 };
const DELETE = { percent: 10, batch: 6, pauseMs: 500, iterations: 1 };
const POINT = { form: 'second', t: 1_795_000_000 } as const;
const RESTORE = { point: POINT, typed: 'rehearsal', armed: ARMED };

/** Every run that changes something, with what it is given where all is in order. */
const RUNS = {
  load: (world: SmallWorld, armed: Armed | undefined) =>
    load(contextFor(world, { ...LOAD, ...(armed ? { armed } : {}) })),
  delete: (world: SmallWorld, armed: Armed | undefined) =>
    deleteDocuments(contextFor(world, { ...DELETE, ...(armed ? { armed } : {}) })),
  restore: (world: SmallWorld, armed: Armed | undefined) =>
    restore(contextFor(world, { point: POINT, typed: 'rehearsal', ...(armed ? { armed } : {}) })),
  snapshot: (world: SmallWorld, armed: Armed | undefined) => snapshot(contextFor(world, armed ? { armed } : undefined)),
  wrap: (world: SmallWorld, armed: Armed | undefined) => wrap(contextFor(world, armed ? { armed } : undefined)),
  adopt: (world: SmallWorld, armed: Armed | undefined) =>
    adopt(contextFor(world, { typed: 'loadtest.events', ...(armed ? { armed } : {}) })),
  reschedule: (world: SmallWorld, armed: Armed | undefined) =>
    reschedule(contextFor(world, { patch: { snapshotIntervalHours: 12 }, ...(armed ? { armed } : {}) })),
} as const;
const NAMES = Object.keys(RUNS) as (keyof typeof RUNS)[];

/** Real systems, as far as anything here can tell. */
function createLive(documents = 100): SmallWorld {
  const world = Object.assign(createSmallWorld(documents), { kind: 'live' as const });
  world.engine.changeSchedule = () => {
    world.asked.push('change schedule');
    return Promise.resolve({});
  };
  return world;
}

const REST = ['await majority'];
const changesIn = ({ asked }: SmallWorld): readonly string[] => asked.filter((what) => !REST.includes(what));

/** How a run was refused, and what it has changed all the same. */
async function refusalOf(world: SmallWorld, run: AsyncGenerator<unknown, unknown, void>) {
  const before = world.lease;
  const error = await runToEnd(run).catch((thrown: unknown) => thrown);
  const { message, code } = error as RefusedError;
  return { kind: error?.constructor, message, code, changed: changesIn(world), leaseStands: world.lease === before };
}

const refused = (words: RegExp | string) => ({
  kind: RefusedError,
  message: expect.stringMatching(words),
  changed: [],
});

describe('the target', () => {
  it.each(NAMES)('is confirmed before %s changes anything on real systems', async (name) => {
    const world = createLive();
    expect(await refusalOf(world, RUNS[name](world, undefined))).toMatchObject({
      ...refused('was not confirmed'),
      leaseStands: true,
    });
  });

  it.each(NAMES)('is what was confirmed, or %s is refused', async (name) => {
    for (const [armed, words] of [
      [{ ...ARMED, setName: 'other' }, 'armed for set other, and this is rehearsal'],
      [{ ...ARMED, namespace: 'loadtest.other' }, 'armed for loadtest.other'],
      [{ ...ARMED, hosts: [...ARMED.hosts.slice(1), 'db9:27017'] }, 'db9:27017, and the set has 127.0.0.1:28001'],
    ] as const) {
      const world = createLive();
      expect(await refusalOf(world, RUNS[name](world, armed))).toMatchObject(refused(words));
    }
  });

  it('is looked at anew: another set behind the same connection string is noticed', async () => {
    const world = createLive();
    world.identity = { ...world.identity, setName: 'swapped' };
    expect(await refusalOf(world, RUNS.delete(world, ARMED))).toMatchObject(refused('this is swapped'));
  });
});

describe('the collection', () => {
  it.each(['delete', 'restore'] as const)('carries our marker, or %s is refused', async (name) => {
    const world = createLive();
    world.marker = undefined;
    expect(await refusalOf(world, RUNS[name](world, ARMED))).toMatchObject({
      ...refused('holds documents, and nothing in minuteback'),
      code: 'COLLECTION_OF_OTHERS',
    });
    const empty = createLive(0);
    expect(await refusalOf(empty, RUNS[name](empty, ARMED))).toMatchObject(refused('nothing in minuteback.shows says'));
  });

  it('holds nothing of others, or nothing is loaded into it', async () => {
    const world = createLive();
    world.marker = undefined;
    expect(await refusalOf(world, RUNS.load(world, ARMED))).toMatchObject({
      ...refused('nothing in minuteback.shows'),
      code: 'COLLECTION_OF_OTHERS',
    });
  });

  it('is adopted by its full name alone, and then everything works on it', async () => {
    const world = createLive();
    world.marker = undefined;
    for (const typed of ['loadtest', 'events', 'loadtest.event', 'LOADTEST.EVENTS', '', ' loadtest.events']) {
      expect(await refusalOf(world, adopt(contextFor(world, { typed, armed: ARMED })))).toMatchObject(
        refused('is not its full name'),
      );
    }
    expect(await runToEnd(adopt(contextFor(world, {})))).toMatchObject({ facts: [{ documents: 100, adopted: false }] });
    expect(changesIn(world)).toEqual([]);
    const { facts } = await runToEnd(RUNS.adopt(world, ARMED));
    expect(facts).toMatchObject([{ documents: 100, adopted: true }]);
    expect(world.marker).toMatchObject({ loads: [], adopted: { show: 'show-1', documents: 100 } });
    await runToEnd(RUNS.delete(world, ARMED));
    await runToEnd(RUNS.load(world, ARMED));
    expect(changesIn(world)).toContain('open load');
  });
});

describe('a restore', () => {
  it.each([undefined, '', 'Rehearsal', 'rehearsal ', 'y'])('is not asked for by the name %j', async (typed) => {
    const world = createLive();
    const input = { point: POINT, armed: ARMED, ...(typed === undefined ? {} : { typed }) };
    expect(await refusalOf(world, restore(contextFor(world, input)))).toMatchObject(
      refused('the name of the set is rehearsal'),
    );
  });

  it('is not asked for while a database is there that nobody confirmed', async () => {
    const world = createLive();
    world.foreign = [
      { name: 'orders', bytes: 5 },
      { name: 'users', bytes: 6 },
    ];
    const some = { ...RESTORE, armed: { ...ARMED, databases: ['orders', 'gone'] } };
    expect(await refusalOf(world, restore(contextFor(world, some)))).toMatchObject(refused(/nobody confirmed: users$/));
    const rehearsed = createSmallWorld(10);
    rehearsed.foreign = world.foreign;
    expect(await refusalOf(rehearsed, RUNS.restore(rehearsed, undefined))).toMatchObject(refused(/orders, users$/));
  });

  it('is not asked for where the databases cannot all be listed', async () => {
    const world = createLive();
    world.database.foreignDatabases = () => Promise.reject(new RefusedError('Could not list the databases'));
    expect(await refusalOf(world, RUNS.restore(world, ARMED))).toMatchObject(refused('Could not list'));
  });

  it.each([
    ['another set', { setName: 'rs9' }, 'is set rs9, and the connection string leads to rehearsal'],
    ['a host more', { hosts: [...ARMED.hosts, 'db4:27017'] }, 'the cluster rehearsal has db4:27017'],
    ['a host less', { hosts: ARMED.hosts.slice(1) }, 'the set rehearsal has 127.0.0.1:28001'],
    ['other names', { hosts: ['a:28001', 'b:28002', 'c:28003'] }, 'has a:28001, b:28002, c:28003, and the set'],
  ])('is not asked for of a cluster with %s', async (_, cluster, words) => {
    const world = createLive();
    world.cluster = { ...world.cluster, ...cluster };
    expect(await refusalOf(world, RUNS.restore(world, ARMED))).toMatchObject(refused(words));
    const started = createLive();
    started.cluster = world.cluster;
    expect(await refusalOf(started, RUNS.snapshot(started, ARMED))).toMatchObject(refused(words));
    for (const name of ['wrap', 'reschedule'] as const) {
      const kept = createLive();
      kept.cluster = world.cluster;
      expect(await refusalOf(kept, RUNS[name](kept, ARMED))).toMatchObject(refused(words));
    }
  });

  it('is not asked for on a set that the marker does not name', async () => {
    const world = createLive();
    world.marker = { ...world.marker!, setName: 'copy' };
    expect(await refusalOf(world, RUNS.restore(world, ARMED))).toMatchObject(
      refused('are of set copy, and this is rehearsal'),
    );
  });

  it('takes host names for the same whatever their case', async () => {
    const world = createLive();
    world.identity = { ...world.identity, hosts: ['db1.example:27017'] };
    world.cluster = { ...world.cluster, hosts: ['DB1.example:27017'] };
    world.answers.push(new RefusedError('as far as Ops Manager'));
    const armed = { ...ARMED, hosts: world.identity.hosts };
    await expect(runToEnd(RUNS.restore(world, armed))).rejects.toThrow('as far as Ops Manager');
  });
});

describe('the lease', () => {
  const theirs = { show: 'show-2', host: 'stage', pid: 7 };
  const held = (world: SmallWorld, agoMs: number) => ({
    ...theirs,
    since: world.clock.now() - 600_000,
    renewedAt: world.clock.now() - agoMs,
  });

  it.each(NAMES)('of another show keeps %s off the set, and names who has it', async (name) => {
    const world = createLive();
    world.lease = held(world, 10_000);
    expect(await refusalOf(world, RUNS[name](world, ARMED))).toMatchObject({
      ...refused(/held by show show-2 on stage \(process 7\)/),
      leaseStands: true,
    });
  });

  it('that went stale is taken over only where exactly that was confirmed', async () => {
    const world = createLive();
    world.lease = held(world, 61_000);
    expect(await refusalOf(world, RUNS.delete(world, ARMED))).toMatchObject(refused('not renewed for 61 s'));
    const seen: Lease = { ...world.lease, ageMs: 61_000 };
    const other = { ...seen, renewedAt: seen.renewedAt - 1 };
    expect(
      await refusalOf(world, deleteDocuments(contextFor(world, { ...DELETE, armed: ARMED, takeover: other }))),
    ).toMatchObject(refused('held by show show-2'));
    await runToEnd(deleteDocuments(contextFor(world, { ...DELETE, armed: ARMED, takeover: seen })));
    expect(world.lease).toMatchObject(toHolder({ id: 'show-1' }));
    expect(world.asked).toContain('open delete');
  });

  it('that was agreed to be taken over, and is renewed meanwhile, is left to its holder', async () => {
    const world = createLive();
    world.lease = held(world, 61_000);
    const takeover: Lease = { ...world.lease, ageMs: 61_000 };
    world.lease = { ...world.lease, renewedAt: world.clock.now() };
    expect(await refusalOf(world, load(contextFor(world, { ...LOAD, armed: ARMED, takeover })))).toMatchObject(
      refused('held by show show-2'),
    );
  });

  it('is lost to whoever is faster', async () => {
    const world = createLive();
    const { database } = world;
    const first = { ...database };
    database.putLease = async (holder, over, signal) => {
      world.lease ??= held(world, 0);
      return first.putLease(holder, over, signal);
    };
    expect(await refusalOf(world, RUNS.load(world, ARMED))).toMatchObject(refused('held by show show-2'));
  });

  it('is taken by the first run that changes something, and again by an older process of the same show', async () => {
    const world = createLive();
    await runToEnd(RUNS.load(world, ARMED));
    expect(world.lease).toMatchObject(toHolder({ id: 'show-1' }));
    world.lease = { ...world.lease!, pid: 1, renewedAt: 0 };
    await runToEnd(RUNS.delete(world, ARMED));
    expect(world.lease).toMatchObject({ pid: process.pid });
  });

  it('of another who came while an answer was out keeps a second request off the set, and is left as it is', async () => {
    const world = createLive();
    const context = contextFor(world, RESTORE);
    const t = Math.floor(world.clock.now() / 1000);
    await context.records.ask({
      point: POINT,
      asked: { t: t - 300, i: 1 },
      membersBefore: world.members,
      jobsBefore: [],
      loads: [],
      since: 0,
    });
    world.lease = held(world, 10_000);
    expect(await refusalOf(world, restore(context))).toMatchObject({
      ...refused(/held by show show-2/),
      leaseStands: true,
    });
    // What came back with a restore says nothing of the present.
    world.lease = { ...world.lease, renewedAt: (t - 310) * 1000 };
    world.answers.push(new RefusedError('as far as Ops Manager'));
    await expect(runToEnd(restore(context))).rejects.toThrow('as far as Ops Manager');
  });

  it('is not touched between barrier and verdict', async () => {
    const world = createLive();
    const context = contextFor(world, { armed: ARMED });
    context.records.barrier = await world.database.barrier(context.signal);
    world.snapshots = [];
    const work = wrap(context);
    await work.next();
    expect(world.lease).toBeUndefined();
  });
});

describe('read only', () => {
  it.each(NAMES)('refuses to %s, whatever else is in order', async (name) => {
    const world = createLive();
    const guarded = Object.assign(createLive(), readOnlyWorld(world));
    expect(await refusalOf(world, RUNS[name](guarded, ARMED))).toMatchObject(refused('read only'));
  });

  it('refuses every call that changes something', async () => {
    const world = createLive();
    const { database, engine } = readOnlyWorld(world);
    const { signal } = new AbortController();
    const holder = toHolder({ id: 'show-1' });
    const calls = [
      () => database.mark({ second: 1, show: 'a', seed: 1, documentBytes: 1 }, signal),
      () => database.adopt({ show: 'a', at: 1, documents: 1 }, signal),
      () => database.putLease(holder, undefined, signal),
      () => database.dropLease(holder, signal),
      () => database.openWriter('load', signal),
      () => database.openWriter('delete', signal),
      () => database.fence({ session: '01'.repeat(16), number: 1 }, signal),
      () => database.barrier(signal),
      () => engine.startBackup(signal),
      () => engine.takeSnapshot(signal),
      () => engine.changeSchedule({}, signal),
      () => engine.startRestore({} as Barrier, POINT, signal),
    ];
    for (const call of calls) await expect(call()).rejects.toThrow('read only');
    expect(await database.count(signal)).toMatchObject({ documents: 100 });
  });
});

it('keeps the lease that the run beside the steps has taken anew a moment before', async () => {
  const world = createLive();
  world.lease = { ...toHolder({ id: 'show-1' }), pid: 1, since: 0, renewedAt: world.clock.now() };
  const first = { ...world.database };
  world.database.lease = async (signal) => {
    const seen = await first.lease(signal);
    if (seen?.pid === 1) world.lease = { ...world.lease!, pid: process.pid, renewedAt: world.clock.now() };
    return seen;
  };
  await runToEnd(RUNS.delete(world, ARMED));
  expect(world.asked).toContain('open delete');
});
