import pRetry from 'p-retry';
import { RefusedError, UnreachableError } from '../../../errors.ts';
import type { Clock } from '../../world.ts';
import { clean } from '../clean.ts';
import { unlessAborted, within } from '../deadline.ts';
import type { Meaning } from '../error-table.ts';
import { meaningOfAnswer } from '../error-table.ts';
import type { Redact } from '../redact.ts';
import type { Budget, Purpose } from './budget.ts';
import type { Credentials } from './digest.ts';
import { createDigest } from './digest.ts';
import type { Answer, Silence, Transport, Wire } from './transport.ts';

/** Real time that an answer may take. A change is given longer, because giving up on it means not knowing. */
const DEADLINE_MS: Readonly<Record<Purpose, number>> = { read: 10_000, change: 30_000 };

/** After the first try. The waits between are story time, double each time, and never below the floor in real time. */
const RETRIES = 3;
const FIRST_WAIT_MS = 250;
const LEAST_WAIT_REAL_MS = 100;

const LONGEST_PAUSE_S = 60;

export interface Request {
  /** Completes "Could not": `read the snapshots`. */
  readonly what: string;
  /** Under the API's base, query included. */
  readonly path: string;
  readonly signal: AbortSignal;
}

export interface Http {
  /** Asks for the root of the API, once, and takes a challenge for an answer: who is there, not whether we may come in. */
  greet(signal: AbortSignal): Promise<Answer | Silence>;
  /** Repeats what was not answered, not to its end, or by what the table calls `retry`; resolves with an answer of 2xx. POST for the reads that the API made one. */
  read(request: Request & { readonly method?: 'POST' }): Promise<Answer>;
  /** Sends once, after a read that proves key and nonce; what was sent is awaited, whatever the signal says. */
  change(request: Request & { readonly method: 'POST' | 'PATCH'; readonly body?: unknown }): Promise<Answer | Silence>;
}

export interface HttpSettings {
  readonly transport: Transport;
  /** Path before that of each request. */
  readonly base: string;
  readonly credentials: Credentials;
  /** Needs a key, changes nothing. */
  readonly harmlessPath: string;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly redact: Redact;
}

interface Problem {
  readonly errorCode?: unknown;
  readonly detail?: unknown;
  readonly reason?: unknown;
}

const problemOf = ({ body }: Answer): Problem => (typeof body === 'object' && body !== null ? body : {});

export const isFine = ({ status }: Answer): boolean => status >= 200 && status < 300;

/** The server's own code, such as `CLUSTER_NOT_FOUND`. */
export const codeOf = (answer: Answer): string | undefined => {
  const { errorCode } = problemOf(answer);
  return typeof errorCode === 'string' && /^[A-Z][A-Z0-9_]*$/.test(errorCode) ? errorCode : undefined;
};

/** The server's own words. */
export function wordsOf(answer: Answer, redact: Redact): string {
  const { detail, reason } = problemOf(answer);
  const words = [detail, reason].find((text) => typeof text === 'string' && text !== '');
  return typeof words === 'string' ? clean(redact(words)) : `HTTP status ${answer.status}`;
}

/** What an answer that is not fine means. */
export const meaningOf = (answer: Answer): Meaning => meaningOfAnswer(answer.status, codeOf(answer));

/** For what is refused by a rule that nobody here knows. */
const SEE_PROJECT = ['Look at the project and its cluster in Ops Manager'];

/** A refusal as the presenter sees it: what was attempted, and the server's words. */
export function toRefused(answer: Answer, what: string, redact: Redact): RefusedError {
  const code = codeOf(answer);
  const failed = `Ops Manager refused to ${what}`;
  const { nextSteps = SEE_PROJECT } = meaningOf(answer);
  if (answer.status === 401 && code === undefined) {
    return new RefusedError(`${failed}: it does not accept the API key`, { nextSteps });
  }
  if (isFine(answer)) {
    const nextSteps = ['Check that the address is that of Ops Manager, not of a proxy or a login page'];
    return new RefusedError(`Could not ${what}: the answer is not what Ops Manager answers`, { nextSteps });
  }
  return new RefusedError(`${failed}: ${wordsOf(answer, redact)}`, {
    nextSteps,
    ...(code === undefined ? {} : { code }),
  });
}

