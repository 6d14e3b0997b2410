import type { Coverage } from '../../src/proof/facts.ts';
import type { Plateau } from '../../src/proof/points.ts';
import type { CountSample } from '../../src/wizard/show.ts';
import { TICKS } from '../../src/wizard/copy/picker.ts';
import type { Span } from './plot.ts';
import { createCanvas, extentOf, scaleOf, within } from './plot.ts';

/** An instant on the axis. */
export interface Tick {
  readonly at: number;
  readonly name: keyof typeof TICKS;
}

export interface PickChartRows {
  /** Each cut at the column of the point: what is left of it, its cell, what is right of it. */
  readonly plot: readonly (readonly [string, string, string])[];
  readonly axis: readonly [string, string, string];
  /** The signs that can be seen. */
  readonly seen: readonly (keyof typeof TICKS)[];
  /** Of the point. */
  readonly column: number;
  readonly most: number;
  readonly least: number;
}

export interface PickChartInput {
  readonly plateaus: readonly Plateau[];
  readonly counts: readonly CountSample[];
  readonly coverage: Coverage;
  readonly span: Span;
  readonly pointAt: number;
  readonly ticks: readonly Tick[];
}

const TICK_LINE = '┊';
const POINT_LINE = '┃';
const COVERED = '━';
const NOT_TOLD = '─';

/** The ledger as a line of steps with the counts as dots beside it; below it the axis, which tells where there is oplog. */
export function pickRows(input: PickChartInput, width: number, height: number): PickChartRows {
  const { plateaus, counts, coverage, span, pointAt, ticks } = input;
  const steps = plateaus.flatMap(({ from, to, outlook: { total } }): CountSample[] => [
    { at: from.t * 1000, documents: total },
    { at: to.t * 1000, documents: total },
  ]);
  const samples = within(counts, span);
  const extent = extentOf([...steps, ...samples]);
  const canvas = createCanvas(width, height);
  const { xOf, yOf } = scaleOf(span, extent, width, height);
  steps.forEach(({ at, documents }, k) => {
    const before = steps[k - 1] ?? { at, documents };
    canvas.line(xOf(before.at), yOf(before.documents), xOf(at), yOf(documents));
  });
  for (const { at, documents } of samples) canvas.dot(xOf(at), yOf(documents));

  const column = xOf(pointAt) >> 1;
  const columns = new Map<number, Tick['name']>();
  for (const { at, name } of ticks) if (at >= span.from && at <= span.to) columns.set(xOf(at) >> 1, name);
  columns.set(column, 'point');
  const lineIn = (x: number): string | undefined =>
    x === column ? POINT_LINE : columns.has(x) ? TICK_LINE : undefined;
  const axis = Array.from({ length: width }, (_, x) => {
    const name = columns.get(x);
    return name ? TICKS[name].sign : oplogAt(coverage, span, x, width);
  });
  const cut = (cells: readonly string[]) =>
    [cells.slice(0, column).join(''), cells[column]!, cells.slice(column + 1).join('')] as const;
  return {
    plot: canvas.rows(lineIn).map(cut),
    axis: cut(axis),
    seen: [
      ...(Object.keys(TICKS) as Tick['name'][]).filter((name) => [...columns.values()].includes(name)),
      ...(axis.includes(TICKS.gap.sign) ? (['gap'] as const) : []),
    ],
    column,
    ...extent,
  };
}

/** Whether there is oplog in the whole second in the middle of a column. */
function oplogAt(coverage: Coverage, { from, to }: Span, x: number, width: number): string {
  if (coverage.tag === 'unknown') return NOT_TOLD;
  const second = Math.round((from + ((to - from) * (x + 0.5)) / width) / 1000);
  const isCovered = coverage.ranges.some(({ start, end }) => second >= start.t && second <= end.t);
  return isCovered ? COVERED : TICKS.gap.sign;
}
