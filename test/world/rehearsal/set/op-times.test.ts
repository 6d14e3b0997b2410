import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isWithin, type RestorePoint } from '../../../../src/proof/op-time.ts';
import { createStoryClock } from '../../../../src/world/rehearsal/clock.ts';
import { createOpTimes, toCut, toOpTime, toVersion } from '../../../../src/world/rehearsal/set/op-times.ts';

const second = fc.integer({ min: 1_000_000_000, max: 1_000_000_003 });
const opTime = fc.record({ t: second, i: fc.integer({ min: 1, max: 3 }) });
const point: fc.Arbitrary<RestorePoint> = fc.oneof(
  second.map((t) => ({ form: 'second' as const, t })),
  opTime.map((at) => ({ form: 'opTime' as const, at })),
);

it('cuts at a restore point as the proof does', () => {
  fc.assert(
    fc.property(point, opTime, (point, at) => {
      expect(toVersion(at) < toCut(point)).toBe(isWithin(point, at));
      expect(toOpTime(toVersion(at))).toEqual(at);
    }),
    { seed: 1 },
  );
});

it('gives each operation a later time than the one before, and a no-op every ten seconds while there is a primary', () => {
  const clock = createStoryClock({ storyAt: 1_000_000_000_000, rate: 1e-9 });
  let hasPrimary = true;
  const opTimes = createOpTimes(clock, () => hasPrimary);
  const first = opTimes.take(3);
  expect(opTimes.newest()).toBe(first + 2);
  expect(opTimes.take(1)).toBe(first + 3);
  const jumpBy = (ms: number): void => {
    clock.schedule(clock.now() + ms, () => {}, 'later');
    clock.jump();
  };
  jumpBy(35_000);
  expect(toOpTime(opTimes.newest())).toEqual({ t: 1_000_000_030, i: 1 });
  hasPrimary = false;
  jumpBy(35_000);
  expect(toOpTime(opTimes.newest())).toEqual({ t: 1_000_000_030, i: 1 });
  opTimes.close();
  clock.close();
});
