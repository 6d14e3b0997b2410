import { createHash, randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';

/** Real time, as it guards a connection and no story. The true figure is unpublished, only that it is short. */
const NONCE_LIVES_MS = 60_000;
const REALM = 'MMS Public API';

export type DigestVerdict<User> =
  { readonly tag: 'user'; readonly user: User } | { readonly tag: 'challenge'; readonly header: string };

export interface DigestUser {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** Judges the `Authorization` header of a request; `uri` is path and query as they stood in the request line. */
export interface DigestCheck<User> {
  (header: string | undefined, method: string, uri: string): DigestVerdict<User>;
  /** The header of a challenge that takes the nonce for stale, whatever it was. */
  renew(): string;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

function parse(header: string | undefined): ReadonlyMap<string, string> | undefined {
  if (!header || !/^digest\s/i.test(header)) return undefined;
  const pairs = header.matchAll(/([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/gi);
  return new Map([...pairs].map(([, name, quoted, bare]) => [name!.toLowerCase(), quoted ?? bare ?? '']));
}

/** What a client that knows the private key must have sent: RFC 7616 section 3.4.1, or RFC 2069 where there is no `qop`. */
function toResponse(given: ReadonlyMap<string, string>, { publicKey, privateKey }: DigestUser, method: string): string {
  const of = (name: string): string => given.get(name) ?? '';
  const ha1 = md5(`${publicKey}:${REALM}:${privateKey}`);
  const ha2 = md5(`${method}:${of('uri')}`);
  const middle = given.has('qop') ? `${of('nonce')}:${of('nc')}:${of('cnonce')}:${of('qop')}` : of('nonce');
  return md5(`${ha1}:${middle}:${ha2}`);
}

/**
 * The server's side of HTTP digest authentication with MD5 and `qop=auth`
 * (https://datatracker.ietf.org/doc/html/rfc7616). A nonce lives for a minute, and ends when its count repeats or goes back;
 * who then signs with it correctly is told that it is stale.
 */
export function createDigestCheck<User extends DigestUser>(
  users: readonly User[],
  now: () => number = () => performance.now(),
): DigestCheck<User> {
  const nonces = new Map<string, { readonly issuedAt: number; count: number }>();

  function toHeader(stale: boolean): string {
    for (const [nonce, { issuedAt }] of nonces) if (now() - issuedAt >= NONCE_LIVES_MS) nonces.delete(nonce);
    const nonce = randomBytes(16).toString('base64');
    nonces.set(nonce, { issuedAt: now(), count: 0 });
    return `Digest realm="${REALM}", domain="", nonce="${nonce}", algorithm=MD5, qop="auth", stale=${stale}`;
  }

  const challenge = (stale: boolean): DigestVerdict<User> => ({ tag: 'challenge', header: toHeader(stale) });

  /** Counts the use of a nonce; false when it is unknown, too old, or was counted as far before. */
  function spend(given: ReadonlyMap<string, string>): boolean {
    const nonce = given.get('nonce') ?? '';
    const known = nonces.get(nonce);
    if (!known || now() - known.issuedAt >= NONCE_LIVES_MS) return false;
    if (!given.has('qop')) return true;
    // The count is hexadecimal, and clients are seen that do not pad it.
    const count = Number.parseInt(given.get('nc') ?? '', 16);
    if (!(count > known.count)) return nonces.delete(nonce) && false;
    known.count = count;
    return true;
  }

  function check(header: string | undefined, method: string, uri: string): DigestVerdict<User> {
    const given = parse(header);
    const user = users.find(({ publicKey }) => publicKey === given?.get('username'));
    const isSigned =
      given !== undefined &&
      user !== undefined &&
      given.get('realm') === REALM &&
      given.get('uri') === uri &&
      /^(auth)?$/.test(given.get('qop') ?? '') &&
      /^(md5)?$/i.test(given.get('algorithm') ?? '') &&
      given.get('response') === toResponse(given, user, method);
    if (!isSigned) return challenge(false);
    return spend(given) ? { tag: 'user', user } : challenge(true);
  }

  return Object.assign(check, { renew: () => toHeader(true) });
}
