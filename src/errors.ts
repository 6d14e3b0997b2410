/** Which of the four classes an error is: it decides what the presenter is told to do. */
export type ErrorKind = 'setup' | 'unreachable' | 'refused' | 'bug';

/** An error as plain data, fit for state, journal and screen. Holds no secret: clients redact before they throw. */
export interface ShowError {
  readonly kind: ErrorKind;
  /** One sentence, no full stop: what was attempted, on what, and what came of it. */
  readonly message: string;
  /** Imperative, likeliest first. */
  readonly nextSteps: readonly string[];
  /** The code that the other side gave: a MongoDB error code or an Ops Manager `errorCode`. */
  readonly code?: string;
  /** Only on bugs. */
  readonly stack?: string;
}

export interface ErrorDetails {
  readonly nextSteps?: readonly string[];
  readonly code?: string;
  readonly cause?: unknown;
}

abstract class PresenterError extends Error {
  abstract readonly kind: ErrorKind;
  readonly nextSteps: readonly string[];
  readonly code: string | undefined;

  constructor(message: string, { nextSteps = [], code, cause }: ErrorDetails = {}) {
    super(message, { cause });
    this.name = new.target.name;
    this.nextSteps = nextSteps;
    this.code = code;
  }
}

/** Flags, environment or terminal must change before a start makes sense. */
export class SetupError extends PresenterError {
  readonly kind = 'setup';
}

/** Nobody answered; trying again may help. */
export class UnreachableError extends PresenterError {
  readonly kind = 'unreachable';
}

/** Somebody answered no; the message carries their words. */
export class RefusedError extends PresenterError {
  readonly kind = 'refused';
}

/** A promise of this program broke. */
export class BugError extends PresenterError {
  readonly kind = 'bug';
}

/** The plain-data form of anything thrown. What is not one of the four classes becomes a bug, once, here. */
export function toShowError(thrown: unknown): ShowError {
  if (thrown instanceof PresenterError && thrown.kind !== 'bug') {
    const { kind, message, nextSteps, code } = thrown;
    return { kind, message, nextSteps, ...(code === undefined ? {} : { code }) };
  }
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return {
    kind: 'bug',
    message: error.message || error.name,
    nextSteps: thrown instanceof PresenterError ? thrown.nextSteps : ['Please report this with the lines below'],
    ...(error.stack === undefined ? {} : { stack: error.stack }),
  };
}
