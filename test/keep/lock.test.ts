import { execFile } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { holdFolder, isHeld } from '../../src/keep/lock.ts';
import { temporaryFolder } from '../helpers/folder.ts';

const BUILT = fileURLToPath(new URL('../../dist/src/keep/lock.js', import.meta.url));

/** By the custom of Linux; elsewhere a process is known by its number alone. */
const beganOf = (pid: number): string =>
  readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')[19]!;

/** What another process says that tries to hold the folder for a second. */
function holdElsewhere(folder: string, shell = 'exec "$@"'): Promise<string> {
  const program = `
    import { holdFolder } from ${JSON.stringify(BUILT)};
    try {
      holdFolder(${JSON.stringify(folder)});
      setTimeout(() => console.log('held'), 1000);
    } catch (error) {
      console.log(error.message);
    }`;
  const args = ['-c', shell, 'sh', process.execPath, '--input-type=module', '-e', program];
  return new Promise((resolve) => {
    execFile('sh', args, (error, output) => resolve(error ? error.message : output.trim()));
  });
}

it('a folder is let go of when it is released, and by a process that has ended', async () => {
  const folder = temporaryFolder();
  const release = holdFolder(folder);
  expect(readFileSync(join(folder, 'lock'), 'utf8').split(' ')[0]).toBe(String(process.pid));
  expect(await holdElsewhere(folder)).toContain(`is being presented by process ${process.pid}`);
  release();
  expect(existsSync(join(folder, 'lock'))).toBe(false);
  expect(await holdElsewhere(folder)).toBe('held');
  expect(isHeld(folder)).toBe(false);
  holdFolder(folder)();
  expect(readdirSync(folder)).toEqual([]);
});

it('a held folder names its lock, for whoever knows better', () => {
  const folder = temporaryFolder();
  // The parent of this test is a process that lives.
  writeFileSync(join(folder, 'lock'), String(process.ppid));
  const lock = join(folder, 'lock');
  expect(() => holdFolder(folder)).toThrow(
    expect.objectContaining({
      kind: 'setup',
      nextSteps: expect.arrayContaining([`If no such process presents a show, remove ${lock}`]),
    }),
  );
});

describe.runIf(process.platform === 'linux')('a process that has the number of another', () => {
  it('does not hold what the other held before the machine was started again', () => {
    const folder = temporaryFolder();
    const lock = join(folder, 'lock');
    writeFileSync(lock, `${process.ppid} ${beganOf(process.ppid)}`);
    expect(isHeld(folder)).toBe(true);
    writeFileSync(lock, `${process.ppid} 1`);
    expect(isHeld(folder)).toBe(false);
    const release = holdFolder(folder);
    expect(readFileSync(lock, 'utf8')).toBe(`${process.pid} ${beganOf(process.pid)}`);
    release();
  });
});

it('a lock is not removed by whoever held the folder before', () => {
  const folder = temporaryFolder();
  const lock = join(folder, 'lock');
  const release = holdFolder(folder);
  writeFileSync(lock, String(process.ppid));
  release();
  expect(readFileSync(lock, 'utf8')).toBe(String(process.ppid));
});

it('a folder is had by one of several that come upon the lock of a dead process at once', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'lock'), '99999999');
  const all = await Promise.all(Array.from({ length: 4 }, () => holdElsewhere(folder)));
  expect(all.filter((said) => said === 'held')).toHaveLength(1);
});

it('holding leaves no empty lock where nothing can be written', async () => {
  const folder = temporaryFolder();
  expect(await holdElsewhere(folder, 'ulimit -f 0; exec "$@"')).toContain('EFBIG');
  expect(readdirSync(folder)).toEqual([]);
});

it.runIf(process.getuid?.() !== 0)('a lock that may not be read is not taken for that of a dead process', () => {
  const folder = temporaryFolder();
  holdFolder(folder);
  chmodSync(join(folder, 'lock'), 0);
  expect(() => holdFolder(folder)).toThrow('EACCES');
});
