import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createClockOffset } from '../../../../src/world/live/ops-manager/clock-offset.ts';

const AT = Date.parse('2026-05-04T09:11:00Z');
const dateOf = (ms: number): string => new Date(ms).toUTCString();

it('knows nothing before an answer with a date', () => {
  const offset = createClockOffset();
  expect(offset.ms()).toBeUndefined();
  offset.note({ sentAt: AT, answeredAt: AT + 20, date: undefined });
  offset.note({ sentAt: AT, answeredAt: AT + 20, date: 'soon' });
  expect(offset.ms()).toBeUndefined();
});

it('is right to half a second at once, and better with each answer', () => {
  const exchanges = fc.array(
    fc.record({ afterMs: fc.nat(5000), tookMs: fc.nat(300), madeAt: fc.double({ min: 0, max: 1, noNaN: true }) }),
    {
      minLength: 1,
      maxLength: 40,
    },
  );
  fc.assert(
    fc.property(fc.integer({ min: -600_000, max: 600_000 }), exchanges, (trueMs, made) => {
      const offset = createClockOffset();
      let now = AT;
      let most = Infinity;
      for (const { afterMs, tookMs, madeAt } of made) {
        now += afterMs;
        const date = dateOf(now + Math.floor(tookMs * madeAt) + trueMs);
        offset.note({ sentAt: now, answeredAt: now + tookMs, date });
        const off = Math.abs(offset.ms()! - trueMs);
        most = Math.min(most, 500 + tookMs / 2);
        expect(off).toBeLessThanOrEqual(most + 1);
      }
    }),
  );
});

it('begins anew when a clock was set', () => {
  const offset = createClockOffset();
  offset.note({ sentAt: AT, answeredAt: AT, date: dateOf(AT) });
  offset.note({ sentAt: AT + 5000, answeredAt: AT + 5000, date: dateOf(AT + 65_000) });
  expect(offset.ms()).toBe(60_500);
});
