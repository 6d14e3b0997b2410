import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  /** Undefined when the request was not signed. */
  readonly nonce: string | undefined;
  readonly count: number;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object goes as JSON; `cut` ends the connection instead. */
  readonly body?: unknown;
  readonly cut?: boolean;
}

export interface SmallServer {
  readonly url: string;
  readonly seen: readonly Seen[];
  /** Challenges with this nonce whoever signs with another. */
  nonce: string;
  close(): Promise<void>;
}

const fieldOf = (header: string, name: string): string | undefined =>
  new RegExp(`[ ,]${name}="?([^",]*)`).exec(header)?.[1];

async function read(request: IncomingMessage): Promise<Seen> {
  let body = '';
  for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString();
  const header = request.headers.authorization ?? '';
  const count = Number.parseInt(fieldOf(header, 'nc') ?? '0', 16);
  return { method: request.method ?? '', url: request.url ?? '', body, nonce: fieldOf(header, 'nonce'), count };
}

function send(response: ServerResponse, { status = 200, headers = {}, body = {}, cut = false }: Reply): void {
  if (cut) return void response.socket?.destroy();
  response.writeHead(status, headers);
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** A server with digest challenges that answers signed requests by a script, and notes all that came. */
export async function createSmallServer(answer: (seen: Seen) => Reply | Promise<Reply>): Promise<SmallServer> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void read(request).then(async (one) => {
      seen.push(one);
      const challenge = `Digest realm="test", nonce="${small.nonce}", algorithm=MD5, qop="auth", stale=false`;
      const isKnown = one.nonce === small.nonce;
      send(response, isKnown ? await answer(one) : { status: 401, headers: { 'www-authenticate': challenge } });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const small: SmallServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    nonce: 'first',
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return small;
}
