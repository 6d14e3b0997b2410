import { quantile } from './figure.ts';

/** About as often as a screen draws. */
const TICK_MS = 16;

/** How late timers of this thread come while `run` lasts: the 95th percentile, in milliseconds. */
export async function stallsDuring(run: () => Promise<unknown>): Promise<number> {
  const late: number[] = [];
  let due = performance.now() + TICK_MS;
  let timer = setTimeout(tick, TICK_MS);
  function tick(): void {
    late.push(Math.max(0, performance.now() - due));
    due = performance.now() + TICK_MS;
    timer = setTimeout(tick, TICK_MS);
  }
  await run();
  clearTimeout(timer);
  return quantile(late, 0.95);
}
