import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, vi } from 'vitest';

const CLI = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url));

/** Real time that something may take on a machine that is busy. */
export const PATIENCE = { timeout: 30_000, interval: 50 };

/** What a world alone says of itself. */
export interface WorldFacts {
  readonly uri: string;
  readonly opsManager: string;
  readonly publicKey: string;
  readonly privateKey: string;
  readonly projectId: string;
  readonly clusterId: string;
}

/** The built program with pipes for its streams; killed when the test ends, if it still runs. */
export function runProgram(env: NodeJS.ProcessEnv, ...args: string[]) {
  const child = spawn(process.execPath, ['--no-warnings', CLI, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, TZ: 'UTC', ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return {
    output: () => output,
    errors: () => errors,
    type: (...lines: readonly string[]) => lines.forEach((line) => child.stdin.write(`${line}\n`)),
    sees: (wanted: string | RegExp) => vi.waitFor(() => expect(output).toMatch(wanted), PATIENCE),
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    ended: once(child, 'close').then(([code]) => code as number | null),
  };
}

/** The rehearsal servers in a process of their own. */
export async function startWorld(...args: string[]): Promise<WorldFacts> {
  const world = runProgram({}, 'world', ...args);
  await world.sees('\n');
  return JSON.parse(world.output()) as WorldFacts;
}
