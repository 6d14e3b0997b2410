import { describe, expect, it } from 'vitest';
import { copyOf } from '../../src/wizard/copy/by-hand.ts';
import { skippedLine } from '../../src/wizard/copy/reasons.ts';
import { hintsFor, resolveKey } from '../../src/wizard/keymap.ts';
import type { Progress } from '../../src/wizard/progress.ts';
import { drive, runOf } from '../helpers/drive.ts';
import { RESTORING } from '../helpers/break-states.ts';
import { ARMED, DONE, NOW, OP_TIME, SNAPSHOT, running, stateWith, watching } from '../helpers/states.ts';

/* No Ops Manager was given: Enter says that something was done in the browser. */

const HANDS_ON = { engine: { product: 'hands-on', onDemand: 'not-offered', windowIsFixed: true } } as const;
const LIVE = { ...HANDS_ON, kind: 'live' } as const;

const WAITING: Progress['restore'] = {
  ...RESTORING,
  stages: RESTORING.stages.slice(0, 1),
  moves: [],
  awaitsWord: true,
};

const mainHint = (state: Parameters<typeof hintsFor>[0]) => hintsFor(state).find(({ main }) => main)?.does;

describe('the first snapshot', () => {
  const briefing = () => stateWith({ shown: 'snapshot', about: LIVE, armed: ARMED, asides: watching() });

  it('is begun by the word that the backup was started, and keeps what came before it', () => {
    const driven = drive(briefing());
    expect(mainHint(driven.state)).toBe('I have started the backup in the browser');
    driven.press('advance');
    expect(driven.takeEffects()).toMatchObject([{ type: 'start', step: 'snapshot', input: { after: OP_TIME } }]);
    expect(driven.state.durable.at(-1)).toMatchObject({ type: 'started', input: { after: OP_TIME } });
  });

  it('takes Enter for the word that it is complete only while it waits for one', () => {
    const driven = drive(briefing()).press('advance');
    driven.takeEffects();
    driven.press('advance');
    expect(driven.takeEffects()).toEqual([]);
    expect(driven.state.stage.flash?.reason).toBe('working');
    const run = runOf(driven.state, 'snapshot');
    const progress = { backup: { stateName: 'STARTED' }, since: NOW, awaitsWord: true } as const;
    driven.tell({ type: 'progressed', step: 'snapshot', run, progress });
    expect(mainHint(driven.state)).toBe('the first snapshot is complete');
    driven.press('advance');
    const at = driven.state.stage.changedAt + 1000;
    expect(driven.takeEffects()).toEqual([{ type: 'confirm', step: 'snapshot', word: { at, after: OP_TIME } }]);
  });

  it('knows nothing that came before where the set was not counted', () => {
    const driven = drive(stateWith({ shown: 'snapshot', about: LIVE, armed: ARMED })).press('advance');
    expect(driven.takeEffects()).toMatchObject([{ type: 'start', input: {} }]);
  });
});

it('does not date a backup that was said to be started before', () => {
  const driven = drive(stateWith({ shown: 'snapshot', about: LIVE, armed: ARMED, asides: watching() })).press(
    'advance',
  );
  const run = runOf(driven.state, 'snapshot');
  driven.tell({ type: 'stopped', step: 'snapshot', run, verdictOut: false });
  driven.takeEffects();
  driven.press('advance');
  const [started] = driven.takeEffects();
  expect(started).toMatchObject({ type: 'start', step: 'snapshot' });
  expect(started).not.toHaveProperty('input.after');
});

it('takes skipping for the word that a snapshot is there', () => {
  const driven = drive(stateWith({ shown: 'snapshot', about: LIVE })).press('skip');
  expect(driven.takeEffects()).toEqual([{ type: 'check', step: 'snapshot' }]);
  driven.tell({ type: 'checked', step: 'snapshot', result: { snapshot: SNAPSHOT, tookMs: 0 } });
  const { phases } = driven.state.show;
  expect(phases.snapshot).toEqual({ tag: 'skipped', why: 'told' });
  expect(skippedLine('told', copyOf(driven.state, 'snapshot').skip)).toContain('as the presenter says');
});

it('gives Ops Manager nothing to go by', () => {
  const driven = drive(stateWith({ shown: 'snapshot', asides: watching() })).press('advance');
  expect(driven.takeEffects()).toContainEqual(expect.objectContaining({ type: 'start', input: {} }));
});

