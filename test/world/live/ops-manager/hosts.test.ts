import { expect, it, onTestFinished } from 'vitest';
import { createOpsManager } from '../../../../src/world/live/ops-manager/client.ts';
import { createRedactor } from '../../../../src/world/live/redact.ts';
import { createHandClock } from '../hand-clock.ts';
import { createSmallServer } from './small-server.ts';

const ID = 'a'.repeat(24);
const never = new AbortController().signal;
const page = (...results: readonly object[]) => ({ results, links: [] });

it('asks for the hosts of the cluster anew whenever a guard wants to know them', async () => {
  const hosts = [{ hostname: 'db1', port: 27017 }];
  const server = await createSmallServer(({ url }) => {
    if (url.includes('/hosts')) return { body: page(...hosts) };
    if (url.includes('/clusters')) return { body: page({ id: ID, clusterName: 'demo', replicaSetName: 'rs0' }) };
    return { body: { id: ID, name: 'Demo' } };
  });
  const engine = createOpsManager({
    url: server.url,
    project: ID,
    cluster: 'demo',
    publicKey: 'key',
    privateKey: 'secret',
    clock: createHandClock(0),
    redact: createRedactor([]),
  });
  onTestFinished(async () => {
    await engine.close();
    await server.close();
  });
  expect((await engine.describe(never))?.hosts).toEqual(['db1:27017']);
  hosts.push({ hostname: 'db2', port: 27017 });
  expect((await engine.describe(never))?.hosts).toEqual(['db1:27017', 'db2:27017']);
});
