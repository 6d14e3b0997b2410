import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/proof/points.ts';
import type { EventBody } from '../../src/wizard/events.ts';
import type { Begun } from '../../src/proof/begun.ts';
import type { BrowserLook, Survey } from '../../src/wizard/asides.ts';
import { BEATS, RULES, STEPS } from '../../src/wizard/steps.ts';
import { drive, runOf } from '../helpers/drive.ts';
import { PLATEAUS, rangesUntil } from '../helpers/break-states.ts';
import { checksWith, COVERAGE, DONE, NOW, OP_TIME, RESULTS, SAMPLE, SNAPSHOT, stateWith } from '../helpers/states.ts';

const POINT: Candidate = {
  name: 'minute-back',
  point: { form: 'second', t: OP_TIME.t - 60 },
  outlook: { tag: 'known', total: 517_440, returns: 4137, stayDeleted: 0 },
  movedS: 0,
};
const FIRST: Candidate = { ...POINT, name: 'before-first-delete', point: { form: 'second', t: OP_TIME.t - 90 } };

const SURVEY: Survey = {
  now: OP_TIME,
  newest: OP_TIME,
  candidates: [POINT, FIRST],
  plateaus: PLATEAUS,
  side: {
    coverage: COVERAGE,
    snapshots: [SNAPSHOT],
    jobs: [],
    automation: { goal: 4, processes: [{ name: 'a', host: 'a:1', achieved: 4, plan: [] }] },
  },
};

/** A restore that was begun in the browser. */
const BEGUN: Begun = {
  jobs: [{ id: 'job-7', createdAt: NOW, stateName: 'FINISHED', pointInTime: true, target: 'here' }],
  before: { jobs: [], members: [] },
};

/** The oplog has not come that far yet; and a look after which no point is exact any more. */
const FRESH: Survey = {
  ...SURVEY,
  side: { ...SURVEY.side, coverage: { tag: 'ranges', ranges: rangesUntil(OP_TIME.t - 95) } },
};
const LOST: Survey = { ...SURVEY, plateaus: [] };

const surveyed = (survey: Survey = SURVEY) => {
  const driven = drive(stateWith({ shown: 'delete', results: RESULTS, phases: { delete: DONE } })).press('next');
  const run = driven.state.asides.survey!.run;
  return driven.tell({ type: 'aside-told', aside: 'survey', run, facts: survey });
};

describe('the straight walk', () => {
  it('starts preflight as the show opens, and goes on from it when it is done', () => {
    const driven = drive().tell({ type: 'opened' });
    expect(driven.takeEffects()).toMatchObject([
      { type: 'start', step: 'preflight', run: 2 },
      { type: 'start-aside', aside: 'target' },
      { type: 'start-aside', aside: 'lease', input: { hold: false } },
    ]);
    driven.tell({ type: 'finished', step: 'preflight', run: 2, result: { checks: checksWith() } });
    expect(driven.press('advance').state.stage.shown).toBe('load');
  });

  it('starts a load with its input, and a second Enter only says that it works', () => {
    const driven = drive(stateWith({ shown: 'load' })).press('advance', 'advance');
    const input = driven.state.show.inputs.load;
    expect(driven.takeEffects()).toEqual([{ type: 'start', step: 'load', run: 2, input }]);
    expect(driven.state.stage.flash?.reason).toBe('working');
  });

  it('refuses to leave a running load, and says why', () => {
    const driven = drive(stateWith({ shown: 'load' })).press('advance', 'next');
    expect(driven.state.stage).toMatchObject({ shown: 'load', flash: { reason: 'load-holds' } });
  });

  it('leaves a snapshot to go on behind the steps after it', () => {
    const driven = drive(stateWith({ shown: 'snapshot' })).press('advance', 'next');
    expect(driven.state.stage.shown).toBe('stats');
    expect(driven.state.show.phases.snapshot.tag).toBe('running');
  });

  it('reveals the beats one by one, and is done with the last', () => {
    const driven = drive(stateWith({ shown: 'cursors' }));
    for (let beat = 2; beat <= BEATS; beat++) {
      expect(driven.press('advance').state.stage.beat).toBe(beat);
    }
    expect(driven.state.show.phases.cursors.tag).toBe('done');
    expect(driven.press('advance').state.stage.shown).toBe('stores');
  });

  it('never repeats a side effect on the way back', () => {
    const phases = { preflight: DONE, load: DONE, snapshot: DONE } as const;
    const driven = drive(stateWith({ shown: 'stats', results: RESULTS, phases })).press('back', 'back', 'back');
    expect(driven.takeEffects()).toEqual([]);
    expect(driven.state.stage.shown).toBe('preflight');
  });
});

