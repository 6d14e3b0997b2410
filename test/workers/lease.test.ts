import { expect, it } from 'vitest';
import { UnreachableError } from '../../src/errors.ts';
import { STALE_MS } from '../../src/proof/lease.ts';
import type { LeaseSeen } from '../../src/wizard/asides.ts';
import { toHolder } from '../../src/workers/guards.ts';
import { lease } from '../../src/workers/lease.ts';
import { contextFor, createSmallWorld } from '../helpers/small-world.ts';
import type { SmallWorld } from '../helpers/small-world.ts';

const US = toHolder({ id: 'show-1' });
const THEIRS = { show: 'show-2', host: 'stage', pid: 7 };
const POINT = { form: 'second', t: 1_795_000_000 } as const;

/** What the run beside the steps tells, one look after the other. */
function begin(world: SmallWorld, hold: boolean, restored = false) {
  const context = contextFor(world, { hold });
  if (restored) {
    const restores = [{ point: POINT, asked: { t: POINT.t + 300, i: 1 } }];
    Object.assign(context.records, { history: { ...context.records.history, restores } });
  }
  const run = lease(context);
  return async (): Promise<LeaseSeen> => (await run.next()).value!;
}

it('renews what is ours every ten seconds, so that it never goes stale, and takes nothing before the show has begun', async () => {
  const world = createSmallWorld();
  const look = begin(world, false);
  expect(await look()).toEqual({ standing: 'free' });
  expect(world.lease).toBeUndefined();
  world.lease = { ...US, since: world.clock.now(), renewedAt: world.clock.now() };
  const ages: number[] = [];
  for (let looks = 0; looks < 5; looks++) {
    const before = world.lease.renewedAt;
    expect(await look()).toEqual({ standing: 'ours' });
    ages.push(world.lease.renewedAt - before);
  }
  expect(Math.max(...ages)).toBeLessThan(STALE_MS / 4);
});

it('outlives an outage, and is ours after it unless another has taken it', async () => {
  const world = createSmallWorld();
  world.lease = { ...US, since: 0, renewedAt: world.clock.now() };
  const look = begin(world, true);
  const first = { ...world.database };
  world.database.lease = () => Promise.reject(new UnreachableError('nobody answers'));
  expect(await look()).toEqual({ standing: 'unknown' });
  world.database.lease = (signal) => first.lease(signal);
  world.clock.pass(10 * STALE_MS);
  expect(await look()).toEqual({ standing: 'ours' });
  world.lease = { ...THEIRS, since: 0, renewedAt: world.clock.now() + 10_000 };
  expect(await look()).toMatchObject({ standing: 'others', lease: THEIRS });
  // It is not taken back behind their back, even when they give it up.
  world.lease = undefined;
  expect(await look()).toEqual({ standing: 'free' });
  expect(world.lease).toBeUndefined();
});

it.each([
  ['none came back', undefined],
  ['that of a show before ours came back', { ...THEIRS, since: 0, renewedAt: (POINT.t - 5) * 1000 }],
  ['an older one of ours came back', { ...US, pid: 1, since: 0, renewedAt: (POINT.t - 5) * 1000 }],
])('is taken anew after a restore, where %s', async (_, found) => {
  const world = createSmallWorld();
  world.lease = found;
  expect(await begin(world, true, true)()).toEqual({ standing: 'ours' });
  expect(world.lease).toMatchObject(US);
});

it('is not renewed once every member was restarted, as by a restore that nobody has noticed', async () => {
  const world = createSmallWorld();
  world.lease = { ...US, since: 0, renewedAt: world.clock.now() };
  const look = begin(world, true);
  expect(await look()).toEqual({ standing: 'ours' });
  const known = world.members;
  world.members = known.map((member, k) => (k === 0 ? member : { ...member, processId: `${member.processId}-again` }));
  expect(await look()).toEqual({ standing: 'ours' });
  const { renewedAt } = world.lease;
  world.members = known.map((member) => ({ ...member, processId: `${member.processId}-again` }));
  expect(await look()).toEqual({ standing: 'unknown' });
  expect(world.lease.renewedAt).toBe(renewedAt);
  world.lease = { ...THEIRS, since: 0, renewedAt: world.clock.now() };
  expect(await look()).toMatchObject({ standing: 'others', lease: THEIRS });
  // Nothing of ours came back, and nothing is taken.
  world.lease = undefined;
  expect(await look()).toEqual({ standing: 'unknown' });
  expect(world.lease).toBeUndefined();
});

it('is left to who has taken it since the restore', async () => {
  const world = createSmallWorld();
  world.lease = { ...THEIRS, since: 0, renewedAt: world.clock.now() };
  expect(await begin(world, true, true)()).toMatchObject({ standing: 'others' });
  expect(world.lease).toMatchObject(THEIRS);
});
