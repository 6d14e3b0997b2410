import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { MongoClient } from 'mongodb';
import { expect, it, onTestFinished } from 'vitest';
import type { HostOptions, RehearsalHost } from '../../../src/world/rehearsal/world.ts';
import { createRequester } from '../../helpers/signed-request.ts';
import { makeFolder } from './remembered.ts';

type Start = (options: HostOptions) => Promise<RehearsalHost>;

/*
 * A thread needs a file that Node can run, so these use the built program, as `npm test` builds it first.
 */
const built = (path: string): string => new URL(`../../../dist/src/${path}`, import.meta.url).href;

async function startInThread(options: Partial<HostOptions> = {}): Promise<RehearsalHost> {
  const { startRehearsal }: { startRehearsal: Start } = await import(built('world/rehearsal/world.js'));
  return startRehearsal({ seed: 1, ...options });
}

it('runs the servers in a thread of their own, with the time followed here', async () => {
  const host = await startInThread();
  onTestFinished(() => host.close());
  const { connection, control, clock } = host;
  const request = createRequester(connection.opsManager, connection);
  const config = `/groups/${connection.projectId}/backupConfigs/${connection.clusterId}`;
  host.addFault({
    point: 'request',
    name: `GET /api/public/v1.0${config}`,
    when: 'before',
    times: 1,
    mishap: { tag: 'answer', status: 503, body: {} },
  });
  expect((await request('GET', config)).status).toBe(503);
  const before = clock.now();
  await request('PATCH', config, { statusName: 'STARTED' });
  expect(await control.jump()).toBe('backup started');
  expect(await control.jump()).toBe('first snapshot begins');
  expect(clock.now() - before).toBeGreaterThan(10 * 60_000);
  control.pace(50);
  await new Promise<void>((resolve) => control.onChange(() => control.rate() === 50 && resolve()));
  expect(await request('GET', config)).toMatchObject({ status: 200, body: { statusName: 'STARTED' } });
});

it('tells the host when the thread dies, and whoever waits for it', async () => {
  const host = await startInThread();
  onTestFinished(() => host.close());
  // What cannot be written as JSON is a bug of the world, of which there is no other at hand.
  const mishap = { tag: 'answer', status: 200, body: 1n } as const;
  host.addFault({ point: 'request', name: 'GET /api/public/v1.0', when: 'before', times: 1, mishap });
  const died = new Promise<Error>((resolve) => host.onError(resolve));
  await expect(createRequester(host.connection.opsManager, host.connection)('GET', '')).rejects.toThrow('fetch failed');
  expect(await died).toMatchObject({ kind: 'bug', message: expect.stringContaining('BigInt') });
  await expect(host.control.jump()).rejects.toThrow('The rehearsal world stopped');
});

it('closes within a second, connections and all', async () => {
  const host = await startInThread();
  const began = performance.now();
  await host.close();
  expect(performance.now() - began).toBeLessThan(1000);
  await expect(fetch(host.connection.opsManager)).rejects.toThrow('fetch failed');
});

it('says that a port is taken in the words of the thread', async () => {
  const host = await startInThread();
  onTestFinished(() => host.close());
  const opsManagerPort = Number(new URL(host.connection.opsManager).port);
  await expect(startInThread({ opsManagerPort })).rejects.toMatchObject({
    kind: 'setup',
    nextSteps: [expect.any(String)],
  });
});

it.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const)('prints one line to connect with, and ends on %s with code %i', async (signal, code) => {
  const program = `const { runWorld } = await import('${built('commands/world.js')}');
    process.exitCode = await runWorld({ speed: 20, seed: 3 }, process.stdout);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const connection = JSON.parse(line);
  expect(Object.keys(connection)).toEqual(['uri', 'opsManager', 'publicKey', 'privateKey', 'projectId', 'clusterId']);
  const clusters = await createRequester(connection.opsManager, connection)(
    'GET',
    `/groups/${connection.projectId}/clusters`,
  );
  expect(clusters.body.results).toMatchObject([{ id: connection.clusterId }]);
  child.kill(signal);
  expect(await once(child, 'exit')).toEqual([code, null]);
});

it('remembers in its thread what was answered before its process was killed', async () => {
  const folder = makeFolder();
  const options = { seed: 3, namespace: 'a.b', history: join(folder, 'world.log') };
  const program = `const { startRehearsal } = await import('${built('world/rehearsal/world.js')}');
    console.log(JSON.stringify((await startRehearsal(${JSON.stringify(options)})).connection));`;
  // A file, as a thread does not take the options of a program that came by itself.
  writeFileSync(join(folder, 'world.mjs'), program);
  const child = spawn(process.execPath, [join(folder, 'world.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const killed = JSON.parse(line);
  const client = await new MongoClient(killed.uri, { serverSelectionTimeoutMS: 2000 }).connect();
  onTestFinished(() => client.close());
  const answered = await client.db('foreign').command({ insert: 'notes', documents: [{ _id: 1 }, { _id: 2 }] });
  await createRequester(killed.opsManager, killed)(
    'PATCH',
    `/groups/${killed.projectId}/backupConfigs/${killed.clusterId}`,
    { statusName: 'STARTED' },
  );
  child.kill('SIGKILL');
  await once(child, 'exit');

  const host = await startInThread(options);
  const { connection, control } = host;
  onTestFinished(() => host.close());
  expect(connection).toEqual({ ...killed, privateKey: connection.privateKey });
  const again = await new MongoClient(connection.uri).connect();
  onTestFinished(() => again.close());
  expect(await again.db('foreign').collection('notes').countDocuments()).toBe(2);
  const { operationTime } = await again.db('admin').command({ ping: 1 });
  expect(operationTime.greaterThanOrEqual(answered['operationTime'])).toBe(true);
  expect(await control.jump()).toBe('backup started');
});

it('tells the host when the thread cannot write its history, and goes on', async () => {
  const host = await startInThread({ history: join(makeFolder(), 'nowhere', 'world.log') });
  onTestFinished(() => host.close());
  const why = await new Promise((resolve) => host.onHistoryLost(resolve));
  expect(why).toContain('ENOENT');
  expect((await fetch(host.connection.opsManager)).status).toBe(401);
});

it('says what is wrong with a history in the words of the thread', async () => {
  const history = join(makeFolder(), 'world.log');
  writeFileSync(history, 'Remember the milk\n');
  await expect(startInThread({ history })).rejects.toMatchObject({
    kind: 'setup',
    message: expect.stringContaining(history),
    nextSteps: ['Start afresh with --fresh'],
  });
});
