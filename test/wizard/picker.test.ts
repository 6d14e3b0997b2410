import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fitHints } from '../../components/KeyHints.tsx';
import { resolveLine } from '../../src/faces/line-keys.ts';
import { createNarrator } from '../../src/faces/narrator.ts';
import { instantOf } from '../../src/proof/op-time.ts';
import { pointIn } from '../../src/proof/points.ts';
import type { Picker } from '../../src/wizard/picker.ts';
import { toSecond } from '../../src/wizard/picker.ts';
import { chosenCandidate } from '../../src/wizard/state.ts';
import { hintsFor, resolveKey } from '../../src/wizard/keymap.ts';
import { PICKER_KEYS } from '../../src/wizard/overlay-keymap.ts';
import type { Survey } from '../../src/wizard/asides.ts';
import * as states from '../helpers/break-states.ts';
import type { Driven } from '../helpers/drive.ts';
import { drive } from '../helpers/drive.ts';
import { DONE, OP_TIME, RESULTS, stateWith } from '../helpers/states.ts';

const { PLATEAUS, SURVEY, POINT } = states;

function tellSurvey(driven: Driven, survey: Partial<Survey> = {}): Driven {
  const run = driven.state.asides.survey!.run;
  return driven.tell({ type: 'aside-told', aside: 'survey', run, facts: { ...SURVEY, ...survey } });
}
const surveyed = (survey: Partial<Survey> = {}): Driven =>
  tellSurvey(drive(stateWith({ shown: 'delete', results: RESULTS, phases: { delete: DONE } })).press('next'), survey);

const pickerOf = ({ state }: Driven): Picker => {
  const { overlay } = state.stage;
  if (overlay?.tag !== 'picker') throw new Error(`No picker is open: ${overlay?.tag}`);
  return overlay;
};
const plateauAt = (k: number) => pointIn(PLATEAUS[k]!);
const reaching = (t: number): Partial<Survey> => ({
  side: { ...SURVEY.side, coverage: { tag: 'ranges', ranges: states.rangesUntil(t) } },
});
const started = (driven: Driven) => driven.takeEffects().find(({ type }) => type === 'start');
/** Of the same day as the states, in whatever zone the tests run. */
const local = (t: number): string => new Date(t * 1000).toTimeString().slice(0, 8);

describe('the picker', () => {
  it('opens at the point on screen, and walks by exact points and by iterations', () => {
    const driven = surveyed().press('point');
    expect(pickerOf(driven)).toEqual({ tag: 'picker', point: POINT, movedS: 0 });
    expect(pickerOf(driven.press('left')).point).toEqual(plateauAt(19));
    expect(pickerOf(driven.press('right', 'right')).point).toEqual(plateauAt(21));
    expect(pickerOf(driven.press('up')).point).toEqual(plateauAt(24));
    expect(pickerOf(driven.press('down', 'down')).point).toEqual(plateauAt(0));
    expect(pickerOf(driven.press('left')).point).toEqual(plateauAt(0));
  });

  it('jumps to one minute back and to just before the first delete', () => {
    const driven = surveyed().press('point', 'before-deletes');
    expect(pickerOf(driven).point).toEqual({ form: 'second', t: states.FIRST_DELETE_S });
    expect(pickerOf(driven.press('minute-back')).point).toEqual(POINT);
    const none = surveyed({ candidates: SURVEY.candidates.slice(0, 1) }).press('point', 'before-deletes');
    expect(pickerOf(none)).toMatchObject({ point: POINT, refused: 'not-exact' });
  });

  it('keeps the point that was taken through new looks, for the name and for the restore', () => {
    const driven = surveyed().press('point', 'left', 'submit');
    expect(driven.state.stage.choice).toEqual({ tag: 'picked', point: plateauAt(19), movedS: 0 });
    expect(driven.state.stage.overlay).toBeUndefined();
    expect(driven.state.show.phases.restore.tag).toBe('briefing');
    tellSurvey(driven, { plateaus: [...PLATEAUS] });
    expect(chosenCandidate(driven.state)).toMatchObject({
      name: 'picked',
      point: plateauAt(19),
      outlook: PLATEAUS[19]!.outlook,
    });
    driven.press('advance');
    expect(driven.state.stage.overlay).toMatchObject({ tag: 'name', asked: { input: { point: plateauAt(19) } } });
    driven.takeEffects();
    driven.tell({ type: 'type', text: 'rehearsal' }).press('submit');
    expect(started(driven)).toMatchObject({ step: 'restore', input: { point: plateauAt(19) } });
  });

  it('leaves the point as it was on Esc, and closes the field first', () => {
    const driven = surveyed().press('point', 'left', 'point');
    expect(pickerOf(driven).typed).toBe('');
    expect(pickerOf(driven.press('cancel'))).toEqual({ tag: 'picker', point: plateauAt(19), movedS: 0 });
    driven.press('cancel');
    expect(driven.state.stage).not.toHaveProperty('overlay');
    expect(chosenCandidate(driven.state)?.name).toBe('minute-back');
  });

  it('forgets the point when the step is left', () => {
    const driven = surveyed().press('point', 'left', 'submit', 'back', 'next');
    expect(driven.state.stage.choice).toBeUndefined();
  });

  it('does not open where there is nothing to pick, and says why', () => {
    expect(surveyed({ plateaus: [] }).press('point').state.stage.flash?.reason).toBe('no-exact-point');
    expect(drive(stateWith({ shown: 'load' })).press('point').state.stage.flash?.reason).toBe('no-choice');
    const unread = drive(stateWith({ shown: 'delete', results: RESULTS, phases: { delete: DONE } })).press('next');
    expect(unread.press('point').state.stage.flash?.reason).toBe('not-read-yet');
  });

  it('drops a point that is not exact any more, and the name that was asked for it', () => {
    const driven = surveyed().press('point', 'left', 'submit', 'advance');
    tellSurvey(driven, { plateaus: PLATEAUS.slice(25) });
    expect(driven.state.stage).not.toHaveProperty('overlay');
    expect(driven.state.stage).toMatchObject({ flash: { reason: 'point-gone' } });
    expect(chosenCandidate(driven.state)?.name).toBe('minute-back');
    const open = tellSurvey(surveyed().press('point'), { plateaus: PLATEAUS.slice(25) });
    expect(pickerOf(open)).toMatchObject({ point: plateauAt(25), movedS: 14 });
    expect(tellSurvey(open, { plateaus: [] }).state.stage.overlay).toBeUndefined();
  });
});

