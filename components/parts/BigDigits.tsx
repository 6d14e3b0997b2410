import { Box, Text } from 'ink';
import type { Meaning } from '../theme.ts';
import { THEME } from '../theme.ts';

/** Five rows of each glyph. A glyph keeps a free column to its right, but a comma and a full stop stand in that of the glyph before. */
const FONT: Readonly<Record<string, readonly [string, string, string, string, string]>> = {
  '0': ['###', '# #', '# #', '# #', '###'],
  '1': ['## ', ' # ', ' # ', ' # ', '###'],
  '2': ['###', '  #', '###', '#  ', '###'],
  '3': ['###', '  #', '###', '  #', '###'],
  '4': ['# #', '# #', '###', '  #', '  #'],
  '5': ['###', '#  ', '###', '  #', '###'],
  '6': ['###', '#  ', '###', '# #', '###'],
  '7': ['###', '  #', '  #', '  #', '  #'],
  '8': ['###', '# #', '###', '# #', '###'],
  '9': ['###', '# #', '###', '  #', '###'],
  ':': [' ', '#', ' ', '#', ' '],
  '-': ['   ', '   ', '###', '   ', '   '],
  '>': ['  #  ', '   # ', '#####', '   # ', '  #  '],
  ' ': ['   ', '   ', '   ', '   ', '   '],
};

const LOW = [',', '.'];

/** Rows of the two sizes. In the small one a cell holds two rows of the font. */
export const BIG = 5;
export const SMALL = 3;
export type Size = typeof BIG | typeof SMALL | 1;

/** What a row of a low glyph is, in the size: half a column away from the glyph before it. */
const lowRow = (size: Size, row: number): string => (row < size - 1 ? ' ' : size === BIG ? '▐' : '▗');

const HALVES: Readonly<Record<string, string>> = { '  ': ' ', '# ': '▀', ' #': '▄', '##': '█' };

function glyphRow(glyph: string, size: Size, row: number): string {
  const rows = FONT[glyph] ?? FONT[' ']!;
  if (size === BIG) return rows[row]!.replaceAll('#', '█');
  const lower = rows[row * 2 + 1] ?? '';
  return [...rows[row * 2]!].map((upper, column) => HALVES[upper + (lower[column] ?? ' ')]!).join('');
}

/** The rows of a figure: five or three of block elements, or the text itself. */
export function bigRows(text: string, size: Size): readonly string[] {
  if (size === 1) return [text];
  return Array.from({ length: size }, (_, row) =>
    [...text].reduce(
      (line, glyph, k) =>
        LOW.includes(glyph) ? line + lowRow(size, row) : `${line}${k === 0 ? '' : ' '}${glyphRow(glyph, size, row)}`,
      '',
    ),
  );
}

/** Cells that a figure takes. */
export const bigWidth = (text: string, size: Size): number => bigRows(text, size)[0]!.length;

interface BigDigitsProps {
  readonly text: string;
  readonly size: Size;
  /** Cells to stand right-aligned in, so that the figure does not move when it loses a digit. */
  readonly width?: number;
  readonly as?: Meaning;
}

/** A figure that is read from the tenth row. Digits, `:`, `,`, `.`, space, `-`, and `>` for an arrow. */
export function BigDigits({ text, size, width = 0, as = 'strong' }: BigDigitsProps) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      {bigRows(text, size).map((row, k) => (
        // Rows of one figure: their place is their identity.
        // oxlint-disable-next-line react/no-array-index-key
        <Text key={k} wrap="truncate" {...THEME[as]} bold>
          {row.padStart(width)}
        </Text>
      ))}
    </Box>
  );
}
