import type { Schedule, SchedulePatch } from '../proof/facts.ts';
import type { EditStep, FieldKind, FieldName, FieldNameOf } from './fields.ts';
import { FIELD_KINDS, nextOf, takenBy } from './fields.ts';
import { describeLimit, fitsOneLoad, GB, KB, toNumber } from './limits.ts';
import type { Field, Overlay } from './stage.ts';
import type { State } from './state.ts';
import type { DeleteInput, LoadInput } from './inputs.ts';

export type Form = Extract<Overlay, { tag: 'edit' }>;

/** Longest text that a field takes. */
const LONGEST_VALUE = 12;

/** Their present values; undefined where there is none. */
type Values<S extends EditStep> = { readonly [F in FieldNameOf<S>]: string | number | undefined };

function toForm<S extends EditStep>(step: S, values: Partial<Values<S>>): Form {
  const fields = Object.entries<string | number | undefined>(values).map(([name, value]): Field => ({
    name: name as FieldName,
    value: String(value ?? ''),
  }));
  return { tag: 'edit', step, fields, at: 0, typing: false, sending: false };
}

const toLoadForm = ({ bytes, documentBytes, batch, untilBytes }: LoadInput): Form =>
  toForm('load', {
    targetGb: bytes / GB,
    documentKb: documentBytes / KB,
    loadBatch: batch,
    untilGb: untilBytes === undefined ? undefined : untilBytes / GB,
  });

/**
 * All that may be changed, in the order of the screen. Cloud Manager's docs know no reference time and say that the window is fixed:
 * https://www.mongodb.com/docs/cloud-manager/reference/api/snapshot-schedule/
 */
function toScheduleForm(schedule: Schedule, { product, windowIsFixed }: State['about']['engine']): Form {
  const reference: Partial<Values<'schedule'>> = {
    referenceHourOfDay: schedule.referenceHourOfDay,
    referenceMinuteOfHour: schedule.referenceMinuteOfHour,
    referenceTimeZoneOffset: schedule.referenceTimeZoneOffset,
  };
  return toForm('schedule', {
    snapshotIntervalHours: schedule.snapshotIntervalHours,
    ...(windowIsFixed ? {} : { pointInTimeWindowHours: schedule.pointInTimeWindowHours }),
    snapshotRetentionDays: schedule.snapshotRetentionDays,
    dailySnapshotRetentionDays: schedule.dailySnapshotRetentionDays,
    weeklySnapshotRetentionWeeks: schedule.weeklySnapshotRetentionWeeks,
    monthlySnapshotRetentionMonths: schedule.monthlySnapshotRetentionMonths,
    ...(product === 'cloud-manager' ? {} : reference),
    fullIncrementalDayOfWeek: schedule.fullIncrementalDayOfWeek,
  });
}

/** The fields of the step on screen with their present values, if it has any to edit. */
export function openForm({ about, stage, show }: State): Form | undefined {
  if (stage.shown === 'load') return toLoadForm(show.inputs.load);
  if (stage.shown === 'delete') {
    const { percent, batch, pauseMs } = show.inputs.delete;
    return toForm('delete', { percent, batch, pauseMs });
  }
  const schedule = show.results.schedule?.schedule;
  return stage.shown === 'schedule' && schedule ? toScheduleForm(schedule, about.engine) : undefined;
}

export type FormChange =
  | { readonly type: string }
  | { readonly erase: true }
  /** To another field. */
  | { readonly move: 1 | -1 }
  /** To another value of the list, or, where there is none, into the present value to change it. */
  | { readonly turn: 1 | -1 };

/** Changes the active field, or moves to another. The first key replaces what stood there. While values are sent nothing changes. */
export function reduceForm(form: Form, change: FormChange): Form {
  if (form.sending) return form;
  const { refused: _gone, ...rest } = form;
  if ('move' in change) {
    return { ...rest, at: (form.at + change.move + form.fields.length) % form.fields.length, typing: false };
  }
  const { name, value } = form.fields[form.at]!;
  const next = changed(FIELD_KINDS[name], value, form.typing, change);
  if (next === undefined) return form;
  const fields = form.fields.map((field, k) => (k === form.at ? { ...field, value: next } : field));
  return { ...rest, fields, typing: true };
}

/** What the value becomes; undefined when the field takes nothing of it. */
function changed(
  kind: FieldKind,
  value: string,
  typing: boolean,
  change: Exclude<FormChange, { move: 1 | -1 }>,
): string | undefined {
  if ('turn' in change) return nextOf(kind, value, change.turn) ?? value;
  if ('erase' in change) return kind.tag === 'choice' ? undefined : value.slice(0, -1);
  const taken = takenBy(kind, change.type);
  if (taken === '') return undefined;
  if (kind.tag === 'choice') return nextOf(kind, value, 1, taken.slice(0, 1));
  return `${typing ? value : ''}${taken}`.slice(0, LONGEST_VALUE);
}

export type Submitted =
  | { readonly tag: 'load'; readonly input: LoadInput }
  | { readonly tag: 'delete'; readonly input: DeleteInput }
  | { readonly tag: 'schedule'; readonly patch: SchedulePatch }
  | { readonly tag: 'unchanged' }
  | { readonly tag: 'refused'; readonly words: string };

/** What the form says. Our own limits hold for load and delete; what a schedule may be is the server's to say. */
export function submitForm(form: Form, state: State): Submitted {
  const values = new Map<FieldName, string | number>();
  for (const { name, value } of form.fields) {
    const kind = FIELD_KINDS[name];
    if (value === '' && mayBeEmpty(name, state)) continue;
    const number = kind.tag === 'number' ? toNumber(value, kind.limit) : value;
    if (number === undefined || number === '') {
      return { tag: 'refused', words: kind.tag === 'number' ? `Enter ${describeLimit(kind.limit)}` : 'Enter a value' };
    }
    values.set(name, number);
  }
  switch (form.step) {
    case 'load':
      return submitLoad(values as Map<FieldName, number>);
    case 'delete':
      return { tag: 'delete', input: { ...state.show.inputs.delete, ...Object.fromEntries(values) } };
    case 'schedule':
      return submitSchedule(values, state.show.results.schedule?.schedule);
    default:
      return form.step satisfies never;
  }
}

/** What the server has not told need not be said either. */
function mayBeEmpty(name: FieldName, { stage, show }: State): boolean {
  const kind = FIELD_KINDS[name];
  if (stage.shown !== 'schedule') return kind.tag === 'number' && kind.mayBeEmpty === true;
  return show.results.schedule?.schedule?.[name as keyof Schedule] === undefined;
}

function submitLoad(values: ReadonlyMap<FieldName, number>): Submitted {
  const bytes = values.get('targetGb')! * GB;
  const documentBytes = Math.round(values.get('documentKb')! * KB);
  if (!fitsOneLoad(bytes, documentBytes)) {
    return { tag: 'refused', words: 'So many documents are too much for one load: larger ones, or fewer GB' };
  }
  const untilGb = values.get('untilGb');
  const until = untilGb === undefined ? {} : { untilBytes: untilGb * GB };
  return { tag: 'load', input: { bytes, documentBytes, batch: values.get('loadBatch')!, ...until } };
}

function submitSchedule(values: ReadonlyMap<FieldName, string | number>, present: Schedule | undefined): Submitted {
  const changed = [...values].filter(([name, value]) => present?.[name as keyof Schedule] !== value);
  return changed.length === 0 ? { tag: 'unchanged' } : { tag: 'schedule', patch: Object.fromEntries(changed) };
}
