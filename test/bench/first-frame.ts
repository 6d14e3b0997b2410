import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Figure } from './figure.ts';
import { quantile, takeTurns } from './figure.ts';
import { startProgram } from './program.ts';

const ROUNDS = 7;

async function toSeconds(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return (performance.now() - began) / 1000;
}

/** From the start of the process to the first words on the screen, and on to the first step; beside a Node that does nothing. */
export async function measureFirstFrame(): Promise<readonly Figure[]> {
  const frames: number[] = [];
  async function open(): Promise<number> {
    const began = performance.now();
    const program = startProgram(['--seed', '7']);
    try {
      await program.until((shown) => shown.trim() !== '');
      frames.push((performance.now() - began) / 1000);
      await program.until((shown) => shown.includes('Preflight'));
      return (performance.now() - began) / 1000;
    } finally {
      program.close();
    }
  }
  const startNode = (): Promise<number> => toSeconds(() => once(spawn(process.execPath, ['-e', '0']), 'close'));
  const [preflight, node] = await takeTurns(ROUNDS, open, startNode);
  const beside = { what: 'node -e 0', value: node };
  return [
    { what: 'first frame', value: quantile(frames), unit: 's', aim: { atMost: 0.5 }, beside },
    { what: 'first step on screen', value: preflight, unit: 's', beside },
  ];
}
