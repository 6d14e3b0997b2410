import { expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/folder.ts';
import { survive } from '../helpers/killing.ts';

it.each([1, 2])(
  'survives a kill in each working step, and comes to the right verdict all the same (seed %i)',
  { timeout: 180_000 },
  async (seed) => {
    const { kills, problems } = await survive(seed, temporaryFolder());
    expect(problems).toEqual([]);
    expect(kills.length).toBeGreaterThanOrEqual(6);
  },
);
