import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CheckName } from '../../../src/wizard/checks.ts';
import type { Finding } from '../../../src/workers/preflight/finding.ts';
import { preflight } from '../../../src/workers/preflight/preflight.ts';
import type { Context } from '../../../src/workers/worker.ts';
import type { Connection } from '../../../src/world/live/world.ts';
import { createLiveClients } from '../../../src/world/live/world.ts';
import type { RehearsalHost } from '../../../src/world/rehearsal/world.ts';
import { startRehearsal } from '../../../src/world/rehearsal/world.ts';
import { contextFor, createSmallWorld, runToEnd } from '../../helpers/small-world.ts';
import { LOAD, TERMINAL } from './looked.ts';

const API = '/api/public/v1.0';
const PROJECT = `${API}/groups/*`;

let host: RehearsalHost;
const open: (() => Promise<void>)[] = [];

beforeEach(async () => {
  host = await startRehearsal({ thread: false, seed: 1 });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
  await host.close();
});

interface Otherwise {
  readonly uri?: string;
  readonly db?: string;
  readonly coll?: string;
  readonly opsManager?: Partial<Connection['opsManager']>;
}

/** What preflight says of the rehearsal, reached by the clients that talk to real systems. */
async function lookAt({ uri, db, coll, opsManager }: Otherwise = {}): Promise<ReadonlyMap<CheckName, Finding>> {
  const { connection, clock } = host;
  const { publicKey, privateKey, projectId: project, clusterId: cluster } = connection;
  const key = { publicKey, privateKey };
  const { database, engine } = createLiveClients({
    connection: {
      uri: uri ?? connection.uri,
      db: db ?? 'loadtest',
      coll: coll ?? 'events',
      opsManager: { url: connection.opsManager, project, cluster, ...key, globalKey: key, ...opsManager },
    },
    version: 'test',
    clock,
  });
  open.push(async () => {
    await Promise.all([database.close(), engine.close()]);
  });
  const context: Context<'preflight'> = {
    ...contextFor(createSmallWorld(), { load: LOAD }),
    world: { kind: 'live', database, engine, clock, close: () => Promise.resolve() },
    terminal: TERMINAL,
  };
  const { result } = await runToEnd(preflight(context));
  return new Map(result.checks.map(({ name, ...finding }) => [name, finding]));
}

async function connect(): Promise<MongoClient> {
  const client = new MongoClient(host.connection.uri);
  open.push(() => client.close());
  return client.connect();
}

/** Ops Manager answers so to the next requests of this kind. */
function answer(name: string, status: number, body: unknown, times = 1): void {
  host.addFault({
    point: 'request',
    name: `GET ${name}`,
    when: 'before',
    times,
    mishap: { tag: 'answer', status, body },
  });
}

const refusal = (errorCode: string, detail: string) => ({ error: 401, reason: 'Unauthorized', errorCode, detail });

