import { afterEach, describe, expect, it } from 'vitest';
import { RefusedError, UnreachableError, toShowError } from '../../../../src/errors.ts';
import type { Http } from '../../../../src/world/live/ops-manager/http.ts';
import { createHttp } from '../../../../src/world/live/ops-manager/http.ts';
import type { Transport } from '../../../../src/world/live/ops-manager/transport.ts';
import { createTransport } from '../../../../src/world/live/ops-manager/transport.ts';
import { createRedactor } from '../../../../src/world/live/redact.ts';
import type { Clock } from '../../../../src/world/world.ts';
import { createHandClock } from '../hand-clock.ts';
import type { Reply, Seen, SmallServer } from './small-server.ts';
import { createSmallServer } from './small-server.ts';

const CANARY = 'canary-private-key';
const never = new AbortController().signal;

let server: SmallServer;
let transport: Transport;
let clock: Clock;

async function connect(
  answer: (seen: Seen) => Reply | Promise<Reply>,
  around: (transport: Transport) => Transport = (same) => same,
): Promise<Http> {
  server = await createSmallServer(answer);
  const redact = createRedactor([CANARY]);
  clock = createHandClock();
  transport = createTransport(new URL(server.url), undefined, redact);
  const credentials = { user: 'public', password: CANARY };
  // As good as unlimited: the budget has tests of its own.
  const budget = { take: () => Promise.resolve() };
  return createHttp({
    transport: around(transport),
    base: '/api',
    credentials,
    harmlessPath: '/harmless',
    budget,
    clock,
    redact,
  });
}

const ok = (): Reply => ({ body: { fine: true } });
const read = (http: Http, path = '/thing'): ReturnType<Http['read']> =>
  http.read({ what: 'read the thing', path, signal: never });
const post = (http: Http, signal = never): ReturnType<Http['change']> =>
  http.change({ what: 'start it', method: 'POST', path: '/jobs', body: { go: 1 }, signal });
const posts = (): readonly Seen[] => server.seen.filter(({ method }) => method === 'POST');

afterEach(async () => {
  await transport.close();
  await server.close();
});

describe('read', () => {
  it('answers one challenge and counts the uses of its nonce from then on', async () => {
    const http = await connect(ok);
    expect((await read(http)).body).toEqual({ fine: true });
    await Promise.all([read(http), read(http), read(http)]);
    expect(server.seen.map(({ nonce, count }) => [nonce, count])).toEqual([
      [undefined, 0],
      ['first', 1],
      ['first', 2],
      ['first', 3],
      ['first', 4],
    ]);
    expect(server.seen[0]?.url).toBe('/api/thing');
  });

  it('repeats once with the new nonce when the old one has gone stale', async () => {
    const http = await connect(ok);
    await read(http);
    server.nonce = 'second';
    await read(http);
    expect(server.seen.slice(2).map(({ nonce, count }) => [nonce, count])).toEqual([
      ['first', 2],
      ['second', 1],
    ]);
  });

  it('gives up on a key that is not accepted after the second 401', async () => {
    const http = await connect(() => ({
      status: 401,
      headers: { 'www-authenticate': 'Digest realm="test", nonce="x"' },
    }));
    await expect(read(http)).rejects.toThrow('Ops Manager refused to read the thing: it does not accept the API key');
    expect(server.seen).toHaveLength(2);
  });

  it('takes a 401 that carries a code for a missing permission, and asks no more', async () => {
    const body = { error: 401, errorCode: 'USER_UNAUTHORIZED', detail: 'Current user is not authorized.' };
    const http = await connect(() => ({
      status: 401,
      headers: { 'www-authenticate': 'Digest realm="test", nonce="x"' },
      body,
    }));
    const error = await read(http).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({
      code: 'USER_UNAUTHORIZED',
      message: expect.stringContaining('not authorized') as string,
    });
    expect(server.seen).toHaveLength(2);
  });

  it.each([
    ['a cut connection', { cut: true }],
    ['a failing server', { status: 502, body: '<html>Bad gateway</html>' }],
  ])('repeats after %s until it is answered', async (_, failure) => {
    let failures = 2;
    const http = await connect(() => (failures-- > 0 ? failure : ok()));
    expect((await read(http)).body).toEqual({ fine: true });
  });

  it('waits as long as the server asks, in story time', async () => {
    let failures = 1;
    const http = await connect(() =>
      failures-- > 0 ? { status: 429, headers: { 'retry-after': '17' }, body: { errorCode: 'RATE_LIMITED' } } : ok(),
    );
    await read(http);
    expect(clock.now()).toBe(17_000);
  });

  it('is unreachable after four tries, with the words of the server', async () => {
    const http = await connect(() => ({ status: 503, body: { detail: 'Down for maintenance' } }));
    const error = await read(http).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(UnreachableError);
    expect((error as Error).message).toMatch(
      /^Could not read the thing at 127\.0\.0\.1:\d+ just now: Down for maintenance$/,
    );
    expect(server.seen.filter(({ nonce }) => nonce)).toHaveLength(4);
  });

  it('does not repeat what was refused', async () => {
    const http = await connect(() => ({
      status: 404,
      body: { errorCode: 'CLUSTER_NOT_FOUND', detail: 'No cluster.' },
    }));
    await expect(read(http)).rejects.toMatchObject({ kind: 'refused', code: 'CLUSTER_NOT_FOUND' });
    expect(server.seen).toHaveLength(2);
  });

  it('follows no redirect', async () => {
    const http = await connect(() => ({ status: 302, headers: { location: 'https://login.test/' } }));
    await expect(read(http)).rejects.toThrow('HTTP status 302');
  });

  it('throws what the signal carries', async () => {
    const controller = new AbortController();
    const http = await connect(() => {
      controller.abort(new Error('the presenter stopped it'));
      return { cut: true };
    });
    const reading = http.read({ what: 'read the thing', path: '/thing', signal: controller.signal });
    await expect(reading).rejects.toThrow('the presenter stopped it');
  });
});

