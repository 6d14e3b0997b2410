import type { TextProps } from 'ink';

/** Colours by meaning. None stands alone: a word or a sign says the same without colour. */
export const THEME = {
  plain: {},
  strong: { bold: true },
  quiet: { dimColor: true },
  accent: { color: 'cyan' },
  good: { color: 'green' },
  warn: { color: 'yellow' },
  bad: { color: 'red' },
} as const satisfies Record<string, TextProps>;

export type Meaning = keyof typeof THEME;
