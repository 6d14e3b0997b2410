import type { SchedulePatch } from '../proof/facts.ts';
import type { Limit } from './limits.ts';
import { LIMITS } from './limits.ts';
import type { DeleteInput } from './inputs.ts';

/** Steps whose values can be edited in place. */
export type EditStep = 'load' | 'delete' | 'schedule';

interface Names {
  readonly load: keyof Pick<typeof LIMITS, 'targetGb' | 'documentKb' | 'loadBatch' | 'untilGb'>;
  readonly delete: keyof Pick<DeleteInput, 'percent' | 'batch' | 'pauseMs'>;
  readonly schedule: keyof SchedulePatch;
}

export type FieldNameOf<S extends EditStep> = Names[S];
export type FieldName = FieldNameOf<EditStep>;

/** What a field takes. `among`: what Left and Right walk through; another number can be typed all the same. */
export type FieldKind =
  | { readonly tag: 'number'; readonly limit: Limit; readonly mayBeEmpty?: true; readonly among?: readonly number[] }
  | { readonly tag: 'choice'; readonly among: readonly string[] }
  /** An ISO 8601 offset. */
  | { readonly tag: 'offset' };

/** What a schedule may hold is the server's to say: here it only has to be a whole number. */
const WHOLE: Limit = { least: 0, most: 1_000_000, whole: true, unit: '' };

const ofSchedule = (...among: readonly number[]): FieldKind => ({ tag: 'number', limit: WHOLE, among });

/** The values of the schedule are those of https://www.mongodb.com/docs/ops-manager/current/reference/api/backup/update-one-snapshot-schedule-by-cluster-id/ */
export const FIELD_KINDS: { readonly [F in FieldName]: FieldKind } = {
  targetGb: { tag: 'number', limit: LIMITS.targetGb },
  documentKb: { tag: 'number', limit: LIMITS.documentKb },
  loadBatch: { tag: 'number', limit: LIMITS.loadBatch },
  untilGb: { tag: 'number', limit: LIMITS.untilGb, mayBeEmpty: true },
  percent: { tag: 'number', limit: LIMITS.percent },
  batch: { tag: 'number', limit: LIMITS.batch },
  pauseMs: { tag: 'number', limit: LIMITS.pauseMs },
  snapshotIntervalHours: ofSchedule(6, 8, 12, 24),
  snapshotRetentionDays: ofSchedule(2, 3, 4, 5),
  dailySnapshotRetentionDays: ofSchedule(0, 3, 4, 5, 6, 7, 15, 30, 60, 90, 120, 180, 360),
  weeklySnapshotRetentionWeeks: ofSchedule(),
  monthlySnapshotRetentionMonths: ofSchedule(),
  pointInTimeWindowHours: ofSchedule(),
  referenceHourOfDay: ofSchedule(),
  referenceMinuteOfHour: ofSchedule(),
  referenceTimeZoneOffset: { tag: 'offset' },
  fullIncrementalDayOfWeek: {
    tag: 'choice',
    among: ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'],
  },
};

/** Of what was typed, that which the field takes. */
export function takenBy(kind: FieldKind, text: string): string {
  switch (kind.tag) {
    case 'number':
      return text.replace(kind.limit.whole ? /\D/g : /[^\d.]/g, '');
    case 'offset':
      return text.toUpperCase().replace(/[^\d+:Z-]/g, '');
    case 'choice':
      return text.replace(/\P{L}/gu, '');
    default:
      return kind satisfies never;
  }
}

/** The next value of a list, round its ends, or the next that begins with a letter; undefined where there is none. */
export function nextOf(kind: FieldKind, value: string, by: 1 | -1, letter = ''): string | undefined {
  const among = kind.tag === 'offset' ? [] : (kind.among ?? []).map(String);
  const at = among.indexOf(value);
  // What is not on the list stands before its first, and behind its last.
  const from = at < 0 && by < 0 ? 0 : at;
  const walk = among.map((_, k) => among[(from + by * (k + 1) + 2 * among.length) % among.length]!);
  return walk.find((one) => one.startsWith(letter.toUpperCase()));
}
