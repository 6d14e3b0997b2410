import { describe, expect, it } from 'vitest';
import type { Begun } from '../../src/proof/begun.ts';
import type { BrowserLook, Survey } from '../../src/wizard/asides.ts';
import { noticedLine } from '../../src/wizard/copy/noticed.ts';
import { hintsFor, resolveKey } from '../../src/wizard/keymap.ts';
import type { State } from '../../src/wizard/state.ts';
import { asksPoint } from '../../src/wizard/state.ts';
import type { Driven } from '../helpers/drive.ts';
import { drive, runOf } from '../helpers/drive.ts';
import { PLATEAUS } from '../helpers/break-states.ts';
import { COVERAGE, DONE, MEMBERS, NOW, OP_TIME, RESULTS, running, SNAPSHOT, stateWith } from '../helpers/states.ts';

/* What the presenter does in Ops Manager's own pages. */

const JOB = { id: 'job-7', createdAt: NOW, stateName: 'IN_PROGRESS', pointInTime: true, target: 'here' } as const;
const BEGUN: Begun = { jobs: [JOB], before: { jobs: ['old'], goal: 3, members: MEMBERS } };
const POINT = { form: 'second', t: OP_TIME.t - 60 } as const;
const SURVEY: Survey = {
  now: OP_TIME,
  newest: OP_TIME,
  candidates: [
    { name: 'minute-back', point: POINT, outlook: { tag: 'known', total: 9, returns: 1, stayDeleted: 0 }, movedS: 0 },
  ],
  plateaus: PLATEAUS,
  side: { coverage: COVERAGE, snapshots: [SNAPSHOT], jobs: [] },
};

const look = (driven: Driven, facts: BrowserLook): Driven =>
  driven.tell({ type: 'aside-told', aside: 'browser', run: driven.state.asides.browser!.run, facts });

function survey(driven: Driven, facts: Partial<Survey>): Driven {
  const { run } = driven.state.asides.survey!;
  return driven.tell({ type: 'aside-told', aside: 'survey', run, facts: { ...SURVEY, ...facts } });
}

const phaseTags = ({ show: { phases } }: State) => ({ delete: phases.delete.tag, restore: phases.restore.tag });

describe('what is done in the browser', () => {
  it.each([
    ['snapshot', 'backup'],
    ['schedule', 'schedule'],
    ['delete', 'jobs'],
  ] as const)('is looked for on %s', (shown, asks) => {
    const driven = drive(stateWith({ shown: 'stats' })).tell({ type: 'go', step: shown });
    expect(driven.takeAllEffects()).toContainEqual(
      expect.objectContaining({ type: 'start-aside', aside: 'browser', input: { asks } }),
    );
  });

  it('is not looked for where nobody is asked, nor twice while a point is chosen', () => {
    const byHand = { product: 'hands-on', onDemand: 'not-offered', windowIsFixed: true } as const;
    const alone = drive(stateWith({ shown: 'stats', about: { engine: byHand } })).tell({ type: 'go', step: 'delete' });
    expect(alone.state.asides.browser).toBeUndefined();
    const choosing = drive(stateWith({ shown: 'delete', phases: { delete: DONE } })).press('notes', 'next');
    expect(choosing.state.asides).toMatchObject({ survey: {} });
    expect(choosing.state.asides.browser).toBeUndefined();
  });

  it('is looked for again after a refusal only on another step', () => {
    const driven = drive(stateWith({ shown: 'delete' })).press('notes');
    const { run } = driven.state.asides.browser!;
    const error = { kind: 'refused', message: 'no', nextSteps: [] } as const;
    driven.tell({ type: 'aside-ended', aside: 'browser', run, error }).press('notes');
    expect(driven.state.asides.browser).toBeUndefined();
    expect(driven.tell({ type: 'go', step: 'schedule' }).state.asides.browser).toBeDefined();
  });
});

