import { MAX_SEQUENCE } from '../proof/content.ts';

/** As flags and forms have them; sizes on screen are decimal. */
export const GB = 2 ** 30;
export const KB = 2 ** 10;

/** What a number may be, ends included. */
export interface Limit {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
  readonly unit: string;
}

/** The numbers that a presenter may set, on the command line and while editing. */
export const LIMITS = {
  targetGb: { least: 0.001, most: 10_000, whole: false, unit: 'GB' },
  untilGb: { least: 0.001, most: 100_000, whole: false, unit: 'GB' },
  documentKb: { least: 0.0625, most: 8192, whole: false, unit: 'KB' },
  loadBatch: { least: 1, most: 100_000, whole: true, unit: 'documents' },
  percent: { least: 0.001, most: 100, whole: false, unit: 'percent' },
  batch: { least: 1, most: 100_000, whole: true, unit: 'documents' },
  pauseMs: { least: 0, most: 600_000, whole: true, unit: 'ms' },
  iterations: { least: 1, most: 1_000_000, whole: true, unit: 'iterations' },
  speed: { least: 1, most: 1000, whole: false, unit: 'times' },
  seed: { least: 0, most: 2 ** 32 - 1, whole: true, unit: '' },
  port: { least: 1, most: 65_535, whole: true, unit: '' },
} as const satisfies Record<string, Limit>;

/** The number that a text says, if the limit allows it: plain decimal notation only, no exponent, no separators. */
export function toNumber(text: string, limit: Limit): number | undefined {
  if (!/^\d+(\.\d+)?$/.test(text.trim())) return undefined;
  const value = Number(text);
  if (limit.whole && !Number.isInteger(value)) return undefined;
  return value >= limit.least && value <= limit.most ? value : undefined;
}

/** Whether the numbers of one load's documents suffice for so many bytes. */
export const fitsOneLoad = (bytes: number, documentBytes: number): boolean => bytes / documentBytes <= MAX_SEQUENCE;

/** "a whole number from 1 to 65535", "a number of GB from 0.001 to 10000". */
export function describeLimit({ least, most, whole, unit }: Limit): string {
  return `a ${whole ? 'whole ' : ''}number${unit ? ` of ${unit}` : ''} from ${least} to ${most}`;
}
