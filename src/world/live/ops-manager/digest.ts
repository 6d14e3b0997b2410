import { createHash, randomBytes } from 'node:crypto';

/** What a server wants signed: RFC 7616 with MD5 and `qop=auth`, or RFC 2069 where it names no `qop`. */
export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  /** As the server spelled it; repeated when it was given. */
  readonly algorithm: string | undefined;
  readonly qop: 'auth' | undefined;
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** `name=value` or `name="value"`, in which a backslash quotes (RFC 7230 section 3.2.6). */
const PARAMETER = /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;

/**
 * Reads a `WWW-Authenticate` header. Ops Manager's documentation prints `op="auth"` where the wire carries `qop`
 * (https://www.mongodb.com/docs/ops-manager/current/core/api/); both are taken. Undefined when it asks for something else.
 */
export function parseChallenge(header: string): Challenge | undefined {
  const start = /(?:^|,)\s*Digest\s+/i.exec(header);
  if (!start) return undefined;
  const fields = new Map<string, string>();
  for (const [, name = '', quoted, plain = ''] of header.slice(start.index + start[0].length).matchAll(PARAMETER)) {
    const key = name.toLowerCase();
    if (!fields.has(key)) fields.set(key, quoted?.replace(/\\(.)/g, '$1') ?? plain);
  }
  const [realm, nonce, algorithm] = [fields.get('realm'), fields.get('nonce'), fields.get('algorithm')];
  const offered = (fields.get('qop') ?? fields.get('op'))?.split(',').map((name) => name.trim());
  const unknown = algorithm !== undefined && algorithm.toUpperCase() !== 'MD5';
  if (realm === undefined || nonce === undefined || unknown || (offered && !offered.includes('auth'))) return undefined;
  return { realm, nonce, opaque: fields.get('opaque'), algorithm, qop: offered ? 'auth' : undefined };
}

const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

export interface Signing {
  readonly method: string;
  /** Path and query, as they stand in the request line. */
  readonly uri: string;
  readonly count: number;
  readonly cnonce: string;
}

/** The value of an `Authorization` header. */
export function sign(
  { user, password }: Credentials,
  { realm, nonce, opaque, algorithm, qop }: Challenge,
  { method, uri, count, cnonce }: Signing,
): string {
  const secret = md5(`${user}:${realm}:${password}`);
  const request = md5(`${method}:${uri}`);
  const nc = count.toString(16).padStart(8, '0');
  const proof = qop ? [secret, nonce, nc, cnonce, qop, request] : [secret, nonce, request];
  const fields = [
    `username=${quote(user)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(uri)}`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(qop ? [`qop=${qop}`, `nc=${nc}`, `cnonce=${quote(cnonce)}`] : []),
    `response="${md5(proof.join(':'))}"`,
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
  ];
  return `Digest ${fields.join(', ')}`;
}

export interface Digest {
  /** Undefined before the first challenge. Each call counts as a use of the nonce. */
  authorize(method: string, uri: string): string | undefined;
  /** Takes over a challenge; false when there is none in the header that can be met. */
  learn(header: string | undefined): boolean;
}

/** Keeps the nonce and counts its uses from one: a server may take a repeated count for a replay. */
export function createDigest(credentials: Credentials): Digest {
  let challenge: Challenge | undefined;
  let count = 0;
  return {
    authorize(method, uri) {
      if (!challenge) return undefined;
      count += 1;
      return sign(credentials, challenge, { method, uri, count, cnonce: randomBytes(16).toString('hex') });
    },
    learn(header) {
      const next = header === undefined ? undefined : parseChallenge(header);
      if (!next) return false;
      if (next.nonce !== challenge?.nonce) count = 0;
      challenge = next;
      return true;
    },
  };
}
