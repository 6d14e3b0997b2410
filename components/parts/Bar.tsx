import { Text } from 'ink';
import type { Meaning } from '../theme.ts';
import { THEME } from '../theme.ts';

/** Eighths of a cell, from empty to full. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** The text of a bar: exactly `width` cells, the fraction kept within 0 to 1. */
export function barText(fraction: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, fraction || 0)) * width * 8);
  const filled = '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]!;
  return filled.padEnd(width, '░');
}

interface BarProps {
  readonly fraction: number;
  /** In cells, the percentage at its end included. */
  readonly width: number;
  readonly as?: Meaning;
}

/** A bar with its percentage: full and `100 %` only when nothing is left. */
export function Bar({ fraction, width, as = 'accent' }: BarProps) {
  const percent = `${Math.floor(Math.min(1, Math.max(0, fraction || 0)) * 100)} %`.padStart(7);
  return (
    <Text wrap="truncate">
      <Text {...THEME[as]}>{barText(fraction, width - percent.length)}</Text>
      <Text bold>{percent}</Text>
    </Text>
  );
}
