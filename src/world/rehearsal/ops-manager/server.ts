import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { StoryClock } from '../clock.ts';
import type { Faults, Mishap } from '../faults.ts';
import type { SetControl } from '../parts.ts';
import { createTimeline } from '../timeline.ts';
import type { ApiCall } from './api.ts';
import { createApi } from './api.ts';
import { parseBody, readBody, send, sendTorn } from './bodies.ts';
import type { DigestCheck, DigestUser } from './digest-check.ts';
import { createDigestCheck } from './digest-check.ts';
import { listen, type PortChoice } from './listen.ts';
import { Refusal, refuseStatus } from './refusal.ts';
import type { Permission } from './routing.ts';
import { createSite } from './site.ts';

/** Of no release that exists: a version after those whose changelogs the behaviour is taken from. */
const SERVICE_VERSION = `gitHash=${'0'.repeat(40)}; versionString=8.0.12.100.20260101T0000Z`;

export interface ServiceOptions {
  readonly clock: StoryClock;
  readonly set: SetControl;
  readonly faults: Faults;
  readonly seed: number;
  /** Hears of each call that changed something, before its answer goes out. */
  readonly onChange?: (call: ApiCall) => void;
}

export type OpsManagerOptions = ServiceOptions & PortChoice;

export interface ApiKey {
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface OpsManagerServer extends ApiKey {
  /** Without a path, as one configures it, once it is open: `http://127.0.0.1:port`. */
  readonly url: string;
  readonly projectId: string;
  readonly clusterId: string;
  /** A key that may read the project and nothing else, to see what missing roles look like. */
  readonly readOnly: ApiKey;
  /** Does again what a call did; throws its refusal when it is refused. */
  replay(call: ApiCall): void;
  /** Begins to listen, and resolves with the port. `SetupError` when it is taken. */
  open(ports: PortChoice): Promise<number>;
  /** Resolves when story time may be moved by hand: no member is on its way up. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

interface User extends DigestUser {
  readonly permissions: readonly Permission[];
}

type Late = Extract<Mishap, { tag: 'late' }>;

function answerInstead(
  response: ServerResponse,
  { status, body, headers = {} }: Extract<Mishap, { tag: 'answer' }>,
): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (typeof body !== 'string') return send(response, status, body);
  response.writeHead(status, { 'content-type': headers['content-type'] ?? 'text/html' });
  response.end(body);
}

/** Ends the exchange as the mishap says; `cut` and `hang` leave the client without an answer. */
function befall(
  mishap: Exclude<Mishap, Late>,
  response: ServerResponse,
  { challenge, result }: { readonly challenge: string; readonly result?: unknown },
): void {
  switch (mishap.tag) {
    case 'cut':
    case 'belated':
    case 'rolled-back':
      return void response.socket?.destroy();
    case 'hang':
      return;
    case 'torn':
      return sendTorn(response, result ?? { results: [], totalCount: 0 });
    case 'challenge':
      return sendChallenge(response, challenge);
    case 'answer':
      return answerInstead(response, mishap);
    default:
      mishap satisfies never;
  }
}

/** It carries no `errorCode`; a missing role does. */
function sendChallenge(response: ServerResponse, header: string): void {
  response.setHeader('www-authenticate', header);
  send(response, 401, { error: 401, reason: 'Unauthorized', detail: 'You are not authorized for this resource.' });
}

function toRefusal(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown;
  if (thrown instanceof URIError) return refuseStatus(400, 'The path is not well encoded');
  throw thrown;
}

function createUsers(publicKey: string): readonly [User, User] {
  // Private keys need not repeat with the seed, so nobody can know them in advance.
  return [
    { publicKey, privateKey: randomUUID(), permissions: ['read', 'change', 'administer'] },
    { publicKey: `${publicKey}ro`, privateKey: randomUUID(), permissions: ['read'] },
  ];
}

/** The caller, or undefined after a challenge was sent. */
function identify(
  authenticate: DigestCheck<User>,
  { headers, method = 'GET', url = '/' }: IncomingMessage,
  response: ServerResponse,
): User | undefined {
  const verdict = authenticate(headers.authorization, method, url);
  if (verdict.tag === 'user') return verdict.user;
  sendChallenge(response, verdict.header);
  return undefined;
}

interface HandlerParts {
  readonly clock: StoryClock;
  readonly faults: Faults;
  readonly authenticate: DigestCheck<User>;
  readonly call: (call: ApiCall) => unknown;
}

function createHandler({ clock, faults, authenticate, call }: HandlerParts): RequestListener {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: uri = '/' } = request;
    const text = await readBody(request);
    const user = identify(authenticate, request, response);
    if (!user) return;
    const origin = `http://${request.headers.host ?? '127.0.0.1'}`;
    if (!URL.canParse(uri, origin)) throw refuseStatus(400, 'The request has no valid target');
    const url = new URL(uri, origin);
    const name = `${method} ${url.pathname}`;
    const challenge = (): string => authenticate.renew();
    const early = faults.take('request', name, 'before', [...url.searchParams.keys()]);
    if (early && early.tag !== 'late' && early.tag !== 'torn') {
      return befall(early, response, { challenge: challenge() });
    }
    const body = parseBody(text, request.headers['content-type']);
    const result = clock.act(() => call({ method, url, body, permissions: user.permissions }));
    const after = early ?? faults.take('request', name, 'after');
    if (after && after.tag !== 'late') return befall(after, response, { challenge: challenge(), result });
    const go = (): void => send(response, 200, result, url.searchParams.get('pretty') === 'true');
    if (after) clock.schedule(clock.now() + after.ms, go);
    else go();
  }

  return (request, response) => {
    response.sendDate = false;
    response.setHeader('x-mongodb-service-version', SERVICE_VERSION);
    response.setHeader('date', new Date(clock.now()).toUTCString());
    answer(request, response).catch((thrown: unknown) => {
      // Who hangs up before the request is whole gets no answer.
      if (!request.complete) return;
      const { body } = toRefusal(thrown);
      send(response, body.error, body);
    });
  };
}

/**
 * Serves the part of the Ops Manager API that this program uses, over plain HTTP on 127.0.0.1, once it is opened. One key owns
 * the project, and unlike a real project key it may also see the administration pages. Its agents work on the set as events of
 * the clock.
 */
export function prepareOpsManager(options: ServiceOptions): OpsManagerServer {
  const { clock, set, faults, seed, onChange = () => {} } = options;
  const timeline = createTimeline(seed);
  const site = createSite(clock, set, timeline, faults);
  const users = createUsers(timeline.id('public key').slice(0, 8));
  const [{ publicKey, privateKey }, readOnly] = users;
  const authenticate = createDigestCheck(users);
  const server = createServer(createHandler({ clock, faults, authenticate, call: createApi(site, onChange) }));
  const callAgain = createApi(site, () => {});
  let port = 0;

  return {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    publicKey,
    privateKey,
    projectId: site.projectId,
    clusterId: site.clusterId,
    readOnly: { publicKey: readOnly.publicKey, privateKey: readOnly.privateKey },
    replay: (call) => void clock.act(() => callAgain(call)),
    open: async (ports) => (port = await listen(server, ports)),
    settled: () => site.restores.settled(),
    close() {
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** The same, opened at once. */
export async function createOpsManager(options: OpsManagerOptions): Promise<OpsManagerServer> {
  const server = prepareOpsManager(options);
  await server.open(options);
  return server;
}
