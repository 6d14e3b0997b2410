import { expect, it } from 'vitest';
import type { Stage } from '../../../src/world/rehearsal/timeline.ts';
import { createTimeline } from '../../../src/world/rehearsal/timeline.ts';

const SEEDS = Array.from({ length: 500 }, (_, seed) => seed);

it('makes every restore last 5 to 6 minutes, and keeps members down for about 200 seconds of it', () => {
  for (const seed of SEEDS) {
    const timeline = createTimeline(seed);
    const sum = (...stages: Stage[]) => stages.reduce((ms, stage) => ms + timeline.lengthMs(stage, 1), 0) / 1000;
    const stops = sum('nextMemberStops', 'nextMemberStops');
    const starts = sum('nextMemberStarts', 'nextMemberStarts');
    const down = stops + sum('dataIsReplaced', 'oplogReplays') + starts;
    const whole =
      sum('planArrives', 'backupDownloads') +
      down +
      sum('primaryIsElected', 'firstReachesGoal', 'nextReachesGoal', 'nextReachesGoal');
    expect(whole).toBeGreaterThanOrEqual(300);
    expect(whole).toBeLessThanOrEqual(360);
    expect(down).toBeGreaterThanOrEqual(180);
    expect(down).toBeLessThanOrEqual(220);
  }
});

it('draws the same for the same seed, whatever was drawn before', () => {
  const one = createTimeline(7);
  const other = createTimeline(7);
  other.lengthMs('sliceGathers', 1);
  expect(other.lengthMs('sliceTravels', 3)).toBe(one.lengthMs('sliceTravels', 3));
  expect(other.id('snapshot', 2)).toBe(one.id('snapshot', 2));
  expect(createTimeline(8).id('snapshot', 2)).not.toBe(one.id('snapshot', 2));
});
