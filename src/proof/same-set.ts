import { RefusedError } from '../errors.ts';
import type { Member } from './facts.ts';

/**
 * Whether any member runs that ran before. After a restore none does: each is restarted with other data. True where members
 * tell no process.
 */
export function runsStill(before: readonly Member[], now: readonly Member[]): boolean {
  const known = new Set(before.flatMap(({ processId }) => (processId === undefined ? [] : [processId])));
  return known.size === 0 || now.some(({ processId }) => processId !== undefined && known.has(processId));
}

/** The code of the error that says that a writer has lost its set to a restore. */
export const SET_REPLACED = 'SET_REPLACED';

/** Nothing of a write is sent to a set that was restored since its work began. */
export const toReplaced = (namespace: string): RefusedError =>
  new RefusedError(`Nothing more is sent to ${namespace}: every member was restarted meanwhile, as a restore does it`, {
    code: SET_REPLACED,
    nextSteps: ['Look at Restore History in Ops Manager', 'Look at the members before anything else is done'],
  });
