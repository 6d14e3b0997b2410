import type { ShowError } from '../errors.ts';
import type { Schedule } from '../proof/facts.ts';
import type { RestorePoint } from '../proof/op-time.ts';
import type { Step } from './steps.ts';
import type { Sample } from './asides.ts';
import type { Armed, DeleteInput, Inputs, LoadInput } from './inputs.ts';
import type { Progress } from './progress.ts';
import type { Results } from './results.ts';
import { STEPS } from './steps.ts';

/** Where a step stands. `since` and `at` are story time. */
export type Phase<S extends Step = Step> =
  | { readonly tag: 'briefing' }
  | {
      readonly tag: 'running';
      readonly run: number;
      readonly since: number;
      readonly input: Inputs[S];
      readonly stopping: boolean;
      readonly paused: boolean;
      readonly progress?: Progress[S];
    }
  | { readonly tag: 'done'; readonly at: number }
  | { readonly tag: 'failed'; readonly error: ShowError }
  | { readonly tag: 'skipped'; readonly why: string };

/** What a show has come to: the part of the state that a journal can rebuild. Plain data, and nothing derivable. */
export interface Show {
  readonly phases: { readonly [S in Step]: Phase<S> };
  readonly results: Partial<Results>;
  readonly inputs: { readonly load: LoadInput; readonly delete: DeleteInput };
  /** Document counts over time, oldest first, thinned when it grows. */
  readonly counts: readonly CountSample[];
  /** A restore may have been asked for, and its verdict is out: nothing of ours may write. */
  readonly verdictOut: boolean;
  /** What the presenter has confirmed as the target; absent until then. */
  readonly armed?: Armed;
  /** How many documents of others the collection held when it was adopted. */
  readonly adopted?: number;
  /** How long each step's work took so far, all its runs together. */
  readonly tookMs: { readonly [S in Step]?: number };
}

export interface CountSample {
  readonly at: number;
  readonly documents: number;
}

/** What changes a show. Each carries its run, so that a late message from an abandoned run changes nothing. */
export type ShowEvent =
  | {
      readonly type: 'started';
      readonly step: Step;
      readonly run: number;
      readonly at: number;
      readonly input: Inputs[Step];
    }
  | { readonly type: 'progressed'; readonly step: Step; readonly run: number; readonly progress: Progress[Step] }
  | {
      readonly type: 'finished';
      readonly step: Step;
      readonly run: number;
      readonly at: number;
      readonly result: Results[Step];
    }
  | {
      readonly type: 'errored';
      readonly step: Step;
      readonly run: number;
      readonly at: number;
      readonly error: ShowError;
      readonly verdictOut: boolean;
    }
  | {
      readonly type: 'stopped';
      readonly step: Step;
      readonly run: number;
      readonly at: number;
      readonly verdictOut: boolean;
    }
  /** Done again from its briefing: another restore point is to be chosen, or what stood in its way is gone. */
  | { readonly type: 'renewed'; readonly step: 'load' | 'delete' | 'restore' }
  | { readonly type: 'armed'; readonly at: number; readonly armed: Armed }
  /** The collection held documents of others, and was adopted with them. */
  | { readonly type: 'adopted'; readonly at: number; readonly documents: number }
  /** The presenter says to which point a restore goes that was begun in the browser. */
  | {
      readonly type: 'pointed';
      readonly step: 'restore';
      readonly run: number;
      readonly at: number;
      readonly point: RestorePoint;
    }
  | { readonly type: 'stopping'; readonly step: Step }
  | { readonly type: 'paused'; readonly step: Step; readonly paused: boolean }
  | { readonly type: 'skipped'; readonly step: Step; readonly why: string; readonly result?: Results[Step] }
  | { readonly type: 'told'; readonly step: 'cursors'; readonly at: number }
  | { readonly type: 'sampled'; readonly sample: Sample }
  | { readonly type: 'rescheduled'; readonly schedule: Schedule }
  | { readonly type: 'set-load'; readonly input: LoadInput }
  | { readonly type: 'set-delete'; readonly input: DeleteInput };

/** What a journal holds: everything that `reduceShow` must be given again to come to the same show, and the step on screen. */
export type JournalEvent =
  | Exclude<ShowEvent, { type: 'progressed' | 'sampled' | 'stopping' | 'paused' }>
  | { readonly type: 'showed'; readonly step: Step };

/** Progress and samples are what a run says while it lasts; what it comes to is kept. */
export const isDurable = (event: ShowEvent): event is Exclude<JournalEvent, { type: 'showed' }> =>
  !['progressed', 'sampled', 'stopping', 'paused'].includes(event.type);

/** Beyond this many counts every second one of the older half is dropped. */
const MOST_COUNTS = 900;

export function createShowState(inputs: Show['inputs']): Show {
  const phases = Object.fromEntries(STEPS.map((step) => [step, { tag: 'briefing' }])) as Show['phases'];
  return { phases, results: {}, inputs, counts: [], verdictOut: false, tookMs: {} };
}

