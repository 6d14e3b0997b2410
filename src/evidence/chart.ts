import { figures, utc } from '../wizard/copy/words.ts';
import type { CountEvidence } from './counts.ts';
import type { Evidence } from './evidence.ts';
import { escapeHtml } from './escape.ts';

/** Something that happened at one instant; its letter stands in the chart. */
export interface ChartMark {
  readonly letter: string;
  readonly at: number;
  readonly label: string;
}

/** What is drawn: the counts, when they were taken, and what happened meanwhile. */
export interface Chart {
  readonly from: number;
  readonly to: number;
  readonly counts: readonly CountEvidence[];
  readonly marks: readonly ChartMark[];
  /** Nobody counted: the set was being restored. */
  readonly gap?: { readonly from: number; readonly to: number };
}

const MARGIN_PART = 0.04;
const LEAST_SPAN_MS = 60_000;

/** The stretch from the baseline to the verdict, or whatever was counted. Undefined where nothing was. */
export function toChart({ counts, data, restore, verdict }: Evidence): Chart | undefined {
  if (counts.length === 0) return undefined;
  const { deletes } = data;
  const at = (seconds: number | undefined): number | undefined => (seconds === undefined ? undefined : seconds * 1000);
  const happened: readonly (readonly [number | undefined, string])[] = [
    [at(deletes?.baseline.at.t), 'baseline: every _id read'],
    [at(deletes?.firstAfter?.t), 'first delete'],
    [at(deletes?.last?.t), 'last delete'],
    [restore?.instant, 'restore point'],
    [at(verdict?.readAt.t), 'read for the verdict'],
  ];
  const marks = happened
    .flatMap(([when, label]) => (when === undefined ? [] : [{ at: when, label }]))
    .toSorted((a, b) => a.at - b.at)
    .map((mark, k) => ({ letter: String.fromCodePoint(65 + k), ...mark }));
  const gap = restore && { from: restore.from, to: at(verdict?.readAt.t) ?? restore.until ?? restore.from };
  const ends = deletes
    ? [...marks.map((mark) => mark.at), ...(gap ? [gap.to] : [counts.at(-1)!.at])]
    : [counts[0]!.at, counts.at(-1)!.at, ...marks.map((mark) => mark.at)];
  const [first, last] = [Math.min(...ends), Math.max(...ends)];
  const margin = Math.max(LEAST_SPAN_MS, last - first) * MARGIN_PART;
  const [from, to] = [first - margin, last + margin];
  const shown = counts.filter((count) => count.at >= from && count.at <= to);
  return { from, to, counts: shown, marks, ...(gap && gap.to > gap.from ? { gap } : {}) };
}

const SIZE = { width: 720, height: 250, left: 74, right: 14, top: 30, bottom: 34 } as const;
/** Between two letters, so that they can be told apart. */
const LETTER_CELLS = 15;
const LEGEND_LINE = 16;
/** Nothing is drawn across a longer silence, compared with the usual distance of two counts. */
const SILENCE = { leastMs: 30_000, timesUsual: 8 } as const;
/** More dots than this would be a smear. */
const MOST_DOTS = 60;

const STYLE =
  '.mb-chart{--ink:#1c2430;--soft:#6b7684;--line:#0b5cad;--mark:#9a3412;--rule:#d5dae1;font:12px system-ui,sans-serif}' +
  '@media screen and (prefers-color-scheme:dark){.mb-chart{--ink:#e6eaf0;--soft:#9aa6b5;--line:#6cb2ff;--mark:#ffb27a;--rule:#3a4452}}' +
  '.mb-chart text{fill:var(--ink)}.mb-chart .soft{fill:var(--soft)}.mb-chart .rule{stroke:var(--rule)}' +
  '.mb-chart .line{fill:none;stroke:var(--line);stroke-width:1.8;stroke-linejoin:round}.mb-chart .dot{fill:var(--line)}' +
  '.mb-chart .mark{stroke:var(--mark);stroke-width:1;stroke-dasharray:3 3}.mb-chart .letter{fill:var(--mark);font-weight:600}' +
  '.mb-chart .hatch{stroke:var(--soft);stroke-width:1;opacity:.55}';

