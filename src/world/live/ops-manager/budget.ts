import type { Clock } from '../../world.ts';

/** Story time. A legacy page of the documentation allows 100 requests a minute for each project; we stay far below. */
const MINUTE_MS = 60_000;

const MOST_A_MINUTE = 60;

/** What may be sent at once, as preflight does, and what comes back meanwhile: polls go on for ever without a long pause. */
const SAVED = 32;
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
  /** When the requests of the last minute were sent, oldest first. */
  let sent: readonly number[] = [];

  /** Story time until a request may be sent that leaves `kept` for others; 0 when it may be now. */
  function waitMs(kept: number): number {
    const now = clock.now();
    tokens = Math.min(SAVED, tokens + ((now - countedAt) * REFILL_PER_MINUTE) / MINUTE_MS);
    countedAt = now;
    sent = sent.filter((at) => now - at <= MINUTE_MS);
    const missing = 1 + kept - tokens;
    const oldest = sent.at(kept - MOST_A_MINUTE);
    return Math.max(
      missing > 0 ? Math.ceil((missing * MINUTE_MS) / REFILL_PER_MINUTE) : 0,
      oldest === undefined ? 0 : oldest + MINUTE_MS + 1 - now,
    );
  }

  return {
    async take(purpose, signal) {
      const kept = purpose === 'read' ? KEPT_FOR_CHANGES : 0;
      for (let ms = waitMs(kept); ms > 0; ms = waitMs(kept)) await clock.sleep(ms, signal);
      tokens -= 1;
      sent = [...sent, clock.now()];
    },
  };
}
