import { describe, expect, it } from 'vitest';
import type { Results } from '../../../src/wizard/results.ts';
import { at } from '../../helpers/break-cases.ts';
import * as states from '../../helpers/break-states.ts';
import { drawScreen } from '../../helpers/draw.ts';
import { DONE, FAILED, NOW, running, SKIPPED } from '../../helpers/states.ts';

const MENDED = { results: states.MENDED, phases: { restore: DONE } };
const judged = (verify: Results['verify'], size = {}): string =>
  drawScreen(at('verify', DONE, { ...MENDED, results: { ...states.MENDED, verify } }), size);

const NEVER_GREEN = /VERIFIED|✓/;

describe('before a verdict', () => {
  it('says that nothing has been restored, or that the restore still runs', () => {
    expect(drawScreen(at('verify', { tag: 'briefing' }))).toContain('Nothing has been restored yet');
    const restoring = { phases: { restore: running<'restore'>(states.RESTORING) } };
    expect(drawScreen(at('verify', { tag: 'briefing' }, restoring))).toContain('The restore is still running');
  });

  it('counts what it reads, and then says that it compares', () => {
    const reading = (ids: number): string =>
      drawScreen(at('verify', running<'verify'>({ ...states.READING, ids }), MENDED));
    expect(reading(311_296)).toContain('Reading every _id from the primary: 311,296 of 516,628');
    expect(reading(311_296)).toContain('60 %');
    expect(reading(516_628)).toContain('Comparing, id by id, with what the ledger expects');
  });

  it('says what it does after that, and what it has done', () => {
    const doing = (change: Partial<typeof states.READING>): string =>
      drawScreen(at('verify', running<'verify'>({ ...states.READING, ids: 516_628, ...change }), MENDED));
    const sampling = doing({ doing: 'sample', sampled: 312, toSample: 1000 });
    expect(sampling).toContain('Every _id read and compared: 516,628');
    expect(sampling).toMatch(/312 of 1,000 rebuilt from their seeds\n█+.* 31 %/);
    const hashing = doing({ doing: 'hash', sampled: 1000, since: NOW - 12_000 });
    expect(hashing).toContain('Rebuilt from their seeds and compared: 1,000 documents');
    expect(hashing).toContain('The server hashes every byte: 12 s');
    expect(hashing).not.toContain('%');
  });

  it('is never green', () => {
    const states = [running<'verify'>(), FAILED, SKIPPED, { tag: 'briefing' } as const];
    for (const phase of states) expect(drawScreen(at('verify', phase, MENDED))).not.toMatch(NEVER_GREEN);
  });

  it('says where each figure comes from', () => {
    const text = drawScreen(at('verify', running<'verify'>(), MENDED));
    expect(text).toMatch(/before the deletes +after the deletes +restored/);
    expect(text).toMatch(/exact at [\d:]+ +ledger at [\d:]+ +being read/);
  });
});

describe('the proof card', () => {
  it('has a line for each check, also beside the verdict in the smallest body', () => {
    const text = judged(states.VERIFIED);
    expect(text).toMatch(/^✓ The same _ids +516,628 expected, 516,628 found +0.4 s$/m);
    expect(text).toMatch(/^✓ Deleted before: gone +none of the batch of 812$/m);
    expect(text).toMatch(/^✓ Deleted after: back +all of the batch of 1,000/m);
    expect(text).toMatch(/^✓ Documents intact +1,000 documents equal, byte for byte +2.1 s$/m);
    expect(text).toMatch(/^- Same bytes +skipped: some were deleted before the point$/m);
    expect(text).toMatch(/^✓ No writes by others/m);
  });

  it('lets the good checks share a line before ids are left out', () => {
    const text = judged(states.DIFFERENT);
    expect(text).toMatch(/^✗ Deleted after: back +977 of the batch of 1,000/m);
    expect(text).toContain('✓ good: deleted before, documents, indexes, options, writes by others');
    expect(text).toContain('- skipped: bytes');
    expect(judged(states.DIFFERENT, { height: 33 })).toMatch(/^✓ Same options +as before$/m);
  });

  it('says in full why a check says nothing where there is room', () => {
    expect(judged(states.VERIFIED, { width: 170, height: 45 })).toContain(
      'skipped: documents were deleted before the point, so the hash taken before says nothing',
    );
  });
});

describe('the verdict', () => {
  it('says both halves when all is as expected', () => {
    const text = judged(states.VERIFIED);
    expect(text).toContain('✓ VERIFIED  516,628 documents equal the expected set');
    expect(text).toContain('4,137 returned; 812 deleted before the point stay deleted');
    expect(text).toContain('0f3a9c5577e2d401, as expected');
    expect(text).toContain('countDocuments({}, {hint: "_id_"})');
  });

  it('names ids that are missing and ids that are extra, as many as there is room for', () => {
    const text = judged(states.DIFFERENT);
    expect(text).toContain('✗ DIFFERENT');
    expect(text).toContain('23 missing, 1 extra, 0 altered, of 516,628 documents expected');
    expect(text).toMatch(/Missing +6743f0000f3a9c5500000000 +6743f0000f3a9c5500000001$/m);
    expect(text).toMatch(/and 17 more/);
    expect(text.replaceAll('\n', '')).toContain('shows/2026-11-24-c109f8/different-12.txt');
    expect(text).toMatch(/Extra +6743f0ffffffffffffffffff/);
    expect(text).not.toContain('VERIFIED');
    const tall = judged(states.DIFFERENT, { height: 33 });
    expect(tall).toContain('6743f0000f3a9c5500000013  and 3 more');
  });

  it('gives the reason when nothing can be said', () => {
    const text = judged(states.NOT_VERIFIED);
    expect(text).toContain('? COULD NOT VERIFY');
    expect(text).toContain('not known: a delete was sent and never answered');
    expect(text.replaceAll('\n', ' ')).toContain(
      'Everything that is certain, 515,628 documents, is as expected; 1,000 ids are not certain, 812 of them are there',
    );
    expect(text).not.toContain('VERIFIED ');
    const never = judged({ ...states.NOT_VERIFIED, verdict: { tag: 'not-verified', because: 'no-restore' } });
    expect(never).toContain('nothing has been restored in this show');
  });

  it('says which part still holds when others have written', () => {
    const text = judged(states.TOUCHED, { width: 170, height: 33 });
    expect(text).toContain(
      'Everything that only we touched, 516,437 documents, is as expected; 3 ids were touched by others, 2 of them are there',
    );
    expect(text).toMatch(/✗ No writes by others +2 inserted, 1 removed: 6743f0/);
  });

  it('draws the fall and the return where there is room', () => {
    expect(judged(states.VERIFIED, { height: 33 })).toContain('│ restore point');
  });
});
