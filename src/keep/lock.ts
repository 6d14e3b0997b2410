import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../errors.ts';
import { FILES } from './places.ts';

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** When a process began, as the platform counts it; undefined where it does not tell. */
function beganAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22 by proc_pid_stat(5). The second is the name in brackets, which may hold blanks and brackets of its own.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** What a lock of this process says: its number, and when it began, because after a restart another may have the number. */
const toText = (): string => [process.pid, beganAt(process.pid) ?? []].flat().join(' ');

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    // Signal 0 only asks whether there is such a process.
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** The process that holds by this lock; undefined when it has ended without letting go. */
function holderBy(text: string | undefined): number | undefined {
  const [, digits, began] = /^(\d+)(?: (\d+))?\s*$/.exec(text ?? '') ?? [];
  const pid = Number(digits);
  if (digits === undefined || !isRunning(pid)) return undefined;
  const begins = beganAt(pid);
  return began === undefined || begins === undefined || began === begins ? pid : undefined;
}

const isAnother = (holder: number | undefined): boolean => holder !== undefined && holder !== process.pid;

/** Whether another program presents the show in this folder now. Throws the error of the file system when its lock may not be read. */
export function isHeld(folder: string): boolean {
  return isAnother(holderBy(readText(join(folder, FILES.lock))));
}

/** Answers false where there is a lock already. One that cannot be written is not left behind. */
function makeLock(path: string, text: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(file, text);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return true;
}

/** Removes the lock that says this; one that another process has made in its place meanwhile stays. */
function removeLock(path: string, text: string | undefined): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (readText(aside) === text) rmSync(aside, { force: true });
  else renameSync(aside, path);
}

/**
 * Holds the folder for this process until the returned function is called; a kill lets go of it too. Throws a SetupError when
 * another holds it, and the error of the file system when nothing can be written there.
 */
export function holdFolder(folder: string): () => void {
  const path = join(folder, FILES.lock);
  const mine = toText();
  if (!makeLock(path, mine)) {
    const found = readText(path);
    const holder = holderBy(found);
    if (isAnother(holder)) throw toHeldError(folder, holder);
    removeLock(path, found);
    if (!makeLock(path, mine)) throw toHeldError(folder, holderBy(readText(path)));
  }
  return () => {
    if (readText(path) === mine) rmSync(path, { force: true });
  };
}

function toHeldError(folder: string, holder: number | undefined): SetupError {
  return new SetupError(
    `The show in ${folder} is being presented by ${holder ? `process ${holder}` : 'another process'}`,
    {
      nextSteps: [
        'Leave it there first',
        'Or begin another show with --fresh',
        `If no such process presents a show, remove ${join(folder, FILES.lock)}`,
      ],
    },
  );
}
