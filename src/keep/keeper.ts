import type { LineFile } from '../line-file.ts';
import type { Keeper } from '../store.ts';
import type { Event } from '../wizard/events.ts';
import type { JournalLine } from './journal.ts';
import type { Recorder } from './recording.ts';

/** A keeper with an end: what comes after `close` is not kept any more, and `keep` says so. */
export interface JournalKeeper extends Keeper {
  note(event: JournalLine['event'], at: Pick<Event, 'realAt' | 'storyAt'>): void;
  /** Something else that the show cannot be taken up without is not kept any more: from now on `keep` says so. */
  lose(why: string): void;
  close(): void;
}

/** The code of a file system's error, or its words. */
export const toTrouble = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ? message.split(',')[0]! : message;
};

/**
 * Keeps a show in its journal. A line that cannot be written waits in memory, in its place, and is tried again with each turn:
 * the journal never has a hole.
 */
export function createKeeper(file: LineFile, recorder: Recorder): JournalKeeper {
  let waiting: JournalLine[] = [];
  let lost: string | undefined;
  let closed = false;

  function write(now: boolean): string | undefined {
    try {
      while (waiting.length > 0) {
        file.append(waiting[0]);
        waiting = waiting.slice(1);
      }
      if (now) file.flushNow();
      return undefined;
    } catch (error) {
      return toTrouble(error);
    }
  }

  return {
    keep(events, { realAt, storyAt }, now) {
      if (closed) return 'the show is closed';
      waiting.push(...events.map((event) => ({ realAt, storyAt, event })));
      return write(now) ?? lost;
    },
    lose(why) {
      lost ??= why;
    },
    hear: (event) => recorder.hear(event),
    note(event, { realAt, storyAt }) {
      if (closed) return;
      waiting.push({ realAt, storyAt, event });
      write(true);
    },
    close() {
      closed = true;
      recorder.close();
      file.close();
    },
  };
}

/** Where nothing can be kept: the show goes on, and whatever destroys is refused with this reason. */
export function createNoKeeper(why: string): JournalKeeper {
  return {
    keep: () => why,
    hear: () => undefined,
    note: () => undefined,
    lose: () => undefined,
    close: () => undefined,
  };
}
