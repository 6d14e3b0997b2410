import { createHash } from 'node:crypto';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export interface Key {
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers field by field and assert what they find
  readonly body: any;
}

/** The nonce and the realm of a challenge. */
export function readChallenge(header: string | null): { nonce: string; realm: string; stale: boolean } {
  const of = (name: string): string => new RegExp(`${name}="?([^",]*)`).exec(header ?? '')?.[1] ?? '';
  return { nonce: of('nonce'), realm: of('realm'), stale: of('stale') === 'true' };
}

export interface Signature extends Key {
  readonly method: string;
  readonly uri: string;
  readonly nonce: string;
  readonly realm: string;
  /** As sent; without it the header has no `qop`, as in RFC 2069. */
  readonly nc?: string;
}

export function sign({ publicKey, privateKey, method, uri, nonce, realm, nc }: Signature): string {
  const ha1 = md5(`${publicKey}:${realm}:${privateKey}`);
  const ha2 = md5(`${method}:${uri}`);
  const response = md5(nc ? `${ha1}:${nonce}:${nc}:c0ffee:auth:${ha2}` : `${ha1}:${nonce}:${ha2}`);
  const base = `Digest username="${publicKey}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}"`;
  return nc ? `${base}, algorithm=MD5, qop=auth, nc=${nc}, cnonce="c0ffee"` : base;
}

/** Asks for a challenge, then sends the request once, signed with it. */
export function createRequester(url: string, key: Key) {
  return async (method: string, path: string, body?: unknown): Promise<Reply> => {
    const uri = `/api/public/v1.0${path}`;
    const probe = await fetch(`${url}${uri}`, { method });
    await probe.arrayBuffer();
    const authorization = sign({
      ...key,
      ...readChallenge(probe.headers.get('www-authenticate')),
      method,
      uri,
      nc: '00000001',
    });
    const response = await fetch(`${url}${uri}`, {
      method,
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
}
