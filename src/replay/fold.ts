import type { JournalHead } from '../keep/journal.ts';
import { createShowState, reduceShow } from '../wizard/show.ts';
import { createStage, reduceStage } from '../wizard/stage.ts';
import type { StageEvent } from '../wizard/stage.ts';
import type { Past, State } from '../wizard/state.ts';
import { BEATS } from '../wizard/steps.ts';
import type { Scene } from './scenes.ts';

/** The state that a show began with, as one that is played again. */
export function toFirstState(head: JournalHead, past: Past, folder: string, speed: number): State {
  return {
    about: {
      kind: head.kind,
      showId: head.showId,
      seed: head.seed,
      namespace: `${head.db}.${head.coll}`,
      shownUri: head.target,
      auto: false,
      engine: head.engine ?? { product: 'ops-manager', onDemand: 'yes', windowIsFixed: false },
      readOnly: false,
      folder,
      past,
      notices: [],
      replay: { speed, paused: false, ended: false },
    },
    show: createShowState(head.inputs),
    stage: createStage(head.from, 1, 0),
    asides: {},
    asideErrors: {},
    lastRun: 0,
    quitting: false,
    durable: [],
  };
}

/** Runs beside the steps have numbers of their own, which a replay has no use for. */
const ASIDE_RUN = 0;

/** What a scene makes of the state. Pure; `realNow` is when it is played. */
export function playScene(state: State, { event, storyAt }: Scene, realNow: number): State {
  const onStage = (next: State, ...events: readonly StageEvent[]): State => ({
    ...next,
    stage: events.reduce((stage, one) => reduceStage(stage, one, realNow), next.stage),
  });
  switch (event.type) {
    case 'resumed':
    case 'left':
      return state;
    case 'showed':
      return withoutSurvey(onStage(state, { type: 'showed', step: event.step }));
    case 'sampled': {
      const watch = { run: ASIDE_RUN, latest: event.sample };
      return { ...state, show: reduceShow(state.show, event), asides: { ...state.asides, watch } };
    }
    case 'surveyed': {
      const { survey } = event;
      const told: State = {
        ...state,
        asides: { ...state.asides, survey: { run: ASIDE_RUN, latest: survey, toldAt: storyAt } },
      };
      return withoutSurvey(onStage(told, { type: 'froze', now: survey.now }));
    }
    case 'progressed':
      return { ...state, show: reduceShow(state.show, event) };
    default: {
      const told: State = { ...state, show: reduceShow(state.show, event) };
      const shown = 'step' in event && event.step === state.stage.shown;
      // Its parts were revealed one by one, which is not recorded; by now all of them are.
      const reveals = event.type === 'told' ? BEATS - state.stage.beat : 0;
      const revealed = Array.from({ length: reveals }, () => ({ type: 'revealed' }) as const);
      return withoutSurvey(onStage(told, ...revealed, ...(shown ? [{ type: 'phased' } as const] : [])));
    }
  }
}

/** The backup side is looked at only while a point is being chosen. */
function withoutSurvey(state: State): State {
  const { restore } = state.show.phases;
  const chooses = state.stage.shown === 'restore' && restore.tag !== 'running' && restore.tag !== 'done';
  if (chooses || !state.asides.survey) return state;
  const { survey: _gone, ...asides } = state.asides;
  return { ...state, asides };
}

/** So near to real time counts as real time: only there a value can be stale on screen. */
const EVEN_PART = 0.2;

/** How fast story time ran between two scenes, as the show had it: 1 is real time. */
export function rateBetween(before: Scene | undefined, after: Scene | undefined): number {
  if (!before || !after || after.realAt <= before.realAt) return 1;
  const rate = (after.storyAt - before.storyAt) / (after.realAt - before.realAt);
  return Math.abs(rate - 1) < EVEN_PART ? 1 : rate;
}
