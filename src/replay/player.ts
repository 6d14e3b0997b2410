import { createStore } from 'zustand/vanilla';
import type { Cue, ShowHandle } from '../show.ts';
import type { EventBody, Intent } from '../wizard/events.ts';
import { reduceStage } from '../wizard/stage.ts';
import type { StageEvent } from '../wizard/stage.ts';
import type { Replayed, State } from '../wizard/state.ts';
import { playScene, rateBetween } from './fold.ts';
import type { Scene } from './scenes.ts';
import { chaptersOf, storyAt } from './scenes.ts';

/** What a replay is driven by: real time, and a call after so much of it. */
export interface ReplayClock {
  now(): number;
  /** Returns what takes it back. */
  after(ms: number, call: () => void): () => void;
}

export interface ReplayOptions {
  readonly first: State;
  /** Story time of the first state. */
  readonly beganAt: number;
  readonly scenes: readonly Scene[];
  readonly clock: ReplayClock;
}

/** So much too early is in time: sums of parts of milliseconds are not exact. */
const ROUNDING_MS = 0.01;

/** How slow and how fast a replay can be made. */
const SPEEDS = { least: 0.25, most: 1000 } as const;

/**
 * A past show as a handle that faces draw like any other: its store is fed by what was written down, its keys move within it,
 * and nothing is opened, asked or written. Plays from the start by itself, and stays on its last screen.
 */
export function createReplay({ first, beganAt, scenes, clock }: ReplayOptions): ShowHandle {
  const store = createStore<State>(() => first);
  const listeners = new Set<(cue: Cue) => void>();
  const chapters = chaptersOf(scenes);
  const endsAt = scenes.at(-1)?.at ?? 0;
  let played = 0;
  let head = 0;
  let headSince = clock.now();
  /** Of the scene that is being shown, while several are due at once. */
  let telling: number | undefined;
  let disarm = (): void => undefined;

  const facts = (): Replayed => store.getState().about.replay!;
  const runs = (): boolean => !facts().paused && !facts().ended;
  const headNow = (): number => (runs() ? Math.min(endsAt, head + (clock.now() - headSince) * facts().speed) : head);

  /** Notes how far it is by now, before speed or direction change. */
  function settle(): void {
    head = headNow();
    headSince = clock.now();
  }

  /** What follows from the number of scenes that are played: whether it is the end, and what is left out now. */
  function toPlayed(state: State, rest: Partial<Replayed> = {}): State {
    const { leftOutMs: _old, ...before } = state.about.replay!;
    const leftOutMs = scenes[played]?.leftOutMs;
    const replay = {
      ...before,
      ended: played >= scenes.length,
      ...(leftOutMs === undefined ? {} : { leftOutMs }),
      ...rest,
    };
    const rate = rateBetween(scenes[played - 1], scenes[played]);
    return { ...state, about: { ...state.about, replay }, stage: { ...state.stage, rate } };
  }

  /** Plays what is due, each scene visible by itself, and waits for the next. */
  function run(): void {
    disarm();
    const until = headNow();
    for (let scene = scenes[played]; scene && scene.at <= until + ROUNDING_MS && runs(); scene = scenes[played]) {
      played += 1;
      telling = scene.at;
      store.setState(toPlayed(playScene(store.getState(), scene, clock.now())), true);
    }
    telling = undefined;
    if (facts().ended) head = endsAt;
    const next = scenes[played];
    if (!runs() || !next) return;
    const waitMs = (next.at - headNow()) / facts().speed;
    disarm = clock.after(Math.max(0, waitMs), run);
  }

  /** Goes to where so many scenes are played, at once: forward from here, back from the start. */
  function goTo(wanted: number): void {
    const { paused, speed } = facts();
    const back = wanted < played;
    const from = back ? first : store.getState();
    const state = scenes
      .slice(back ? 0 : played, wanted)
      .reduce((folded, scene) => playScene(folded, scene, clock.now()), from);
    played = wanted;
    head = scenes[wanted - 1]?.at ?? 0;
    headSince = clock.now();
    store.setState(toPlayed(state, { paused, speed }), true);
    run();
  }

  function change(rest: Partial<Replayed>): void {
    settle();
    const state = store.getState();
    store.setState({ ...state, about: { ...state.about, replay: { ...facts(), ...rest } } }, true);
    run();
  }

  function onStage(event: StageEvent): void {
    const state = store.getState();
    store.setState({ ...state, stage: reduceStage(state.stage, event, clock.now()) }, true);
  }

  const accelerate = (times: number): void =>
    change({ speed: Math.min(SPEEDS.most, Math.max(SPEEDS.least, facts().speed * times)) });

  const DO: { readonly [I in Intent]?: () => void } = {
    pause: () => change({ paused: !facts().paused }),
    next: () => goTo(chapters.find((chapter) => chapter > played) ?? scenes.length),
    back: () => goTo(chapters.findLast((chapter) => chapter < chapterNow()) ?? 0),
    faster: () => accelerate(2),
    slower: () => accelerate(0.5),
    blank: () => onStage({ type: 'toggled', what: 'blank' }),
    help: () => onStage({ type: 'opened', overlay: { tag: 'help' } }),
    cancel: () => onStage({ type: 'closed' }),
    stop: () => onStage({ type: 'closed' }),
    redraw: () => tell({ type: 'redraw' }),
    quit: () => tell({ type: 'quit' }),
    interrupt: () => tell({ type: 'quit' }),
  };

  const chapterNow = (): number => chapters.findLast((chapter) => chapter <= played) ?? 0;

  function tell(cue: Cue): void {
    for (const listener of listeners) listener(cue);
  }

  store.setState(toPlayed(first), true);
  disarm = clock.after(0, run);

  return {
    store,
    dispatch: (event: EventBody) => (event.type === 'intent' ? DO[event.intent]?.() : undefined),
    storyNow: () => storyAt(scenes, played, telling ?? headNow(), beganAt),
    onCue(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      disarm();
      return Promise.resolve();
    },
  };
}

/** Real time. */
export const REAL_CLOCK: ReplayClock = {
  now: () => Date.now(),
  after(ms, call) {
    // A longer wait than a timer takes is waited for in parts: being woken early does no harm.
    const timer = setTimeout(call, Math.min(ms, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
};
