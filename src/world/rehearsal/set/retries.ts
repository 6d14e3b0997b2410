import type { Document } from 'bson';
import { CommandError } from './errors.ts';

/**
 * The last retryable write of each session and its answer, so that a write sent again after its answer was lost is not done again.
 * Like `config.transactions` it is restored with the data: a write that the restore undid would be done again.
 */
export interface Retries {
  answered(session: string, number: number): Document | undefined;
  keep(session: string, number: number, answer: Document, version: number): void;
  cutTo(cut: number): void;
}

const MAX_SESSIONS = 1000;

export function createRetries(): Retries {
  const kept = new Map<string, { number: number; answer: Document; version: number }>();

  return {
    answered(session, number) {
      const last = kept.get(session);
      if (last && last.number > number) {
        throw new CommandError('TransactionTooOld', `A newer write than ${number} has been done in this session`);
      }
      return last?.number === number ? last.answer : undefined;
    },
    keep(session, number, answer, version) {
      kept.delete(session);
      kept.set(session, { number, answer, version });
      if (kept.size > MAX_SESSIONS) kept.delete(kept.keys().next().value!);
    },
    cutTo(cut) {
      for (const [session, { version }] of kept) if (version >= cut) kept.delete(session);
    },
  };
}
