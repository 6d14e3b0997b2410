import type { Effect, Event, EventBody } from '../../src/wizard/events.ts';
import type { State } from '../../src/wizard/state.ts';
import { transition } from '../../src/wizard/transition.ts';
import { stateWith } from './states.ts';

/** A wizard without a world: events are folded, effects collected. Each event is a second after the one before. */
export interface Driven {
  readonly state: State;
  /** Since the last look; without those of the look for what is done in the browser, which comes and goes with the steps. */
  takeEffects(): readonly Effect[];
  /** All of them. */
  takeAllEffects(): readonly Effect[];
  tell(...events: readonly EventBody[]): Driven;
  /** Intents by name, as keys would give them. */
  press(...intents: readonly Extract<EventBody, { type: 'intent' }>['intent'][]): Driven;
}

export function drive(initial: State = stateWith({})): Driven {
  let state = initial;
  let effects: Effect[] = [];
  const browserRuns = new Set([initial.asides.browser?.run]);
  function isOfBrowser(effect: Effect): boolean {
    if (effect.type === 'start-aside' && effect.aside === 'browser') browserRuns.add(effect.run);
    return 'run' in effect && browserRuns.has(effect.run);
  }
  let at = initial.stage.changedAt;
  const driven: Driven = {
    get state() {
      return state;
    },
    takeEffects: () => driven.takeAllEffects().filter((effect) => !isOfBrowser(effect)),
    takeAllEffects() {
      const taken = effects;
      effects = [];
      return taken;
    },
    tell(...events) {
      for (const body of events) {
        at += 1000;
        const event: Event = { ...body, realAt: at, storyAt: at };
        const [next, ...more] = transition(state, event);
        state = next;
        effects.push(...more);
      }
      return driven;
    },
    press: (...intents) => driven.tell(...intents.map((intent) => ({ type: 'intent', intent }) as const)),
  };
  return driven;
}

/** The run that a step's work has. */
export function runOf(state: State, step: keyof State['show']['phases']): number {
  const phase = state.show.phases[step];
  if (phase.tag !== 'running') throw new Error(`${step} does not run: ${phase.tag}`);
  return phase.run;
}
