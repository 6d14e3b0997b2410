import { afterEach, expect, it, vi } from 'vitest';
import { createClock } from '../../../src/world/live/clock.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('tells real time, and stands where the clock of the machine is set back', () => {
  vi.useFakeTimers({ now: 1_000_000 });
  const clock = createClock();
  expect(clock.now()).toBe(1_000_000);
  vi.setSystemTime(400_000);
  expect(clock.now()).toBe(1_000_000);
  vi.setSystemTime(1_000_500);
  expect(clock.now()).toBe(1_000_500);
});

it('sleeps as long as it is told to, or as long as it has to at least', async () => {
  const clock = createClock();
  const never = new AbortController().signal;
  const since = performance.now();
  await clock.sleep(-5, never);
  await clock.sleep(1, never, 30);
  expect(performance.now() - since).toBeGreaterThanOrEqual(29);
});

it('rejects with what the signal carries, whenever it fires', async () => {
  const clock = createClock();
  const stop = new AbortController();
  const sleeping = clock.sleep(3_600_000, stop.signal);
  stop.abort(new Error('stopped'));
  await expect(sleeping).rejects.toThrow('stopped');
  await expect(clock.sleep(1, stop.signal)).rejects.toThrow('stopped');
});
