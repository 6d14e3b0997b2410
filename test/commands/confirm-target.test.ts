import { expect, it, vi } from 'vitest';
import { confirmTarget } from '../../src/commands/confirm-target.ts';
import { NO_LEDGER } from '../../src/ledger.ts';
import { STALE_MS } from '../../src/proof/lease.ts';
import { createRecords } from '../../src/records.ts';
import { STEPS_BY_CODE } from '../../src/wizard/copy/headless.ts';
import { GUARD_CODES, holdLease } from '../../src/workers/guards.ts';
import { keepLease } from '../../src/workers/lease.ts';
import type { SmallWorld } from '../helpers/small-world.ts';
import { createSmallWorld } from '../helpers/small-world.ts';

const show = { id: 'show-1', seed: 7 };
const signal = new AbortController().signal;
const OTHER = { show: 'show-2', host: 'stage', pid: 7 };

const around = (world: SmallWorld) => ({ world, show, records: createRecords(NO_LEDGER), earlier: {} });
const leaseOf = (world: SmallWorld, agoMs: number) => {
  const renewedAt = world.clock.now() - agoMs;
  return { ...OTHER, since: renewedAt, renewedAt };
};

it('confirms the set that the connection string leads to, and no database of others', async () => {
  const world = createSmallWorld();
  world.foreign = [{ name: 'theirs', bytes: 1 }];
  const { setName, hosts } = world.identity;
  expect(await confirmTarget({ world, show, signal }, false)).toEqual({
    armed: { setName, hosts, namespace: 'loadtest.events', databases: [] },
  });
});

it('takes over only what nobody renews any more, and only where that is wanted', async () => {
  const world = createSmallWorld();
  for (const [agoMs, takeOver, taken] of [
    [STALE_MS + 1000, true, true],
    [STALE_MS + 1000, false, false],
    [STALE_MS - 1000, true, false],
  ] as const) {
    world.lease = leaseOf(world, agoMs);
    expect('takeover' in (await confirmTarget({ world, show, signal }, takeOver))).toBe(taken);
  }
});

it('renews the lease once the work has taken it, and gives it back', async () => {
  const world = createSmallWorld();
  const lost = vi.fn();
  const giveBack = keepLease(around(world), lost);
  await holdLease({ ...around(world), signal });
  const takenAt = world.lease!.renewedAt;
  await vi.waitUntil(() => (world.lease?.renewedAt ?? 0) > takenAt);
  await giveBack();
  expect(world.lease).toBeUndefined();
  expect(lost).not.toHaveBeenCalled();
});

it('gives nothing back on a set whose members were all restarted, as a restore does it', async () => {
  const world = createSmallWorld();
  const giveBack = keepLease(around(world), vi.fn());
  await holdLease({ ...around(world), signal });
  const takenAt = world.lease!.renewedAt;
  await vi.waitUntil(() => (world.lease?.renewedAt ?? 0) > takenAt);
  world.members = world.members.map((member) => ({ ...member, processId: `${member.processId}-again` }));
  const from = world.clock.now();
  await vi.waitUntil(() => world.clock.now() > from + 60_000);
  const last = world.lease;
  await giveBack();
  expect(world.lease).toBe(last);
  expect(last!.renewedAt).toBeLessThan(from + 20_000);
});

it('takes nothing by itself, and leaves to another what is his', async () => {
  const world = createSmallWorld();
  world.lease = { ...leaseOf(world, 0), renewedAt: world.clock.now() + 3_600_000 };
  const before = world.lease;
  const lost = vi.fn();
  const giveBack = keepLease(around(world), lost);
  const from = world.clock.now();
  await vi.waitUntil(() => world.clock.now() > from + 60_000);
  await giveBack();
  expect(world.lease).toBe(before);
  expect(lost).not.toHaveBeenCalled();
});

it('tells when another has taken the set over', async () => {
  const world = createSmallWorld();
  const lost = vi.fn();
  const giveBack = keepLease(around(world), lost);
  await holdLease({ ...around(world), signal });
  const mine = world.lease!.renewedAt;
  await vi.waitUntil(() => (world.lease?.renewedAt ?? 0) > mine);
  world.lease = { ...leaseOf(world, 0), ...OTHER };
  await vi.waitUntil(() => lost.mock.calls.length > 0);
  expect(lost.mock.calls[0]![0]).toMatchObject(OTHER);
  await giveBack();
  expect(world.lease).toMatchObject(OTHER);
});

it('tells so also before it was renewed for the first time, once something was written', async () => {
  const world = createSmallWorld();
  const ours = around(world);
  const load = { second: 1, show: show.id, seed: 7, documentBytes: 1024 };
  await ours.records.beginLoad(load, { t: 1, i: 1 }, 1);
  world.lease = leaseOf(world, 0);
  const lost = vi.fn();
  const giveBack = keepLease(ours, lost);
  await vi.waitUntil(() => lost.mock.calls.length > 0);
  await giveBack();
  expect(lost.mock.calls[0]![0]).toMatchObject(OTHER);
});

it('says for every guard that the wizard would ask at what a command does instead', () => {
  expect(Object.keys(STEPS_BY_CODE).sort()).toEqual(Object.values(GUARD_CODES).sort());
  expect(JSON.stringify(STEPS_BY_CODE)).not.toMatch(/Enter|press/i);
});
