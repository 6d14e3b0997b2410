import { expect, it } from 'vitest';
import { createLoop } from '../src/store.ts';
import type { Keeper } from '../src/store.ts';
import type { Effect } from '../src/wizard/events.ts';
import type { JournalEvent } from '../src/wizard/show.ts';
import { choosing } from './helpers/break-states.ts';
import { DONE, NOW, RESULTS, stateWith } from './helpers/states.ts';

/** A loop whose order of doings a test can read, with a disk that may be full. */
function looped(
  initial = stateWith({ shown: 'delete', results: RESULTS }),
  why: () => string | undefined = () => undefined,
) {
  const done: string[] = [];
  const kept: JournalEvent[] = [];
  const effects: Effect[] = [];
  const keeper: Keeper = {
    keep(events, _event, now) {
      kept.push(...events);
      for (const { type } of events) done.push(`keep ${type}`);
      if (now) done.push('flush');
      return why();
    },
    hear: ({ type }) => void done.push(`hear ${type}`),
  };
  const loop = createLoop({
    initial,
    storyNow: () => NOW,
    keeper,
    perform(effect, state) {
      effects.push(effect);
      done.push(`perform ${effect.type}, durable ${state === loop.store.getState() ? 'shown' : 'taken'}`);
    },
  });
  loop.store.subscribe((state) => done.push(`state ${state.show.phases.delete.tag}`));
  return { ...loop, done, kept, effects };
}

it('keeps what happened, on disk, before the state shows it and before anything is done about it', () => {
  const { dispatch, done } = looped();
  dispatch({ type: 'intent', intent: 'advance' });
  done.length = 0;
  dispatch({ type: 'intent', intent: 'yes' });
  expect(done.slice(0, 3)).toEqual(['keep started', 'flush', 'state running']);
  expect(done.findIndex((what) => what.startsWith('perform start'))).toBeGreaterThan(2);
});

it('keeps neither progress nor samples, nor what only moves on the stage', () => {
  const { dispatch, kept, store } = looped(stateWith({ shown: 'stats' }));
  dispatch({ type: 'opened' });
  dispatch({ type: 'progressed', step: 'preflight', run: 1, progress: { checks: [] } });
  dispatch({ type: 'intent', intent: 'help' });
  dispatch({ type: 'intent', intent: 'cancel' });
  dispatch({ type: 'intent', intent: 'next' });
  expect(kept.map(({ type }) => type)).toEqual(['started', 'started', 'showed']);
  expect(store.getState().durable).toEqual([]);
});

it('begins nothing that destroys while the journal cannot be written, says why, and does so again once it can', () => {
  let full = true;
  const { dispatch, effects, store } = looped(undefined, () => (full ? 'ENOSPC: no space left on device' : undefined));
  dispatch({ type: 'intent', intent: 'advance' });
  dispatch({ type: 'intent', intent: 'yes' });
  expect(effects.filter(({ type }) => type === 'start')).toEqual([]);
  expect(store.getState().unkept).toContain('ENOSPC');
  expect(store.getState().show.phases.delete).toMatchObject({
    tag: 'failed',
    error: {
      kind: 'refused',
      message: expect.stringContaining('ENOSPC'),
      nextSteps: [expect.any(String), expect.any(String)],
    },
  });
  full = false;
  dispatch({ type: 'intent', intent: 'advance' });
  dispatch({ type: 'intent', intent: 'yes' });
  expect(effects.filter(({ type }) => type === 'start')).toHaveLength(1);
  expect(store.getState().unkept).toBeUndefined();
});

it('lets a show go on that cannot be kept: whatever destroys nothing is begun', () => {
  const { dispatch, effects } = looped(
    stateWith({ shown: 'load', results: RESULTS }),
    () => 'EROFS: read-only file system',
  );
  dispatch({ type: 'intent', intent: 'advance' });
  expect(effects).toContainEqual(expect.objectContaining({ type: 'start', step: 'load' }));
});

it('does not let a refused restore stand in the way of deleting', () => {
  const phases = { delete: DONE } as const;
  const state = stateWith({ shown: 'restore', results: RESULTS, phases, asides: choosing() });
  const { dispatch, store } = looped(state, () => 'EIO: i/o error');
  dispatch({ type: 'intent', intent: 'advance' });
  dispatch({ type: 'type', text: 'rehearsal' });
  dispatch({ type: 'intent', intent: 'submit' });
  expect(store.getState().show.phases.restore).toMatchObject({ tag: 'failed' });
  expect(store.getState().show.verdictOut).toBe(false);
});

it('lets a restore that was cut off be followed although nothing can be kept: it begins nothing anew', () => {
  const running = { tag: 'running', run: 3, since: NOW, input: { point: { form: 'second', t: 1 } } } as const;
  const restore = { ...running, stopping: false, paused: false };
  const cut = stateWith({ shown: 'restore', results: RESULTS, phases: { restore } });
  const { dispatch, effects } = looped(cut, () => 'EROFS: read-only file system');
  dispatch({ type: 'opened', resumed: true });
  expect(effects).toContainEqual(expect.objectContaining({ type: 'start', step: 'restore', resuming: true }));
});
