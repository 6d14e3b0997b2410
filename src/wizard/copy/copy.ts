import type { Show } from '../show.ts';
import type { Step } from '../steps.ts';
import type { Progress } from '../progress.ts';
import type { Results } from '../results.ts';

/** All that is said of a step. Sentences without a full stop at the end of a line; exact, calm, short. */
export interface StepCopy<S extends Step> {
  readonly title: string;
  /** What the step does or shows: one line of at most 76 columns. */
  readonly lead: string;
  /** What Enter does while the step waits to begin, as an imperative: "load 1.07 GB". */
  readonly action: (show: Show) => string;
  /** What Enter says while the step's run waits for the presenter's word. */
  readonly confirm?: string;
  /** Where the presenter clicks in Ops Manager, for the audience to see. */
  readonly clickPath?: string;
  /** What the presenter does or says next: notes, off by default. A line each. */
  readonly notes: readonly string[];
  /** What skipping the step does. */
  readonly skip: string;
  /** One line for the plain face and for the corner where background work is shown; `now` is story time. */
  readonly working: (progress: Progress[S] | undefined, now: number) => string;
  /** One line for the plain face: what came of it. */
  readonly done: (result: Results[S]) => string;
}
