import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/folder.ts';

const CLI = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url));
const CANARY = 'canary-of-the-doctor';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ['--no-warnings', CLI, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, XDG_STATE_HOME: temporaryFolder(), ...env },
  });
  return { child, ended: once(child, 'close').then(([code]) => code as number | null) };
}

interface Printed {
  readonly code: number;
  readonly output: string;
}

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Printed> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, XDG_STATE_HOME: temporaryFolder(), ...env } };
    execFile(process.execPath, ['--no-warnings', CLI, ...args], options, (error, output, errors) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: output + errors }),
    );
  });
}

it('looks at a rehearsal where no set is named, and leaves nothing open', { timeout: 30_000 }, async () => {
  const { code, output } = await run(['doctor', '--json']);
  expect(code).toBe(0);
  const lines = output.trim().split('\n');
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ summary: { bad: 0 }, exit: 0 });
  expect(JSON.parse(lines[0]!)).toMatchObject({ check: 'node' });
});

it('looks at a real set and a real Ops Manager, and prints no secret of theirs', { timeout: 30_000 }, async () => {
  const world = start(['world', '--seed', '5']);
  closing.push(() => {
    world.child.kill('SIGTERM');
    return world.ended;
  });
  const [line] = (await once(createInterface(world.child.stdout), 'line')) as [string];
  const { uri, opsManager, publicKey, privateKey, projectId, clusterId } = JSON.parse(line) as Record<string, string>;
  const there = ['doctor', '--uri', uri!, '--ops-manager', opsManager!, '--project', projectId!];
  const keys = { MINUTEBACK_OM_PUBLIC_KEY: publicKey!, MINUTEBACK_OM_PRIVATE_KEY: privateKey! };
  const fine = await run([...there, '--cluster', clusterId!], keys);
  expect(fine.output).toMatch(/^good +Cluster +rehearsal in Minute Back rehearsal, 3 hosts as in the set$/m);
  expect(fine.output).toMatch(/^warning +Ops Manager .*not encrypted$/m);
  expect(fine.code).toBe(0);
  expect(fine.output).not.toContain(privateKey);
  const lost = await run([...there, '--cluster', 'other'], { ...keys, MINUTEBACK_OM_PRIVATE_KEY: CANARY });
  expect(lost.output).toMatch(/^failed +API key .*does not accept the API key$/m);
  expect(lost.code).toBe(2);
  expect(lost.output).not.toContain(CANARY);
});

it('ends at once with 130 on Ctrl+C', { timeout: 30_000 }, async () => {
  // It reads, so that it hears when who asked is gone.
  const silent = createServer((socket) => void socket.on('error', () => undefined).resume()).listen(0, '127.0.0.1');
  closing.push(() => new Promise((resolve) => silent.close(resolve)));
  await once(silent, 'listening');
  const { child, ended } = start(['doctor', '--uri', `mongodb://127.0.0.1:${(silent.address() as AddressInfo).port}`]);
  await once(child.stdout, 'data');
  child.kill('SIGINT');
  expect(await ended).toBe(130);
});
