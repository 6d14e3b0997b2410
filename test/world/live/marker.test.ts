import { describe, expect, it } from 'vitest';
import type { Load } from '../../../src/proof/facts.ts';
import { toMarker, toNote } from '../../../src/world/live/marker.ts';

const owner = { setName: 'rs', namespace: 'loadtest.events' };
const load: Load = { second: 1_700_000_000, show: 'a', seed: 7, documentBytes: 16_384 };
const earlier: Load = { ...load, second: 1_600_000_000, show: 'b' };

describe('toMarker', () => {
  it('joins notes of several shows, oldest first', () => {
    const notes = [toNote(load, owner), toNote(earlier, owner)];
    expect(toMarker(notes, owner)).toEqual({ ...owner, loads: [earlier, load] });
  });

  it.each([
    ['another set', toNote(load, { ...owner, setName: 'copy' })],
    ['another namespace', toNote(load, { ...owner, namespace: 'loadtest.other' })],
    ['somebody else', { tool: 'minuteback', ...owner, second: 'yesterday' }],
    ['no load', { ...toNote(load, owner), seed: undefined }],
  ])('finds no proof in a note of %s', (_, note) => {
    expect(toMarker([note], owner)).toBeUndefined();
  });
});
