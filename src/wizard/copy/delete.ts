import type { DeleteInput } from '../inputs.ts';
import type { StepCopy } from './copy.ts';
import { documents, figures, time } from './words.ts';

export const DELETE: StepCopy<'delete'> = {
  title: 'Delete documents',
  lead: 'Deletes documents at random, again and again, until it is stopped',
  action: ({ inputs }) => `delete ${inputs.delete.percent} % at a time`,
  notes: [
    'Say the count aloud first, or have somebody count it in mongosh',
    'Let it run over a minute: one minute back then lies among the deletes',
    'Right goes on to the restore, which stops the delete first',
    'Storage does not shrink: freed blocks stay in the files for reuse',
  ],
  skip: 'nothing was deleted here, so there is nothing to bring back',
  working: (progress) =>
    progress?.baseline
      ? `Deleting: iteration ${figures(progress.iteration)}, ${figures(progress.done)} of ${figures(progress.of)}; ` +
        `${figures(progress.deleted)} deleted, ${figures(progress.remaining)} left`
      : TAKING_BASELINE,
  done: ({ deleted, iterations, remaining, unknown, rolledBack = 0 }) =>
    `Deleted ${documents(deleted)} in ${iterationsOf(iterations)}, ${figures(remaining)} left` +
    (unknown === 0 ? '' : `; ${figures(unknown)} with unknown outcome`) +
    (rolledBack === 0 ? '' : `; ${figures(rolledBack)} rolled back with a primary`),
};

export const TAKING_BASELINE = 'Taking the baseline: every _id is read before the first delete';

export const DELETE_LABELS = {
  each: 'Each iteration',
  batches: 'In batches of',
  until: 'Until',
  before: 'Before the first',
  question: 'Enter',
  iteration: 'Iteration',
  iterations: 'Iterations',
  done: 'In this one',
  speed: 'Rate',
  deleted: 'Deleted in all',
  remaining: 'Remaining',
  gone: 'Gone',
  unknown: 'Unknown outcome',
  rolledBack: 'Rolled back',
  took: 'Took',
} as const;

/** Beside the figure that the server told, the one that follows from what we sent. */
export const LEDGER = 'ledger';
export const DOCUMENTS_NOW = 'documents now';
export const ofBaseline = (baseline: number): string => `of ${figures(baseline)}`;
export const OVER_SECONDS = 'over the last 5 s';
export const NOT_COUNTED = 'not counted yet';
export const UNKNOWN_NOTE = 'no answer came';
export const ROLLED_BACK_NOTE = 'lost with a primary';

export const eachLine = ({ percent }: DeleteInput, present: number | undefined): string =>
  `${percent} % of the current documents at random` +
  (present === undefined ? '' : `, ${figures(Math.max(1, (present * percent) / 100))} at first`);

export const batchesLine = ({ batch, pauseMs }: DeleteInput): string =>
  `${documents(batch)}, with a pause of ${figures(pauseMs)} ms after each`;

export const untilLine = ({ iterations }: DeleteInput): string =>
  iterations === undefined
    ? 'stopped with Esc, or the restore is opened'
    : `${iterationsOf(iterations)} are through, or stopped with Esc`;

export const BEFORE_LINE = 'every _id is read: the baseline of the later verdict';
export const QUESTION_LINE = 'asks for a y first; e edits percent, batch and pause';

export const iterationsOf = (count: number): string => `${figures(count)} ${count === 1 ? 'iteration' : 'iterations'}`;

export const perSecond = (rate: number): string => `${figures(rate)} /s`;

/** `2.39 %`, and `100 %` only when nothing is left. */
export function goneOf(baseline: number, remaining: number): string {
  if (baseline === 0) return '0.00 %';
  const percent = ((baseline - remaining) / baseline) * 100;
  return `${(Math.floor(percent * 100) / 100).toFixed(2)} %`;
}

const MINUTE_S = 60;

/** The whole second that "one minute back" names now; a restore to it stops before it. */
export const minuteBackAt = (now: number): number => (Math.floor(now / 1000) - MINUTE_S) * 1000;

/** Where that point lies: the baseline was read in the second `first`, no delete is older; the last one, if any, was in `last`. */
export function minuteBackLine(first: number, last: number | undefined, now: number): string {
  const second = minuteBackAt(now) / 1000;
  const at = time(second * 1000);
  if (second <= first + 1) return `One minute back is ${at}: before the deletes for ${first + 2 - second} s more`;
  if (last !== undefined && second > last) {
    return `One minute back is ${at}, after the last delete: it brings nothing back`;
  }
  return `One minute back is ${at}, among the deletes: those after it return`;
}

export const CHART_MARKS = { baseline: 'baseline', minuteBack: 'one minute back' } as const;
export const NO_COUNTS = 'No count was taken in this time';
