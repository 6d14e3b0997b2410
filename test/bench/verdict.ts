import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Figure } from './figure.ts';
import { quantile } from './figure.ts';

const ROUNDS = 5;
const ALONE = fileURLToPath(new URL('./verdict-alone.js', import.meta.url));

/** What one process says of itself. */
interface Told {
  readonly ms: number;
  readonly megabytes?: number;
}

async function judgeAlone(way: 'ours' | 'hex'): Promise<Told> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', ALONE, way]);
  return JSON.parse(stdout) as Told;
}

/** All that follows the scan of a verification, beside the same with a `Set` of hexadecimal strings. Each in a process of its own, for its memory. */
export async function measureVerdict(): Promise<readonly Figure[]> {
  const [ours, hex]: [Told[], Told[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await judgeAlone('ours'));
    hex.push(await judgeAlone('hex'));
  }
  const ms = (told: readonly Told[]): number => quantile(told.map((one) => one.ms));
  const megabytes = (told: readonly Told[]): number | undefined =>
    told[0]?.megabytes === undefined ? undefined : quantile(told.map((one) => one.megabytes!));
  return [
    {
      what: 'verdict on 517,440 ids',
      value: ms(ours),
      unit: 'ms',
      aim: { atMost: 1000 },
      beside: { what: 'a Set of hex strings', value: ms(hex) },
    },
    {
      what: 'memory that it takes',
      value: megabytes(ours),
      unit: 'MB',
      aim: { atMost: 100 },
      beside: { what: 'a Set of hex strings', value: megabytes(hex) },
    },
  ];
}