describe('a show that is taken up', () => {
  it('goes on with what ran, and says for a while that it was taken up', () => {
    const phases = {
      preflight: DONE,
      snapshot: { tag: 'running', run: 5, since: 0, input: undefined, stopping: false, paused: false },
    } as const;
    const driven = drive(stateWith({ shown: 'stores', phases, results: RESULTS })).tell({
      type: 'opened',
      resumed: true,
    });
    expect(driven.takeEffects()).toMatchObject([
      { type: 'start', step: 'snapshot', run: 5, resuming: true },
      { type: 'start', step: 'stores' },
      { type: 'start-aside', aside: 'target' },
      { type: 'start-aside', aside: 'lease', input: { hold: true } },
    ]);
    expect(driven.state.stage.flash?.reason).toBe('resumed');
    driven.tell({ type: 'finished', step: 'stores', run: runOf(driven.state, 'stores'), result: RESULTS.stores });
    expect(driven.state.stage.flash?.reason).toBe('resumed');
    expect(driven.press('next').state.stage.flash).toBeUndefined();
  });

  it('looks at everything first where a command has done its one step alone', () => {
    const state = stateWith({ shown: 'delete', phases: { delete: DONE } });
    const begins = { type: 'start', step: 'preflight', run: 2, input: { load: state.show.inputs.load } };
    const driven = drive(state).tell({ type: 'opened', resumed: true });
    expect(driven.takeEffects().filter(({ type }) => type === 'start')).toEqual([begins]);
    expect(driven.state.stage).toMatchObject({ shown: 'preflight', flash: { reason: 'resumed' } });
    const again = drive({ ...state, stage: { ...state.stage, shown: 'preflight' } }).tell({
      type: 'opened',
      resumed: true,
    });
    expect(again.takeEffects().filter(({ type }) => type === 'start')).toEqual([begins]);
    const cut = {
      tag: 'running',
      run: 1,
      since: 0,
      input: state.show.inputs.load,
      stopping: false,
      paused: false,
    } as const;
    const loading = drive(stateWith({ shown: 'load', phases: { load: cut } })).tell({ type: 'opened', resumed: true });
    expect(loading.state.stage.shown).toBe('load');
    expect(loading.takeEffects().filter(({ type }) => type === 'start')).toHaveLength(2);
  });
});

describe('runs', () => {
  it('drops a late message from an abandoned run', () => {
    const driven = drive(stateWith({ shown: 'snapshot' })).press('advance');
    const run = runOf(driven.state, 'snapshot');
    driven.tell({ type: 'stopped', step: 'snapshot', run, verdictOut: false });
    const before = driven.state.show;
    driven.tell({ type: 'finished', step: 'snapshot', run, result: RESULTS.snapshot });
    expect(driven.state.show).toBe(before);
  });

  it('asks the work to stop once, and keeps what it returns', () => {
    const driven = drive(stateWith({ shown: 'delete', results: RESULTS })).press('advance', 'yes');
    const run = runOf(driven.state, 'delete');
    driven.takeEffects();
    driven.press('stop', 'stop');
    expect(driven.takeEffects()).toEqual([{ type: 'abort', run }]);
    expect(driven.state.show.phases.delete).toMatchObject({ tag: 'running', stopping: true });
  });

  it('pauses a load by holding its run, and goes on', () => {
    const driven = drive(stateWith({ shown: 'load' })).press('advance');
    const run = runOf(driven.state, 'load');
    driven.takeEffects();
    driven.press('pause', 'pause');
    expect(driven.takeEffects()).toEqual([
      { type: 'hold', run, paused: true },
      { type: 'hold', run, paused: false },
    ]);
  });

  it('tries again after a failure, as a new run', () => {
    const driven = drive(stateWith({ shown: 'snapshot' })).press('advance');
    const run = runOf(driven.state, 'snapshot');
    const error = { kind: 'unreachable', message: 'Nobody answered', nextSteps: [] } as const;
    driven.tell({ type: 'errored', step: 'snapshot', run, error, verdictOut: false }).press('advance');
    expect(runOf(driven.state, 'snapshot')).toBeGreaterThan(run);
  });
});