describe('preflight of a rehearsal as if it were live', () => {
  it('finds it as a show wants it, but for its lack of encryption', async () => {
    const checks = await lookAt();
    const others = [...checks].filter(([name, { verdict }]) => verdict !== 'good' && name !== 'node');
    expect(others.map(([name]) => name)).toEqual(['address', 'engine']);
    expect(checks.get('namespace')!.seen).toBe('loadtest.events is ours: 451,904 documents, 7.4 GB');
    expect(checks.get('oplog')!.seen).toBe('reaches back 3 days, 7.4 GB of 12.9 GB used');
    expect(checks.get('clocks')!.seen).toBe('4 clocks within 2 s of this machine’s');
    expect(checks.get('versions')!.seen).toMatch(/^MongoDB 8\.0\.\d+, feature compatibility 8\.0$/);
  });

  it('names what a restore would replace, and what is of others', async () => {
    const client = await connect();
    await client.db('orders').collection('all').insertOne({ a: 1 });
    await client.db('loadtest').collection('theirs').insertOne({ a: 1 });
    const checks = await lookAt({ coll: 'theirs' });
    expect(checks.get('databases')!.seen).toMatch(/^orders \(4\.1 KB\): a restore replaces them/);
    expect(checks.get('namespace')!.seen).toMatch(/^loadtest\.theirs holds 1 document, \d+ bytes of others/);
  });

  it('notices an index that refuses or removes documents', async () => {
    const indexes = [
      { v: 2, key: { seq: 1 }, name: 'seq_1', unique: true },
      { v: 2, key: { at: 1 }, name: 'at_1', expireAfterSeconds: 60 },
    ];
    const cursor = { id: 0, ns: 'loadtest.events', firstBatch: indexes };
    const mishap = { tag: 'answer', status: 200, body: { cursor, ok: 1 } } as const;
    host.addFault({ point: 'command', name: 'listIndexes', when: 'before', times: 1, mishap });
    const checks = await lookAt();
    expect(checks.get('namespace')!.seen).toBe('loadtest.events expires documents by index at_1: no count would hold');
  });

  it('tells a wrong key, a strange address and a missing role from one another', async () => {
    const wrong = await lookAt({ opsManager: { privateKey: 'not-the-key' } });
    expect(wrong.get('key')).toMatchObject({
      verdict: 'bad',
      seen: 'Ops Manager refused to read the root of the API: it does not accept the API key',
      fix: 'Check public and private key, and that they are not swapped',
    });
    const words = 'IP address 10.0.0.9 is not allowed to access this resource.';
    answer(`${API}/`, 403, { ...refusal('IP_ADDRESS_NOT_ON_ACCESS_LIST', words), error: 403 });
    const elsewhere = await lookAt();
    expect(elsewhere.get('key')).toMatchObject({
      verdict: 'bad',
      fix: expect.stringContaining('access list') as string,
    });
    expect(elsewhere.get('key')!.seen).toContain(words);
    answer(`${PROJECT}/automationConfig`, 401, refusal('USER_UNAUTHORIZED', 'Current user is not authorized.'));
    const humble = await lookAt();
    expect(humble.get('key')!.verdict).toBe('good');
    expect(humble.get('automation-role')).toMatchObject({
      verdict: 'bad',
      fix: 'Give the key the role Project Automation Admin: a restore takes it',
    });
    expect(humble.get('backup-role')!.verdict).toBe('good');
  });

  it('says of another server that it is not Ops Manager, and of none that it does not answer', async () => {
    const { port } = new URL(host.connection.opsManager);
    const other = await lookAt({ opsManager: { url: `http://127.0.0.1:${port}/other` } });
    expect(other.get('engine')!.verdict).toBe('warning');
    expect(other.get('key')!.verdict).toBe('bad');
    const none = await lookAt({ opsManager: { url: 'http://127.0.0.1:9' } });
    expect(none.get('engine')).toMatchObject({
      verdict: 'bad',
      seen: 'Ops Manager at 127.0.0.1:9 does not answer: the connection is refused',
    });
    expect(none.get('set')!.verdict).toBe('good');
  });

  it('lists the clusters that there are when the one that is named is not', async () => {
    const checks = await lookAt({ opsManager: { cluster: 'other' } });
    expect(checks.get('cluster')).toMatchObject({ verdict: 'bad', fix: 'Name with --cluster one of rehearsal' });
  });

  it('sees a backup that is on, and a restore that runs', async () => {
    const body = { results: [{ id: 'a1', created: '2026-11-24T13:00:00Z', statusName: 'IN_PROGRESS' }], totalCount: 1 };
    answer(`${PROJECT}/clusters/*/restoreJobs`, 200, body);
    answer(`${PROJECT}/backupConfigs/*`, 200, { statusName: 'STARTED' });
    const checks = await lookAt();
    expect(checks.get('restores')).toMatchObject({ verdict: 'bad', seen: 'running: a1' });
    expect(checks.get('backup')).toMatchObject({ verdict: 'warning', seen: 'STARTED, 0 snapshots complete' });
    expect(checks.get('coverage')!.verdict).toBe('warning');
  });

  it('says of a set of another name what it is called', async () => {
    const checks = await lookAt({ uri: host.connection.uri.replace(/replicaSet=\w+/, 'replicaSet=other') });
    expect(checks.get('set')!.seen).toContain('is called rehearsal, not other');
    expect(checks.get('oplog')!.seen).toBe('not looked at: the set was not reached');
    expect(checks.get('cluster')!.verdict).toBe('warning');
  });
});
