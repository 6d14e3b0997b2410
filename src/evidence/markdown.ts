import { CHART_TITLE, describeChart, drawChart, toChart } from './chart.ts';
import type { Chart } from './chart.ts';
import { escapeMarkdown, escapeMarkdownLine as e } from './escape.ts';
import type { Evidence } from './evidence.ts';
import type { Block, Column, Fact, Report } from './model.ts';
import { toReport } from './report.ts';

/** One file of Markdown that reads well as plain text too: the chart is a picture within it, with the same in words before it. */
export function toMarkdown(evidence: Evidence): string {
  const report = toReport(evidence);
  const chart = toChart(evidence);
  const { watermark, title, subtitle, verdict, figures, sections, colophon } = report;
  const marked = watermark === undefined ? [] : [`**${e(watermark)}**`];
  const blocks = [
    ...marked,
    `# ${e(title)}`,
    e(subtitle),
    `## ${e(`${verdict.sign} ${verdict.word}`)}`,
    e(verdict.sentence),
    factsTable(figures),
    ...sections.flatMap(({ title, blocks }) => [`## ${e(title)}`, ...blocks.map((block) => blockOf(block, chart))]),
    ...colophonOf(report, colophon),
    ...(chart ? [`[${CHART_REFERENCE}]: ${toDataUri(drawChart(chart))}`] : []),
    // The picture is long: what the reader sees last has to be said again.
    ...marked,
  ];
  return `${blocks.join('\n\n')}\n`;
}

const CHART_REFERENCE = 'chart';

/** The watermark of a rehearsal is the last line of its own. */
const colophonOf = ({ watermark }: Report, lines: readonly string[]): readonly string[] =>
  lines.filter((line) => line !== watermark).map(e);

function blockOf(block: Block, chart: Chart | undefined): string {
  switch (block.tag) {
    case 'facts':
      return factsTable(block.facts);
    case 'table':
      return tableOf(block.head, block.rows);
    case 'list':
      return block.items.map((item) => `- ${e(item)}`).join('\n');
    case 'text':
      return e(block.text);
    case 'chart':
      return chart ? `${e(describeChart(chart))}\n\n![${e(CHART_TITLE)}][${CHART_REFERENCE}]` : '';
    default:
      return block satisfies never;
  }
}

const factsTable = (facts: readonly Fact[]): string =>
  tableOf(
    [{ head: 'What' }, { head: 'Value' }, { head: 'Note' }],
    facts.map(({ label, value, note }) => [label, value, note ?? '']),
  );

/** Columns are padded, so that the table can be read as it stands. */
function tableOf(head: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = [head.map((column) => escapeMarkdown(column.head)), ...rows.map((row) => row.map(escapeMarkdown))];
  const widths = head.map((_, k) => Math.max(3, ...cells.map((row) => Math.min(WIDEST, row[k]!.length))));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, k) => (head[k]!.as === 'right' ? cell.padStart(widths[k]!) : cell.padEnd(widths[k]!))).join(' | ')} |`;
  const rule = `| ${head.map(({ as }, k) => (as === 'right' ? `${'-'.repeat(widths[k]! - 1)}:` : '-'.repeat(widths[k]!))).join(' | ')} |`;
  const [first, ...rest] = cells;
  return [line(first!), rule, ...rest.map(line)].join('\n');
}

/** A column is padded to this at most: one long cell must not move all others away. */
const WIDEST = 60;

const toDataUri = (svg: string): string => `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
