import { describe, expect, it } from 'vitest';
import type { Results } from '../../../src/wizard/work.ts';
import { at } from '../../helpers/break-cases.ts';
import * as states from '../../helpers/break-states.ts';
import { drawScreen } from '../../helpers/draw.ts';
import { DONE, FAILED, running, SKIPPED } from '../../helpers/states.ts';

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

describe('the verdict', () => {
  it('says both halves when all is as expected', () => {
    const text = judged(states.VERIFIED);
    expect(text).toContain('✓ VERIFIED  516,628 documents equal the expected set');
    expect(text).toContain('4,137 returned; 812 deleted before the point stay deleted');
    expect(text).toContain('compared, id by id, with the ledger');
    expect(text).toContain('expected 0f3a9c5577e2d401, found 0f3a9c5577e2d401');
    expect(text).toMatch(/Reading took +0.4 s +exact at/);
  });

  it('names ids that are missing and ids that are extra, as many as there is room for', () => {
    const text = judged(states.DIFFERENT);
    expect(text).toContain('✗ DIFFERENT');
    expect(text).toContain('23 missing and 1 extra, of 516,628 documents expected');
    expect(text).toMatch(/Missing +6743f0000f3a9c5500000000 +6743f0000f3a9c5500000001$/m);
    expect(text).toMatch(/and 19 more/);
    expect(text).toMatch(/Extra +6743f0ffffffffffffffffff/);
    expect(text).not.toContain('VERIFIED');
    const tall = judged(states.DIFFERENT, { height: 33 });
    expect(tall).toContain('6743f0000f3a9c5500000013  and 3 more');
  });

  it('gives the reason when nothing can be said', () => {
    const text = judged(states.NOT_VERIFIED);
    expect(text).toContain('? COULD NOT VERIFY');
    expect(text).toContain('not known: a delete was sent and never answered');
    expect(text).not.toContain('compared, id by id');
    expect(text).not.toContain('✓');
    const never = judged({ ...states.NOT_VERIFIED, verdict: { tag: 'not-verified', because: 'no-restore' } });
    expect(never).toContain('nothing has been restored in this show');
  });

  it('draws the fall and the return where there is room', () => {
    expect(judged(states.VERIFIED, { height: 33 })).toContain('│ restore point');
  });
});
