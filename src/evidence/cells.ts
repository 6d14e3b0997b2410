import { COPY } from '../wizard/copy/steps.ts';
import { dateTime, duration, utc, zone } from '../wizard/copy/words.ts';
import type { Step } from '../wizard/steps.ts';

export const titleOf = (step: Step): string => COPY[step].title;

/** An instant in UTC and in the zone of whoever made the report. */
export const bothTimes = (at: number): string =>
  zone() === 'UTC' ? utc(at) : `${utc(at)} (${dateTime(at)} ${zone()})`;

/** Without the name of the zone, which the head of a table says. */
export const utcCell = (at: number | undefined): string => (at === undefined ? '-' : utc(at).replace(' UTC', ''));

export const durationCell = (ms: number | undefined): string => (ms === undefined ? '-' : duration(ms));
