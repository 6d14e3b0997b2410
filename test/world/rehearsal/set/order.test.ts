import fc from 'fast-check';
import { expect, it } from 'vitest';
import { extendOrder } from '../../../../src/world/rehearsal/set/order.ts';

it('keeps any slots in the order of their values, in whatever portions they come', () => {
  const values = fc.uniqueArray(fc.nat(1000), { maxLength: 60 });
  fc.assert(
    fc.property(values, fc.nat(60), (values, part) => {
      const isBefore = (a: number, b: number): boolean => values[a]! < values[b]!;
      const first = extendOrder(new Int32Array(0), Math.min(part, values.length), isBefore);
      const order = extendOrder(first, values.length, isBefore);
      expect(Array.from(order, (slot) => values[slot])).toEqual(values.toSorted((a, b) => a - b));
    }),
    { seed: 1 },
  );
});
