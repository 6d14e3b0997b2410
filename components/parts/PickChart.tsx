import { Box, Text } from 'ink';
import { TICKS } from '../../src/wizard/copy/picker.ts';
import { figures, time } from '../../src/wizard/copy/words.ts';
import { THEME } from '../theme.ts';
import { Line } from './Line.tsx';
import type { PickChartInput } from './pick-plot.ts';
import { pickRows } from './pick-plot.ts';

/** Rows below the plot: the axis, the times, what its signs mean. */
export const AXIS_ROWS = 3;

interface PickChartProps {
  readonly input: PickChartInput;
  readonly width: number;
  /** Rows of the plot alone. */
  readonly height: number;
}

/** How the count fell, and in it the point that the arrows move. */
export function PickChart({ input, width, height }: PickChartProps) {
  const { span, pointAt } = input;
  const labels = labelsOf(input);
  const margin = Math.max(...labels.map(({ length }) => length)) + 2;
  const { plot, axis, seen, column, most, least } = pickRows(input, width - margin, height);
  const label = (row: number): string =>
    row === 0 ? figures(most) : row === height - 1 && least !== most ? figures(least) : '';
  return (
    <Box flexDirection="column" flexShrink={0}>
      {plot.map((cells, row) => (
        // Rows of one plot: their place is their identity.
        // oxlint-disable-next-line react/no-array-index-key
        <Cells key={row} head={`${label(row).padStart(margin - 2)} ${label(row) === '' ? '│' : '┤'}`} cells={cells} />
      ))}
      <Cells head={' '.repeat(margin)} cells={axis} />
      <Line as="quiet">{' '.repeat(margin) + timesRow(span, pointAt, column, width - margin)}</Line>
      <Line as="quiet">{legend(seen, width)}</Line>
    </Box>
  );
}

const labelsOf = ({ plateaus, counts }: PickChartInput): readonly string[] =>
  [...plateaus.map(({ outlook }) => outlook.total), ...counts.map(({ documents }) => documents)]
    .reduce<[number, number]>(([low, high], count) => [Math.min(low, count), Math.max(high, count)], [Infinity, 0])
    .map(figures);

interface CellsProps {
  readonly head: string;
  readonly cells: readonly [string, string, string];
}

function Cells({ head, cells: [before, point, after] }: CellsProps) {
  return (
    <Text wrap="truncate">
      <Text {...THEME.quiet}>{head}</Text>
      <Text {...THEME.accent}>{before}</Text>
      <Text {...THEME.warn} bold>
        {point}
      </Text>
      <Text {...THEME.accent}>{after}</Text>
    </Text>
  );
}

/** When the chart begins and ends, and below the point its own time where there is room. */
function timesRow({ from, to }: PickChartInput['span'], pointAt: number, column: number, width: number): string {
  const [start, end, point] = [time(from), time(to), time(pointAt)];
  const at = column - (point.length >> 1);
  const fits = at > start.length && at + point.length < width - end.length;
  const left = fits ? start.padEnd(at) + point : start;
  return left + end.padStart(width - left.length);
}

const GAP = '   ';

/** As much as there is room for, the least important last. */
function legend(seen: readonly (keyof typeof TICKS)[], width: number): string {
  return seen
    .map((name) => `${TICKS[name].sign} ${TICKS[name].label}`)
    .reduce((line, words) => {
      const longer = line === '' ? words : line + GAP + words;
      return longer.length <= width ? longer : line;
    }, '');
}
