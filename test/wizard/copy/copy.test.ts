import { describe, expect, it } from 'vitest';
import { BEAT_LINES } from '../../../src/wizard/copy/cursors.ts';
import { ASKED } from '../../../src/wizard/copy/overlays.ts';
import { tally } from '../../../src/wizard/copy/preflight.ts';
import { REASONS, skippedLine } from '../../../src/wizard/copy/reasons.ts';
import { coverageUntil, referenceTime } from '../../../src/wizard/copy/schedule.ts';
import { stageOf } from '../../../src/wizard/copy/snapshot.ts';
import { witness } from '../../../src/wizard/copy/stats.ts';
import { COPY } from '../../../src/wizard/copy/steps.ts';
import { BEATS, STEPS } from '../../../src/wizard/steps.ts';
import { checksWith, NOW, RESULTS, SNAPSHOT, STARTED, stateWith } from '../../helpers/states.ts';

/** Cells of a line in the smallest terminal. */
const WIDTH = 76;
const MARKS = 25;
const BOX = 4;

describe.each(STEPS)('what is said of %s', (step) => {
  const copy = COPY[step];

  it('fits the smallest terminal', () => {
    expect(copy.title.length).toBeLessThan(WIDTH - MARKS);
    expect(copy.lead.length).toBeLessThanOrEqual(WIDTH);
    expect(skippedLine('free', copy.skip).length).toBeLessThanOrEqual(WIDTH);
    expect((copy.clickPath ?? '').length).toBeLessThanOrEqual(WIDTH);
    expect(copy.working(undefined, NOW).length).toBeLessThanOrEqual(WIDTH - 2);
    for (const note of copy.notes) expect(note.length, note).toBeLessThanOrEqual(WIDTH - BOX);
  });

  it('is calm, and ends no line with a full stop', () => {
    for (const line of [copy.title, copy.lead, copy.skip, ...copy.notes]) expect(line).not.toMatch(/!|\.$/);
    expect(copy.action(stateWith({}).show)).toMatch(/^[a-z]/);
  });
});

it('says in one line why a key does nothing', () => {
  for (const reason of Object.values(REASONS)) {
    expect(reason.length, reason).toBeLessThanOrEqual(WIDTH);
    expect(reason).not.toMatch(/!|\.$/);
  }
});

it('has a line for each beat, and answers that fit', () => {
  expect(BEAT_LINES).toHaveLength(BEATS);
  for (const line of BEAT_LINES) expect(line.length, line).toBeLessThanOrEqual(WIDTH - '→ 1  '.length);
  for (const { short } of ASKED) expect(short.length, short).toBeLessThanOrEqual(WIDTH - 2);
});

it('says in one line what came of a step', () => {
  expect(COPY.preflight.done(RESULTS.preflight)).toBe('25 good');
  expect(COPY.load.done(RESULTS.load)).toBe('Added 65,536 documents in 18 s');
  expect(COPY.load.done({ ...RESULTS.load, stopped: true, rounds: 2 })).toBe(
    'Stopped: added 65,536 documents in 18 s, 2 rounds',
  );
  expect(COPY.snapshot.done(RESULTS.snapshot)).toMatch(/^Snapshot of [\d:]+ complete after 15 min 05 s$/);
  expect(COPY.stats.done(RESULTS.stats)).toBe('517,440 documents, 10.31 GB of storage');
  expect(COPY.stores.done(RESULTS.stores)).toBe('Kept in: snapshots in File system, oplog in MongoDB');
  expect(COPY.schedule.done(RESULTS.schedule)).toMatch(/^Snapshot every 24 h; restorable: [\d:]+ to [\d:]+$/);
  expect(COPY.snapshots.done(RESULTS.snapshots)).toMatch(/^1 snapshot; restorable: /);
});

it('counts verdicts, leaving out those that did not come up', () => {
  expect(tally(checksWith({ node: 'warning', backup: 'bad' }))).toBe('23 good, 1 warning, 1 failed');
});

it('knows how far a backup has come', () => {
  expect(stageOf({ backup: { stateName: 'INACTIVE' } })).toBe('inactive');
  expect(stageOf({ backup: { stateName: 'SOMETHING_NEW' } })).toBe('inactive');
  expect(stageOf({ backup: { stateName: 'PROVISIONING' } })).toBe('provisioning');
  expect(stageOf({ backup: STARTED })).toBe('started');
  expect(stageOf({ backup: STARTED, snapshot: { ...SNAPSHOT, complete: false } })).toBe('in-progress');
  expect(stageOf({ backup: STARTED, snapshot: SNAPSHOT })).toBe('complete');
});

it('writes the witness so that mongosh understands any collection name', () => {
  expect(witness('loadtest.events')).toBe('db.getSiblingDB("loadtest").events.countDocuments({}, {hint: "_id_"})');
  expect(witness('d.a.b-c')).toBe('db.getSiblingDB("d").getCollection("a.b-c").countDocuments({}, {hint: "_id_"})');
});

it('says what it cannot know of the coverage and the schedule', () => {
  expect(coverageUntil({ tag: 'unknown' })).toBe('this Ops Manager cannot tell');
  expect(coverageUntil({ tag: 'ranges', ranges: [] })).toBe('nothing can be restored to yet');
  expect(referenceTime({})).toBe('not told by Ops Manager');
});

it('says how much a load is about to add', () => {
  expect(COPY.load.action(stateWith({}).show)).toBe('load 1.07 GB');
});
