import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../world.ts';

/**
 * Real time, by the clock of this machine: no restore point is computed from it. Where that clock is set back, it stands until it
 * is made up for.
 */
export function createClock(): Clock {
  let latest = 0;
  return {
    now() {
      latest = Math.max(latest, Date.now());
      return latest;
    },
    async sleep(ms, signal, atLeastRealMs = 0) {
      signal.throwIfAborted();
      try {
        await setTimeout(Math.max(0, ms, atLeastRealMs), undefined, { signal });
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      }
    },
  };
}