describe('a backup that is started there', () => {
  const opened = () => drive(stateWith({ shown: 'load' })).tell({ type: 'go', step: 'snapshot' });

  it('begins the wait as Enter would, and is said', () => {
    const driven = look(opened(), { backup: { stateName: 'INACTIVE' } });
    expect(driven.state.show.phases.snapshot.tag).toBe('briefing');
    look(driven, { backup: { stateName: 'STARTED' } });
    expect(driven.takeEffects()).toContainEqual(expect.objectContaining({ type: 'start', step: 'snapshot' }));
    expect(driven.state.stage.noticed).toEqual({ what: 'backup' });
  });

  it('a moment before the step was opened is still being provisioned', () => {
    expect(look(opened(), { backup: { stateName: 'PROVISIONING' } }).state.show.phases.snapshot.tag).toBe('running');
  });

  it('earlier is nothing to notice', () => {
    const driven = look(opened(), { backup: { stateName: 'STARTED' } });
    look(driven, { backup: { stateName: 'STARTED' } });
    expect(driven.state.show.phases.snapshot.tag).toBe('briefing');
    expect(driven.state.stage.noticed).toBeUndefined();
  });
});

describe('a schedule that is changed there', () => {
  const known = RESULTS.schedule!;
  const opened = () =>
    drive(stateWith({ shown: 'schedule', results: { schedule: known }, phases: { schedule: DONE } })).press('notes');

  it('is read anew, and is said', () => {
    const driven = look(opened(), { schedule: { ...known.schedule, snapshotIntervalHours: 6 } });
    expect(driven.takeEffects()).toContainEqual(expect.objectContaining({ type: 'start', step: 'schedule' }));
    expect(driven.state.stage.noticed).toEqual({ what: 'schedule' });
  });

  it('is not noticed where it is the same, in whatever order', () => {
    const same = Object.fromEntries(Object.entries(known.schedule!).reverse());
    expect(look(opened(), { schedule: same }).state.stage.noticed).toBeUndefined();
  });

  it('from here is not taken for one from there', () => {
    const driven = opened();
    const state = { ...driven.state, asides: { ...driven.state.asides, reschedule: { run: 99 } } };
    const changing = look(drive(state), { schedule: { ...known.schedule, snapshotIntervalHours: 6 } });
    expect(changing.state.stage.noticed).toBeUndefined();
  });
});

describe('a restore that is begun there', () => {
  const choosing = () =>
    survey(drive(stateWith({ shown: 'delete', results: RESULTS, phases: { delete: DONE } })).press('next'), {});

  it('is taken up with what was there before it and the point that was on screen', () => {
    const driven = survey(choosing(), { begun: BEGUN });
    const input = { job: JOB, before: BEGUN.before, offered: POINT };
    expect(driven.takeEffects()).toContainEqual({
      type: 'start',
      step: 'restore',
      run: expect.any(Number) as number,
      input,
    });
    expect(driven.state.show.verdictOut).toBe(true);
    expect(noticedLine(driven.state.stage.noticed!)).toBe('Noticed in Ops Manager: restore job job-7');
    expect(driven.state.asides.survey).toBeUndefined();
  });

  it('closes the name that is being typed for another, which is never asked for', () => {
    const driven = choosing().press('advance').tell({ type: 'type', text: 'rehear' });
    expect(driven.state.stage.overlay?.tag).toBe('name');
    survey(driven, { begun: BEGUN });
    expect(driven.state.stage.overlay).toBeUndefined();
    driven.tell({ type: 'type', text: 'sal' }).press('submit');
    const started = driven.takeEffects().filter((effect) => effect.type === 'start' && effect.step === 'restore');
    expect(started).toHaveLength(1);
  });

  it('stops a delete first, and shows the restore in its place', () => {
    const driven = drive(stateWith({ shown: 'delete', results: RESULTS, phases: { delete: running() } })).press(
      'notes',
    );
    const run = runOf(driven.state, 'delete');
    driven.takeEffects();
    look(driven, { begun: BEGUN });
    const effects = driven.takeEffects().filter(({ type }) => type === 'abort' || type === 'start');
    expect(effects).toMatchObject([
      { type: 'abort', run },
      { type: 'start', step: 'restore' },
    ]);
    expect(driven.state.stage.shown).toBe('restore');
    expect(driven.state.stage.noticed?.what).toBe('restore');
    expect(phaseTags(driven.state)).toEqual({ delete: 'running', restore: 'running' });
  });

  it('is taken up once, while it runs', () => {
    const driven = survey(choosing(), { begun: BEGUN });
    const run = runOf(driven.state, 'restore');
    driven.tell({ type: 'go', step: 'delete' }).press('notes');
    expect(driven.state.asides.browser).toBeUndefined();
    expect(runOf(driven.state, 'restore')).toBe(run);
  });

  it('makes worthless what is being judged', () => {
    const phases = { restore: DONE, verify: running<'verify'>() } as const;
    const driven = drive(stateWith({ shown: 'verify', results: RESULTS, phases })).press('notes');
    const run = runOf(driven.state, 'verify');
    look(driven, { begun: BEGUN });
    expect(driven.takeEffects()).toContainEqual({ type: 'abort', run });
    expect(driven.state.stage.shown).toBe('verify');
  });

  it('is only said where nothing may be changed', () => {
    const driven = drive(stateWith({ shown: 'delete', about: { readOnly: true } })).press('notes');
    look(driven, { begun: BEGUN });
    expect(driven.state.show.phases.restore.tag).toBe('briefing');
    expect(driven.state.stage.noticed?.what).toBe('restore');
  });

  it('is named where it is of a snapshot, and where there is another', () => {
    const noticed = { what: 'restore', jobId: 'job-7', pointInTime: false, others: 1 } as const;
    expect(noticedLine(noticed)).toBe('Noticed in Ops Manager: snapshot restore job-7, 1 more');
  });
});

