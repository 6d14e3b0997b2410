import { toShowError } from '../../errors.ts';
import type { Check } from '../../wizard/checks.ts';

/** What came of one look. */
export type Finding = Omit<Check, 'name'>;

export const good = (seen: string): Finding => ({ verdict: 'good', seen });
export const warning = (seen: string, fix: string): Finding => ({ verdict: 'warning', seen, fix });
export const bad = (seen: string, fix: string): Finding => ({ verdict: 'bad', seen, fix });
export const unproved = (seen: string, fix?: string): Finding => ({
  verdict: 'unproved',
  seen,
  ...(fix === undefined ? {} : { fix }),
});

/** What a call that failed comes to. */
export function toFinding(verdict: 'bad' | 'unproved', error: unknown): Finding {
  const { message, nextSteps } = toShowError(error);
  const [fix] = nextSteps;
  return { verdict, seen: message, ...(fix === undefined ? {} : { fix }) };
}

/** `a, b and 2 more`. */
export function names(all: readonly string[], most = 3): string {
  return all.length <= most ? all.join(', ') : `${all.slice(0, most).join(', ')} and ${all.length - most} more`;
}

/** `1 member`, `3 members`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const;

/** Decimal units: `8.5 GB`. */
export function size(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}
