/** A mean over a sliding window: what was added in the last `windowMs`, per second. Instants in milliseconds of one clock. */
export interface RateWindow {
  add(at: number, amount: number): void;
  /** Before the window is full, the mean since the first amount. */
  perSecond(now: number): number;
}

export function createRateWindow(windowMs: number, startedAt: number): RateWindow {
  const entries: { at: number; amount: number }[] = [];
  return {
    add(at, amount) {
      entries.push({ at, amount });
    },
    perSecond(now) {
      while (entries[0] && entries[0].at < now - windowMs) entries.shift();
      const sum = entries.reduce((total, { amount }) => total + amount, 0);
      const overMs = Math.min(windowMs, now - startedAt);
      return overMs <= 0 ? 0 : (sum / overMs) * 1000;
    },
  };
}