describe('the point of such a restore', () => {
  function asked(): Driven {
    const driven = drive(stateWith({ shown: 'delete', results: RESULTS, phases: { delete: DONE } })).press('next');
    survey(survey(driven, {}), { begun: BEGUN });
    const run = runOf(driven.state, 'restore');
    const progress = { taken: true, asksPoint: true, stages: [], members: [], moves: [], lastChangeAt: NOW } as const;
    return driven.tell({ type: 'progressed', step: 'restore', run, progress });
  }

  it('is asked of the presenter where nobody tells it; y says it, and it is journalled', () => {
    const driven = asked();
    expect(asksPoint(driven.state)).toEqual(POINT);
    expect(hintsFor(driven.state).map(({ keys }) => keys)).toContain('y');
    driven.press('yes');
    expect(driven.state.durable).toContainEqual(expect.objectContaining({ type: 'pointed', point: POINT }));
    expect(asksPoint(driven.state)).toBeUndefined();
    expect(driven.state.show.phases.restore).toMatchObject({ input: { point: POINT } });
  });

  it('is asked as well where another was begun before ours could be asked for', () => {
    const driven = drive(stateWith({ shown: 'delete', results: RESULTS, phases: { delete: DONE } })).press('next');
    survey(driven, {}).press('advance').tell({ type: 'type', text: 'rehearsal' }).press('submit');
    const run = runOf(driven.state, 'restore');
    const progress = { taken: true, asksPoint: true, stages: [], members: [], moves: [], lastChangeAt: NOW } as const;
    driven.tell({ type: 'progressed', step: 'restore', run, progress });
    expect(asksPoint(driven.state)).toEqual(POINT);
    expect(asksPoint(driven.press('yes').state)).toBeUndefined();
    expect(driven.state.show.phases.restore).toMatchObject({ input: { point: POINT, said: true } });
  });

  it('is not said by keys that came glued, nor where it is not asked', () => {
    const driven = asked();
    const at = driven.state.stage.changedAt + 900;
    expect(resolveKey(driven.state, { name: 'y' }, at)).toEqual({ type: 'intent', intent: 'yes' });
    expect(resolveKey(driven.state, { name: 'yy' }, at)).toBeUndefined();
    const elsewhere = driven.tell({ type: 'go', step: 'delete' }).press('yes');
    expect(elsewhere.state.show.phases.restore).not.toMatchObject({ input: { point: POINT } });
  });
});