/** The run that a step's work has now, if it works. */
export function runningOf<S extends Step>(show: Show, step: S): Extract<Phase<S>, { tag: 'running' }> | undefined {
  const phase: Phase<S> = show.phases[step];
  return phase.tag === 'running' ? phase : undefined;
}

/** Whether anything was begun that changes something. */
export const hasBegun = ({ phases: { load, snapshot, delete: deleting, restore } }: Show): boolean =>
  [load, snapshot, deleting, restore].some(({ tag }) => tag !== 'briefing' && tag !== 'skipped');

const withPhase = (show: Show, step: Step, phase: Phase): Show => ({
  ...show,
  phases: { ...show.phases, [step]: phase },
});

function ended(show: Show, step: Step, phase: Phase, at: number): Show {
  const running = runningOf(show, step);
  const tookMs = (show.tookMs[step] ?? 0) + Math.max(0, at - (running?.since ?? at));
  return { ...withPhase(show, step, phase), tookMs: { ...show.tookMs, [step]: tookMs } };
}

/** A new restore makes an earlier verdict worthless, and closes the window that a wrap-up had opened. */
function unverified(show: Show): Show {
  const { restore: _restore, verify: _verdict, wrap: _window, ...results } = show.results;
  const again = withPhase(show, 'verify', { tag: 'briefing' });
  return { ...withPhase(again, 'wrap', { tag: 'briefing' }), results };
}

function thinned(counts: readonly CountSample[]): readonly CountSample[] {
  if (counts.length <= MOST_COUNTS) return counts;
  return counts.filter((_, k) => k > MOST_COUNTS / 2 || k % 2 === 0);
}

/** Folds one event into the show. Pure and total; what does not fit the present phase changes nothing. */
export function reduceShow(show: Show, event: ShowEvent): Show {
  if ('run' in event && event.type !== 'started' && runningOf(show, event.step)?.run !== event.run) return show;
  switch (event.type) {
    case 'started': {
      const { step, run, at, input } = event;
      const started = withPhase(show, step, { tag: 'running', run, since: at, input, stopping: false, paused: false });
      return step === 'restore' ? { ...unverified(started), verdictOut: true } : started;
    }
    case 'progressed':
      return withPhase(show, event.step, { ...runningOf(show, event.step)!, progress: event.progress });
    case 'finished': {
      const judged = event.step === 'verify' && show.phases.restore.tag === 'done';
      return {
        ...ended(show, event.step, { tag: 'done', at: event.at }, event.at),
        results: { ...show.results, [event.step]: event.result },
        verdictOut: show.verdictOut && !judged,
      };
    }
    case 'errored': {
      const failed = ended(show, event.step, { tag: 'failed', error: event.error }, event.at);
      return event.step === 'restore' ? { ...failed, verdictOut: event.verdictOut } : failed;
    }
    case 'renewed':
      return withPhase(show, event.step, { tag: 'briefing' });
    case 'stopped': {
      const before: Phase = event.step in show.results ? { tag: 'done', at: event.at } : { tag: 'briefing' };
      const stopped = ended(show, event.step, before, event.at);
      // Stopped before it was accepted, as a rule; asking again finds the job of one that was.
      return event.step === 'restore' ? { ...stopped, verdictOut: event.verdictOut } : stopped;
    }
    case 'pointed': {
      const running = runningOf(show, event.step);
      return running
        ? withPhase(show, event.step, { ...running, input: { ...running.input, point: event.point, said: true } })
        : show;
    }
    case 'stopping': {
      const running = runningOf(show, event.step);
      return running ? withPhase(show, event.step, { ...running, stopping: true, paused: false }) : show;
    }
    case 'paused': {
      const running = runningOf(show, event.step);
      return running && !running.stopping ? withPhase(show, event.step, { ...running, paused: event.paused }) : show;
    }
    case 'skipped': {
      const results = event.result ? { ...show.results, [event.step]: event.result } : show.results;
      return { ...withPhase(show, event.step, { tag: 'skipped', why: event.why }), results };
    }
    case 'told':
      return withPhase(show, event.step, { tag: 'done', at: event.at });
    case 'sampled': {
      const { at, count } = event.sample;
      return count ? { ...show, counts: thinned([...show.counts, { at, documents: count.documents }]) } : show;
    }
    case 'rescheduled': {
      const { schedule } = show.results;
      return schedule
        ? { ...show, results: { ...show.results, schedule: { ...schedule, schedule: event.schedule } } }
        : show;
    }
    case 'armed':
      return { ...show, armed: event.armed };
    case 'adopted':
      return { ...show, adopted: event.documents };
    case 'set-load':
      return { ...show, inputs: { ...show.inputs, load: event.input } };
    case 'set-delete':
      return { ...show, inputs: { ...show.inputs, delete: event.input } };
    default:
      return event satisfies never;
  }
}