describe('questions', () => {
  it('asks y before the delete, and any other key means no', () => {
    const driven = drive(stateWith({ shown: 'delete' })).press('advance');
    expect(driven.state.stage.overlay).toEqual({ tag: 'confirm', question: 'delete' });
    driven.press('cancel');
    expect(driven.takeEffects().filter(({ type }) => type === 'start')).toEqual([]);
    driven.press('advance', 'yes');
    expect(driven.takeEffects().map(({ type }) => type)).toContain('start');
  });

  it('asks before a load above 2 GB in one round', () => {
    const load = { bytes: 2 ** 31 + 1, documentBytes: 2 ** 14, batch: 2000 };
    const driven = drive(stateWith({ shown: 'load', inputs: { load } })).press('advance');
    expect(driven.state.stage.overlay).toEqual({ tag: 'confirm', question: 'big-load' });
  });

  it('asks before it does again what changes something, not before it reads again', () => {
    const driven = drive(stateWith({ shown: 'load', phases: { load: DONE }, results: RESULTS })).press('again');
    expect(driven.state.stage.overlay).toEqual({ tag: 'confirm', question: 'again' });
    const reading = drive(stateWith({ shown: 'stores', phases: { stores: DONE }, results: RESULTS })).press('again');
    expect(reading.state.show.phases.stores.tag).toBe('running');
  });

  it('asks before it quits while something runs, and leaves at once when nothing does', () => {
    const busy = drive(stateWith({ shown: 'snapshot' })).press('advance', 'quit');
    expect(busy.state.stage.overlay).toEqual({ tag: 'confirm', question: 'quit' });
    expect(busy.press('yes').state.quitting).toBe(true);
    expect(drive().press('quit').takeEffects()).toEqual([{ type: 'quit' }]);
  });

  it('stops a running delete at the first Ctrl+C and leaves at the second', () => {
    const driven = drive(stateWith({ shown: 'delete' })).press('advance', 'yes', 'interrupt');
    expect(driven.state).toMatchObject({ quitting: false, stage: { flash: { reason: 'again-to-quit' } } });
    expect(driven.press('interrupt').state.quitting).toBe(true);
  });
});

