import type { ShowError } from '../errors.ts';
import type { HandStep, Word } from '../proof/facts.ts';
import type { CandidateName } from '../proof/points.ts';
import type { Step } from './steps.ts';
import { RULES } from './steps.ts';
import type { Aside, AsideFacts, AsideInputs } from './asides.ts';
import type { Inputs } from './inputs.ts';
import type { Progress } from './progress.ts';
import type { Results } from './results.ts';

/** What a key, a line of input or the automatic walk may ask for. Whether it is done depends on the state. */
export type Intent =
  | 'advance'
  | 'next'
  | 'back'
  | 'skip'
  | 'again'
  | 'pause'
  | 'stop'
  | 'steps'
  | 'help'
  | 'notes'
  | 'blank'
  | 'edit'
  | 'point'
  | 'faster'
  | 'slower'
  | 'jump'
  | 'redraw'
  | 'quit'
  | 'interrupt'
  | 'yes'
  | 'cancel'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'minute-back'
  | 'before-deletes'
  | 'erase'
  | 'submit';

/** Everything that can happen to the wizard: intents, and what the runner saw. */
export type EventBody =
  /** The show begins, or goes on where it was cut off or left: its first screen is open. */
  | { readonly type: 'opened'; readonly resumed?: true }
  | { readonly type: 'intent'; readonly intent: Intent }
  | { readonly type: 'go'; readonly step: Step }
  | { readonly type: 'type'; readonly text: string }
  | { readonly type: 'choose'; readonly name: CandidateName }
  | { readonly type: 'progressed'; readonly step: Step; readonly run: number; readonly progress: Progress[Step] }
  | { readonly type: 'finished'; readonly step: Step; readonly run: number; readonly result: Results[Step] }
  | {
      readonly type: 'errored';
      readonly step: Step;
      readonly run: number;
      readonly error: ShowError;
      /** Whether a restore may have been asked for, so that our writers are kept away. */
      readonly verdictOut: boolean;
    }
  | { readonly type: 'stopped'; readonly step: Step; readonly run: number; readonly verdictOut: boolean }
  | { readonly type: 'checked'; readonly step: Step; readonly result?: Results[Step] }
  | { readonly type: 'aside-told'; readonly aside: Aside; readonly run: number; readonly facts: AsideFacts[Aside] }
  | { readonly type: 'aside-ended'; readonly aside: Aside; readonly run: number; readonly error?: ShowError }
  | { readonly type: 'paced'; readonly rate: number }
  | { readonly type: 'nothing-due' }
  /** The evidence of the show so far lies there. */
  | { readonly type: 'evidence-written'; readonly path: string }
  /** Whether the journal can be written; why not. */
  | { readonly type: 'kept'; readonly why?: string };

/** An event with the two times at which it happened, in epoch milliseconds. */
export type Event = EventBody & { readonly realAt: number; readonly storyAt: number };

/** What the runner is to do. Data, so that a test can read it. */
export type Effect =
  | {
      readonly type: 'start';
      readonly step: Step;
      readonly run: number;
      readonly input: Inputs[Step];
      /** The run began in a program that has ended since. */
      readonly resuming?: true;
    }
  | { readonly type: 'start-aside'; readonly aside: Aside; readonly run: number; readonly input: AsideInputs[Aside] }
  | { readonly type: 'check'; readonly step: Step }
  | { readonly type: 'abort'; readonly run: number }
  | { readonly type: 'hold'; readonly run: number; readonly paused: boolean }
  /** The presenter says that what this step's run waits for was done. */
  | { readonly type: 'confirm'; readonly step: HandStep; readonly word: Word }
  | { readonly type: 'pace'; readonly rate: number }
  | { readonly type: 'jump' }
  /** Something that belongs into the evidence is over. */
  | { readonly type: 'write-evidence' }
  | { readonly type: 'announce'; readonly step: Step }
  | { readonly type: 'redraw' }
  | { readonly type: 'quit' };

/** Whether something outside may change by it: what led to it has to be on disk before. */
export const mustBeKept = (effect: Effect): boolean =>
  (effect.type === 'start' && RULES[effect.step].changes) ||
  (effect.type === 'start-aside' && (effect.aside === 'reschedule' || effect.aside === 'adopt'));
