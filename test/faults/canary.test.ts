import { expect, it, onTestFinished } from 'vitest';
import { toShowError } from '../../src/errors.ts';
import { NO_LEDGER } from '../../src/ledger.ts';
import { createRecords } from '../../src/records.ts';
import type { Results } from '../../src/wizard/results.ts';
import { preflight } from '../../src/workers/preflight/preflight.ts';
import { schedule } from '../../src/workers/schedule.ts';
import { snapshots } from '../../src/workers/snapshots.ts';
import { stats } from '../../src/workers/stats.ts';
import { stores } from '../../src/workers/stores.ts';
import { createDatabase } from '../../src/world/live/database.ts';
import { createRedactor } from '../../src/world/live/redact.ts';
import { createLiveClients } from '../../src/world/live/world.ts';
import type { World } from '../../src/world/world.ts';
import { startRehearsal } from '../../src/world/rehearsal/world.ts';
import { drawScreen } from '../helpers/draw.ts';
import { createRequester } from '../helpers/signed-request.ts';
import { runToEnd } from '../helpers/small-world.ts';
import { DONE, stateWith } from '../helpers/states.ts';
import { startSetForTest } from '../world/rehearsal/set/harness.ts';

/* Servers that put into every text what a terminal would obey, or what makes text read otherwise than it is. */

const never = new AbortController().signal;
/** Writes to the clipboard, clears the screen by both forms of CSI, rings, and turns the direction of what follows. */
const HOSTILE = '\u001b]52;c;QUFB\u0007\u001b[2J\u009b2J\u0007\u202e\u2066\u200b';
const FORBIDDEN = /(?!\n)\p{Cc}|[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

/** Every text of an answer, but for what the client goes by. */
function poison(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(poison);
  if (typeof value === 'object' && value !== null) {
    const kept = ['id', 'rel', 'href', 'typeName', 'hostname', 'created', 'expires', 'date', 'completedTime'];
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [
        name,
        kept.includes(name) && typeof one === 'string' ? one : poison(one),
      ]),
    );
  }
  if (typeof value !== 'string' || /^\d{4}-\d\d-\d\dT|^mongodb:/.test(value)) return value;
  return `${HOSTILE}${value}${HOSTILE}`;
}

function expectHarmless(what: unknown): void {
  const texts: string[] = [];
  JSON.stringify(what, (_, value: unknown) => {
    if (typeof value === 'string') texts.push(value);
    return value;
  });
  for (const text of texts) expect(text, JSON.stringify(text)).not.toMatch(FORBIDDEN);
}

