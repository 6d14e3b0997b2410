import type { MongoClient } from 'mongodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Role } from '../../../src/world/live/clients.ts';
import { createClients } from '../../../src/world/live/clients.ts';
import { startSetForTest } from '../rehearsal/set/harness.ts';

const ROLES = ['load', 'delete', 'read', 'fresh'] as const satisfies readonly Role[];

describe('a client', () => {
  it.each(ROLES)('for %s looks each second, and takes who is silent for four for gone', async (role) => {
    const clients = createClients({ uri: 'mongodb://127.0.0.1:1', version: 'test' });
    const { options } = await clients.open(role, 'rehearsal');
    // A server that hangs is noticed after both together: measured with 7.9.0.
    expect(options.heartbeatFrequencyMS + options.connectTimeoutMS).toBeLessThan(5000);
    expect(options.heartbeatFrequencyMS).toBeLessThanOrEqual(1000);
    expect(options.serverSelectionTimeoutMS).toBeLessThanOrEqual(10_000);
    expect(options.waitQueueTimeoutMS).toBeGreaterThan(0);
  });

  it('for deletes is one that the driver sends each command of once', async () => {
    const clients = createClients({ uri: 'mongodb://127.0.0.1:1/?retryWrites=true', version: 'test' });
    expect((await clients.open('delete', 'rehearsal')).options.retryWrites).toBe(false);
  });
});

/** What a client notices, in order, from now on. */
function watch(client: MongoClient, host: string): string[] {
  const seen: string[] = [];
  const note = (what: string) => (event: { readonly address?: string; readonly connectionId?: string }) => {
    if ((event.address ?? event.connectionId) === host) seen.push(what);
  };
  client.on('serverHeartbeatFailed', note('heartbeat failed'));
  client.on('connectionPoolCleared', note('pool cleared'));
  client.on('serverDescriptionChanged', (event) => {
    if (event.address === host) seen.push(`is ${event.newDescription.type}`);
  });
  return seen;
}

async function connect(uri: string): Promise<MongoClient> {
  const client = await createClients({ uri, version: 'test' }).open('delete', 'rehearsal');
  onTestFinished(() => client.close());
  await client.db('admin').command({ ping: 1 });
  return client;
}

it('notices a socket that is closed by its heartbeat, and knows then that there is no primary', async () => {
  const { set } = await startSetForTest();
  const client = await connect(set.uri);
  const seen = watch(client, set.hosts[0]!);
  set.shutDown(0);
  await expect.poll(() => seen).toContain('is Unknown');
  expect(seen[0]).toBe('heartbeat failed');
});

it(
  'notices a server that hangs by its heartbeat, and interrupts what is on its way there',
  { timeout: 30_000 },
  async () => {
    const { set, faults } = await startSetForTest();
    const client = await connect(set.uri);
    const seen = watch(client, set.hosts[0]!);
    faults.add({ tag: 'silence', afterMs: 0, forMs: 3_600_000 });
    await expect.poll(() => seen, { timeout: 20_000 }).toContain('pool cleared');
    expect(seen.slice(0, 2)).toEqual(['heartbeat failed', 'is Unknown']);
  },
);