describe('the restore', () => {
  it('stops a running delete as it opens, and looks at the backup side when that has settled', () => {
    const driven = drive(stateWith({ shown: 'delete', results: RESULTS })).press('advance', 'yes');
    const run = runOf(driven.state, 'delete');
    driven.takeEffects();
    driven.press('next');
    expect(driven.takeEffects()).toEqual([{ type: 'abort', run }]);
    driven.tell({ type: 'stopped', step: 'delete', run, verdictOut: false });
    expect(driven.takeEffects()).toMatchObject([{ type: 'start-aside', aside: 'survey' }]);
  });

  it('starts only when the name of the set was typed', () => {
    const driven = surveyed().press('advance');
    driven.tell({ type: 'type', text: 'rehearsa' }).press('submit');
    expect(driven.state.stage.overlay).toMatchObject({ tag: 'name', wrong: true });
    driven.takeEffects();
    driven.tell({ type: 'type', text: 'l' }).press('submit');
    const started = driven.takeEffects().find(({ type }) => type === 'start');
    expect(started).toMatchObject({ step: 'restore', input: { point: POINT.point } });
  });

  it('takes the other point once it is chosen', () => {
    const driven = surveyed().press('point', 'before-deletes', 'submit', 'advance');
    driven.takeEffects();
    driven.tell({ type: 'type', text: 'rehearsal' }).press('submit');
    expect(driven.takeEffects().find(({ type }) => type === 'start')).toMatchObject({ input: { point: FIRST.point } });
  });

  it('is not asked for while the guard is closed', () => {
    const driven = surveyed({ ...SURVEY, side: { ...SURVEY.side, snapshots: [] } }).press('advance');
    expect(driven.state.stage).toMatchObject({ flash: { reason: 'guard-closed' } });
    expect(driven.state.stage.overlay).toBeUndefined();
  });

  it('is not asked for when nobody can say what it would bring back', () => {
    const outlook = { tag: 'not-known', because: 'no-baseline' } as const;
    const driven = surveyed({ ...SURVEY, candidates: [{ ...POINT, outlook }] }).press('advance');
    expect(driven.state.stage).toMatchObject({ flash: { reason: 'unknown-set' } });
    const counts = { certain: 5, uncertain: 1, returns: 1, stayDeleted: 0 };
    const carried = { tag: 'uncertain', because: 'unknown-delete', ...counts } as const;
    const named = surveyed({ ...SURVEY, candidates: [{ ...POINT, outlook: carried }] }).press('advance');
    expect(named.state.stage.overlay).toMatchObject({ tag: 'name' });
  });

  it('does not start when the guard closed while the name was typed', () => {
    const driven = surveyed().press('advance').tell({ type: 'type', text: 'rehearsal' });
    const run = driven.state.asides.survey!.run;
    driven.tell({
      type: 'aside-told',
      aside: 'survey',
      run,
      facts: { ...SURVEY, side: { ...SURVEY.side, snapshots: [] } },
    });
    driven.press('submit');
    expect(driven.state.show.phases.restore.tag).toBe('briefing');
  });

  it('cannot be stopped from here, nor may anything write until the verdict', () => {
    const driven = surveyed().press('advance').tell({ type: 'type', text: 'rehearsal' }).press('submit', 'stop');
    expect(driven.state.stage.flash?.reason).toBe('restore-cannot-stop');
    driven.tell({ type: 'go', step: 'delete' }).press('again');
    expect(driven.state.stage.flash?.reason).toBe('restore-runs');
    const run = runOf(driven.state, 'restore');
    const result = { point: POINT.point, jobId: 'j', stages: [], moves: [], tookMs: 1, before: 1 };
    driven.tell({ type: 'finished', step: 'restore', run, result }).press('again');
    expect(driven.state.stage.flash?.reason).toBe('verify-first');
  });

  it('takes the point that was on screen when the typing began, whatever is chosen meanwhile', () => {
    const driven = surveyed().press('advance');
    driven.tell({ type: 'choose', name: 'before-first-delete' });
    driven.takeEffects();
    driven.tell({ type: 'type', text: 'rehearsal' }).press('submit');
    const started = driven.takeEffects().find(({ type }) => type === 'start');
    expect(started).toMatchObject({ input: { point: POINT.point } });
  });

  it('keeps now frozen when the look at the backup side has to begin anew', () => {
    const driven = surveyed();
    const run = driven.state.asides.survey!.run;
    const error = { kind: 'unreachable', message: 'Nobody answered', nextSteps: [] } as const;
    driven.tell({ type: 'aside-ended', aside: 'survey', run, error });
    driven.takeEffects();
    driven.press('notes');
    expect(driven.takeEffects()).toMatchObject([{ type: 'start-aside', aside: 'survey', input: OP_TIME }]);
  });

  it('reads no verdict while it runs, and stops reading an old one when it starts', () => {
    const driven = surveyed().press('advance').tell({ type: 'type', text: 'rehearsal' }).press('submit');
    driven.tell({ type: 'go', step: 'verify' });
    driven.takeEffects();
    driven.press('again');
    expect(driven.takeEffects()).toEqual([]);
    expect(driven.state.stage.flash?.reason).toBe('restore-runs');
  });

  it('still keeps our writers away after it failed, if it may have begun', () => {
    const start = () => surveyed().press('advance').tell({ type: 'type', text: 'rehearsal' }).press('submit');
    const error = { kind: 'unreachable', message: 'Lost', nextSteps: [] } as const;
    const lost = start();
    lost.tell({ type: 'errored', step: 'restore', run: runOf(lost.state, 'restore'), error, verdictOut: true });
    lost.tell({ type: 'go', step: 'load' }).press('again');
    expect(lost.state.stage.flash?.reason).toBe('verify-first');
    const refused = start();
    refused.tell({ type: 'errored', step: 'restore', run: runOf(refused.state, 'restore'), error, verdictOut: false });
    expect(refused.state.show.verdictOut).toBe(false);
  });

  it('may have been accepted when it was stopped: its job is looked for before another is asked for', () => {
    const driven = surveyed().press('advance').tell({ type: 'type', text: 'rehearsal' }).press('submit');
    driven.tell({ type: 'stopped', step: 'restore', run: runOf(driven.state, 'restore'), verdictOut: true });
    expect(driven.state.show).toMatchObject({ verdictOut: true, phases: { restore: { tag: 'briefing' } } });
  });

  it('leaves nothing to be judged when a second one was never begun', () => {
    const driven = drive(stateWith({ shown: 'delete', results: RESULTS, phases: { delete: DONE, restore: DONE } }));
    driven.press('next', 'again', 'yes');
    const run = driven.state.asides.survey!.run;
    driven.tell({ type: 'aside-told', aside: 'survey', run, facts: SURVEY }).press('advance');
    driven.tell({ type: 'type', text: 'rehearsal' }).press('submit');
    driven.tell({ type: 'stopped', step: 'restore', run: runOf(driven.state, 'restore'), verdictOut: false });
    expect(driven.state.show.phases.restore.tag).toBe('briefing');
    driven.takeEffects();
    driven.press('next');
    expect(driven.takeEffects().filter(({ type }) => type === 'start')).toEqual([]);
  });

  it('can be done a second time in one show, once its verdict is there', () => {
    const driven = surveyed().press('advance').tell({ type: 'type', text: 'rehearsal' }).press('submit');
    const result = { point: POINT.point, jobId: 'j', stages: [], moves: [], tookMs: 1, before: 1 };
    driven.tell({ type: 'finished', step: 'restore', run: runOf(driven.state, 'restore'), result });
    driven.press('again');
    expect(driven.state.stage.flash?.reason).toBe('verify-first');
    driven.press('next');
    const verdict = { tag: 'verified', expected: 1, returned: 1, stayDeleted: 0 } as const;
    const judged = { verdict, found: 1, at: OP_TIME, tookMs: 1, foundFingerprint: '', checks: [] };
    driven.tell({ type: 'finished', step: 'verify', run: runOf(driven.state, 'verify'), result: judged });
    driven.press('back', 'again', 'yes');
    expect(driven.state.show.phases.restore.tag).toBe('briefing');
    expect(driven.state.asides.survey).toBeDefined();
  });

  it('makes an earlier verdict worthless, and what a wrap-up said of the next show', () => {
    const verdict = { tag: 'verified', expected: 1, returned: 1, stayDeleted: 0 } as const;
    const verify = { verdict, found: 1, at: OP_TIME, tookMs: 1, foundFingerprint: '', checks: [] };
    const wrap = { snapshot: SNAPSHOT, openAt: 1, tookMs: 1 };
    const state = stateWith({
      shown: 'delete',
      results: { ...RESULTS, verify, wrap },
      phases: { verify: DONE, delete: DONE, wrap: DONE },
    });
    const driven = drive(state).press('next');
    const run = driven.state.asides.survey!.run;
    driven.tell({ type: 'aside-told', aside: 'survey', run, facts: SURVEY }).press('advance');
    driven.tell({ type: 'type', text: 'rehearsal' }).press('submit');
    expect(driven.state.show.results.verify).toBeUndefined();
    expect(driven.state.show.results.wrap).toBeUndefined();
    const { verify: judged, wrap: reopened } = driven.state.show.phases;
    expect([judged.tag, reopened.tag]).toEqual(['briefing', 'briefing']);
  });
});

