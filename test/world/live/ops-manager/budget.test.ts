import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBudget } from '../../../../src/world/live/ops-manager/budget.ts';
import { createHandClock } from '../hand-clock.ts';

const never = new AbortController().signal;

/** The most instants that lie within any minute, both ends included. */
const mostInAMinute = (instants: readonly number[]): number =>
  Math.max(...instants.map((from) => instants.filter((at) => at >= from && at <= from + 60_000).length));

describe('createBudget', () => {
  it('lets no more than 60 requests through in any minute, however they are asked for', async () => {
    const pauses = fc.array(
      fc.record({ pauseMs: fc.integer({ min: 0, max: 20_000 }), reads: fc.integer({ min: 1, max: 30 }) }),
      {
        minLength: 1,
        maxLength: 20,
      },
    );
    await fc.assert(
      fc.asyncProperty(pauses, async (bursts) => {
        const clock = createHandClock();
        const budget = createBudget(clock);
        const sent: number[] = [];
        for (const { pauseMs, reads } of bursts) {
          await clock.sleep(pauseMs, never);
          for (let k = 0; k < reads; k++) {
            await budget.take(k % 7 === 6 ? 'change' : 'read', never);
            sent.push(clock.now());
          }
        }
        expect(mostInAMinute(sent)).toBeLessThanOrEqual(60);
      }),
      { numRuns: 50 },
    );
  });

  it('lets a change through at once when reads have to wait', async () => {
    const clock = createHandClock();
    const budget = createBudget(clock);
    for (let k = 0; k < 100; k++) await budget.take('read', never);
    const before = clock.now();
    for (let k = 0; k < 4; k++) await budget.take('change', never);
    expect(clock.now()).toBe(before);
    await budget.take('read', never);
    expect(clock.now()).toBeGreaterThan(before);
  });

  it('sends what a preflight asks at once, and a minute later polls as of a restore without a pause', async () => {
    const clock = createHandClock();
    const budget = createBudget(clock);
    for (let k = 0; k < 26; k++) await budget.take('read', never);
    expect(clock.now()).toBe(createHandClock().now());
    await clock.sleep(60_000, never);
    let longest = 0;
    for (let k = 0; k < 200; k++) {
      const before = clock.now();
      await budget.take('read', never);
      longest = Math.max(longest, clock.now() - before);
      await clock.sleep(1400, never);
    }
    expect(longest).toBeLessThan(2000);
  });

  it('ends the wait of a read when the signal fires', async () => {
    const budget = createBudget({
      now: () => 0,
      sleep: (_, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });
    for (let k = 0; k < 28; k++) await budget.take('read', never);
    const controller = new AbortController();
    const waiting = budget.take('read', controller.signal);
    controller.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
  });
});
