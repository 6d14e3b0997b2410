import { Box } from 'ink';
import type { Check } from '../../src/wizard/checks.ts';
import { CHECK_NAMES, VERDICTS } from '../../src/wizard/copy/preflight.ts';
import { Line } from '../parts/Line.tsx';
import { MEANINGS, NAME_WIDTH } from './check-words.ts';

/** Two signs wide more than the longest name. */
const CELL_WIDTH = NAME_WIDTH + 2;

interface CheckGridProps {
  readonly checks: readonly Check[];
  readonly width: number;
}

/** Every check in a place of its own while all are looked at: only signs change, nothing moves. Read down, column by column. */
export function CheckGrid({ checks, width }: CheckGridProps) {
  const columns = Math.max(1, Math.floor(width / CELL_WIDTH));
  const rows = Math.ceil(checks.length / columns);
  return (
    <Box flexShrink={0}>
      {Array.from({ length: Math.min(columns, Math.ceil(checks.length / rows)) }, (_, column) => (
        <Box key={column} flexDirection="column" flexShrink={0} width={CELL_WIDTH}>
          {checks.slice(column * rows, (column + 1) * rows).map(({ name, verdict }) => (
            <Line key={name} as={MEANINGS[verdict]}>{`${VERDICTS[verdict].sign} ${CHECK_NAMES[name]}`}</Line>
          ))}
        </Box>
      ))}
    </Box>
  );
}
