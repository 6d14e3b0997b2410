import type { CountSample } from '../../src/wizard/show.ts';

/** A vertical line in a plot. */
export interface Mark {
  readonly at: number;
  readonly sign: '│' | '┊';
  readonly label: string;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Extent {
  readonly least: number;
  readonly most: number;
}

/** A braille cell is two dots wide and four high; the bit of each dot, by row and column (https://www.unicode.org/charts/PDF/U2800.pdf). */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const BRAILLE = 0x2800;
const EMPTY = String.fromCodePoint(BRAILLE);

/** Nothing is drawn across a longer silence: nobody counted then. Compared with the usual distance of two counts. */
const SILENCE = { leastMs: 30_000, timesUsual: 8 } as const;

export function within(points: readonly CountSample[], { from, to }: Span): readonly CountSample[] {
  return points.filter(({ at }) => at >= from && at <= to);
}

export function extentOf(points: readonly CountSample[]): Extent {
  return points.reduce<Extent>(
    ({ least, most }, { documents }) => ({ least: Math.min(least, documents), most: Math.max(most, documents) }),
    { least: Infinity, most: -Infinity },
  );
}

function silenceMs(points: readonly CountSample[]): number {
  const distances = points.slice(1).map(({ at }, k) => at - points[k]!.at);
  const usual = distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0;
  return Math.max(SILENCE.leastMs, usual * SILENCE.timesUsual);
}

/** Cells of braille that dots are set in. */
export interface Canvas {
  dot(x: number, y: number): void;
  line(x0: number, y0: number, x1: number, y1: number): void;
  /** The rows; `lineIn` tells what stands in the empty cells of a column. */
  rows(lineIn: (column: number) => string | undefined): readonly (readonly string[])[];
}

export function createCanvas(width: number, height: number): Canvas {
  const bits = Array.from({ length: height }, () => Array.from({ length: width }, () => 0));
  const dot = (x: number, y: number): void => {
    bits[y >> 2]![x >> 1]! |= DOTS[y & 3]![x & 1]!;
  };
  return {
    dot,
    line(x0, y0, x1, y1) {
      const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0), 1);
      for (let step = 0; step <= steps; step++) {
        dot(Math.round(x0 + ((x1 - x0) * step) / steps), Math.round(y0 + ((y1 - y0) * step) / steps));
      }
    },
    rows: (lineIn) =>
      bits.map((row) =>
        row.map((cell, column) => (cell === 0 ? (lineIn(column) ?? EMPTY) : String.fromCodePoint(BRAILLE + cell))),
      ),
  };
}

/** Dots of a canvas that instants and counts stand at. A count that has not moved runs along the top: nothing was lost. */
export function scaleOf({ from, to }: Span, { least, most }: Extent, width: number, height: number) {
  return {
    xOf: (at: number): number => Math.round(((at - from) / Math.max(1, to - from)) * (width * 2 - 1)),
    yOf: (documents: number): number => Math.round(((most - documents) / Math.max(1, most - least)) * (height * 4 - 1)),
  };
}

/** Rows of a line drawn through the points, in braille; marks stand where the line leaves a cell empty. */
export function plotRows(
  points: readonly CountSample[],
  span: Span,
  marks: readonly Mark[],
  width: number,
  height: number,
): readonly string[] {
  const canvas = createCanvas(width, height);
  const { xOf, yOf } = scaleOf(span, extentOf(points), width, height);
  const silence = silenceMs(points);
  points.forEach(({ at, documents }, k) => {
    const last = points[k - 1];
    const before = last && at - last.at <= silence ? last : { at, documents };
    canvas.line(xOf(before.at), yOf(before.documents), xOf(at), yOf(documents));
  });
  const columns = new Map(
    marks.filter(({ at }) => at >= span.from && at <= span.to).map(({ at, sign }) => [xOf(at) >> 1, sign] as const),
  );
  return canvas.rows((column) => columns.get(column)).map((row) => row.join(''));
}
