import { afterEach, expect, it, vi } from 'vitest';
import { walkAlone } from '../src/faces/auto.ts';
import { NO_LEDGER } from '../src/ledger.ts';
import { createRecords } from '../src/records.ts';
import { createShow } from '../src/show.ts';
import type { Kept, ShowHandle } from '../src/show.ts';
import { exitCodeOf } from '../src/wizard/state.ts';
import type { State } from '../src/wizard/state.ts';
import { createSmallWorld } from './helpers/small-world.ts';
import type { SmallWorld } from './helpers/small-world.ts';
import { MEMBERS, SNAPSHOT } from './helpers/states.ts';

const CONFIG = {
  showId: 'show-1',
  seed: 7,
  from: 'preflight',
  auto: false,
  speed: 20,
  load: { bytes: 40 * 1024, documentBytes: 1024, batch: 4 },
  delete: { percent: 10, batch: 6, pauseMs: 500 },
} as const;

/** A show that leaves nothing behind. */
const keptNowhere = (): Kept => ({
  keeper: {
    keep: () => undefined,
    hear: () => undefined,
    note: () => undefined,
    lose: () => undefined,
    close: () => undefined,
  },
  records: createRecords(NO_LEDGER),
  past: { snapshotMs: [], restoreMs: [] },
  notices: [],
});

const open: ShowHandle[] = [];
function show(world: SmallWorld, config: Partial<Parameters<typeof createShow>[1]> = {}): ShowHandle {
  const handle = createShow(world, { ...CONFIG, ...config }, keptNowhere());
  open.push(handle);
  return handle;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((handle) => handle.close()));
});

const until = (handle: ShowHandle, holds: (state: State) => boolean): Promise<void> =>
  vi.waitFor(() => expect(holds(handle.store.getState())).toBe(true), { timeout: 5000, interval: 5 });
const intent = (handle: ShowHandle, name: 'advance' | 'pause' | 'stop' | 'next'): void =>
  handle.dispatch({ type: 'intent', intent: name });
const phase = (handle: ShowHandle, step: keyof State['show']['phases']) => handle.store.getState().show.phases[step];

/** A world whose backup side answers as a real one does, as soon as it is asked. */
function willing(): SmallWorld {
  const world = createSmallWorld(100);
  let deleted: Uint8Array | undefined;
  world.answers.push({ tag: 'accepted', job: { id: 'j', createdAt: 0, stateName: 'FINISHED', pointInTime: true } });
  world.jobs = [];
  let looks = 0;
  world.tick = () => {
    const created = { t: Math.floor(world.clock.now() / 1000) - 1000, i: 1 };
    if (world.asked.includes('start backup') && world.snapshots.length === 0)
      world.snapshots = [{ ...SNAPSHOT, created }];
    world.coverage = { tag: 'ranges', ranges: [{ start: created, end: { t: created.t + 100_000, i: 1 } }] };
    if (world.asked.includes('take snapshot')) {
      const newest = { ...SNAPSHOT, id: 'new', created: { t: created.t + 1000, i: 1 } };
      world.snapshots = [newest, SNAPSHOT];
    }
    if (!world.asked.includes('restore')) {
      if (!world.asked.some((what) => what.startsWith('delete'))) deleted = world.ids;
      return;
    }
    looks += 1;
    if (looks === 1) world.ids = deleted!;
    world.members = MEMBERS.map((member) => ({ ...member, processId: `${member.processId}-again` }));
    const processes = MEMBERS.map(({ host }) => ({ name: host, host, achieved: 4, plan: [] }));
    world.automation = { goal: 4, processes };
  };
  return world;
}

it('walks by itself from the first step to a verdict, through the same intents that keys give', async () => {
  const world = willing();
  const handle = show(world, { auto: true, delete: { ...CONFIG.delete, iterations: 1 } });
  const stop = walkAlone(handle);
  await until(handle, ({ quitting }) => quitting);
  stop();
  const { verify } = handle.store.getState().show.results;
  expect(verify?.verdict.tag).toBe('verified');
  expect(exitCodeOf(handle.store.getState())).toBe(0);
  expect(world.asked.filter((what) => what === 'restore')).toHaveLength(1);
  expect(world.asked.indexOf('barrier')).toBeLessThan(world.asked.indexOf('restore'));
  expect(world.asked.slice(world.asked.indexOf('restore')).filter((what) => /insert|delete|mark/.test(what))).toEqual(
    [],
  );
});

it('earns 4 when it walks by itself and comes to no verdict', async () => {
  const world = createSmallWorld(10);
  world.outcomes.push(new Error('the set is gone'));
  const handle = show(world, { auto: true });
  const stop = walkAlone(handle);
  await until(handle, ({ quitting }) => quitting);
  stop();
  expect(exitCodeOf(handle.store.getState())).toBe(4);
});

it('holds a paused load where it is, and goes on from there', async () => {
  const world = createSmallWorld(10);
  const handle = show(world, { from: 'load' });
  await until(handle, ({ show }) => show.phases.preflight.tag === 'done');
  intent(handle, 'advance');
  intent(handle, 'pause');
  await vi.waitFor(() => expect(phase(handle, 'load')).toMatchObject({ tag: 'running', paused: true }));
  const sampled = handle.store.getState().asides.watch?.latest?.at;
  await until(handle, ({ asides }) => asides.watch?.latest?.at !== sampled);
  expect(world.asked.filter((what) => what.startsWith('insert')).length).toBeLessThan(10);
  intent(handle, 'pause');
  await until(handle, ({ show }) => show.phases.load.tag === 'done');
  expect(handle.store.getState().show.results.load).toMatchObject({ documents: 40, stopped: false });
});

it('stops a paused load: the worker settles and returns', async () => {
  const handle = show(createSmallWorld(10), { from: 'load' });
  await until(handle, ({ show }) => show.phases.preflight.tag === 'done');
  intent(handle, 'advance');
  intent(handle, 'pause');
  intent(handle, 'stop');
  await until(handle, ({ show }) => show.phases.load.tag === 'done');
  expect(handle.store.getState().show.results.load?.stopped).toBe(true);
});

it('ends all work when it is closed, and closes the writer', async () => {
  const world = createSmallWorld(1000);
  const handle = show(world, { from: 'delete', delete: { ...CONFIG.delete, percent: 1 } });
  intent(handle, 'advance');
  handle.dispatch({ type: 'intent', intent: 'yes' });
  await vi.waitFor(() => expect(world.asked).toContain('open delete'));
  await handle.close();
  expect(world.asked.at(-1)).toBe('close delete');
});

it('shows what a step threw, and lets Enter try it again', async () => {
  const world = createSmallWorld(10);
  world.outcomes.push(new Error('no disk left'));
  const handle = show(world, { from: 'load' });
  intent(handle, 'advance');
  await until(handle, ({ show }) => show.phases.load.tag === 'failed');
  expect(phase(handle, 'load')).toMatchObject({ error: { kind: 'bug', message: 'no disk left' } });
  intent(handle, 'advance');
  await until(handle, ({ show }) => show.phases.load.tag === 'done');
});