describe('skipping', () => {
  it('uses what is there when the look finds it, and moves on', () => {
    const driven = drive(stateWith({ shown: 'load' })).press('skip');
    expect(driven.takeEffects()).toEqual([{ type: 'check', step: 'load' }]);
    driven.tell({ type: 'checked', step: 'load', result: RESULTS.load });
    expect(driven.state.show.phases.load).toEqual({ tag: 'skipped', why: 'holds' });
    expect(driven.state.stage.shown).toBe('snapshot');
  });

  it('makes a snapshot in rehearsal at full speed, and only then moves on', () => {
    const driven = drive(stateWith({ shown: 'snapshot' }))
      .press('skip')
      .tell({ type: 'checked', step: 'snapshot' });
    expect(driven.takeEffects()).toContainEqual({ type: 'pace', rate: 1000 });
    const run = runOf(driven.state, 'snapshot');
    driven.tell({ type: 'finished', step: 'snapshot', run, result: RESULTS.snapshot });
    expect(driven.state.stage.shown).toBe('stats');
  });

  it('asks before a rehearsal deletes for a skipped step', () => {
    const driven = drive(stateWith({ shown: 'delete' }))
      .press('skip')
      .tell({ type: 'checked', step: 'delete' });
    expect(driven.state.stage.overlay).toEqual({ tag: 'confirm', question: 'make-delete' });
    driven.press('yes');
    const started = driven.takeEffects().find(({ type }) => type === 'start');
    expect(started).toMatchObject({ step: 'delete', input: { iterations: 3 } });
  });

  it('does not skip what was started while it looked', () => {
    const driven = drive(stateWith({ shown: 'load' })).press('skip', 'again');
    expect(driven.state.show.phases.load.tag).toBe('briefing');
    expect(driven.state.stage.flash?.reason).toBe('working');
  });

  it('refuses to skip a snapshot that is not there when presenting live', () => {
    const driven = drive(stateWith({ shown: 'snapshot', about: { kind: 'live' } })).press('skip');
    driven.tell({ type: 'checked', step: 'snapshot' });
    expect(driven.state.stage).toMatchObject({ shown: 'snapshot', flash: { reason: 'no-snapshot-yet' } });
  });
});

