import type { Folded } from './keep/journal.ts';
import type { JournalKeeper } from './keep/keeper.ts';
import type { Records } from './records.ts';
import { createRunner } from './runner.ts';
import { createLoop } from './store.ts';
import type { ShowStore } from './store.ts';
import type { Effect, EventBody } from './wizard/events.ts';
import { startAside } from './wizard/moves.ts';
import { createShowState, hasBegun } from './wizard/show.ts';
import { createStage } from './wizard/stage.ts';
import type { Past, State } from './wizard/state.ts';
import type { Step } from './wizard/steps.ts';
import { STEPS } from './wizard/steps.ts';
import type { DeleteInput, LoadInput } from './wizard/inputs.ts';
import { giveBack } from './workers/lease.ts';
import type { TerminalFacts } from './workers/worker.ts';
import { readOnlyWorld } from './world/read-only.ts';
import type { World } from './world/world.ts';

export interface ShowConfig {
  readonly showId: string;
  readonly seed: number;
  readonly from: Step;
  readonly auto: boolean;
  /** Default: false. */
  readonly readOnly?: boolean;
  /** Host of Ops Manager's own database, where somebody has told it. */
  readonly appdbHost?: string;
  /** Story seconds per real second while a rehearsal hurries. */
  readonly speed: number;
  readonly load: LoadInput;
  readonly delete: DeleteInput;
}

/** What is kept of the show, and what was kept of it before. */
export interface Kept {
  readonly keeper: JournalKeeper;
  readonly records: Records;
  /** Absent where nothing can be kept. */
  readonly folder?: string;
  readonly past: Past;
  readonly notices: readonly string[];
  /** Writes the evidence of the show so far; resolves with where it lies. */
  readonly writeEvidence?: () => Promise<string>;
  /** What it had come to when it was cut off or left. */
  readonly resumed?: Folded;
  /** The terminal as it is when it is asked for. */
  readonly terminal?: () => TerminalFacts;
}

/** A running show without a face. Several may subscribe; none owns it. */
export interface ShowHandle {
  readonly store: ShowStore;
  readonly dispatch: (event: EventBody) => void;
  /** Hears of what is for the terminal alone: announcements, a redraw, the wish to quit. */
  onCue(listener: (cue: Cue) => void): () => void;
  readonly storyNow: () => number;
  /** Stops all work: a load or delete is given two seconds to settle. The world is closed by whoever opened it. */
  close(): Promise<void>;
}

export type Cue = Extract<Effect, { type: 'announce' | 'redraw' | 'quit' }>;

/** What is written is settled; whatever only reads is not waited for. Real milliseconds. */
const CLOSE_MS = { writing: 2000, reading: 300 } as const;

/** Joins store, journal, runner and world: opens on the step `from`, or where a resumed show stood, and samples the set. */
export function createShow(opened: World, config: ShowConfig, kept: Kept): ShowHandle {
  const world = config.readOnly ? readOnlyWorld(opened) : opened;
  const { showId, seed, from, auto, speed } = config;
  const { clock, database, engine, kind, rehearsal } = world;
  const { keeper, records, resumed } = kept;
  const listeners = new Set<(cue: Cue) => void>();
  const initial: State = {
    about: {
      kind,
      showId,
      seed,
      auto,
      engine: engine.traits,
      readOnly: config.readOnly ?? false,
      namespace: database.namespace,
      shownUri: database.shownUri,
      past: kept.past,
      notices: kept.notices,
      ...(kept.folder === undefined ? {} : { folder: kept.folder }),
      ...(config.appdbHost === undefined ? {} : { appdbHost: config.appdbHost }),
    },
    show: resumed?.show ?? createShowState({ load: config.load, delete: config.delete }),
    stage: createStage(resumed?.shown ?? from, speed, Date.now()),
    asides: {},
    asideErrors: {},
    lastRun: resumed?.lastRun ?? 0,
    quitting: false,
    durable: [],
  };
  const [watching, ...effects] = startAside(initial, 'watch', undefined);

  const now = () => ({ realAt: Date.now(), storyAt: clock.now() });
  const loop = createLoop({ initial: watching, storyNow: () => clock.now(), keeper, perform });
  const runner = createRunner({
    world,
    show: { id: showId, seed, readOnly: config.readOnly ?? false },
    records,
    terminal: kept.terminal,
    stateNow: () => loop.store.getState(),
    dispatch: loop.dispatch,
  });

  function perform(effect: Effect): void {
    switch (effect.type) {
      case 'start':
      case 'start-aside':
      case 'check':
      case 'abort':
      case 'hold':
      case 'confirm':
        return runner.perform(effect);
      case 'pace':
        return rehearsal?.pace(effect.rate);
      case 'jump':
        void rehearsal?.jump().then((name) => name ?? loop.dispatch({ type: 'nothing-due' }));
        return;
      case 'write-evidence':
        // Nothing of the show rests on it: it can be written again from the journal at any time.
        void kept.writeEvidence?.().then(
          (path) => loop.dispatch({ type: 'evidence-written', path }),
          () => undefined,
        );
        return;
      case 'announce':
      case 'redraw':
      case 'quit':
        for (const listener of listeners) listener(effect);
        return;
      default:
        effect satisfies never;
    }
  }

  tellWorkingSteps(loop.store, rehearsal);
  const unfollow = rehearsal?.onChange(() => loop.dispatch({ type: 'paced', rate: rehearsal.rate() }));
  for (const effect of effects) perform(effect);
  if (auto) rehearsal?.pace(speed);
  if (resumed) keeper.note({ type: 'resumed' }, now());
  loop.dispatch({ type: 'opened', ...(resumed ? { resumed: true } : {}) });

  return {
    store: loop.store,
    dispatch: loop.dispatch,
    storyNow: () => clock.now(),
    onCue(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      unfollow?.();
      const { load, delete: deleting } = loop.store.getState().show.phases;
      const writing = load.tag === 'running' || deleting.tag === 'running';
      await runner.close(writing ? CLOSE_MS.writing : CLOSE_MS.reading);
      if (mayGiveBack(loop.store.getState())) await giveBack({ world, show: { id: showId, seed } });
      keeper.note({ type: 'left' }, now());
      keeper.close();
    },
  };
}

/** Not while a verdict is out, or on a set that may have been restored: nothing of ours may write then. */
function mayGiveBack({ about, show, asides }: State): boolean {
  const standing = asides.lease?.latest?.standing;
  const mayHaveIt = standing === 'ours' || (standing !== 'unknown' && hasBegun(show));
  return !about.readOnly && !show.verdictOut && mayHaveIt;
}

/** Tells a rehearsal of each run of a step as it begins, and of those that a resumed show goes on with. */
function tellWorkingSteps(store: ShowStore, rehearsal: World['rehearsal']): void {
  const told = new Set<number>();
  function tell({ show: { phases } }: State): void {
    for (const step of STEPS) {
      const phase = phases[step];
      if (phase.tag !== 'running' || told.has(phase.run)) continue;
      told.add(phase.run);
      rehearsal?.stepWorks?.(step);
    }
  }
  if (!rehearsal?.stepWorks) return;
  tell(store.getState());
  store.subscribe(tell);
}
