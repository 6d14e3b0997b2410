import type { StoryClock } from '../clock.ts';

/** A guess at what a small replica set takes: 60 MB/s of story time. */
const BYTES_PER_MS = 60_000;
/** What may come at once after a pause. */
const BURST_MS = 100;

/** Runs `done` when story time has moved on as far as a real set needs for `bytes`. */
export type Pacing = (bytes: number, done: () => void) => void;

/** A token bucket: all connections share one disk. */
export function createPacing(clock: StoryClock): Pacing {
  let busyUntil = -Infinity;
  return (bytes, done) => {
    const now = clock.now();
    busyUntil = Math.max(busyUntil, now - BURST_MS) + bytes / BYTES_PER_MS;
    if (busyUntil <= now) done();
    else clock.schedule(busyUntil, done);
  };
}

export const unpaced: Pacing = (_bytes, done) => done();
