import { BugError } from '../../errors.ts';
import type { Entry, Told } from './history.ts';
import { toHistoryError } from './history.ts';
import type { Parts } from './prepared.ts';

function retellOne({ clock, set, opsManager }: Parts, entry: Entry): void {
  if ('at' in entry) clock.advanceTo(entry.at);
  switch (entry.tag) {
    case 'time':
    case 'ports':
      return undefined;
    case 'write':
      return clock.act(() => set.replay(entry));
    case 'call':
      // Where the server was then plays no part.
      return opsManager.replay({ ...entry, body: entry.body, url: new URL(entry.path, 'http://127.0.0.1') });
    default:
      entry satisfies never;
      throw new BugError('The history tells of something unknown');
  }
}

/**
 * Lets a world that has just been prepared live through its history once more; its time stands at the last entry then.
 * `SetupError` when something cannot have been as it is told.
 */
export function retell(parts: Parts, { entries }: Told, path: string): void {
  try {
    for (const entry of entries) retellOne(parts, entry);
  } catch (error) {
    throw toHistoryError(path, error instanceof Error ? error.message : String(error), error);
  }
}
