import { createElement } from 'react';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EditOverlay } from '../../components/overlays/EditOverlay.tsx';
import type { Schedule } from '../../src/proof/facts.ts';
import type { FieldName } from '../../src/wizard/fields.ts';
import { FIELD_KINDS } from '../../src/wizard/fields.ts';
import type { Form } from '../../src/wizard/form.ts';
import { openForm, reduceForm, submitForm } from '../../src/wizard/form.ts';
import type { State } from '../../src/wizard/state.ts';
import { BODY, drawLines } from '../helpers/draw.ts';
import { drive } from '../helpers/drive.ts';
import { DONE, RESULTS, RHYTHM, running, stateWith } from '../helpers/states.ts';

const LOADING = stateWith({ shown: 'load' });
const DELETING = stateWith({ shown: 'delete' });

const scheduling = (schedule: Schedule = RHYTHM, about: Partial<State['about']> = {}): State =>
  stateWith({
    shown: 'schedule',
    phases: { schedule: DONE },
    results: { ...RESULTS, schedule: { ...RESULTS.schedule, schedule } },
    about,
  });
const FULL: Schedule = { ...RHYTHM, fullIncrementalDayOfWeek: 'SUNDAY' };

const named = (form: Form, name: FieldName): Form => ({
  ...form,
  at: form.fields.findIndex((field) => field.name === name),
});
const valueOf = ({ fields, at }: Form): string => fields[at]!.value;
const type = (form: Form, ...keys: string[]): Form =>
  keys.reduce((typed, key) => reduceForm(typed, { type: key }), form);
/** The form of the state with one field typed anew. */
const withTyped = (state: State, name: FieldName, text: string): Form =>
  type(named(openForm(state)!, name), ...text.split(''));

describe('typing', () => {
  it('replaces the value with the first key, and adds with the next', () => {
    const form = named(openForm(DELETING)!, 'batch');
    expect(valueOf(form)).toBe('1000');
    expect(valueOf(type(form, '5'))).toBe('5');
    expect(valueOf(type(form, '5', '0', '0'))).toBe('500');
  });

  it('keeps the value when it is erased from, or gone into with an arrow', () => {
    const form = named(openForm(DELETING)!, 'batch');
    expect(valueOf(reduceForm(form, { erase: true }))).toBe('100');
    expect(valueOf(type(reduceForm(form, { erase: true }), '7'))).toBe('1007');
    expect(valueOf(type(reduceForm(form, { turn: 1 }), '7'))).toBe('10007');
  });

  it('replaces again after another field was looked at', () => {
    const form = type(named(openForm(DELETING)!, 'batch'), '5');
    const back = reduceForm(reduceForm(form, { move: 1 }), { move: -1 });
    expect(valueOf(type(back, '9'))).toBe('9');
  });

  it('takes no letters where a number belongs, and no point where a whole one does', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.constantFrom('batch', 'percent'), (text, name) => {
        const typed = valueOf(type(named(openForm(DELETING)!, name), text));
        expect(typed).toMatch(name === 'batch' ? /^\d+$/ : /^[\d.]+$/);
      }),
    );
  });

  it('takes digits, signs and Z for the offset alone', () => {
    expect(valueOf(withTyped(scheduling(), 'referenceTimeZoneOffset', 'UTC+02:00 Paris'))).toBe('+02:00');
    expect(valueOf(withTyped(scheduling(), 'referenceTimeZoneOffset', 'z'))).toBe('Z');
  });

  it('walks through what is allowed, round its ends, and by first letters through the week', () => {
    const interval = named(openForm(scheduling())!, 'snapshotIntervalHours');
    expect(valueOf(reduceForm(interval, { turn: 1 }))).toBe('6');
    expect(valueOf(reduceForm(interval, { turn: -1 }))).toBe('12');
    expect(valueOf(reduceForm(type(interval, '7'), { turn: -1 }))).toBe('24');
    const day = named(openForm(scheduling(FULL))!, 'fullIncrementalDayOfWeek');
    expect(valueOf(type(day, 's'))).toBe('SATURDAY');
    expect(valueOf(type(day, 'w', 't', 't'))).toBe('TUESDAY');
    expect(valueOf(type(day, 'x', '1'))).toBe('SUNDAY');
    expect(valueOf(reduceForm(day, { turn: 1 }))).toBe('MONDAY');
  });

  it('changes nothing while values are on their way', () => {
    const form: Form = { ...openForm(scheduling())!, sending: true };
    for (const change of [{ type: '7' }, { erase: true }, { move: 1 }, { turn: 1 }] as const) {
      expect(reduceForm(form, change)).toBe(form);
    }
  });
});

