import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { fingerprint } from '../../src/proof/id-set.ts';
import { startStage } from '../helpers/drilled.ts';

/* The laptop sleeps: the program stands still in the middle of what it does, and its connections are gone when it goes on. */

const never = new AbortController().signal;
/** Of the world's time, while the program stands still: some seconds of real time. */
const ASLEEP_MS = 600_000;
const SPEED = 240;

interface Line {
  readonly step?: 'load' | 'delete';
  readonly documents?: number;
  readonly deleted?: number;
  readonly held?: object;
}

it('a load and a delete end exactly, after ten minutes of sleep in each', { timeout: 60_000 }, async () => {
  const stage = await startStage({ speed: SPEED });
  const { host, database } = stage;
  // Slow enough to be caught in the middle.
  stage.failCommand('insert', 'before', { tag: 'late', ms: 10_000 }, 1000);
  const program = spawn(process.execPath, ['dist/test/faults/writing-program.js', JSON.stringify(host.connection)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void program.kill('SIGKILL'));

  async function sleep(): Promise<void> {
    program.kill('SIGSTOP');
    await host.clock.sleep(ASLEEP_MS, never);
    stage.inject({ tag: 'cut', afterMs: 0 });
    await host.clock.sleep(1000, never);
    program.kill('SIGCONT');
  }

  const slept: string[] = [];
  let last: object = {};
  for await (const text of createInterface({ input: program.stdout })) {
    const line = JSON.parse(text) as Line;
    last = line;
    const isAmid = line.step === 'load' ? (line.documents ?? 0) >= 100 : (line.deleted ?? 0) >= 60;
    if (!line.step || !isAmid || slept.includes(line.step)) continue;
    slept.push(line.step);
    await sleep();
  }
  const [code] = program.exitCode === null ? ((await once(program, 'exit')) as [number]) : [program.exitCode];
  expect([code, slept]).toEqual([0, ['load', 'delete']]);
  const { ids } = await database.scanIds(never);
  expect(last).toMatchObject({ loaded: 600, unknown: 0, ledger: fingerprint(ids) });
  expect(ids.size).toBe(600 - (last as { deleted: number }).deleted);
});
