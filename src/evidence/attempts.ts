import type { Journal, JournalLine } from '../keep/journal.ts';
import type { Step } from '../wizard/steps.ts';
import { STEPS } from '../wizard/steps.ts';
import type { Inputs } from '../wizard/inputs.ts';
import type { Results } from '../wizard/results.ts';

/** `unfinished`: it was still working where the journal ends. */
export type Outcome = 'worked' | 'failed' | 'stopped' | 'unfinished';

/** One execution of a step's work, from its start to whatever ended it, in story time. */
export interface Attempt {
  readonly step: Step;
  readonly run: number;
  readonly from: number;
  /** Absent while unfinished. */
  readonly until?: number;
  readonly outcome: Outcome;
  /** Why it failed, in the words of who said so. */
  readonly words?: string;
  readonly code?: string;
  /** Added by a load, or taken away by a delete. */
  readonly documents?: number;
  /** What it was to do, where that is more than the step's name says. */
  readonly input?: Inputs['restore'];
}

/** A step in the order of the rundown, with everything that was tried of it. */
export interface StepEvidence {
  readonly step: Step;
  /** What came of the last attempt, or what became of the step without one. */
  readonly outcome: Outcome | 'skipped' | 'not-begun';
  readonly attempts: readonly Attempt[];
  readonly skippedBecause?: string;
}

/** Every execution that the journal tells of, in the order of their starts. */
export function toAttempts({ head, lines }: Journal): readonly Attempt[] {
  const attempts: Attempt[] = [];
  const shownSince = new Map<Step, number>([[head.from, head.storyAt]]);
  for (const { event, storyAt } of lines) {
    if (event.type === 'showed') shownSince.set(event.step, storyAt);
    else if (event.type === 'told') {
      const { step, at } = event;
      attempts.push({ step, run: 0, from: shownSince.get(step) ?? at, until: at, outcome: 'worked' });
    } else if (event.type === 'started') {
      const { step, run, at, input } = event;
      const restoring = step === 'restore' ? { input: input as Inputs['restore'] } : {};
      attempts.push({ step, run, from: at, outcome: 'unfinished', ...restoring });
    } else if (event.type === 'pointed') {
      const at = attempts.findLastIndex(({ step, run }) => step === event.step && run === event.run);
      const begun = attempts[at];
      if (begun?.input) attempts[at] = { ...begun, input: { ...begun.input, point: event.point } };
    } else if ('run' in event) {
      const at = attempts.findLastIndex(({ step, run }) => step === event.step && run === event.run);
      const begun = attempts[at];
      if (begun?.outcome === 'unfinished') attempts[at] = { ...begun, ...endOf(event) };
    }
  }
  return attempts;
}

type Ending = Extract<JournalLine['event'], { type: 'finished' | 'errored' | 'stopped' }>;

function endOf(event: Ending): Omit<Attempt, 'step' | 'run' | 'from'> {
  if (event.type === 'stopped') return { until: event.at, outcome: 'stopped' };
  if (event.type === 'errored') {
    const { message, code } = event.error;
    return { until: event.at, outcome: 'failed', words: message, ...(code === undefined ? {} : { code }) };
  }
  const documents =
    event.step === 'load'
      ? (event.result as Results['load']).documents
      : event.step === 'delete'
        ? (event.result as Results['delete']).deleted
        : undefined;
  return { until: event.at, outcome: 'worked', ...(documents === undefined ? {} : { documents }) };
}

/** All steps of the rundown with their attempts. */
export function toSteps({ lines }: Journal, attempts: readonly Attempt[]): readonly StepEvidence[] {
  const skipped = new Map<Step, string>();
  for (const { event } of lines) {
    if (event.type === 'skipped') skipped.set(event.step, event.why);
    else if (event.type === 'started') skipped.delete(event.step);
  }
  return STEPS.map((step) => {
    const own = attempts.filter((attempt) => attempt.step === step);
    const why = skipped.get(step);
    if (why !== undefined) return { step, outcome: 'skipped', attempts: own, skippedBecause: why };
    return { step, outcome: own.at(-1)?.outcome ?? 'not-begun', attempts: own };
  });
}
