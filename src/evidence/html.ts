import { drawChart, toChart } from './chart.ts';
import { escapeHtml as e } from './escape.ts';
import type { Evidence } from './evidence.ts';
import type { Block, Column, Fact, Report, Section } from './model.ts';
import { toReport } from './report.ts';
import { STYLE } from './style.ts';
import { SHORT_WATERMARK } from './words.ts';

/** One file of HTML: no network, no script, light and dark, and fit for paper. */
export function toHtml(evidence: Evidence): string {
  const report = toReport(evidence);
  const chart = toChart(evidence);
  const svg = chart ? drawChart(chart) : '';
  const { title, subtitle, watermark, colophon } = report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${e(`${watermark === undefined ? '' : `${SHORT_WATERMARK}: `}${title}, show ${evidence.showId}`)}</title>
<style>${STYLE}</style>
</head>
<body>
${watermark === undefined ? '' : `<div class="watermark" aria-hidden="true">${SHORT_WATERMARK}</div>\n<p class="banner">${e(watermark)}</p>\n`}<header>
<h1>${e(title)}</h1>
<p class="subtitle">${e(subtitle)}</p>
</header>
<main>
${verdictHtml(report)}
${report.sections.map((section) => sectionHtml(section, svg)).join('\n')}
</main>
<footer>
${colophon.map((line) => `<p>${e(line)}</p>`).join('\n')}
</footer>
</body>
</html>
`;
}

function verdictHtml({ verdict, figures }: Report): string {
  const { tone, sign, word, sentence } = verdict;
  return `<section class="verdict ${tone}" aria-label="Verdict">
<h2><span aria-hidden="true">${e(sign)}</span> ${e(word)}</h2>
<p>${e(sentence)}</p>
<dl class="figures">
${figures.map((fact) => `<div>${factHtml(fact)}</div>`).join('\n')}
</dl>
</section>`;
}

const noteHtml = ({ note }: Fact): string => (note === undefined ? '' : ` <small>${e(note)}</small>`);
const factHtml = (fact: Fact): string =>
  `<dt>${e(fact.label)}</dt><dd><span>${e(fact.value)}</span>${noteHtml(fact)}</dd>`;

const sectionHtml = ({ title, blocks, beside }: Section, svg: string): string =>
  `<section${beside ? ' class="pair"' : ''}>\n<h2>${e(title)}</h2>\n${blocks.map((block) => blockHtml(block, title, svg)).join('\n')}\n</section>`;

function blockHtml(block: Block, title: string, svg: string): string {
  switch (block.tag) {
    case 'facts':
      return `<table class="facts">\n<caption>${e(title)}</caption>\n<tbody>\n${block.facts.map(rowHtml).join('\n')}\n</tbody>\n</table>`;
    case 'table':
      return `<table>\n<caption>${e(title)}</caption>\n<thead><tr>${block.head.map((column) => `<th scope="col"${classOf(column)}>${e(column.head)}</th>`).join('')}</tr></thead>\n<tbody>\n${block.rows
        .map((row) => `<tr>${row.map((cell, k) => cellHtml(cell, k, block.head[k]!)).join('')}</tr>`)
        .join('\n')}\n</tbody>\n</table>`;
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${e(item)}</li>`).join('\n')}\n</ul>`;
    case 'text':
      return `<p>${e(block.text)}</p>`;
    case 'chart':
      return `<figure>${svg}</figure>`;
    default:
      return block satisfies never;
  }
}

const rowHtml = (fact: Fact): string =>
  `<tr><th scope="row">${e(fact.label)}</th><td>${e(fact.value)}${noteHtml(fact)}</td></tr>`;

const classOf = ({ as }: Column): string => (as === undefined ? '' : ` class="${as}"`);

const cellHtml = (cell: string, k: number, column: Column): string =>
  k === 0 ? `<th scope="row">${e(cell)}</th>` : `<td${classOf(column)}>${e(cell)}</td>`;
