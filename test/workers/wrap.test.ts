import { expect, it } from 'vitest';
import type { EngineTraits } from '../../src/proof/facts.ts';
import { wrap } from '../../src/workers/wrap.ts';
import { contextFor, createSmallWorld, runToEnd } from '../helpers/small-world.ts';
import { SNAPSHOT } from '../helpers/states.ts';

const HOUR_MS = 3_600_000;

const WITHOUT_ASKING: readonly EngineTraits[] = [
  { product: 'ops-manager', onDemand: 'no-key', windowIsFixed: false },
  { product: 'cloud-manager', onDemand: 'not-offered', windowIsFixed: true },
];

it.each(WITHOUT_ASKING)(
  'asks for no snapshot where it may not ($onDemand), and waits for that of the schedule',
  async (traits) => {
    const world = createSmallWorld();
    Object.assign(world.engine, { traits, schedule: () => Promise.resolve({ snapshotIntervalHours: 6 }) });
    world.snapshots = [SNAPSHOT];
    const due = Math.ceil(world.clock.now() / (6 * HOUR_MS)) * 6 * HOUR_MS;
    const taken = { ...SNAPSHOT, id: 'scheduled', created: { t: due / 1000, i: 1 }, complete: false };
    let looks = 0;
    world.tick = () => {
      looks += 1;
      // The agents take their time: it begins a little after it was due.
      if (world.clock.now() < due + 120_000) return;
      const { created } = taken;
      world.snapshots = [{ ...taken, complete: looks % 2 === 0 }, SNAPSHOT];
      world.coverage = { tag: 'ranges', ranges: [{ start: created, end: { t: created.t + 1, i: 1 } }] };
    };
    const { facts, result } = await runToEnd(wrap(contextFor(world, undefined)));
    expect(result.snapshot).toEqual({ ...taken, complete: true });
    expect(facts[0]).toMatchObject({ nextAt: due });
    expect(facts.filter(({ snapshot }) => !snapshot).every(({ nextAt }) => nextAt === due)).toBe(true);
    expect(world.asked).toEqual([]);
  },
);

it('says nothing of when where no schedule tells', async () => {
  const world = createSmallWorld();
  const traits = { product: 'ops-manager', onDemand: 'no-key', windowIsFixed: false } as const;
  Object.assign(world.engine, { traits, schedule: () => Promise.resolve(undefined) });
  world.tick = () => {
    world.snapshots = [SNAPSHOT];
  };
  const waiting = wrap(contextFor(world, undefined));
  const { value } = await waiting.next();
  await waiting.return(undefined as never);
  expect(value).not.toHaveProperty('nextAt');
});