describe('the load', () => {
  it('is edited with the limits of the flags, and loads what the form says', () => {
    const driven = drive(LOADING).press('edit').tell({ type: 'type', text: '0.5' }).press('down');
    driven.tell({ type: 'type', text: '4' }).press('down').tell({ type: 'type', text: '500' }).press('down');
    driven.tell({ type: 'type', text: '10' }).press('submit');
    const input = { bytes: 2 ** 29, documentBytes: 4096, batch: 500, untilBytes: 10 * 2 ** 30 };
    expect(driven.state.show.inputs.load).toEqual(input);
    driven.press('advance');
    expect(driven.takeEffects()).toContainEqual({ type: 'start', step: 'load', run: 2, input });
  });

  it('is one round where no size on disk is wanted any more', () => {
    const load = { bytes: 2 ** 30, documentBytes: 2 ** 14, batch: 2000, untilBytes: 2 ** 31 };
    const state = stateWith({ shown: 'load', inputs: { load } });
    let form = named(openForm(state)!, 'untilGb');
    expect(valueOf(form)).toBe('2');
    form = reduceForm(form, { erase: true });
    const { untilBytes: _gone, ...once } = load;
    expect(submitForm(form, state)).toEqual({ tag: 'load', input: once });
  });

  it.each([
    ['targetGb', '0', 'a number of GB from 0.001 to 10000'],
    ['targetGb', '1.2.3', 'a number of GB'],
    ['documentKb', '9000', 'a number of KB'],
    ['loadBatch', '0', 'a whole number of documents'],
    ['untilGb', '0', 'a number of GB'],
  ] as const)('refuses %s %s', (name, text, words) => {
    const refused = submitForm(withTyped(LOADING, name, text), LOADING);
    expect(refused).toMatchObject({ tag: 'refused', words: expect.stringContaining(words) });
  });

  it('refuses more documents than one load can number', () => {
    const form = type({ ...withTyped(LOADING, 'targetGb', '9999'), at: 1, typing: false }, '0.0625');
    expect(submitForm(form, LOADING)).toMatchObject({ tag: 'refused', words: expect.stringContaining('too much') });
  });

  it('is not edited while it runs', () => {
    const driven = drive(stateWith({ shown: 'load', phases: { load: running<'load'>() } })).press('edit');
    expect(driven.state.stage.overlay).toBeUndefined();
    expect(driven.state.stage.flash?.reason).toBe('edit-before-start');
  });
});

describe('the schedule', () => {
  const CHANGES: readonly (readonly [FieldName, string, string | number])[] = [
    ['snapshotIntervalHours', '6', 6],
    ['pointInTimeWindowHours', '48', 48],
    ['snapshotRetentionDays', '5', 5],
    ['dailySnapshotRetentionDays', '7', 7],
    ['weeklySnapshotRetentionWeeks', '4', 4],
    ['monthlySnapshotRetentionMonths', '12', 12],
    ['referenceHourOfDay', '3', 3],
    ['referenceMinuteOfHour', '30', 30],
    ['referenceTimeZoneOffset', '+0200', '+0200'],
    ['fullIncrementalDayOfWeek', 'f', 'FRIDAY'],
  ];

  it('offers every field that the contract lets one change', () => {
    expect(openForm(scheduling(FULL))!.fields.map(({ name }) => name)).toEqual(CHANGES.map(([name]) => name));
  });

  it.each(CHANGES)('sends %s alone when nothing else was changed', (name, text, value) => {
    const state = scheduling(FULL);
    expect(submitForm(withTyped(state, name, text), state)).toEqual({ tag: 'schedule', patch: { [name]: value } });
  });

  it('sends nothing when nothing was changed', () => {
    const state = scheduling(FULL);
    expect(submitForm(openForm(state)!, state)).toEqual({ tag: 'unchanged' });
  });

  it('offers what the server left out as well, and sends it only when it was typed', () => {
    const { dailySnapshotRetentionDays: _none, ...told } = FULL;
    const state = scheduling(told);
    expect(submitForm(openForm(state)!, state)).toEqual({ tag: 'unchanged' });
    const patch = { dailySnapshotRetentionDays: 7 };
    const form = withTyped(state, 'dailySnapshotRetentionDays', '7');
    expect(submitForm(form, state)).toEqual({ tag: 'schedule', patch });
  });

  it('refuses a value that was emptied, and leaves every other judgement to the server', () => {
    const state = scheduling(FULL);
    const emptied = reduceForm(named(openForm(state)!, 'snapshotRetentionDays'), { erase: true });
    expect(submitForm(emptied, state)).toMatchObject({ tag: 'refused' });
    expect(submitForm(withTyped(state, 'snapshotRetentionDays', '99'), state)).toMatchObject({ tag: 'schedule' });
  });

  it('offers no reference time and no window on Cloud Manager', () => {
    const engine = { product: 'cloud-manager', onDemand: 'not-offered', windowIsFixed: true } as const;
    const names = openForm(scheduling(FULL, { engine }))!.fields.map(({ name }) => name);
    expect(names).toHaveLength(6);
    expect(names.filter((name) => /^reference|Window/.test(name))).toEqual([]);
  });
});

describe('on the smallest terminal', () => {
  it.each([LOADING, DELETING, scheduling(FULL)])('fits, with what every field takes and what was refused', (state) => {
    const open = { ...openForm(state)!, refused: 'Could not change it: '.padEnd(200, 'these are words of a server ') };
    for (let at = 0; at < open.fields.length; at++) {
      const lines = drawLines(createElement(EditOverlay, { form: { ...open, at } }));
      expect(lines.length).toBeLessThanOrEqual(BODY.height);
      expect(lines.join('\n')).not.toContain('…');
    }
  });

  it('shows the longest value whole', () => {
    const form = withTyped(scheduling(FULL), 'fullIncrementalDayOfWeek', 'w');
    expect(drawLines(createElement(EditOverlay, { form })).join('\n')).toContain('WEDNESDAY_');
  });
});

it('knows of every list that it is walked through whole', () => {
  for (const name of Object.keys(FIELD_KINDS) as FieldName[]) {
    const kind = FIELD_KINDS[name];
    if (kind.tag === 'offset' || !kind.among || kind.among.length === 0) continue;
    let form: Form = {
      tag: 'edit',
      step: 'schedule',
      fields: [{ name, value: '' }],
      at: 0,
      typing: false,
      sending: false,
    };
    const seen = kind.among.map(() => valueOf((form = reduceForm(form, { turn: 1 }))));
    expect(seen).toEqual(kind.among.map(String));
  }
});
