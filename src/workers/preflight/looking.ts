import { setMaxListeners } from 'node:events';
import type { Check, CheckName } from '../../wizard/checks.ts';
import { CHECKS } from '../../wizard/checks.ts';
import type { Finding } from './finding.ts';
import { toFinding, unproved } from './finding.ts';

/** Real milliseconds for one look, and for all of them together. */
const LOOK_MS = 3_000;
const ALL_MS = 10_000;

const LOOK_AGAIN = 'Look again, or see why it is slow';

/** What has to answer, or nothing can be shown: no answer is a finding, while of all else it only means that nothing is known. */
const HAS_TO_ANSWER: ReadonlySet<CheckName> = new Set(['set', 'user', 'engine', 'key', 'cluster']);

/** The findings of one preflight, and the time that it has. */
export interface Looking {
  /** All checks in their stable order, with what is known of them by now. */
  list(): readonly Check[];
  /**
   * Asks for something, three seconds of real time at most, and notes what the answer comes to, or why there is none. Resolves
   * with the answer, or undefined without one. Throws only when all is stopped.
   */
  look<T>(
    names: readonly CheckName[],
    ask: (signal: AbortSignal) => Promise<T>,
    judge?: (answer: T) => readonly Finding[],
  ): Promise<T | undefined>;
  note(name: CheckName, finding: Finding): void;
  /** Says of each why it was not looked at. */
  leave(names: readonly CheckName[], why: string, fix?: string): void;
  close(): void;
}

/** A promise that may be rejected before anybody waits for it, as all are when a preflight is stopped. */
export function unheard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** Rejects as soon as the signal fires: a look ends in time, whatever it waits for. */
function endOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(signal.reason as Error);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/**
 * Begins to count the time. Timers are our own: within `AbortSignal.any` the one of `AbortSignal.timeout` may be collected before
 * it fires on Node 20.
 */
export function createLooking(signal: AbortSignal, onFinding: () => void): Looking {
  const findings = new Map<CheckName, Finding>();
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), ALL_MS);

  function note(name: CheckName, finding: Finding): void {
    findings.set(name, finding);
    onFinding();
  }

  function toFailure(name: CheckName, error: unknown, late: AbortSignal): Finding {
    if (over.signal.aborted) return unproved(`not done within ${ALL_MS / 1000} s in all`, LOOK_AGAIN);
    const verdict = HAS_TO_ANSWER.has(name) ? 'bad' : 'unproved';
    return late.aborted
      ? { verdict, seen: `no answer within ${LOOK_MS / 1000} s`, fix: LOOK_AGAIN }
      : toFinding(verdict, error);
  }

  async function lookAt<T>(
    names: readonly CheckName[],
    ask: (signal: AbortSignal) => Promise<T>,
    judge: (answer: T) => readonly Finding[],
  ): Promise<T | undefined> {
    const late = new AbortController();
    const own = setTimeout(() => late.abort(), LOOK_MS);
    const within = AbortSignal.any([signal, over.signal, late.signal]);
    setMaxListeners(50, within);
    try {
      const answer = await Promise.race([ask(within), endOf(within)]);
      const found = judge(answer);
      names.forEach((name, k) => note(name, found[k]!));
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      for (const name of names) note(name, toFailure(name, error, late.signal));
      return undefined;
    } finally {
      clearTimeout(own);
    }
  }

  return {
    list: () => CHECKS.map((name) => ({ name, ...(findings.get(name) ?? { verdict: 'looking', seen: '' }) })),
    look: (names, ask, judge = () => []) => unheard(lookAt(names, ask, judge)),
    note,
    leave(names, why, fix) {
      for (const name of names) note(name, unproved(why, fix));
    },
    close: () => clearTimeout(timer),
  };
}
