import { expect, it, onTestFinished } from 'vitest';
import type { Sample } from '../../src/wizard/asides.ts';
import { watch } from '../../src/workers/watch.ts';
import { NO_LEDGER } from '../../src/ledger.ts';
import { createRecords } from '../../src/records.ts';
import { createDatabase } from '../../src/world/live/database.ts';
import { createRedactor } from '../../src/world/live/redact.ts';
import type { World } from '../../src/world/world.ts';
import { startSetForTest } from '../world/rehearsal/set/harness.ts';

/* How soon the screen knows that a set is down, hangs or is back: promises to an audience, in real milliseconds. */

const CLOSED_MS = 1000;
const HUNG_MS = 5000;
const BACK_MS = 2000;
/** Between two samples, so that a change just after one is on the next. */
const SAMPLE_MS = 1000;

/** A set at real speed, and what the samples on screen say of its members. */
async function startWatched() {
  const harness = await startSetForTest();
  const { set, clock } = harness;
  const redact = createRedactor([]);
  const database = createDatabase({ uri: set.uri, db: 'a', coll: 'b', writeConcern: 1, version: 't', redact });
  const stop = new AbortController();
  const world: World = { kind: 'live', database, clock, engine: undefined as never, close: () => Promise.resolve() };
  const around = { world, show: { id: 's', seed: 1 }, records: createRecords(NO_LEDGER), earlier: {} };
  let sample: Sample | undefined;
  const watching = (async () => {
    for await (const one of watch({ ...around, signal: stop.signal, input: undefined })) sample = one;
  })().catch(() => undefined);
  onTestFinished(async () => {
    stop.abort();
    await watching;
    await database.close();
  });
  const roles = (): string => (sample?.members ?? []).map(({ role }) => role).join(' ');
  await expect.poll(roles, { timeout: 5000 }).toBe('primary secondary secondary');
  return { ...harness, roles };
}

const within = (ms: number) => ({ timeout: ms + SAMPLE_MS, interval: 20 });

it('shows a member whose sockets were closed as down within a second', async () => {
  const { set, roles } = await startWatched();
  set.shutDown(0);
  await expect.poll(roles, within(CLOSED_MS)).toBe('down secondary secondary');
});

it('shows members that hang as down within five', async () => {
  const { faults, roles } = await startWatched();
  faults.add({ tag: 'silence', afterMs: 0, forMs: 3_600_000 });
  await expect.poll(roles, within(HUNG_MS)).toBe('down down down');
});

it('shows the primary that is back within two', async () => {
  const { set, roles } = await startWatched();
  for (const member of [2, 1, 0]) set.shutDown(member);
  await expect.poll(roles, within(CLOSED_MS)).toBe('down down down');
  for (const member of [0, 1, 2]) await set.start(member);
  set.elect(2);
  await expect.poll(roles, within(BACK_MS)).toBe('secondary secondary primary');
});
