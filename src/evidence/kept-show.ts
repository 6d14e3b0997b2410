import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../errors.ts';
import type { Journal } from '../keep/journal.ts';
import { toJournal } from '../keep/journal.ts';
import { FILES } from '../keep/places.ts';
import type { RecordedLine } from '../keep/recording.ts';
import { readRecording } from '../keep/recording.ts';
import { readLines } from '../line-file.ts';

/** All that an evidence is made from, as it lies in the folder of a show. */
export interface KeptShow {
  readonly journal: Journal;
  readonly recorded: readonly RecordedLine[];
  /** Without its first line; absent where there is none, or none that can be read. */
  readonly ledger?: readonly unknown[];
}

/** Reads a show, and changes nothing. Throws a SetupError when its journal cannot be read; without the rest a report only says less. */
export function readKeptShow(folder: string): KeptShow {
  const journal = readJournal(folder);
  const recording = attempt(() => readRecording(join(folder, FILES.recording)).lines) ?? [];
  const path = join(folder, FILES.ledger);
  const ledger = existsSync(path) ? attempt(() => readLines(path).values.slice(1)) : undefined;
  return { journal, recorded: recording, ...(ledger ? { ledger } : {}) };
}

function readJournal(folder: string): Journal {
  const path = join(folder, FILES.journal);
  let journal: ReturnType<typeof toJournal>;
  try {
    journal = toJournal(readLines(path));
  } catch (error) {
    throw new SetupError(`The journal ${path} cannot be read: ${(error as Error).message}`, {
      nextSteps: ['Check that it is there and may be read', 'See which shows there are with minuteback shows'],
      cause: error,
    });
  }
  if (typeof journal !== 'string') return journal;
  throw new SetupError(`The journal ${path} cannot be used: it is ${journal}`, {
    nextSteps: ['See which shows there are with minuteback shows'],
  });
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
