import { expect, it } from 'vitest';
import { createStoryClock } from '../../../src/world/rehearsal/clock.ts';

it('runs events in the order of their instants, whatever order they were put in and however one jumps', () => {
  const clock = createStoryClock({ storyAt: 1000 });
  const seen: [string, number][] = [];
  clock.schedule(9000, () => seen.push(['c', clock.now()]), 'c');
  clock.schedule(3000, () => seen.push(['a', clock.now()]));
  clock.schedule(5000, () => {
    seen.push(['b', clock.now()]);
    clock.schedule(7000, () => seen.push(['b2', clock.now()]));
  });
  expect(clock.jump()).toBe('c');
  expect(seen.map(([name]) => name)).toEqual(['a', 'b', 'b2', 'c']);
  expect(seen.every(([, at], k) => at >= [3000, 5000, 7000, 9000][k]!)).toBe(true);
  expect(clock.jump()).toBeUndefined();
  clock.close();
});

it('keeps to the cap until it is lifted, and never runs backwards', () => {
  const clock = createStoryClock({ storyAt: 0 });
  clock.setRate(600);
  clock.setCap(60);
  expect(clock.rate()).toBe(60);
  clock.setCap(undefined);
  expect(clock.rate()).toBe(600);
  const before = clock.now();
  clock.follow({ ...clock.anchor(), storyAt: clock.anchor().storyAt - 1000 });
  expect(clock.now()).toBeGreaterThanOrEqual(before);
  clock.close();
});

it('sleeps in story time, and an abort ends the sleep at once', async () => {
  const clock = createStoryClock({ rate: 1_000_000 });
  await clock.sleep(60_000, new AbortController().signal);
  clock.setRate(1e-6);
  const stop = new AbortController();
  const slept = clock.sleep(60_000, stop.signal);
  stop.abort(new Error('enough'));
  await expect(slept).rejects.toThrow('enough');
  clock.close();
});
