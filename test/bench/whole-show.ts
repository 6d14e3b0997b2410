import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from './figure.ts';
import { memory } from './process-facts.ts';
import type { Memory } from './process-facts.ts';
import { startProgram } from './program.ts';

const LOOK_MS = 50;
const WITHIN_MS = 90_000;

/** The memory of a show that walks by itself, a load of a gigabyte and a restore included, as read last before it ends. */
export async function measureWholeShow(): Promise<readonly Figure[]> {
  const program = startProgram(['--seed', '7', '--auto', '--speed', '600']);
  const deadline = Date.now() + WITHIN_MS;
  let last: Memory | undefined;
  try {
    while (!program.ended()) {
      if (Date.now() > deadline) throw new Error(`The show never ended; the screen was:\n${program.shown()}`);
      // Of a process that is ending, nothing is told.
      last = memory(program.pid) ?? last;
      await sleep(LOOK_MS);
    }
  } finally {
    program.close();
  }
  return [
    {
      what: 'memory at the end of a show',
      value: last?.rssMegabytes,
      unit: 'MB',
      aim: { atMost: 400 },
      beside: { what: 'at most during it', value: last?.peakMegabytes },
    },
  ];
}
