import { describe, expect, it } from 'vitest';
import {
  copyOf,
  ESC_STOPS,
  NOBODY_ASKED,
  SAY_COMPLETE,
  THEN_ENTER,
  TOUCHED,
  WORD_COUNTS,
} from '../../../src/wizard/copy/by-hand.ts';
import { questionLines } from '../../../src/wizard/copy/overlays.ts';
import { skippedLine } from '../../../src/wizard/copy/reasons.ts';
import { STEPS } from '../../../src/wizard/steps.ts';
import { POINT, RESTORED, RESTORING } from '../../helpers/break-states.ts';
import { NOW, SNAPSHOT, stateWith } from '../../helpers/states.ts';

/** Cells of a line in the smallest terminal. */
const WIDTH = 76;
const BOX = 4;
const SIGN = 2;

const STATE = stateWith({
  about: { kind: 'live', engine: { product: 'hands-on', onDemand: 'not-offered', windowIsFixed: true } },
});

describe.each(STEPS)('what is said of %s by hand', (step) => {
  const copy = copyOf(STATE, step);

  it('fits the smallest terminal, and is calm', () => {
    expect(copy.lead.length).toBeLessThanOrEqual(WIDTH);
    expect(skippedLine('told', copy.skip).length).toBeLessThanOrEqual(WIDTH);
    expect(copy.working(undefined, NOW).length).toBeLessThanOrEqual(WIDTH - SIGN);
    for (const note of copy.notes) expect(note.length, note).toBeLessThanOrEqual(WIDTH - BOX);
    for (const line of [copy.lead, copy.skip, ...copy.notes]) expect(line).not.toMatch(/!|\.$/);
  });
});

it('has a line that fits for what is waited for, in the corner too', () => {
  const since = NOW - 3_599_000;
  const snapshot = copyOf(STATE, 'snapshot').working(
    { backup: { stateName: 'STARTED' }, since, awaitsWord: true },
    NOW,
  );
  const wrap = copyOf(STATE, 'wrap').working({ since, awaitsWord: true }, NOW);
  for (const line of [snapshot, wrap]) expect(line.length, line).toBeLessThanOrEqual(WIDTH - SIGN);
  const restore = copyOf(STATE, 'restore').working({ ...RESTORING, awaitsWord: true }, NOW);
  expect(restore).toMatch(/^Restoring: type 2026-11-24 14:02:27 .*in the browser/);
  for (const line of [ESC_STOPS, NOBODY_ASKED, SAY_COMPLETE, THEN_ENTER, WORD_COUNTS, ...TOUCHED]) {
    expect(line.length, line).toBeLessThanOrEqual(WIDTH);
  }
  for (const line of questionLines('not-going-on', STATE)) expect(line.length, line).toBeLessThanOrEqual(WIDTH - BOX);
});

it('names the presenter as the source of what came of a step', () => {
  const told = /told by the presenter$/;
  const said = { id: 'by hand before', complete: true, created: { t: 0, i: 0 } };
  expect(copyOf(STATE, 'snapshot').done({ snapshot: said, tookMs: 0 })).toMatch(told);
  expect(copyOf(STATE, 'snapshot').done({ snapshot: { ...said, completedAt: NOW }, tookMs: 9000 })).toMatch(told);
  expect(copyOf(STATE, 'restore').done(RESTORED)).toMatch(told);
  expect(copyOf(STATE, 'restore').done({ ...RESTORED, point: POINT })).toMatch(/^Restored to 14:02:27: /);
  expect(copyOf(STATE, 'wrap').done({ snapshot: SNAPSHOT, openAt: NOW, tookMs: 1000 })).toMatch(told);
});
