import { BugError, RefusedError, SetupError, UnreachableError } from '../../errors.ts';
import { clean } from './clean.ts';
import type { Redact } from './redact.ts';

/** What is read of an error of the driver: by name and code, so that classifying does not load the driver. */
export interface DriverError {
  readonly name: string;
  readonly message: string;
  readonly code?: number | string;
  readonly codeName?: string;
  readonly cause?: unknown;
}

/** What was attempted and on what, and what must not be repeated: the frame of every message. */
export interface Attempt {
  /** Completes "Could not": `count loadtest.events`. */
  readonly what: string;
  readonly on: string;
  readonly redact: Redact;
}

/**
 * Codes that a healthy set answers while it changes or is overloaded
 * (https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml); the restored set answers some of them to sessions, cursors and keys of before.
 */
const PASSING = new Set([
  6, 7, 43, 50, 89, 91, 134, 189, 211, 225, 239, 246, 262, 317, 462, 9001, 10107, 11600, 11602, 13435, 13436,
]);

/** Codes that are answered before an operation does anything. */
const BEFORE_EXECUTION = new Set([2, 9, 13, 18, 20, 59, 73, 166, 8000, 10107, 13435, 13436]);

const ADVICE: Readonly<Record<string, readonly string[]>> = {
  13: ['Give the user readWrite on the demo database and on minuteback, and clusterMonitor'],
  18: ['Check user, password and authSource', 'After a restore, users are those of the restore point'],
  8000: ['Check user and password'],
  ENOTFOUND: ['Make the name resolvable from this machine, e.g. in its hosts file'],
  EAI_AGAIN: ['Check the network and DNS of this machine'],
  ECONNREFUSED: ['Check that mongod runs and listens on that address', 'Check host and port in the connection string'],
  ETIMEDOUT: ['Check VPN and firewall between this machine and the set'],
};

const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name cannot be resolved from here',
  EAI_AGAIN: 'its name cannot be resolved just now',
  ECONNREFUSED: 'the connection is refused',
  ECONNRESET: 'the connection was cut',
  ETIMEDOUT: 'nobody answers',
  MongoNetworkTimeoutError: 'no answer in time',
  TimeoutError: 'no answer in time',
  MongoStalePrimaryError: 'a primary answers that this connection takes for an old one, as after a restore',
  MongoClientClosedError: 'the connection was closed meanwhile',
  MongoTopologyClosedError: 'the connection was closed meanwhile',
  MongoNotConnectedError: 'the connection was closed meanwhile',
  MongoServerSelectionError: 'no primary answers',
};

/** The part of a `MongoServerSelectionError` that says what each server answered. */
interface Selection {
  readonly reason?: { readonly servers?: ReadonlyMap<string, { readonly error?: DriverError | null }> };
}

const asError = (value: unknown): DriverError | undefined => (value instanceof Error ? value : undefined);

/** `insertMany` wraps what happened to it; the original is what counts. */
export function unwrap(error: unknown): DriverError {
  const inner = (error as { errorResponse?: unknown } | undefined)?.errorResponse;
  return asError(inner) ?? asError(error) ?? new Error(String(error));
}

/** A reply with `ok: 0`: a server did answer, with a number. */
export const isAnswer = ({ name, code }: DriverError): boolean =>
  typeof code === 'number' && /^Mongo(Server|BulkWrite|WriteConcern)Error$/.test(name);

/** The server said no before it did anything, so the outcome of a write is known. */
export const isRefusal = (error: DriverError): boolean => isAnswer(error) && BEFORE_EXECUTION.has(Number(error.code));

/** A healthy set answers so while it changes; trying again may help. */
export const isPassing = (code: number): boolean => PASSING.has(code);

/** The error that a write error inside a reply with `ok: 1` stands for. */
export const toRefusal = (code: number, message: string): DriverError =>
  Object.assign(new Error(message), { name: 'MongoServerError', code });

export const isSelection = ({ name }: DriverError): boolean => name === 'MongoServerSelectionError';

/** The error at the bottom, and the member that it came from. */
function findRoot(error: DriverError): { readonly root: DriverError; readonly host?: string } {
  const servers = (error as Selection).reason?.servers;
  for (const [host, server] of servers ?? []) {
    if (server.error) return { root: findRoot(server.error).root, host };
  }
  const cause = asError(error.cause);
  return cause && WORDS[error.name] === undefined ? findRoot(cause) : { root: error };
}

/** In a few words, why nobody answered. */
export function toReason(thrown: unknown, redact: Redact): string {
  const { root, host } = findRoot(unwrap(thrown));
  const because = WORDS[String(root.code)] ?? WORDS[root.name] ?? clean(redact(root.message));
  return host === undefined ? because : `${clean(host)}: ${because}`;
}

/** Turns whatever a call of the driver threw into one of the four classes. Our own errors pass unchanged. */
export function explain(thrown: unknown, { what, on, redact }: Attempt): Error {
  const ours = [BugError, RefusedError, SetupError, UnreachableError].some((known) => thrown instanceof known);
  if (ours) return thrown as Error;
  const error = unwrap(thrown);
  const say = (text: string): string => clean(redact(text));
  const failed = say(`Could not ${what} on ${on}`);
  const details = { cause: error, ...(isAnswer(error) ? { code: String(error.code) } : {}) };
  if (isAnswer(error)) {
    const nextSteps = ADVICE[String(error.code)] ?? [];
    const words = say(error.message || error.codeName || `error ${error.code}`);
    if (!PASSING.has(Number(error.code))) return new RefusedError(`${failed}: ${words}`, { ...details, nextSteps });
    return new UnreachableError(`${failed} just now: ${words}`, { ...details, nextSteps: ['Try again'] });
  }
  if (/^Mongo(Parse|InvalidArgument|MissingCredentials|Compatibility)Error$/.test(error.name)) {
    return new SetupError(`${failed}: ${say(error.message)}`, {
      ...details,
      nextSteps: ['Check the connection string'],
    });
  }
  if (!/^Mongo|^TimeoutError$/.test(error.name) && error.code === undefined) return error as Error;
  const nextSteps = [...(ADVICE[String(findRoot(error).root.code)] ?? []), 'Try again'];
  return new UnreachableError(`${failed}: ${toReason(error, redact)}`, { ...details, nextSteps });
}

/** Runs one attempt: what the signal carries when it fired, else one of the four classes, is all that it throws. */
export async function attempting<T>(attempt: Attempt, signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  try {
    return await run();
  } catch (error) {
    signal.throwIfAborted();
    throw explain(error, attempt);
  }
}
