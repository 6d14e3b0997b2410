import type { Clock } from '../../../src/world/world.ts';

/** A clock that stands still, except that whoever sleeps moves it on at once. */
export function createHandClock(startsAt = 0): Clock {
  let now = startsAt;
  return {
    now: () => now,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      now += ms;
    },
  };
}
