import { renameSync, rmSync } from 'node:fs';
import type { LineFile } from '../../line-file.ts';
import { openLineFile } from '../../line-file.ts';
import type { Beginning, Entry, Told } from './history.ts';

/** Writes a history, at first and further. Nothing here throws: a world goes on without a history that cannot be written. */
export interface HistoryWriter {
  /** From now on entries are kept; before, they are not. */
  open(): void;
  /** The entry survives the end of the process once this returns. */
  readonly note: (entry: Entry) => void;
  /** Resolves, with the reason, when nothing can be kept any more: the file was put aside as `*.bad` then, where that was possible. */
  readonly lost: Promise<string>;
  /** Leaves the file as a kill would. */
  close(): void;
  /** Closes, and removes what this has begun: of a world that came to nothing. */
  discard(): void;
}

export type OpenLog = (path: string, bytes: number) => LineFile;

/** `told`: what stands in the file already; it is cut after that. */
export function createHistoryWriter(
  path: string,
  beginning: Beginning,
  told: Told | undefined,
  openLog: OpenLog = openLineFile,
): HistoryWriter {
  let file: LineFile | undefined;
  let latest = told?.entries.findLast((entry) => 'at' in entry)?.at ?? -Infinity;
  let tellLost: (why: string) => void;
  const lost = new Promise<string>((resolve) => (tellLost = resolve));

  function close(): void {
    file?.close();
    file = undefined;
  }

  /** What misses something is not to be taken for whole. */
  function putAside(): void {
    try {
      close();
      renameSync(path, `${path}.bad`);
    } catch {
      // There may be no file, or no right to move it: the world goes on all the same.
    }
  }

  function attempt(run: () => void): void {
    try {
      run();
    } catch (error) {
      putAside();
      tellLost(error instanceof Error ? error.message : String(error));
    }
  }

  return {
    lost,
    open() {
      attempt(() => {
        file = openLog(path, told?.bytes ?? 0);
        if (!told) file.append(beginning);
      });
    },
    note(entry) {
      if (!file || (entry.tag === 'time' && entry.at <= latest)) return;
      if ('at' in entry) latest = entry.at;
      attempt(() => file?.append(entry));
    },
    close,
    discard() {
      const isMine = file !== undefined && !told;
      close();
      if (isMine) rmSync(path, { force: true });
    },
  };
}

/** Of a world that is forgotten. */
export const NO_HISTORY: HistoryWriter = {
  open: () => undefined,
  note: () => undefined,
  lost: new Promise(() => {}),
  close: () => undefined,
  discard: () => undefined,
};
