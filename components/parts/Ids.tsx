import { Box } from 'ink';
import { moreIds } from '../../src/wizard/copy/verify.ts';
import { Line } from './Line.tsx';

/** Hexadecimal digits of an ObjectId, and the gap to the next. */
const ID_CELLS = 24 + 2;
const LABEL_CELLS = 11;

/** Ids that stand for all of a kind. */
export interface SomeIds {
  readonly ids: readonly string[];
  /** How many there are. */
  readonly of: number;
  /** Cells of a row. */
  readonly width: number;
}

/** Each row keeps the room that "and so many more" takes at the end of the last one. */
const perRow = ({ of, width }: SomeIds): number =>
  Math.max(1, Math.floor((width - LABEL_CELLS - moreIds(of).length) / ID_CELLS));

/** Rows that all of them need. */
export const idRows = (some: SomeIds): number => Math.ceil(some.ids.length / perRow(some));

interface IdsProps extends SomeIds {
  readonly label: string;
  /** Rows at most. */
  readonly most: number;
}

/** Ids in rows under one label, and how many more there are. */
export function Ids({ label, most, ...some }: IdsProps) {
  const { ids, of } = some;
  const each = perRow(some);
  const rows = Array.from({ length: Math.min(most, idRows(some)) }, (_, k) => ids.slice(k * each, (k + 1) * each));
  const left = of - rows.flat().length;
  return (
    <Box flexDirection="column" flexShrink={0}>
      {rows.map((row, k) => (
        <Line key={row[0]}>
          {(k === 0 ? label : '').padEnd(LABEL_CELLS) +
            row.join('  ') +
            (k === rows.length - 1 && left > 0 ? `  ${moreIds(left)}` : '')}
        </Line>
      ))}
    </Box>
  );
}
