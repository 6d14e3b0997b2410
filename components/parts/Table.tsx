import { Box } from 'ink';
import type { Meaning } from '../theme.ts';
import { Line } from './Line.tsx';

export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
}

export interface Row {
  readonly key: string;
  readonly cells: readonly string[];
  readonly as?: Meaning;
}

interface TableProps {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

const GAP = '   ';

/** A table as wide as its contents; each row is one line, cut off where the room ends. */
export function Table({ columns, rows }: TableProps) {
  const widths = columns.map(({ head }, k) => Math.max(head.length, ...rows.map(({ cells }) => cells[k]?.length ?? 0)));
  const toLine = (cells: readonly string[]): string =>
    columns
      .map(({ align = 'left' }, k) =>
        align === 'left' ? (cells[k] ?? '').padEnd(widths[k]!) : (cells[k] ?? '').padStart(widths[k]!),
      )
      .join(GAP)
      .trimEnd();
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Line as="quiet">{toLine(columns.map(({ head }) => head))}</Line>
      {rows.map(({ key, cells, as = 'plain' }) => (
        <Line key={key} as={as}>
          {toLine(cells)}
        </Line>
      ))}
    </Box>
  );
}
