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
import { createWillingWorld } from './helpers/willing-world.ts';

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

it('walks by itself from the first step to a verdict, through the same intents that keys give', async () => {
  const world = createWillingWorld();
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

it('types by itself what is asked for where others have databases on the set', async () => {
  const world = createWillingWorld();
  world.foreign = [
    { name: 'users', bytes: 1 },
    { name: 'orders', bytes: 2 },
  ];
  const handle = show(world, { auto: true, from: 'load', delete: { ...CONFIG.delete, iterations: 1 } });
  const stop = walkAlone(handle);
  await until(handle, ({ quitting }) => quitting);
  stop();
  const { results, armed } = handle.store.getState().show;
  expect(results.verify?.verdict.tag).toBe('verified');
  expect(armed?.databases).toEqual(['users', 'orders']);
});

it('begins nothing on real systems before they are confirmed, whatever is pressed', async () => {
  const world = Object.assign(createWillingWorld(), { kind: 'live' as const });
  const handle = show(world, { from: 'load' });
  await until(handle, ({ asides }) => asides.target?.latest !== undefined);
  for (const name of ['advance', 'next', 'advance', 'pause', 'stop', 'advance'] as const) intent(handle, name);
  expect(handle.store.getState().stage.flash?.reason).toBe('not-armed');
  expect(world.asked).toEqual([]);
  expect(world.lease).toBeUndefined();
});

it('writes nothing on leaving to a set whose members were all restarted, as a restore does it', async () => {
  const world = createWillingWorld();
  const handle = show(world, { from: 'load' });
  intent(handle, 'advance');
  await until(handle, ({ show: { phases } }) => phases.load.tag === 'done');
  world.members = world.members.map((member) => ({ ...member, processId: `${member.processId}-again` }));
  await until(handle, ({ asides }) => asides.lease?.latest?.standing === 'unknown');
  await handle.close();
  expect(world.lease).toMatchObject({ show: 'show-1' });
});

it('gives the set back when it is left in good order, and keeps another off it until then', async () => {
  const world = createWillingWorld();
  const handle = show(world, { from: 'load' });
  intent(handle, 'advance');
  await until(handle, ({ show: { phases } }) => phases.load.tag === 'done');
  expect(world.lease).toMatchObject({ show: 'show-1' });
  const second = show(world, { showId: 'show-2', from: 'load' });
  intent(second, 'advance');
  await until(second, ({ show: { phases } }) => phases.load.tag === 'failed');
  expect(phase(second, 'load')).toMatchObject({ error: { message: expect.stringContaining('held by show show-1') } });
  await handle.close();
  expect(world.lease).toBeUndefined();
  intent(second, 'advance');
  await until(second, ({ show: { phases } }) => phases.load.tag === 'done');
});
