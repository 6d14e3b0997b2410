import { expect, it } from 'vitest';
import { UnreachableError } from '../../src/errors.ts';
import { snapshot } from '../../src/workers/snapshot.ts';
import { contextFor, createSmallWorld, runToEnd } from '../helpers/small-world.ts';
import { SNAPSHOT } from '../helpers/states.ts';

it('goes on waiting while Ops Manager does not answer for a while', async () => {
  const world = createSmallWorld(10);
  let looks = 0;
  const snapshots = world.engine.snapshots.bind(world.engine);
  world.engine.snapshots = (signal) => {
    looks += 1;
    if (looks > 1 && looks < 6) return Promise.reject(new UnreachableError('Ops Manager did not answer'));
    if (looks === 8) world.snapshots = [SNAPSHOT];
    return snapshots(signal);
  };
  const { result } = await runToEnd(snapshot(contextFor(world, undefined)));
  expect(result.snapshot).toEqual(SNAPSHOT);
  expect(world.asked).toEqual(['start backup']);
});
