import { describe, expect, it } from 'vitest';
import type { Load } from '../../../src/proof/facts.ts';
import { SetupError } from '../../../src/errors.ts';
import { createDatabase } from '../../../src/world/live/database.ts';
import { toMarker, toNote } from '../../../src/world/live/marker.ts';
import { verifyMayBeUsed } from '../../../src/world/live/namespace.ts';
import { createRedactor } from '../../../src/world/live/redact.ts';

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

describe('verifyMayBeUsed', () => {
  it.each([
    ['admin', 'events'],
    ['LOCAL', 'events'],
    ['config', 'events'],
    ['minuteback', 'shows'],
    ['MinuteBack', 'events'],
    ['loadtest', 'system.views'],
    ['loadtest', ''],
    ['', 'events'],
  ])('refuses %s.%s', (db, coll) => {
    expect(() => verifyMayBeUsed({ db, coll })).toThrow(SetupError);
    const settings = { uri: 'mongodb://h', writeConcern: 1, version: 'test', redact: createRedactor([]) } as const;
    expect(() => createDatabase({ ...settings, db, coll })).toThrow('not for documents that are deleted');
  });

  it('takes any other', () => {
    expect(() => verifyMayBeUsed({ db: 'loadtest', coll: 'events' })).not.toThrow();
  });
});