describe('a read that waits for its turn', () => {
  it('is given up at once when its signal fires', async () => {
    let release: (reply: Reply) => void = () => undefined;
    const http = await connect(() => new Promise<Reply>((resolve) => (release = resolve)));
    const first = read(http);
    const controller = new AbortController();
    const second = http.read({ what: 'read the thing', path: '/second', signal: controller.signal });
    controller.abort(new Error('stopped'));
    await expect(second).rejects.toThrow('stopped');
    await expect.poll(() => server.seen.length).toBe(2);
    release(ok());
    expect((await first).body).toEqual({ fine: true });
    expect(server.seen.map(({ url }) => url)).toEqual(['/api/thing', '/api/thing']);
  });
});

describe('change', () => {
  it('gets a nonce by a harmless read, so that its body goes over the wire once', async () => {
    const http = await connect(ok);
    expect(await post(http)).toMatchObject({ tag: 'answer', status: 200 });
    expect(server.seen.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
      'GET /api/harmless ',
      'GET /api/harmless ',
      'POST /api/jobs {"go":1}',
    ]);
  });

  it.each([
    ['a cut connection', { cut: true }, { tag: 'silence', sent: true }],
    ['a failing server', { status: 500 }, { tag: 'answer', status: 500 }],
    [
      'a stale nonce',
      { status: 401, headers: { 'www-authenticate': 'Digest realm="test", nonce="x"' } },
      { status: 401 },
    ],
    ['too many requests', { status: 429, headers: { 'retry-after': '1' } }, { status: 429 }],
  ])('is not sent again after %s', async (_, failure, expected) => {
    const http = await connect(({ method }) => (method === 'POST' ? failure : ok()));
    expect(await post(http)).toMatchObject(expected);
    expect(posts()).toHaveLength(1);
  });

  it('is not sent at all when the harmless read is refused', async () => {
    const http = await connect(() => ({
      status: 403,
      body: { errorCode: 'IP_ADDRESS_NOT_ON_ACCESS_LIST', detail: 'No.' },
    }));
    await expect(post(http)).rejects.toMatchObject({ code: 'IP_ADDRESS_NOT_ON_ACCESS_LIST' });
    expect(posts()).toHaveLength(0);
  });

  it('of which nobody knows what became of it is said to be sent, even if it was stopped meanwhile', async () => {
    const controller = new AbortController();
    const http = await connect(ok, (inner) => ({
      ...inner,
      send(wire, deadline) {
        if (wire.method !== 'POST') return inner.send(wire, deadline);
        controller.abort(new Error('stopped'));
        return Promise.reject(new DOMException('No answer in 30000 ms', 'TimeoutError'));
      },
    }));
    expect(await post(http, controller.signal)).toMatchObject({ tag: 'silence', sent: true });
  });

  it('is awaited once it is sent, whatever the signal says', async () => {
    const controller = new AbortController();
    const http = await connect(({ method }) => {
      if (method === 'POST') controller.abort();
      return ok();
    });
    expect(await post(http, controller.signal)).toMatchObject({ tag: 'answer', status: 200 });
  });

  it('says that nothing was sent when nobody listens', async () => {
    const http = await connect(ok);
    await server.close();
    const silence = await transport.send(
      { method: 'POST', uri: '/api/jobs', authorization: undefined, body: '{}' },
      never,
    );
    expect(silence).toMatchObject({ tag: 'silence', sent: false, why: 'the connection is refused' });
    await expect(post(http)).rejects.toBeInstanceOf(UnreachableError);
    server = await createSmallServer(ok);
  });
});

describe('errors of Ops Manager', () => {
  it('carry no secret and nothing that a terminal obeys', async () => {
    const detail = `Key ${CANARY} at https://public:${CANARY}@om.test is \u001b[31mbad\u001b]52;c;eA==\u0007\u202e`;
    for (const status of [400, 403, 500]) {
      const http = await connect(() => ({
        status,
        body: { errorCode: `X\u001b[2J${CANARY}`, detail, reason: detail },
      }));
      const error = await read(http).catch((error: unknown) => error);
      const shown = JSON.stringify(toShowError(error));
      expect(shown).toContain('is bad');
      expect(shown).not.toMatch(/canary|\\u001b|\\u202e|\\u0007/);
      await transport.close();
      await server.close();
    }
    await connect(ok);
  });
});
