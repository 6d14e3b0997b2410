import { expect, it } from 'vitest';
import { sortIds, toHexIds } from '../../src/proof/id-set.ts';
import { createDraw, sampleOf } from '../../src/proof/shuffle.ts';

const IDS = sortIds(Uint8Array.from(Array.from({ length: 200 }, (_, k) => [...Array(11).fill(0), k]).flat()));

it('draws every id once, in an order that the seed alone determines', () => {
  const drawn = (seed: number): string[] => {
    const draw = createDraw(IDS, seed);
    const parts = [draw.take(7), draw.take(50), draw.take(1000)];
    expect(draw.left).toBe(0);
    return parts.flatMap((part) => toHexIds(part, Infinity));
  };
  expect(drawn(1)).toEqual(drawn(1));
  expect(drawn(1)).not.toEqual(drawn(2));
  expect([...drawn(3)].sort()).toEqual(toHexIds(IDS, Infinity));
});

it('draws evenly: no part of the set is preferred', () => {
  const firstHalf = Array.from({ length: 400 }, (_, seed) => createDraw(IDS, seed).take(1).bytes[11]!).filter(
    (last) => last < 100,
  );
  expect(firstHalf.length).toBeGreaterThan(150);
  expect(firstHalf.length).toBeLessThan(250);
});

it('samples without repeats, the same for the same seed, and all where there are no more', () => {
  const sample = toHexIds(sampleOf(IDS, 20, 7), Infinity);
  expect(new Set(sample).size).toBe(20);
  expect(sample).toEqual([...sample].sort());
  expect(sample).toEqual(toHexIds(sampleOf(IDS, 20, 7), Infinity));
  expect(sample).not.toEqual(toHexIds(sampleOf(IDS, 20, 8), Infinity));
  expect(sampleOf(IDS, 1000, 7)).toEqual(IDS);
});
