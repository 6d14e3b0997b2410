import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from './figure.ts';
import { cpuMs } from './process-facts.ts';
import { startProgram } from './program.ts';
import type { Program } from './program.ts';

const SAMPLE_MS = 10_000;
/** What starts, in the program and in Node's compiler, is over after so long. */
const SETTLE_MS = 5000;
/** Keys are deaf for half a second after each change of the screen. */
const KEY_EVERY_MS = 600;

interface Cost {
  readonly corePercent: number | undefined;
  readonly kilobytesPerSecond: number;
}

async function sample({ pid, bytes }: Program): Promise<Cost> {
  await sleep(SETTLE_MS);
  const before = { at: performance.now(), cpu: cpuMs(pid), bytes: bytes() };
  await sleep(SAMPLE_MS);
  const ms = performance.now() - before.at;
  const cpu = cpuMs(pid);
  return {
    corePercent: cpu === undefined || before.cpu === undefined ? undefined : ((cpu - before.cpu) / ms) * 100,
    kilobytesPerSecond: (bytes() - before.bytes) / ms,
  };
}

async function pressUntil(program: Program, keys: string, isSo: (shown: string) => boolean): Promise<void> {
  for (let tries = 0; tries < 20 && !isSo(program.shown()); tries++) {
    program.press(keys);
    await Promise.race([program.until(isSo), sleep(KEY_EVERY_MS)]);
  }
  await program.until(isSo);
}

/** What the screen costs while documents are deleted at the speed of a stage, beside the same screen before that. The rehearsal's thread is counted in. */
export async function measureDeleteScreen(): Promise<readonly Figure[]> {
  const program = startProgram(['--seed', '7', '--from', 'delete']);
  try {
    await program.until((shown) => shown.includes('Enter'));
    const idle = await sample(program);
    await pressUntil(program, '\r', (shown) => shown.includes('Are you sure'));
    await pressUntil(program, 'y', (shown) => /Iteration +\d/.test(shown));
    const deleting = await sample(program);
    return [
      {
        what: 'processor while deleting',
        value: deleting.corePercent,
        unit: '% of a core',
        aim: { atMost: 15 },
        beside: { what: 'before it', value: idle.corePercent },
      },
      {
        what: 'to the terminal while deleting',
        value: deleting.kilobytesPerSecond,
        unit: 'kB/s',
        beside: { what: 'before it', value: idle.kilobytesPerSecond },
      },
    ];
  } finally {
    program.close();
  }
}