describe('the pace of a rehearsal', () => {
  it('hurries from the first turn on when a wait is taken up', () => {
    const waiting = { tag: 'running', run: 3, since: NOW, input: undefined, stopping: false, paused: false } as const;
    const driven = drive(stateWith({ shown: 'snapshot', phases: { snapshot: waiting } }));
    driven.tell({ type: 'opened', resumed: true });
    expect(driven.takeEffects()).toContainEqual({ type: 'pace', rate: 20 });
    const walking = drive(stateWith({ shown: 'load' }));
    walking.tell({ type: 'opened' });
    expect(walking.takeEffects().filter(({ type }) => type === 'pace')).toEqual([]);
  });

  it('hurries only while what is on screen waits for the backup side', () => {
    const driven = drive(stateWith({ shown: 'snapshot' })).press('advance');
    expect(driven.takeEffects()).toContainEqual({ type: 'pace', rate: 20 });
    driven.press('next');
    expect(driven.takeEffects()).toContainEqual({ type: 'pace', rate: 1 });
    driven.press('back', 'faster');
    expect(driven.takeEffects()).toContainEqual({ type: 'pace', rate: 40 });
  });

  it('offers no speed when presenting live', () => {
    const driven = drive(stateWith({ about: { kind: 'live' } })).press('faster', 'jump');
    expect(driven.takeEffects()).toEqual([]);
    expect(driven.state.stage.flash?.reason).toBe('only-rehearsal');
  });
});

describe('editing', () => {
  it('takes new values for the delete, and refuses what cannot be', () => {
    const driven = drive(stateWith({ shown: 'delete' }))
      .press('edit', 'erase')
      .tell({ type: 'type', text: '0' });
    expect(driven.press('submit').state.stage.overlay).toMatchObject({
      tag: 'edit',
      refused: expect.stringContaining('percent'),
    });
    driven.press('erase').tell({ type: 'type', text: '2.5' }).press('submit');
    expect(driven.state.show.inputs.delete.percent).toBe(2.5);
    expect(driven.state.stage.overlay).toBeUndefined();
  });

  it("sends only the changed field of the schedule, and shows the server's own words", () => {
    const driven = drive(stateWith({ shown: 'schedule', results: RESULTS, phases: { schedule: DONE } })).press(
      'edit',
      'erase',
      'erase',
    );
    driven.tell({ type: 'type', text: '7' }).press('submit');
    const sent = driven.takeEffects().find(({ type }) => type === 'start-aside');
    expect(sent).toMatchObject({ aside: 'reschedule', input: { patch: { snapshotIntervalHours: 7 } } });
    const run = driven.state.asides.reschedule!.run;
    const error = { kind: 'refused', message: 'Ops Manager: 7 is not allowed', nextSteps: [] } as const;
    driven.tell({ type: 'aside-ended', aside: 'reschedule', run, error });
    expect(driven.state.stage.overlay).toMatchObject({ refused: 'Ops Manager: 7 is not allowed', sending: false });
  });
});