describe('a typed time', () => {
  const type = (text: string): Driven =>
    surveyed().press('point', 'point').tell({ type: 'type', text }).press('submit');

  it('goes to the exact point nearest to it, and says by how much it was moved', () => {
    const inBatch = states.FIRST_DELETE_S + 31;
    expect(pickerOf(type(local(inBatch)))).toMatchObject({ movedS: -1 });
    expect(pickerOf(type(local(OP_TIME.t - 60)))).toEqual({ tag: 'picker', point: POINT, movedS: 0 });
  });

  it('is refused when it is none, is still to come, or lies before everything that is known', () => {
    expect(pickerOf(type('14h'))).toMatchObject({ typed: '14h', refused: 'no-time' });
    expect(pickerOf(type('24:00'))).toMatchObject({ refused: 'no-time' });
    expect(pickerOf(type(local(OP_TIME.t + 60)))).toMatchObject({ refused: 'to-come' });
    expect(pickerOf(type(local(OP_TIME.t - 1200)))).toMatchObject({ refused: 'too-early' });
    expect(pickerOf(type(''))).not.toHaveProperty('typed');
  });

  it('forgets why it was refused as soon as it is changed', () => {
    const driven = type('14h').press('erase');
    expect(pickerOf(driven)).toEqual({ tag: 'picker', point: POINT, movedS: 0, typed: '14' });
  });

  it('may leave out its seconds', () => {
    const whole = new Date(OP_TIME.t * 1000).setSeconds(0, 0) / 1000;
    expect(toSecond(local(whole).slice(0, 5), SURVEY)).toBe(whole);
  });

  it('is of the day on which it lies among the deletes, when they ran over midnight', () => {
    const midnight = new Date(OP_TIME.t * 1000).setHours(0, 0, 0, 0) / 1000;
    const shift = midnight - OP_TIME.t + 30;
    const plateaus = PLATEAUS.map(({ from, to, ...rest }) => ({
      ...rest,
      from: { ...from, t: from.t + shift },
      to: { ...to, t: to.t + shift },
    }));
    const survey = { ...SURVEY, plateaus, now: { t: midnight + 30, i: 1 } };
    expect(toSecond('23:59:00', survey)).toBe(midnight - 60);
    expect(toSecond('00:00:10', survey)).toBe(midnight + 10);
    expect(toSecond('00:01', survey)).toBe('to-come');
  });
});

