import { createStore as createVanillaStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import { RefusedError, toShowError } from './errors.ts';
import type { Effect, Event, EventBody } from './wizard/events.ts';
import { mustBeKept } from './wizard/events.ts';
import type { JournalEvent } from './wizard/show.ts';
import type { State } from './wizard/state.ts';
import { RULES } from './wizard/steps.ts';
import { transition } from './wizard/transition.ts';

export type ShowStore = Pick<StoreApi<State>, 'getState' | 'getInitialState' | 'subscribe'>;

export interface Loop {
  readonly store: ShowStore;
  readonly dispatch: (event: EventBody) => void;
}

/** What is kept of a turn before anything follows from it. */
export interface Keeper {
  /**
   * Appends to the journal; with `now` it is on disk when this returns. Answers why it is not, if it is not: what could not be
   * written is tried again with the next turn.
   */
  keep(events: readonly JournalEvent[], event: Event, now: boolean): string | undefined;
  /** Hears of every turn, for what is kept loosely. */
  hear(event: Event): void;
}

export interface LoopOptions {
  readonly initial: State;
  readonly storyNow: () => number;
  readonly keeper: Keeper;
  readonly perform: (effect: Effect, state: State) => void;
}

/**
 * The one loop: an event waits its turn, is folded, what it adds to the journal is kept, and its effects are performed after the
 * new state is visible. Events that effects or subscribers dispatch meanwhile wait for the next turn.
 */
export function createLoop({ initial, storyNow, keeper, perform }: LoopOptions): Loop {
  const store = createVanillaStore<State>(() => initial);
  const queue: Event[] = [];
  let turning = false;

  const toEvent = (body: EventBody): Event => ({ ...body, realAt: Date.now(), storyAt: storyNow() });

  function turn(event: Event): void {
    const [next, ...effects] = transition(store.getState(), event);
    const weighty = effects.some(mustBeKept);
    const why = keeper.keep(next.durable, event, weighty);
    store.setState({ ...next, durable: [] }, true);
    if (why !== store.getState().unkept) queue.push(toEvent({ type: 'kept', ...(why === undefined ? {} : { why }) }));
    for (const effect of effects) {
      // A run that goes on begins nothing anew.
      const refused = why !== undefined && effect.type === 'start' && destroys(effect);
      if (refused) queue.push(toEvent(toRefusal(effect, why)));
      else perform(effect, next);
    }
    keeper.hear(event);
  }

  function dispatch(body: EventBody): void {
    queue.push(toEvent(body));
    if (turning) return;
    turning = true;
    try {
      for (let event = queue.shift(); event; event = queue.shift()) turn(event);
    } finally {
      turning = false;
    }
  }

  return { store, dispatch };
}

/** A run that goes on begins nothing anew, nor does one that follows what was begun in the browser. */
const destroys = ({ step, input, resuming }: Extract<Effect, { type: 'start' }>): boolean =>
  RULES[step].destroys === true && !resuming && !(input && 'job' in input);

/** What destroys is not begun where a kill would leave no trace of it. */
function toRefusal({ step, run }: Extract<Effect, { type: 'start' }>, why: string): EventBody {
  const error = new RefusedError(`Nothing was begun: the journal of this show cannot be written (${why})`, {
    nextSteps: [
      'Make room on the disk, and press Enter to try again',
      'Or set XDG_STATE_HOME to a folder that can be written, and start again',
    ],
  });
  return { type: 'errored', step, run, error: toShowError(error), verdictOut: false };
}