const INTENTS = [
  'advance',
  'next',
  'back',
  'skip',
  'again',
  'pause',
  'stop',
  'steps',
  'help',
  'notes',
  'blank',
  'edit',
  'point',
  'faster',
  'slower',
  'jump',
  'redraw',
  'quit',
  'interrupt',
  'yes',
  'cancel',
  'up',
  'down',
  'left',
  'right',
  'minute-back',
  'before-deletes',
  'erase',
  'submit',
] as const;

const anyStep = fc.constantFrom(...STEPS);
const anyRun = fc.integer({ min: 0, max: 12 });
const anyEvent: fc.Arbitrary<EventBody> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...INTENTS).map((intent): EventBody => ({ type: 'intent', intent })) },
  fc.record({ type: fc.constant('go' as const), step: anyStep }),
  fc.record({ type: fc.constant('type' as const), text: fc.constantFrom('rehearsal', 'x', '7', '14:02') }),
  fc.record({ type: fc.constant('stopped' as const), step: anyStep, run: anyRun, verdictOut: fc.boolean() }),
  fc.tuple(anyStep, anyRun).map(([step, run]): EventBody => ({ type: 'finished', step, run, result: {} })),
  fc.tuple(anyStep, anyRun).map(([step, run]): EventBody => ({
    type: 'errored',
    step,
    run,
    error: { kind: 'bug', message: 'x', nextSteps: [] },
    verdictOut: false,
  })),
  anyStep.map((step): EventBody => ({ type: 'checked', step })),
  fc
    .tuple(anyRun, fc.constantFrom(SURVEY, FRESH, LOST, { ...SURVEY, begun: BEGUN }))
    .map(([run, facts]): EventBody => ({
      type: 'aside-told',
      aside: 'survey',
      run,
      facts,
    })),
  fc
    .tuple(anyRun, fc.constantFrom<BrowserLook>({}, { begun: BEGUN }, { backup: { stateName: 'PROVISIONING' } }))
    .map(([run, facts]): EventBody => ({ type: 'aside-told', aside: 'browser', run, facts })),
  fc.constant<EventBody>({ type: 'choose', name: 'before-first-delete' }),
  anyRun.map((run): EventBody => ({ type: 'aside-told', aside: 'watch', run, facts: SAMPLE })),
  anyRun.map((run): EventBody => ({ type: 'aside-ended', aside: 'survey', run })),
  fc.constant<EventBody>({ type: 'opened' }),
  fc.constant<EventBody>({ type: 'nothing-due' }),
);

it('survives any sequence of events: never throws, one run per step, every start answered, no restore without its name', () => {
  const check = fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
    const driven = drive(stateWith({ results: RESULTS }));
    const started = new Set<number>();
    let typed = '';
    for (const event of events) {
      const before = driven.state;
      driven.tell(event);
      if (before.stage.overlay?.tag === 'name') typed = before.stage.overlay.typed;
      for (const effect of driven.takeEffects()) {
        if (effect.type !== 'start') continue;
        expect(started.has(effect.run)).toBe(false);
        started.add(effect.run);
        expect(before.show.phases[effect.step].tag).not.toBe('running');
        expect(runOf(driven.state, effect.step)).toBe(effect.run);
        const isTaken = effect.input !== undefined && 'job' in effect.input;
        if (effect.step === 'restore' && !isTaken) expect(typed).toBe('rehearsal');
        if (RULES[effect.step].changes && event.type === 'intent') expect(['next', 'back']).not.toContain(event.intent);
      }
    }
  });
  fc.assert(check, { numRuns: 400, seed: 20_261_124 });
});
