import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Journal, JournalLine } from '../../src/keep/journal.ts';
import type { RecordedLine } from '../../src/keep/recording.ts';
import { playScene, rateBetween, toFirstState } from '../../src/replay/fold.ts';
import { chaptersOf, storyAt, toScenes } from '../../src/replay/scenes.ts';
import type { Scene } from '../../src/replay/scenes.ts';
import { foldJournal } from '../../src/keep/journal.ts';
import { BEGAN, HEAD, JOURNAL, RECORDING } from '../helpers/journals.ts';
import { OP_TIME, SAMPLE } from '../helpers/states.ts';

const at = (realMs: number, event: JournalLine['event']): JournalLine => ({
  realAt: BEGAN + realMs,
  storyAt: BEGAN + realMs * 20,
  event,
});
const look = (realMs: number, documents: number): RecordedLine => ({
  realAt: BEGAN + realMs,
  storyAt: BEGAN + realMs * 20,
  event: { type: 'sampled', sample: { ...SAMPLE, at: BEGAN + realMs * 20, count: { documents, at: OP_TIME } } },
});
const showed = (realMs: number, step: 'load' | 'stats' | 'delete') => at(realMs, { type: 'showed', step });
const scenesOf = (lines: readonly JournalLine[], recorded: readonly RecordedLine[] = []): readonly Scene[] =>
  toScenes({ head: HEAD, lines }, recorded);
const times = (scenes: readonly Scene[]): readonly number[] => scenes.map((scene) => Math.round(scene.at));

it('plays both files in the order they were written, at the speed they had', () => {
  const scenes = scenesOf([showed(1000, 'load'), showed(4000, 'stats')], [look(2000, 5), look(3000, 6)]);
  expect(scenes.map(({ event }) => event.type)).toEqual(['showed', 'sampled', 'sampled', 'showed']);
  expect(times(scenes)).toEqual([1000, 2000, 3000, 4000]);
});

describe('a stretch of nothing', () => {
  it('of half a minute stays', () => {
    const scenes = scenesOf([showed(1000, 'load'), showed(31_000, 'stats')]);
    expect(times(scenes)).toEqual([1000, 31_000]);
    expect(scenes[1]).not.toHaveProperty('leftOutMs');
  });

  it('that is longer is played in two seconds, and says how long it was', () => {
    const scenes = scenesOf([showed(1000, 'load'), showed(601_000, 'stats'), showed(602_000, 'delete')]);
    expect(times(scenes)).toEqual([1000, 3000, 4000]);
    expect(scenes[1]?.leftOutMs).toBe(600_000);
  });

  it('is one although somebody looked meanwhile and found what was there: the last look stays', () => {
    const looks = Array.from({ length: 600 }, (_, k) => look(2000 + k * 1000, 5));
    const scenes = scenesOf([showed(1000, 'load'), showed(603_000, 'stats')], looks);
    expect(scenes.map(({ event }) => event.type)).toEqual(['showed', 'sampled', 'sampled', 'showed']);
    expect(scenes.at(-1)).toMatchObject({ at: 4000, leftOutMs: 601_000 });
    expect(scenes.at(-2)?.at).toBeLessThan(4000);
  });
});

it('never runs back, whatever the clock of the machine did', () => {
  const line = fc.record({ real: fc.integer({ min: -100_000, max: 100_000 }), told: fc.boolean() });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (given) => {
      const lines = given.filter(({ told }) => told).map(({ real }) => showed(real, 'load'));
      const recorded = given.filter(({ told }) => !told).map(({ real }, k) => look(real, k));
      const scenes = scenesOf(lines, recorded);
      expect(scenes.map((scene) => scene.at)).toEqual(scenes.map((scene) => scene.at).toSorted((a, b) => a - b));
      expect(scenes[0]?.at ?? 0).toBeGreaterThanOrEqual(0);
      expect(scenes.filter(({ event }) => event.type === 'showed')).toHaveLength(lines.length);
    }),
  );
});

it('has a chapter for each step that was opened', () => {
  expect(chaptersOf(scenesOf([showed(1, 'load'), at(2, { type: 'left' }), showed(3, 'stats')]))).toEqual([0, 1, 3]);
});

it('runs story time evenly from line to line', () => {
  const scenes = scenesOf([showed(1000, 'load'), showed(2000, 'stats')]);
  expect(storyAt(scenes, 0, 500, BEGAN)).toBe(BEGAN + 10_000);
  expect(storyAt(scenes, 1, 1000, BEGAN)).toBe(BEGAN + 20_000);
  expect(storyAt(scenes, 1, 1500, BEGAN)).toBe(BEGAN + 30_000);
  expect(storyAt(scenes, 2, 9000, BEGAN)).toBe(BEGAN + 40_000);
  expect(rateBetween(scenes[0], scenes[1])).toBe(20);
  expect(rateBetween(scenes[1], undefined)).toBe(1);
});

it('comes to the show that the journal comes to', () => {
  const scenes = toScenes(JOURNAL, RECORDING);
  const first = toFirstState(HEAD, { snapshotMs: [], restoreMs: [] }, '/shows/x', 1);
  const { show, stage, asides } = scenes.reduce((state, scene) => playScene(state, scene, 0), first);
  const folded = foldJournal(JOURNAL as Journal);
  expect({ ...show, counts: [] }).toEqual(folded.show);
  expect(show.counts).toHaveLength(21);
  expect(stage).toMatchObject({ shown: 'verify', beat: 7 });
  expect(asides.survey).toBeUndefined();
});
