import { createStore as createVanillaStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Effect, Event, EventBody } from './wizard/events.ts';
import type { State } from './wizard/state.ts';
import { transition } from './wizard/transition.ts';

export type ShowStore = Pick<StoreApi<State>, 'getState' | 'getInitialState' | 'subscribe'>;

export interface Loop {
  readonly store: ShowStore;
  readonly dispatch: (event: EventBody) => void;
}

/**
 * The one loop: an event waits its turn, is folded, and its effects are performed after the new state is visible. Events that
 * effects or subscribers dispatch meanwhile wait for the next turn.
 */
export function createLoop(
  initial: State,
  storyNow: () => number,
  perform: (effect: Effect, state: State) => void,
): Loop {
  const store = createVanillaStore<State>(() => initial);
  const queue: Event[] = [];
  let turning = false;

  function dispatch(body: EventBody): void {
    queue.push({ ...body, realAt: Date.now(), storyAt: storyNow() });
    if (turning) return;
    turning = true;
    try {
      for (let event = queue.shift(); event; event = queue.shift()) {
        const [next, ...effects] = transition(store.getState(), event);
        store.setState(next, true);
        for (const effect of effects) perform(effect, next);
      }
    } finally {
      turning = false;
    }
  }

  return { store, dispatch };
}
