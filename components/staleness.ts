import type { State } from '../src/wizard/state.ts';

/** A live value older than this is marked stale. */
const STALE_AFTER_MS = 3000;

/** Whether a value of the instant `at` is too old to be shown as present. A rehearsal that hurries outruns its samples, so only at x1. */
export function isStale(at: number, now: number, { stage }: State): boolean {
  return stage.rate === 1 && now - at > STALE_AFTER_MS;
}