/** The API as one key sees it: signed, paced, and one request at a time, because a nonce's count must not arrive out of order. */
export function createHttp({ transport, base, credentials, harmlessPath, budget, clock, redact }: HttpSettings): Http {
  const digest = createDigest(credentials);
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = last.then(run);
    last = turn.catch(() => undefined);
    return turn;
  }

  async function sendOnce(
    wire: Omit<Wire, 'authorization'>,
    purpose: Purpose,
    signal: AbortSignal,
  ): Promise<Answer | Silence> {
    await budget.take(purpose, signal);
    signal.throwIfAborted();
    const awaited = purpose === 'change' ? new AbortController().signal : signal;
    try {
      return await within(DEADLINE_MS[purpose], awaited, (deadline) =>
        transport.send({ ...wire, authorization: digest.authorize(wire.method, wire.uri) }, deadline),
      );
    } catch (error) {
      awaited.throwIfAborted();
      if (!(error instanceof DOMException)) throw error;
      return { tag: 'silence', sent: true, why: 'no answer in time', nextSteps: ['Check that Ops Manager is well'] };
    }
  }

  /** Answers a challenge once. A 401 that carries an `errorCode` is about permissions, and no challenge. */
  async function ask(wire: Omit<Wire, 'authorization'>, signal: AbortSignal): Promise<Answer | Silence> {
    const first = await sendOnce(wire, 'read', signal);
    if (first.tag === 'silence' || first.status !== 401 || codeOf(first) !== undefined) return first;
    return digest.learn(first.headers['www-authenticate']) ? sendOnce(wire, 'read', signal) : first;
  }

  async function read({ what, path, method, signal }: Parameters<Http['read']>[0]): Promise<Answer> {
    const wire: Omit<Wire, 'authorization'> = { method: method ?? 'GET', uri: `${base}${path}`, body: undefined };
    let pauseS = 0;
    async function attempt(): Promise<Answer> {
      const turn = inTurn(() => ask(wire, signal));
      const heard = await unlessAborted(turn, signal);
      const failed = `Could not ${what} at ${transport.host}`;
      if (heard.tag === 'silence') {
        throw new UnreachableError(`${failed}: ${heard.why}`, { nextSteps: [...heard.nextSteps, 'Try again'] });
      }
      if (isFine(heard) && heard.broken) {
        throw new UnreachableError(`${failed}: the answer broke off in the middle`, { nextSteps: ['Try again'] });
      }
      if (isFine(heard)) return heard;
      const { kind, nextSteps = [] } = meaningOf(heard);
      if (kind !== 'retry') throw toRefused(heard, what, redact);
      pauseS = Math.min(LONGEST_PAUSE_S, Number(heard.headers['retry-after']) || 0);
      const code = codeOf(heard);
      throw new UnreachableError(`${failed} just now: ${wordsOf(heard, redact)}`, {
        nextSteps,
        ...(code === undefined ? {} : { code }),
      });
    }
    return pRetry(attempt, {
      retries: RETRIES,
      minTimeout: 0,
      signal,
      shouldRetry: ({ error }) => error instanceof UnreachableError,
      async onFailedAttempt({ error, retriesLeft, retriesConsumed }) {
        if (retriesLeft === 0 || !(error instanceof UnreachableError)) return;
        const waitMs = FIRST_WAIT_MS * 2 ** retriesConsumed * (1 + Math.random());
        await clock.sleep(pauseS > 0 ? pauseS * 1000 : waitMs, signal, LEAST_WAIT_REAL_MS);
        pauseS = 0;
      },
    });
  }

  async function change(request: Parameters<Http['change']>[0]): Promise<Answer | Silence> {
    const { what, path, method, body, signal } = request;
    await read({ what, path: harmlessPath, signal });
    const text = body === undefined ? undefined : JSON.stringify(body);
    return inTurn(() => sendOnce({ method, uri: `${base}${path}`, body: text }, 'change', signal));
  }

  async function greet(signal: AbortSignal): Promise<Answer | Silence> {
    const wire = { method: 'GET', uri: `${base}/`, body: undefined } as const;
    const heard = await inTurn(() => sendOnce(wire, 'read', signal));
    if (heard.tag === 'answer' && heard.status === 401) digest.learn(heard.headers['www-authenticate']);
    return heard;
  }

  return { greet, read, change };
}
