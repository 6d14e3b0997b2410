import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createStoryClock } from '../../../src/world/rehearsal/clock.ts';

it('runs events in the order of their instants, whatever order they were put in and however one jumps', () => {
  const clock = createStoryClock({ storyAt: 1000 });
  const seen: [string, number][] = [];
  clock.schedule(9000, () => seen.push(['c', clock.now()]), 'c');
  clock.schedule(3000, () => seen.push(['a', clock.now()]));
  clock.schedule(5000, () => {
    seen.push(['b', clock.now()]);
    clock.schedule(7000, () => seen.push(['b2', clock.now()]));
  });
  expect(clock.jump()).toBe('c');
  expect(seen.map(([name]) => name)).toEqual(['a', 'b', 'b2', 'c']);
  expect(seen.map(([, at]) => at)).toEqual([3000, 5000, 7000, 9000]);
  expect(clock.jump()).toBeUndefined();
  clock.close();
});

it('keeps to the cap until it is lifted, and never runs backwards', () => {
  const clock = createStoryClock({ storyAt: 0 });
  clock.setRate(600);
  clock.setCap(60);
  expect(clock.rate()).toBe(60);
  clock.setCap(undefined);
  expect(clock.rate()).toBe(600);
  const before = clock.now();
  clock.follow({ ...clock.anchor(), storyAt: clock.anchor().storyAt - 1000 });
  expect(clock.now()).toBeGreaterThanOrEqual(before);
  clock.close();
});

it('sleeps in story time, and an abort ends the sleep at once', async () => {
  const clock = createStoryClock({ rate: 1_000_000 });
  await clock.sleep(60_000, new AbortController().signal);
  clock.setRate(1e-6);
  const stop = new AbortController();
  const slept = clock.sleep(60_000, stop.signal);
  stop.abort(new Error('enough'));
  await expect(slept).rejects.toThrow('enough');
  clock.close();
});

interface Stop {
  readonly at: number;
  readonly acts: boolean;
}

/** Chains of events, each setting the next one a length later, while somebody looks in at some instants and acts at others. */
function tellStory(lengths: readonly number[], stops: readonly Stop[]): readonly (readonly [string, number])[] {
  const clock = createStoryClock({ storyAt: 0, rate: 0 });
  const seen: (readonly [string, number])[] = [];
  const note = (what: string) => seen.push([what, clock.now()]);
  lengths.forEach((length, k) => {
    const beat = (): void => {
      note(`beat ${k}`);
      clock.schedule(clock.now() + length, beat);
    };
    beat();
  });
  for (const { at, acts } of stops.toSorted((a, b) => a.at - b.at)) {
    clock.advanceTo(at);
    if (!acts) continue;
    clock.act(() => note('act'));
    clock.schedule(clock.now() + 100, () => note('follows'));
  }
  clock.advanceTo(6000);
  return seen;
}

it('lets the same happen at the same instants, however often and late one looks', () => {
  const stop = fc.record({ at: fc.integer({ min: 0, max: 5000 }), acts: fc.boolean() });
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 50, max: 900 }), { minLength: 1, maxLength: 4 }),
      fc.array(stop, { maxLength: 12 }),
      (lengths, stops) => {
        const told = tellStory(
          lengths,
          stops.filter(({ acts }) => acts),
        );
        expect(tellStory(lengths, stops)).toEqual(told);
      },
    ),
    { seed: 1 },
  );
});

it('lets everything due happen before an act, in which time stands still', () => {
  const clock = createStoryClock({ storyAt: 0, rate: 1_000_000 });
  const seen: string[] = [];
  const told: (readonly [number, boolean])[] = [];
  clock.onReached((upTo, happened) => told.push([upTo, happened]));
  clock.schedule(1, () => seen.push('due'));
  clock.schedule(1e12, () => seen.push('later'));
  while (clock.now() < 1);
  const [before, after] = clock.act(() => {
    seen.push('act');
    const before = clock.now();
    const began = performance.now();
    while (performance.now() === began);
    return [before, clock.act(() => clock.now())];
  });
  expect(seen).toEqual(['due', 'act']);
  expect(after).toBe(before);
  expect(told).toEqual([[before, true]]);
  clock.close();
});

it('stands still at rate 0 until it is moved, and goes on from there', () => {
  const clock = createStoryClock({ storyAt: 5000, rate: 0 });
  clock.setCap(60);
  clock.advanceTo(7000);
  clock.advanceTo(6000);
  expect(clock.now()).toBe(7000);
  clock.setRate(1000);
  expect(clock.rate()).toBe(60);
  expect(clock.now()).toBeGreaterThanOrEqual(7000);
  expect(clock.now()).toBeLessThan(7000 + 60_000);
  clock.close();
});