/** The chart as one SVG that brings its own colours, light and dark. */
export function drawChart(chart: Chart): string {
  const { from, to, counts, marks, gap } = chart;
  const values = counts.map(({ documents }) => documents);
  const [least, most] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const [right, bottom] = [SIZE.width - SIZE.right, SIZE.height - SIZE.bottom];
  const xOf = (at: number): number => round(SIZE.left + ((at - from) / (to - from)) * (right - SIZE.left));
  // A count that has not moved runs along the top: nothing was lost.
  const yOf = (documents: number): number =>
    round(SIZE.top + 8 + ((most - documents) / Math.max(1, most - least)) * (bottom - SIZE.top - 20));
  const legend = [
    ...marks.map(({ letter, label, at }) => `${letter}: ${label}, ${utc(at)}`),
    ...(gap ? [GAP_WORDS] : []),
  ];
  const height = SIZE.height + Math.ceil(legend.length / 2) * LEGEND_LINE + 4;
  const parts = [
    `<title>${escapeHtml(CHART_TITLE)}</title><desc>${escapeHtml(describeChart(chart))}</desc>`,
    `<style>${STYLE}</style>`,
    '<defs><pattern id="mb-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="7"/></pattern></defs>',
    ...(gap ? [drawGap(xOf(gap.from), xOf(gap.to), bottom)] : []),
    `<line class="rule" x1="${SIZE.left}" y1="${bottom}" x2="${right}" y2="${bottom}"/>`,
    ...(most === least ? [most] : [most, least]).flatMap((value) => [
      `<line class="rule" x1="${SIZE.left}" y1="${yOf(value)}" x2="${right}" y2="${yOf(value)}"/>`,
      `<text x="${SIZE.left - 8}" y="${yOf(value) + 4}" text-anchor="end">${figures(value)}</text>`,
    ]),
    `<text class="soft" x="${SIZE.left}" y="${bottom + 16}">${utc(from)}</text>`,
    `<text class="soft" x="${right}" y="${bottom + 16}" text-anchor="end">${utc(to)}</text>`,
    ...drawMarks(marks, xOf, bottom),
    ...segmentsOf(counts, gap).map(
      (points) =>
        `<polyline class="line" points="${points.map(({ at, documents }) => `${xOf(at)},${yOf(documents)}`).join(' ')}"/>`,
    ),
    ...(counts.length > MOST_DOTS ? counts.filter(({ source }) => source === 'read') : counts).map(
      ({ at, documents }) => `<circle class="dot" cx="${xOf(at)}" cy="${yOf(documents)}" r="2.6"/>`,
    ),
    ...legend.map(
      (line, k) =>
        `<text x="${k % 2 === 0 ? 8 : SIZE.width / 2 + 8}" y="${SIZE.height + ((k >> 1) + 1) * LEGEND_LINE - 6}"${k < marks.length ? '' : ' class="soft"'}>${escapeHtml(line)}</text>`,
    ),
  ];
  return `<svg class="mb-chart" xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${SIZE.width} ${height}" width="100%">${parts.join('')}</svg>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

export const CHART_TITLE = 'Documents in the collection over time';
const GAP_WORDS = 'Hatched: the set was being restored, nobody counted';

/** The chart in words, for whoever does not see it. */
export function describeChart({ from, to, counts, marks, gap }: Chart): string {
  const values = counts.map(({ documents }) => documents);
  const range =
    values.length === 0
      ? 'No count was taken'
      : `Between ${figures(Math.min(...values))} and ${figures(Math.max(...values))} documents`;
  const happened = marks.map(({ letter, label, at }) => `${letter}, ${label} at ${utc(at)}`);
  const uncounted = gap ? [`Nobody counted from ${utc(gap.from)} to ${utc(gap.to)}`] : [];
  return [`${range} from ${utc(from)} to ${utc(to)}`, ...happened, ...uncounted].join('. ');
}

function drawGap(left: number, right: number, bottom: number): string {
  const width = round(Math.max(1, right - left));
  return `<rect x="${left}" y="${SIZE.top}" width="${width}" height="${bottom - SIZE.top}" fill="url(#mb-hatch)"/>`;
}

/** Letters of marks that lie close are moved apart; their lines stay where they are. */
function drawMarks(marks: readonly ChartMark[], xOf: (at: number) => number, bottom: number): readonly string[] {
  const room = SIZE.width - SIZE.right - (marks.length - 1) * LETTER_CELLS;
  let free = SIZE.left;
  return marks.map(({ letter, at }, k) => {
    const x = xOf(at);
    const letterX = Math.max(free, Math.min(x, room + k * LETTER_CELLS));
    free = letterX + LETTER_CELLS;
    return (
      `<path class="mark" fill="none" d="M${x} ${bottom}V${SIZE.top}L${letterX} ${SIZE.top - 10}"/>` +
      `<text class="letter" x="${letterX}" y="${SIZE.top - 14}" text-anchor="middle">${letter}</text>`
    );
  });
}

/** Stretches that are drawn in one: broken by the restore, and wherever nobody counted for long. */
function segmentsOf(counts: readonly CountEvidence[], gap: Chart['gap']): readonly (readonly CountEvidence[])[] {
  const distances = counts.slice(1).map(({ at }, k) => at - counts[k]!.at);
  const usual = distances.toSorted((a, b) => a - b)[distances.length >> 1] ?? 0;
  const silence = Math.max(SILENCE.leastMs, usual * SILENCE.timesUsual);
  const segments: CountEvidence[][] = [];
  counts.forEach((count, k) => {
    const before = counts[k - 1];
    const crosses = gap && before && before.at <= gap.to && count.at >= gap.to && before.at < count.at;
    const joined = before && count.at - before.at <= silence && !crosses;
    if (joined) segments.at(-1)!.push(count);
    else segments.push([count]);
  });
  return segments.filter(({ length }) => length > 1);
}
