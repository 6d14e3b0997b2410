import { readFileSync } from 'node:fs';
import type { Agent, Dispatcher } from 'undici';
import { SetupError } from '../../../errors.ts';
import { clean } from '../clean.ts';
import type { Redact } from '../redact.ts';

export interface Answer {
  readonly tag: 'answer';
  readonly status: number;
  /** By lower-case name, the first value of each. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Parsed; undefined when it is empty or not JSON, as the pages of proxies are. */
  readonly body: unknown;
  /** It began as JSON and did not end as such. */
  readonly broken?: true;
}

/** No whole answer came. Unless `sent` is false, the server may have done what was asked. */
export interface Silence {
  readonly tag: 'silence';
  readonly sent: boolean;
  readonly why: string;
  readonly nextSteps: readonly string[];
}

export interface Wire {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Path and query. */
  readonly uri: string;
  readonly authorization: string | undefined;
  readonly body: string | undefined;
}

export interface Transport {
  readonly host: string;
  /** One request, once. Rejects only with what the signal carries. */
  send(wire: Wire, signal: AbortSignal): Promise<Answer | Silence>;
  close(): Promise<void>;
}

const CONNECT_MS = 5_000;

const CERTIFICATE = ['Name with --ca-file the certificate of the authority that signed Ops Manager’s'];
const UNREACHED: readonly string[] = ['Check the address of Ops Manager', 'Check VPN and firewall'];

/** Failures before anything was sent, in words. */
const BEFORE_SENDING: Readonly<Record<string, readonly [why: string, nextSteps: readonly string[]]>> = {
  ECONNREFUSED: ['the connection is refused', UNREACHED],
  EHOSTUNREACH: ['the host cannot be reached', UNREACHED],
  ENETUNREACH: ['the network cannot be reached', UNREACHED],
  ENOTFOUND: ['its name cannot be resolved', UNREACHED],
  EAI_AGAIN: ['its name cannot be resolved just now', UNREACHED],
  UND_ERR_CONNECT_TIMEOUT: ['no connection in time', UNREACHED],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['its certificate is self-signed', CERTIFICATE],
  SELF_SIGNED_CERT_IN_CHAIN: ['its certificate is signed by an unknown authority', CERTIFICATE],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['its certificate is signed by an unknown authority', CERTIFICATE],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['its certificate is signed by an unknown authority', CERTIFICATE],
  CERT_HAS_EXPIRED: ['its certificate has expired', ['Have the certificate renewed']],
  ERR_TLS_CERT_ALTNAME_INVALID: ['its certificate is for another name', UNREACHED],
  ERR_SSL_WRONG_VERSION_NUMBER: ['it does not speak TLS there', ['Check http or https, and the port']],
};

/** Reads a PEM file: without it undici would trust nobody, and say only that it does not. */
function readCa(file: string): string {
  const name = clean(file);
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new SetupError(`The file with the certificate authority of Ops Manager cannot be read: ${name}`, {
      nextSteps: ['Check its path and permissions'],
      cause,
    });
  }
  if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
  throw new SetupError(`The file with the certificate authority of Ops Manager holds no certificate in PEM: ${name}`, {
    nextSteps: ['Convert it: openssl x509 -inform der -in FILE -out ca.pem'],
  });
}

function parse(text: string): Pick<Answer, 'body' | 'broken'> {
  try {
    return { body: JSON.parse(text) };
  } catch {
    return /^\s*[[{]/.test(text) ? { body: undefined, broken: true } : { body: undefined };
  }
}

interface SystemError {
  readonly code?: string;
  readonly syscall?: string;
  readonly message: string;
}

/** A network that goes away under an open connection fails what is being sent, too. */
const isBeforeSending = ({ syscall }: SystemError): boolean => syscall !== 'read' && syscall !== 'write';

function toSilence(error: SystemError, redact: Redact): Silence {
  const known = isBeforeSending(error) ? BEFORE_SENDING[error.code ?? ''] : undefined;
  const [why, nextSteps] = known ?? [clean(redact(error.message)), UNREACHED];
  return { tag: 'silence', sent: !known, why, nextSteps };
}

const toHeaders = (headers: Dispatcher.ResponseData['headers']): Answer['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]));

/** Requests to one origin. undici, because the `fetch` of Node 20 takes no certificate authority. */
export function createTransport(url: URL, caFile: string | undefined, redact: Redact): Transport {
  const ca = caFile === undefined ? undefined : readCa(caFile);
  let agent: Agent | undefined;
  return {
    host: url.host,
    async send({ method, uri, authorization, body }, signal) {
      signal.throwIfAborted();
      const { Agent, request } = await import('undici');
      agent ??= new Agent({ connect: { timeout: CONNECT_MS, ...(ca === undefined ? {} : { ca }) } });
      const headers = {
        accept: 'application/json',
        ...(authorization === undefined ? {} : { authorization }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      };
      try {
        // Our own signal is the only deadline.
        const options = { method, headers, signal, dispatcher: agent, headersTimeout: 0, bodyTimeout: 0 };
        const response = await request(new URL(uri, url), body === undefined ? options : { ...options, body });
        const text = await response.body.text();
        return { tag: 'answer', status: response.statusCode, headers: toHeaders(response.headers), ...parse(text) };
      } catch (error) {
        signal.throwIfAborted();
        return toSilence(error as Error, redact);
      }
    },
    async close() {
      await agent?.destroy();
    },
  };
}
