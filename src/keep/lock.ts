import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../errors.ts';
import { FILES } from './places.ts';

/** The process that holds the folder; undefined when nobody does, or when it has ended without letting go. */
function holderOf(folder: string): number | undefined {
  let pid: number;
  try {
    pid = Number(readFileSync(join(folder, FILES.lock), 'utf8'));
  } catch {
    return undefined;
  }
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    // Signal 0 only asks whether there is such a process.
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? pid : undefined;
  }
}

/** Whether another program presents the show in this folder now. */
export function isHeld(folder: string): boolean {
  const holder = holderOf(folder);
  return holder !== undefined && holder !== process.pid;
}

/** Holds the folder for this process until the returned function is called; a kill lets go of it too. Throws a SetupError when another holds it. */
export function holdFolder(folder: string): () => void {
  const path = join(folder, FILES.lock);
  if (isHeld(folder)) {
    throw new SetupError(`The show in ${folder} is being presented by process ${holderOf(folder)}`, {
      nextSteps: ['Leave it there first', 'Or begin another show with --fresh'],
    });
  }
  rmSync(path, { force: true });
  const file = openSync(path, 'wx', 0o600);
  writeSync(file, String(process.pid));
  closeSync(file);
  return () => rmSync(path, { force: true });
}
