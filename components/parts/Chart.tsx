import { Box } from 'ink';
import type { CountSample } from '../../src/wizard/show.ts';
import { NO_COUNTS } from '../../src/wizard/copy/delete.ts';
import { figures, time } from '../../src/wizard/copy/words.ts';
import { Line } from './Line.tsx';
import type { Mark, Span } from './plot.ts';
import { extentOf, plotRows, within } from './plot.ts';

interface ChartProps {
  readonly counts: readonly CountSample[];
  readonly span: Span;
  readonly marks?: readonly Mark[];
  readonly width: number;
  /** Rows, the one with the times included. */
  readonly height: number;
}

const LEAST_PLOT = { width: 20, height: 1 } as const;

/** How the count moved: its largest and smallest value at the left, the time below. Nothing at all where there is too little room. */
export function Chart({ counts, span, marks = [], width, height }: ChartProps) {
  const points = within(counts, span);
  const { least, most } = extentOf(points);
  const top = points.length === 0 ? '' : figures(most);
  const bottom = points.length === 0 || least === most ? '' : figures(least);
  const labels = Math.max(top.length, bottom.length);
  const plotWidth = width - labels - 2;
  const plotHeight = height - 1;
  if (plotWidth < LEAST_PLOT.width || plotHeight < LEAST_PLOT.height) return null;
  if (points.length === 0) {
    return (
      <Box height={height} flexShrink={0}>
        <Line as="quiet">{NO_COUNTS}</Line>
      </Box>
    );
  }
  const rows = plotRows(points, span, marks, plotWidth, plotHeight);
  return (
    <Box flexDirection="column" flexShrink={0}>
      {rows.map((row, k) => (
        // Rows of one plot: their place is their identity.
        // oxlint-disable-next-line react/no-array-index-key
        <Box key={k}>
          <Box width={labels} flexShrink={0}>
            <Line as="quiet">{(k === 0 ? top : k === plotHeight - 1 ? bottom : '').padStart(labels)}</Line>
          </Box>
          <Box flexShrink={0}>
            <Line as="quiet">{k === 0 || k === plotHeight - 1 ? ' ┤' : ' │'}</Line>
          </Box>
          <Line as="accent">{row}</Line>
        </Box>
      ))}
      <Box marginLeft={labels + 2}>
        <Line as="quiet">{timesLine(span, marks, plotWidth)}</Line>
      </Box>
    </Box>
  );
}

/** When the plot begins and ends, and between them what its marks mean, as far as there is room. */
export function timesLine(span: Span, marks: readonly Mark[], width: number): string {
  const [start, end] = [time(span.from), time(span.to)];
  const seen = marks.filter(({ at }) => at >= span.from && at <= span.to).map(({ sign, label }) => `${sign} ${label}`);
  const room = width - start.length - end.length - 2;
  let legend = '';
  for (const words of seen) {
    const longer = legend === '' ? words : `${legend}   ${words}`;
    if (longer.length <= room) legend = longer;
  }
  const left = Math.max(0, room - legend.length) >> 1;
  return `${start} ${' '.repeat(left)}${legend}${' '.repeat(Math.max(0, room - left - legend.length))} ${end}`;
}
