import { expect, it } from 'vitest';
import { heldEnding } from '../../../src/wizard/copy/reasons.ts';
import { DELETED, DELETING } from '../../helpers/break-states.ts';
import { at } from '../../helpers/break-cases.ts';
import { drawScreen } from '../../helpers/draw.ts';
import { DONE, FAILED, NOW, OP_TIME, running, SAMPLE, SKIPPED, watching } from '../../helpers/states.ts';

const BRIEFING = { tag: 'briefing' } as const;
const bigCount = '███ ███ ███▐ ███   █ ███';
const deleting = (progress = DELETING, how = {}): string => drawScreen(at('delete', running<'delete'>(progress, how)));

it('says what will be deleted before anything is', () => {
  const text = drawScreen(at('delete', BRIEFING));
  expect(text).toMatch(/Each iteration +1 % of the current documents at random, 5,051 at first/);
  expect(text).toMatch(/In batches of +1,000 documents, with a pause of 500 ms after each/);
  expect(text).toMatch(/Enter +asks for a y first; e edits/);
  expect(text).toContain('countDocuments({}, {hint: "_id_"})');
});

it('says that it is not counted while nobody has counted', () => {
  expect(drawScreen(at('delete', BRIEFING, { asides: {}, counts: [] }))).toContain('not counted yet');
});

it('takes the baseline before it shows any delete', () => {
  expect(drawScreen(at('delete', running<'delete'>()))).toContain('Taking the baseline: every _id is read');
});

it('shows the count that the server told beside what the ledger says', () => {
  const text = deleting();
  expect(text).toContain(bigCount);
  expect(text).toMatch(/exact at [\d:]{8}$/m);
  expect(text).toMatch(/Iteration +3\b/);
  expect(text).toMatch(/In this one +2,000 +of 5,072/);
  expect(text).toMatch(/Rate +1,812 \/s/);
  expect(text).toMatch(/Deleted in all +12,297 +ledger/);
  expect(text).toMatch(/Gone +2.37 % +of 517,440/);
  expect(text).toMatch(/Remaining +505,143 +ledger/);
  expect(text).not.toContain('Unknown outcome');
});

it('marks an old count as stale, and keeps the last one when there is no newer', () => {
  const old = watching({ ...SAMPLE, at: NOW - 9000 });
  expect(drawScreen(at('delete', running<'delete'>(DELETING), { asides: old }))).toMatch(/exact at [\d:]+, stale/);
  const { count: _none, ...uncounted } = SAMPLE;
  const silent = drawScreen(at('delete', running<'delete'>(DELETING), { asides: watching(uncounted) }));
  expect(silent).toMatch(/exact at [\d:]+, stale/);
  expect(silent).toContain(bigCount);
});

it('draws the fall between the largest and the smallest count', () => {
  const text = deleting();
  expect(text).toMatch(/517,440 ┤/);
  expect(text).toMatch(/505,143 ┤/);
  expect(text).toMatch(/┊ baseline +│ one minute back/);
});

it('says what a batch waits for, for how long and why', () => {
  const why = 'Could not delete from loadtest.events on 127.0.0.1:1,127.0.0.1:2: no primary answers';
  expect(deleting({ ...DELETING, held: { for: 'again', forMs: 11_400, why } })).toContain(
    'Tries again, for 11 s: no primary answers',
  );
  expect(deleting({ ...DELETING, held: { for: 'answer', forMs: 3000 } })).toContain('No answer yet, for 3.0 s');
  const elsewhere = at('delete', running<'delete'>({ ...DELETING, held: { for: 'outcome', forMs: 1000 } }));
  expect(heldEnding(elsewhere.show.phases.delete)).toBe('; looks what became of the last batch, for 1.0 s');
});

it('says how many documents a change of primary has brought back', () => {
  expect(deleting({ ...DELETING, rolledBack: 1000 })).toMatch(/Rolled back +1,000 +lost with a primary/);
  expect(drawScreen(at('delete', DONE, { results: { delete: { ...DELETED, rolledBack: 1000 } } }))).toMatch(
    /Rolled back +1,000/,
  );
});

it('says of unknown outcomes how many there are', () => {
  expect(deleting({ ...DELETING, unknown: 1000 })).toMatch(/Unknown outcome +1,000 +no answer came/);
});

it('says that it is paused, and that it stops', () => {
  expect(deleting(DELETING, { paused: true })).toContain('Paused: p goes on');
  expect(deleting(DELETING, { stopping: true })).toContain('Stopping: ');
});

it('tells where one minute back lies', () => {
  const done = (at_: number): string => {
    const state = at('delete', DONE, { results: { delete: DELETED } });
    return drawScreen(state, { now: at_ });
  };
  const first = DELETED.baseline.at.t;
  expect(done((first + 30) * 1000)).toMatch(/One minute back is [\d:]+: before the deletes for 32 s more/);
  expect(done(NOW)).toMatch(/One minute back is [\d:]+, among the deletes: those after it return/);
  expect(done(NOW + 60_000)).toMatch(/One minute back is [\d:]+, after the last delete: it brings nothing back/);
});

it('sums up what was deleted', () => {
  const text = drawScreen(at('delete', DONE, { results: { delete: { ...DELETED, last: OP_TIME } } }));
  expect(text).toMatch(/Iterations +3\b/);
  expect(text).toMatch(/Took +1 min 48 s/);
});

it('keeps the plan below an error, and the count below a skip', () => {
  expect(drawScreen(at('delete', FAILED))).toMatch(/✗ Nobody answered[^]*Each iteration/);
  const skipped = drawScreen(at('delete', SKIPPED));
  expect(skipped).toContain('Skipped: nothing was deleted here');
  expect(skipped).toContain(bigCount);
});
