import { BugError, RefusedError, SetupError, UnreachableError } from '../../errors.ts';
import { clean } from './clean.ts';
import type { Kind } from './error-rows.ts';
import type { DriverError } from './error-table.ts';
import { isAnswer, kindFor, meaningOf } from './error-table.ts';
import type { Redact } from './redact.ts';

/** What was attempted and on what, and what must not be repeated: the frame of every message. */
export interface Attempt {
  /** Completes "Could not": `count loadtest.events`. */
  readonly what: string;
  readonly on: string;
  readonly redact: Redact;
}

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

/** The error that a write error inside a reply with `ok: 1` stands for. */
export const toRefusal = (code: number, message: string): DriverError =>
  Object.assign(new Error(message), { name: 'MongoServerError', code });

/** No member could be chosen: nothing was sent, and the driver has waited already. */
export const isSelection = ({ name }: DriverError): boolean => name === 'MongoServerSelectionError';

/** The error at the bottom, and the member that it came from. */
function findRoot(error: DriverError): { readonly root: DriverError; readonly host?: string } {
  const heard = [...((error as Selection).reason?.servers ?? [])].flatMap(([host, server]) =>
    server.error ? [{ root: findRoot(server.error).root, host }] : [],
  );
  // What one member says of itself tells more than that others are down.
  const telling = heard.find(({ root }) => meaningOf(root).kind === 'new-client') ?? heard[0];
  if (telling) return telling;
  const cause = asError(error.cause);
  return cause && meaningOf(error).says === undefined ? findRoot(cause) : { root: error };
}

/** What follows for a read that ended so. A primary that is taken for an old one is one for a client that knows nothing of before. */
export function kindOfRead(thrown: unknown): Kind {
  const error = unwrap(thrown);
  const { root } = findRoot(error);
  return kindFor('read', meaningOf(meaningOf(root).kind === 'new-client' ? root : error));
}

/** What is known of a write that was sent and ended so: `unknown`, or why nothing of it was done. */
export const kindOfWrite = (thrown: unknown): Kind => kindFor('write', meaningOf(unwrap(thrown)));

/** The server answered before it did anything, so the outcome of a write is known: nothing was done. */
export const isRefusal = (error: DriverError): boolean => isAnswer(error) && kindOfWrite(error) !== 'unknown';

/** A server answered that this goes no better the next time, whatever of it was done. */
export const isLasting = (error: DriverError): boolean =>
  isAnswer(error) && ['user', 'refused'].includes(meaningOf(error).kind);

/** For what is refused by a rule that nobody here knows. */
const SEE_LOG = ['Read the log of the primary of this minute'];

/** In a few words, why nobody answered. */
export function toReason(thrown: unknown, redact: Redact): string {
  const { root, host } = findRoot(unwrap(thrown));
  const because = meaningOf(root).says ?? clean(redact(root.message));
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
  const { kind, nextSteps = [] } = meaningOf(error);
  if (isAnswer(error)) {
    const words = say(error.message || error.codeName || `error ${error.code}`);
    if (kind === 'retry' || kind === 'new-client') {
      return new UnreachableError(`${failed} just now: ${words}`, {
        ...details,
        nextSteps: [...nextSteps, 'Try again'],
      });
    }
    return new RefusedError(`${failed}: ${words}`, {
      ...details,
      nextSteps: nextSteps.length > 0 ? nextSteps : SEE_LOG,
    });
  }
  if (kind === 'fatal') return error as Error;
  if (kind === 'user') return new SetupError(`${failed}: ${say(error.message)}`, { ...details, nextSteps });
  const steps = meaningOf(findRoot(error).root).nextSteps ?? [];
  return new UnreachableError(`${failed}: ${toReason(error, redact)}`, {
    ...details,
    nextSteps: [...steps, 'Try again'],
  });
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