describe('a point whose oplog is on its way', () => {
  const soon = (): Driven => surveyed(reaching(OP_TIME.t - 67));

  it('is waited for after Enter, and its name is asked for by itself', () => {
    const driven = soon().press('advance');
    expect(driven.state.stage).toMatchObject({ wish: POINT });
    expect(driven.state.stage.overlay).toBeUndefined();
    tellSurvey(driven, reaching(OP_TIME.t - 61));
    expect(driven.state.stage.overlay).toBeUndefined();
    driven.takeEffects();
    tellSurvey(driven, reaching(OP_TIME.t - 59));
    expect(driven.state.stage.overlay).toMatchObject({ tag: 'name', typed: '', asked: { input: { point: POINT } } });
    expect(driven.state.stage.wish).toBeUndefined();
    expect(started(driven)).toBeUndefined();
  });

  it('is not waited for any more after Esc, another point, or another step', () => {
    expect(soon().press('advance', 'stop').state.stage).toMatchObject({ flash: { reason: 'wait-ended' } });
    for (const driven of [
      soon().press('advance', 'stop'),
      soon().press('advance', 'point', 'left', 'submit'),
      soon().press('advance').tell({ type: 'choose', name: 'before-first-delete' }),
    ]) {
      tellSurvey(driven, reaching(OP_TIME.t));
      expect(driven.state.stage.overlay).toBeUndefined();
    }
    expect(soon().press('advance', 'back').state.stage.wish).toBeUndefined();
  });

  it('asks for no name over something else that is open', () => {
    const driven = tellSurvey(soon().press('advance', 'help'), reaching(OP_TIME.t));
    expect(driven.state.stage.overlay).toEqual({ tag: 'help' });
    expect(driven.press('cancel').state.stage.overlay).toMatchObject({ tag: 'name' });
  });

  it('is given up when its oplog will not come by itself', () => {
    const driven = tellSurvey(soon().press('advance'), { side: { ...SURVEY.side, snapshots: [] } });
    expect(driven.state.stage).toMatchObject({ flash: { reason: 'guard-closed' } });
    expect(driven.state.stage.wish).toBeUndefined();
  });

  it('is hurried for, but not while a point is being picked', () => {
    const driven = soon();
    expect(driven.takeEffects()).toContainEqual({ type: 'pace', rate: 20 });
    expect(driven.press('point').takeEffects()).toContainEqual({ type: 'pace', rate: 1 });
  });

  it('says in the footer what Enter and Esc do', () => {
    expect(hintsFor(soon().state)[0]).toMatchObject({ keys: 'Enter', does: 'restore once its oplog is there' });
    expect(hintsFor(soon().press('advance').state)[0]).toMatchObject({ keys: 'Esc', does: 'stop waiting' });
  });
});

describe('the keys of the picker', () => {
  const state = surveyed().press('point').state;
  const key = (name: string, of = state) => resolveKey(of, { name }, of.stage.changedAt);

  it('are the table in README', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    expect(readme).toContain(PICKER_KEYS.map(({ shown, does }) => `| \`${shown}\` | ${does} |`).join('\n'));
  });

  it('all mean something, and no other does', () => {
    for (const { keys, intent } of PICKER_KEYS) {
      for (const name of keys) expect(key(name)).toEqual({ type: 'intent', intent });
    }
    for (const name of ['q', 's', 'pagedown', '11', 't\r']) expect(key(name)).toBeUndefined();
  });

  it('are text in the field, but for Enter, Esc and erasing', () => {
    const typing = surveyed().press('point', 'point').state;
    expect(key('1', typing)).toEqual({ type: 'type', text: '1' });
    expect(key('left', typing)).toBeUndefined();
    expect(key('backspace', typing)).toEqual({ type: 'intent', intent: 'erase' });
  });

  it('fit into the footer of the smallest terminal', () => {
    const hints = hintsFor(state);
    expect(hints).toHaveLength(PICKER_KEYS.length);
    expect(fitHints(hints, 76, 2).flat()).toEqual(hints);
  });
});

describe('in lines', () => {
  const send = (driven: Driven, ...lines: string[]): Driven => {
    for (const line of lines) {
      const resolved = resolveLine(driven.state, line);
      if (resolved.tag === 'unknown') throw new Error(resolved.words);
      driven.tell(...resolved.events);
    }
    return driven;
  };

  it('keys are words, a time is a line, and an empty line takes the point', () => {
    expect(pickerOf(send(surveyed(), 't', '0')).point).toMatchObject({ t: states.FIRST_DELETE_S });
    expect(pickerOf(send(surveyed(), 't', 'left', 'up')).point).toEqual(plateauAt(24));
    const typed = send(surveyed(), 't', local(OP_TIME.t - 18));
    expect(instantOf(pickerOf(typed).point) / 1000).toBe(OP_TIME.t - 18);
    expect(send(typed, '').state.stage.choice).toMatchObject({ tag: 'picked', point: { t: OP_TIME.t - 18 } });
    expect(pickerOf(send(surveyed(), 't', 't', '9:99', local(OP_TIME.t - 18))).point).toMatchObject({
      t: OP_TIME.t - 18,
    });
  });

  it('says where the picker stands, why a time is refused, and for how long is waited', () => {
    const said: string[] = [];
    const narrate = createNarrator((line) => said.push(line));
    const driven = surveyed(reaching(OP_TIME.t - 67));
    const show = (...lines: string[]): string => {
      said.length = 0;
      send(driven, ...lines);
      narrate(driven.state, OP_TIME.t * 1000);
      return said.join('\n');
    };
    show();
    expect(show('t')).toMatch(/picking before [\d:]{8}: [\d,]+ documents, [\d,]+ in total, [\d,]+ stay deleted; oplog/);
    expect(show('77')).toContain('not a time: type HH:MM:SS, or HH:MM');
    expect(show('esc', '', '')).toMatch(/coverage reaches [\d:]{8}, the point is [\d:]{8}: waiting about 7 s/);
  });
});
