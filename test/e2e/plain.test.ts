import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../helpers/folder.ts';

const CLI = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url));

interface Run {
  readonly output: () => string;
  readonly errors: () => string;
  type(line: string): void;
  endInput(): void;
  kill(signal: NodeJS.Signals): void;
  sees(wanted: string): Promise<void>;
  readonly ended: Promise<number | null>;
}

/** The built program with pipes for its streams, as in a script, where no show was kept yet. */
function run(...args: string[]): Run {
  const child = spawn(process.execPath, ['--no-warnings', CLI, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, XDG_STATE_HOME: temporaryFolder() },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return {
    output: () => output,
    errors: () => errors,
    type: (line) => void child.stdin.write(`${line}\n`),
    endInput: () => void child.stdin.end(),
    kill: (signal) => void child.kill(signal),
    sees: (wanted) => vi.waitFor(() => expect(output).toContain(wanted), { timeout: 20_000, interval: 20 }),
    ended: once(child, 'close').then(([code]) => code as number | null),
  };
}

it('walks by itself to VERIFIED, in lines, with exit code 0', { timeout: 60_000 }, async () => {
  const show = run('--auto', '--plain', '--speed', '600', '--seed', '7');
  expect(await show.ended).toBe(0);
  const lines = show.output().trimEnd().split('\n');
  expect(lines.at(-1)).toMatch(/^VERIFIED 5\d\d,\d{3} documents/);
  expect(lines.at(-1)).toContain('rehearsal, seed 7');
  expect(lines[1]).toContain('REHEARSAL');
  for (const step of ['preflight', 'load', 'snapshot', 'cursors', 'delete', 'restore', 'verify', 'wrap']) {
    expect(show.output()).toMatch(new RegExp(`^\\d\\d:\\d\\d:\\d\\d {2}${step} `, 'm'));
  }
  expect(show.output()).toContain('517,440 documents, 10.31 GB of storage');
  expect(show.output()).toMatch(/restore +Replacing and replaying at [\d:]+, for \d min/);
  expect(show.output()).toMatch(/wrap +Recovery time \(RTO\).*: \d min/);
  expect(show.output()).toContain('Lost (RPO): 0 documents');
  // Nothing is redrawn, and nothing is coloured.
  // oxlint-disable-next-line no-control-regex
  expect(show.output()).not.toMatch(/\u001b|\r/);
  expect(show.errors()).toBe('');
});

describe('keys as lines', () => {
  it('present the show: an empty line is Enter, words name the other keys, q quits', async () => {
    const show = run('--plain', '--seed', '7');
    await show.sees('1/12 Preflight');
    show.type('right');
    await show.sees('2/12');
    show.type('dance');
    await show.sees('"dance" does nothing here');
    show.type('?');
    await show.sees('skip the step');
    show.type('esc');
    show.type('s');
    await show.sees('3/12');
    show.type('q');
    expect(await show.ended).toBe(0);
    expect(show.output().trimEnd().split('\n').at(-1)).toContain('NO VERDICT');
  });

  it('end with exit code 2 when the input ends, and name --auto', async () => {
    const show = run('--seed', '7');
    await show.sees('1/12 Preflight');
    show.endInput();
    expect(await show.ended).toBe(2);
    expect(show.errors()).toContain('--auto');
  });
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('ends with its code on %s', async (signal, code) => {
  const show = run('--plain');
  await show.sees('1/12 Preflight');
  show.kill(signal);
  expect(await show.ended).toBe(code);
});

it('prints one line of connection facts as a world alone, and runs until a signal', async () => {
  const world = run('world', '--seed', '7');
  await world.sees('\n');
  const facts = JSON.parse(world.output()) as Record<string, string>;
  expect(Object.keys(facts)).toEqual(['uri', 'opsManager', 'publicKey', 'privateKey', 'projectId', 'clusterId']);
  expect(facts['uri']).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+,.*replicaSet=rehearsal/);
  world.kill('SIGTERM');
  expect(await world.ended).toBe(143);
});