describe('a restore that waits for the word', () => {
  const waiting = (progress = WAITING) =>
    stateWith({ shown: 'restore', about: LIVE, armed: ARMED, phases: { restore: running<'restore'>(progress) } });

  it('is begun by Enter, which is deaf when the wait begins, held or glued', () => {
    const { awaitsWord: _not, ...before } = WAITING;
    const driven = drive(waiting(before));
    driven.tell({ type: 'progressed', step: 'restore', run: 1, progress: WAITING });
    const { changedAt } = driven.state.stage;
    expect(resolveKey(driven.state, { name: 'return' }, changedAt + 499)).toBeUndefined();
    expect(resolveKey(driven.state, { name: 'return' }, changedAt + 500)).toEqual({
      type: 'intent',
      intent: 'advance',
    });
    expect(resolveKey(driven.state, { name: 'y\r' }, changedAt + 900)).toBeUndefined();
    // The same fact again is no change: who presses Enter is heard.
    driven.tell({ type: 'progressed', step: 'restore', run: 1, progress: { ...WAITING } });
    expect(driven.state.stage.changedAt).toBe(changedAt);
    driven.press('advance');
    expect(driven.takeEffects()).toMatchObject([{ type: 'confirm', step: 'restore', word: { at: changedAt + 2000 } }]);
  });

  it('says what Enter and Esc mean, and can be stopped until then', () => {
    const driven = drive(waiting());
    expect(mainHint(driven.state)).toBe('I have clicked Restore: the timer starts');
    expect(hintsFor(driven.state).find(({ keys }) => keys === 'Esc')?.does).toBe('stop');
    driven.press('stop');
    expect(driven.takeEffects()).toEqual([{ type: 'abort', run: 1 }]);
    driven.press('advance');
    expect(driven.takeEffects()).toEqual([]);
    expect(driven.state.stage.flash?.reason).toBe('stopping');
  });

  it('says nothing twice', () => {
    const { awaitsWord: _not, ...said } = WAITING;
    const driven = drive(waiting()).tell({ type: 'progressed', step: 'restore', run: 1, progress: said });
    expect(mainHint(driven.state)).toBeUndefined();
    driven.press('advance');
    expect(driven.takeEffects()).toEqual([]);
  });

  it('is given up only by who says that it does not go on, and says that the writers stay away', () => {
    const { awaitsWord: _not, ...said } = WAITING;
    const driven = drive(waiting(said));
    expect(hintsFor(driven.state).find(({ keys }) => keys === 'Esc')?.does).toBe('it does not go on');
    driven.press('stop');
    expect(driven.takeEffects()).toEqual([]);
    expect(driven.state.stage.overlay).toEqual({ tag: 'confirm', question: 'not-going-on' });
    driven.press('cancel');
    expect(driven.state.show.phases.restore).toMatchObject({ tag: 'running', stopping: false });
    driven.press('stop', 'yes');
    expect(driven.takeEffects()).toEqual([{ type: 'abort', run: 1 }]);
    driven.tell({ type: 'stopped', step: 'restore', run: 1, verdictOut: true });
    expect(driven.state.stage.flash?.reason).toBe('still-kept-away');
    expect(driven.state.show.verdictOut).toBe(true);
  });

  it('is not given up where Ops Manager is asked', () => {
    const { awaitsWord: _not, ...said } = WAITING;
    const driven = drive(stateWith({ shown: 'restore', phases: { restore: running<'restore'>(said) } })).press('stop');
    expect(driven.state.stage.flash?.reason).toBe('restore-cannot-stop');
  });

  it('is said on its own screen alone', () => {
    const driven = drive({ ...waiting(), stage: { ...waiting().stage, shown: 'verify' } }).press('advance');
    expect(driven.takeEffects()).toEqual([]);
  });
});

it('waits on the last step for the word on a snapshot', () => {
  const phases = { wrap: running<'wrap'>({ since: NOW, awaitsWord: true }), restore: DONE };
  const driven = drive(stateWith({ shown: 'wrap', about: LIVE, armed: ARMED, phases }));
  expect(mainHint(driven.state)).toBe('that snapshot is complete');
  driven.press('advance');
  expect(driven.takeEffects()).toMatchObject([{ type: 'confirm', step: 'wrap' }]);
});

it('has nothing to edit on the schedule', () => {
  const results = {
    schedule: { backup: { stateName: 'STARTED' }, coverage: { tag: 'unknown' }, last: SNAPSHOT },
  } as const;
  const driven = drive(
    stateWith({ shown: 'schedule', about: LIVE, armed: ARMED, phases: { schedule: DONE }, results }),
  );
  expect(hintsFor(driven.state).some(({ does }) => does === 'edit')).toBe(false);
  driven.press('edit');
  expect(driven.state.stage.flash?.reason).toBe('nobody-asked');
});
