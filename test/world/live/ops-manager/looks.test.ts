import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createOpsManager } from '../../../../src/world/live/ops-manager/client.ts';
import { createRedactor } from '../../../../src/world/live/redact.ts';
import type { BackupEngine } from '../../../../src/world/world.ts';
import { createHandClock } from '../hand-clock.ts';

const never = new AbortController().signal;
const NOW = Date.UTC(2026, 10, 24, 14, 0, 0);

let server: Server;
let engine: BackupEngine;
let asked: string[] = [];
let headers: Readonly<Record<string, string>> = {};
let status = 401;

beforeEach(async () => {
  asked = [];
  status = 401;
  headers = {
    'x-mongodb-service-version': 'gitHash=0; versionString=8.0.12.100.20260101T0000Z',
    date: new Date(NOW).toUTCString(),
  };
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.sendDate = false;
    response.writeHead(status, headers).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  engine = createOpsManager({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/om`,
    project: 'p',
    cluster: 'c',
    publicKey: 'key',
    privateKey: 'secret',
    clock: createHandClock(NOW),
    redact: createRedactor(['secret']),
  });
});
afterEach(async () => {
  await engine.close();
  server.closeAllConnections();
  server.close();
});

describe('greeting Ops Manager', () => {
  it('takes one request without a key, and a challenge for an answer', async () => {
    const contact = await engine.looks!.contact(never);
    expect(contact).toMatchObject({ version: '8.0.12', encrypted: false });
    expect(asked).toEqual(['GET /om/api/public/v1.0/']);
  });

  it('holds its clock beside ours, as exactly as a header can', async () => {
    headers = { ...headers, date: new Date(NOW + 90_000).toUTCString() };
    const { clock } = await engine.looks!.contact(never);
    expect(Math.abs(clock!.offsetMs - 90_000)).toBeLessThanOrEqual(clock!.offByMs);
    headers = { ...headers, date: 'soon' };
    expect((await engine.looks!.contact(never)).clock).toBeUndefined();
  });

  it('knows another server by what it does not say', async () => {
    const { 'x-mongodb-service-version': _version, ...others } = headers;
    headers = others;
    status = 302;
    await expect(engine.looks!.contact(never)).rejects.toThrow(/is not Ops Manager: HTTP status 302/);
    status = 401;
    headers = { ...others, 'www-authenticate': 'Basic realm="proxy"' };
    await expect(engine.looks!.contact(never)).rejects.toThrow(/is not Ops Manager: HTTP status 401/);
  });

  it('takes the challenge that its API gives for its own, with or without a version', async () => {
    const { 'x-mongodb-service-version': _version, ...others } = headers;
    headers = { ...others, 'www-authenticate': 'Digest realm="MMS Public API", nonce="n", algorithm=MD5, qop="auth"' };
    expect(await engine.looks!.contact(never)).toMatchObject({ version: 'unknown' });
  });

  it('does not try again by itself when nobody answers', async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    await expect(engine.looks!.contact(never)).rejects.toThrow(/does not answer: the connection is refused/);
  });
});
