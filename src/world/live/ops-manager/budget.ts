import type { Clock } from '../../world.ts';

/** Story time. A legacy page of the documentation allows 100 requests a minute for each project; we stay far below. */
const MINUTE_MS = 60_000;

/** Together 60 in any minute: what is saved up, and what comes back meanwhile. */
const SAVED = 16;
const REFILL_PER_MINUTE = 44;

/** Kept back for changes, which nobody shall wait for. */
const KEPT_FOR_CHANGES = 4;

export type Purpose = 'read' | 'change';

export interface Budget {
  /** Resolves when a request may be sent, and counts it. */
  take(purpose: Purpose, signal: AbortSignal): Promise<void>;
}

/** At most 60 requests in any minute of story time; reads wait for their turn. */
export function createBudget(clock: Clock): Budget {
  let tokens = SAVED;
  let countedAt = clock.now();

  function refill(): void {
    const now = clock.now();
    tokens = Math.min(SAVED, tokens + ((now - countedAt) * REFILL_PER_MINUTE) / MINUTE_MS);
    countedAt = now;
  }

  return {
    async take(purpose, signal) {
      const needed = 1 + (purpose === 'read' ? KEPT_FOR_CHANGES : 0);
      for (refill(); tokens < needed; refill()) {
        await clock.sleep(Math.ceil(((needed - tokens) * MINUTE_MS) / REFILL_PER_MINUTE), signal);
      }
      tokens -= 1;
    },
  };
}
