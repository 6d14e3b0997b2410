import { expect, it } from 'vitest';
import { hintsFor } from '../../../src/wizard/keymap.ts';
import type { Phase } from '../../../src/wizard/show.ts';
import type { Results } from '../../../src/wizard/results.ts';
import { at } from '../../helpers/break-cases.ts';
import * as states from '../../helpers/break-states.ts';
import { drawScreen } from '../../helpers/draw.ts';
import { DONE, NOW, running } from '../../helpers/states.ts';

const BRIEFING = { tag: 'briefing' } as const;
const TOOK = { load: 18_200, snapshot: 905_000, delete: 108_000, restore: 301_000, verify: 410 };

const wrapped = (results: Partial<Results>, phase: Phase<'wrap'> = BRIEFING): string =>
  drawScreen(at('wrap', phase, { results, tookMs: TOOK, phases: { verify: DONE } }));

it('leads with the measured recovery time and the loss against the expected set', () => {
  const text = wrapped(states.PROVED);
  expect(text).toContain('███ █ █   █ █ ███');
  expect(text).toContain('Recovery time (RTO), accepted to writable primary');
  expect(text).toMatch(/Lost \(RPO\) +0 documents +against the expected set/);
  expect(text).toMatch(/Verdict +✓ VERIFIED +516,628 equal the expected set/);
  expect(text).toMatch(/To verdict +5 min 29 s +after the acceptance/);
});

it('counts as lost what is missing, and claims nothing without a verdict', () => {
  const different = wrapped({ ...states.PROVED, verify: states.DIFFERENT });
  expect(different).toMatch(/Lost \(RPO\) +23 documents/);
  expect(different).toMatch(/✗ DIFFERENT +23 missing, 1 extra/);
  const unknown = wrapped({ ...states.PROVED, verify: states.NOT_VERIFIED });
  expect(unknown).toMatch(/Lost \(RPO\) +not known without a verdict\s/);
  expect(unknown).toContain('? COULD NOT VERIFY');
  const nothing = wrapped(states.BROKEN);
  expect(nothing).toContain('Recovery time (RTO): nothing was restored');
  expect(nothing).toContain('no gap to close');
});

it('says where the evidence is, and how the show is read and seen again', () => {
  const text = wrapped(states.PROVED);
  expect(text).toMatch(/Evidence +\/home\/presenter\/.local\/state\/minuteback\/shows\/2026-11-24-c109f8$/m);
  expect(text).toMatch(/Again +minuteback report 2026-11-24-c109f8; --replay 2026-11-24-c109f8$/m);
  const state = at('wrap', BRIEFING, { results: states.PROVED });
  expect(drawScreen({ ...state, evidence: '/shows/x/report.html' })).toMatch(/Evidence +\/shows\/x\/report.html/);
  const { folder: _none, ...about } = state.about;
  expect(drawScreen({ ...state, about })).toContain('nothing of this show could be kept');
});

it('tells how long each part took and what came of it', () => {
  const text = wrapped(states.PROVED);
  expect(text).toMatch(/Load +18 s +65,536 documents/);
  expect(text).toMatch(/First snapshot +15 min 05 s +taken at/);
  expect(text).toMatch(/Delete +1 min 48 s +12,297 documents in 3 iterations/);
  expect(text).toMatch(/Restore +5 min 01 s +back to the state before/);
  expect(text).toMatch(/Verify +0.4 s +every _id of 516,628 documents read/);
});

it.each([
  ['no-key', 'no global key to ask with'],
  ['not-offered', 'none is taken out of turn'],
] as const)('waits for the schedule where no snapshot may be asked for: %s', (onDemand, why) => {
  const shown = (phase: Phase<'wrap'>): string => {
    const state = at('wrap', phase, { results: states.PROVED });
    return drawScreen({ ...state, about: { ...state.about, engine: { ...state.about.engine, onDemand } } });
  };
  expect(shown(BRIEFING)).toMatch(/Next show +closed by the restore; Enter waits for the scheduled snapshot/);
  const state = at('wrap', BRIEFING, { results: states.PROVED });
  const about = { ...state.about, engine: { ...state.about.engine, onDemand } };
  expect(hintsFor({ ...state, about }).map(({ does }) => does)).toContain('wait for the next scheduled snapshot');
  const due = shown(running<'wrap'>({ since: NOW, nextAt: NOW + 7_200_000 }));
  expect(due).toMatch(new RegExp(`Next show +due \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d, computed; ${why}$`, 'm'));
  expect(shown(running<'wrap'>({ since: NOW }))).toContain(`waits for the schedule; ${why}`);
  const snapshot = { ...states.REOPENED.snapshot, complete: false };
  expect(shown(running<'wrap'>({ since: NOW, snapshot }))).toMatch(/Next show +snapshot in progress/);
});

it('says that the window is closed, follows the snapshot that opens it, and since when it is open', () => {
  expect(wrapped(states.PROVED)).toMatch(/Next show +window closed by the restore; Enter takes a snapshot/);
  expect(wrapped(states.PROVED, running<'wrap'>())).toMatch(/Next show +asking for a snapshot/);
  const snapshot = { ...states.REOPENED.snapshot, complete: false };
  expect(wrapped(states.PROVED, running<'wrap'>({ since: NOW - 120_000, snapshot }))).toMatch(
    /Next show +snapshot in progress, 02:00, from 127/,
  );
  expect(wrapped({ ...states.PROVED, wrap: states.REOPENED }, DONE)).toMatch(
    /Next show +possible since \d\d:\d\d, after 10 min 40 s/,
  );
});