it('nothing that Ops Manager says reaches a screen unclean', async () => {
  const host = await startRehearsal({ thread: false, namespace: 'loadtest.events', seed: 7, speed: 60 });
  const { uri, opsManager: url, publicKey, privateKey, projectId, clusterId } = host.connection;
  const key = { publicKey, privateKey };
  const { database, engine } = createLiveClients({
    connection: {
      uri,
      db: 'loadtest',
      coll: 'events',
      opsManager: { url, ...key, project: projectId, cluster: clusterId, globalKey: key },
    },
    version: 'test',
    clock: host.clock,
  });
  onTestFinished(async () => {
    await Promise.all([database.close(), engine.close()]);
    await host.close();
  });
  await engine.startBackup(never);
  for (let name = await host.control.jump(); name !== 'first snapshot complete'; name = await host.control.jump());
  const group = `/groups/${projectId}`;
  const cluster = `${group}/clusters/${clusterId}`;
  const request = createRequester(url, key);
  const paths = [
    group,
    cluster,
    `${group}/hosts`,
    `${group}/automationStatus`,
    ...['AUTOMATION', 'BACKUP', 'MONITORING'].map((kind) => `${group}/agents/${kind}`),
    `${group}/backupConfigs/${clusterId}`,
    `${group}/backupConfigs/${clusterId}/snapshotSchedule`,
    `${cluster}/snapshots`,
    `${cluster}/restoreJobs`,
    ...['fileSystemConfigs', 'mongoConfigs', 's3Configs'].map((kind) => `/admin/backup/snapshot/${kind}`),
    ...['mongoConfigs', 's3Configs'].map((kind) => `/admin/backup/oplog/${kind}`),
    '/admin/backup/daemon/configs',
  ];
  for (const path of paths) {
    const { body } = await request('GET', path);
    const mishap = { tag: 'answer', status: 200, body: poison(body) } as const;
    host.addFault({ point: 'request', name: `GET /api/public/v1.0${path}`, when: 'before', times: 1000, mishap });
  }
  const world: World = { kind: 'live', database, engine, clock: host.clock, close: () => Promise.resolve() };
  const records = createRecords(NO_LEDGER);
  const since = host.clock.now();
  const around = { world, records, earlier: {}, show: { id: 's', seed: 1 }, signal: never, run: 1, since };
  const context = { ...around, input: undefined, resuming: false };
  const results: Partial<Results> = {
    preflight: (await runToEnd(preflight(context))).result,
    stores: (await runToEnd(stores(context))).result,
    schedule: (await runToEnd(schedule(context))).result,
    snapshots: (await runToEnd(snapshots(context))).result,
  };
  expect(results.stores?.stores).toMatchObject({ tag: 'stores' });
  expect(results.snapshots?.snapshots).toHaveLength(1);
  expectHarmless(results);
  expectHarmless([await engine.automation(never), await engine.restoreJobs(never), await engine.describe(never)]);
  for (const shown of ['preflight', 'stores', 'schedule', 'snapshots'] as const) {
    const frame = drawScreen(stateWith({ shown, phases: { [shown]: DONE }, results }));
    expect(frame.replaceAll('\n', '')).not.toMatch(FORBIDDEN);
  }
  const refusal = { error: 403, errorCode: `A${HOSTILE}`, reason: HOSTILE, detail: `No${HOSTILE}, not for you` };
  const mishap = { tag: 'answer', status: 403, body: refusal } as const;
  host.addFault({
    point: 'request',
    name: `POST /api/public/v1.0${cluster}/restoreJobs/*`,
    when: 'before',
    times: 9,
    mishap,
  });
  const error = await engine.coverage(never).catch((thrown: unknown) => toShowError(thrown));
  expect(error).toMatchObject({ message: expect.stringMatching(/: No , not for you$/) as string });
  expectHarmless(error);
});

it('nothing that the set says does either', async () => {
  const setName = `re${HOSTILE}hearsal`;
  const { set, faults, clock } = await startSetForTest({ setName });
  const uri = set.uri.replace(/\?.*/, '');
  const redact = createRedactor([]);
  const database = createDatabase({ uri, db: 'loadtest', coll: 'events', writeConcern: 1, version: 't', redact });
  onTestFinished(() => database.close());
  const engine = undefined as never;
  const world: World = { kind: 'live', database, engine, clock, close: () => Promise.resolve() };
  const loader = await database.openWriter('load', never);
  await loader.insert({ second: 1, show: 's', seed: 1, documentBytes: 100 }, 0, 5, never);
  await loader.close();
  const around = { world, records: createRecords(NO_LEDGER), earlier: {}, show: { id: 's', seed: 1 }, signal: never };
  const { result } = await runToEnd(stats({ ...around, input: undefined, run: 1, since: 0, resuming: false }));
  expect(result.set.setName).toBe('re hearsal');
  expectHarmless([result.set, result.stats, result.hash, await database.identity(never), await database.probe(never)]);
  const frame = drawScreen(stateWith({ shown: 'stats', phases: { stats: DONE }, results: { stats: result } }));
  expect(frame.replaceAll('\n', '')).not.toMatch(FORBIDDEN);
  const body = { ok: 0, code: 13, codeName: `Un${HOSTILE}authorized`, errmsg: `not ${HOSTILE}authorized` };
  const mishap = { tag: 'answer', status: 200, body } as const;
  faults.add({ point: 'command', name: 'listIndexes', when: 'before', times: 1, mishap });
  const error = await database.shape(never).catch((thrown: unknown) => toShowError(thrown));
  expect(error).toMatchObject({ message: expect.stringContaining('not authorized') as string });
  expectHarmless(error);
});
