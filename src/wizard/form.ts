import type { SchedulePatch } from '../proof/facts.ts';
import { describeLimit, LIMITS, toNumber } from './limits.ts';
import type { Field, FieldName, Overlay } from './stage.ts';
import type { State } from './state.ts';
import type { DeleteInput } from './work.ts';

export type Form = Extract<Overlay, { tag: 'edit' }>;

/** Longest text that a field takes. */
const LONGEST_VALUE = 12;

/** The fields of the step on screen with their present values, if it has any to edit. */
export function openForm({ stage, show }: State): Form | undefined {
  const form = (step: Form['step'], values: Partial<Record<FieldName, number>>): Form => {
    const fields = Object.entries(values).map(([name, value]): Field => ({
      name: name as FieldName,
      value: String(value),
    }));
    return { tag: 'edit', step, fields, at: 0, sending: false };
  };
  if (stage.shown === 'delete') {
    const { percent, batch, pauseMs } = show.inputs.delete;
    return form('delete', { percent, batch, pauseMs });
  }
  const schedule = show.results.schedule?.schedule;
  if (stage.shown !== 'schedule' || !schedule) return undefined;
  const { snapshotIntervalHours, pointInTimeWindowHours } = schedule;
  return form('schedule', {
    ...(snapshotIntervalHours === undefined ? {} : { snapshotIntervalHours }),
    ...(pointInTimeWindowHours === undefined ? {} : { pointInTimeWindowHours }),
  });
}

/** Types into the active field, or moves to another. While values are being sent nothing changes. */
export function reduceForm(form: Form, change: { type: string } | { erase: true } | { move: 1 | -1 }): Form {
  if (form.sending) return form;
  const { refused: _gone, ...rest } = form;
  if ('move' in change) return { ...rest, at: (form.at + change.move + form.fields.length) % form.fields.length };
  const edit = (value: string): string =>
    'erase' in change ? value.slice(0, -1) : (value + change.type).slice(0, LONGEST_VALUE);
  return {
    ...rest,
    fields: form.fields.map((field, k) => (k === form.at ? { ...field, value: edit(field.value) } : field)),
  };
}

export type Submitted =
  | { readonly tag: 'delete'; readonly input: DeleteInput }
  | { readonly tag: 'schedule'; readonly patch: SchedulePatch }
  | { readonly tag: 'unchanged' }
  | { readonly tag: 'refused'; readonly words: string };

/** What the form says. Our own limits hold for the delete; what a schedule may be is the server's to say. */
export function submitForm(form: Form, { show }: State): Submitted {
  const values = new Map<FieldName, number>();
  for (const { name, value } of form.fields) {
    const limit = form.step === 'delete' ? LIMITS[name as 'percent' | 'batch' | 'pauseMs'] : WHOLE_HOURS;
    const number = toNumber(value, limit);
    if (number === undefined) return { tag: 'refused', words: `Enter ${describeLimit(limit)}` };
    values.set(name, number);
  }
  if (form.step === 'delete') return { tag: 'delete', input: { ...show.inputs.delete, ...Object.fromEntries(values) } };
  const present = show.results.schedule?.schedule;
  const changed = [...values].filter(([name, value]) => present?.[name as keyof SchedulePatch] !== value);
  return changed.length === 0 ? { tag: 'unchanged' } : { tag: 'schedule', patch: Object.fromEntries(changed) };
}

const WHOLE_HOURS = { least: 0, most: 1_000_000, whole: true, unit: 'hours' } as const;
