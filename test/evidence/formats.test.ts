import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawChart, toChart } from '../../src/evidence/chart.ts';
import { escapeHtml, escapeMarkdown, escapeMarkdownLine } from '../../src/evidence/escape.ts';
import type { Evidence } from '../../src/evidence/evidence.ts';
import { toEvidence } from '../../src/evidence/to-evidence.ts';
import { formatEvidence, FORMATS, writeEvidence } from '../../src/evidence/files.ts';
import { toHtml } from '../../src/evidence/html.ts';
import { toJson } from '../../src/evidence/json.ts';
import { toMarkdown } from '../../src/evidence/markdown.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { HEAD, JOURNAL, LEDGER, LINES, ran, RECORDING, writeShow } from '../helpers/journals.ts';
import { NOW, RESULTS } from '../helpers/states.ts';

const EVIDENCE = toEvidence(JOURNAL, RECORDING, { madeAt: NOW, ledger: LEDGER });
const LIVE = toEvidence({ head: { ...HEAD, kind: 'live', target: 'rs0/a:1' }, lines: LINES }, RECORDING, {
  madeAt: NOW,
});

describe.each(FORMATS)('in %s', (format) => {
  const text = formatEvidence(EVIDENCE, format);

  it('stand the verdict, the times that were measured, and what is not proved', () => {
    for (const part of ['511,440', '4 min 30 s', 'Only a real system can prove', 'NO_DAEMON', HEAD.showId]) {
      const wanted = format === 'json' ? part.replace('511,440', '511440').replace('4 min 30 s', '270000') : part;
      expect(text.replaceAll('\\', '')).toContain(wanted);
    }
  });

  it('a rehearsal is marked, and a live show is not', () => {
    expect(text).toContain('REHEARSAL');
    expect(formatEvidence(LIVE, format)).not.toContain('REHEARSAL');
  });
});

it('marks a rehearsal in the first and in the last line of Markdown, and across each page of HTML', () => {
  const lines = toMarkdown(EVIDENCE).trimEnd().split('\n');
  expect(lines[0]).toContain('REHEARSAL');
  expect(lines.at(-1)).toBe(lines[0]);
  expect(toHtml(EVIDENCE)).toMatch(/<div class="watermark" aria-hidden="true">REHEARSAL<\/div>/);
  expect(toHtml(EVIDENCE)).toMatch(/<title>REHEARSAL: /);
  expect(JSON.parse(toJson(EVIDENCE))).toMatchObject({
    rehearsal: true,
    watermark: expect.stringContaining('REHEARSAL'),
  });
  expect(JSON.parse(toJson(LIVE))).toMatchObject({ rehearsal: false });
});

it('tells work that only reads once, however often it was done, and each load', () => {
  const again = [
    ...ran('stats', 20, NOW + 600_000, NOW + 601_000, RESULTS.stats),
    ...ran('load', 21, NOW + 700_000, NOW + 701_000, RESULTS.load),
  ];
  const text = toMarkdown(toEvidence({ ...JOURNAL, lines: [...LINES, ...again] }, RECORDING, { madeAt: NOW }));
  expect(text.match(/^\| What is in the database/gm)).toHaveLength(1);
  expect(text).toContain('done, 2 times, this is the last');
  expect(text).toMatch(/^\| Load documents, 2 of 2/m);
  expect(text).toContain('131,072 documents');
});

it('is JSON with instants in ISO 8601', () => {
  expect(JSON.parse(toJson(EVIDENCE))).toMatchObject({
    form: 1,
    madeAt: '2026-11-24T14:03:27.000Z',
    restore: { instant: '2026-11-24T14:04:27.000Z', point: { form: 'second' }, recoveryMs: 270_000 },
    verdict: { verdict: { tag: 'verified' } },
    unproved: [{ words: expect.stringContaining('Only a real system') }, {}, {}, {}, {}, {}],
  });
});

it('is HTML that asks nothing of a network and runs nothing', () => {
  const html = toHtml(EVIDENCE);
  expect(html).toContain("default-src 'none'");
  expect(html).not.toMatch(/<script|src=|href=|url\((?!#)|@import/i);
  expect(html).toMatch(/<svg [^>]*role="img"[^>]*><title>[^<]+<\/title><desc>[^<]+<\/desc>/);
  for (const table of html.split('<table').slice(1))
    expect(table).toMatch(/<caption>.+<\/caption>[\s\S]*<th scope="(?:row|col)"/);
});

describe('the chart', () => {
  const chart = toChart(EVIDENCE)!;

  it('marks what happened, and leaves a gap where nobody counted', () => {
    expect(chart.marks.map(({ letter, label }) => `${letter} ${label.split(':')[0]}`)).toEqual([
      'A baseline',
      'B first delete',
      'C restore point',
      'D last delete',
      'E read for the verdict',
    ]);
    expect(chart.gap).toEqual({ from: NOW + 128_000, to: NOW + 445_000 });
    const svg = drawChart(chart);
    expect(svg).toContain('url(#mb-hatch)');
    const lines = [...svg.matchAll(/<polyline[^>]*points="([^"]*)"/g)].map(([, points]) => points!.split(' '));
    const gapX = Number(/<rect x="([\d.]+)"/.exec(svg)![1]);
    for (const points of lines)
      for (const point of points) expect(Number(point.split(',')[0])).toBeLessThanOrEqual(gapX);
  });

  it('is not drawn where nothing was counted', () => {
    expect(toChart({ ...EVIDENCE, counts: [] })).toBeUndefined();
    expect(toHtml({ ...EVIDENCE, counts: [] })).not.toContain('<svg');
  });

  it('stands for a single count and for counts that never moved', () => {
    const at = EVIDENCE.counts[0]!;
    const { data: _data, restore: _restore, verdict: _verdict, ...rest } = EVIDENCE;
    expect(drawChart(toChart({ ...rest, data: {}, counts: [at] })!)).not.toContain('NaN');
    expect(
      drawChart(toChart({ ...EVIDENCE, counts: EVIDENCE.counts.map((one) => ({ ...one, documents: 5 })) })!),
    ).not.toContain('NaN');
  });
});

/** What a terminal obeys, and what turns text around; a line end is none. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

/** Signs that mean something to a browser, a renderer or a terminal. */
const hostile = fc.oneof(
  fc.string({
    unit: fc.constantFrom(...'<>&"\'`|*_[](){}\\#!~$^@:/\n\r\t\u001b\u0007\u009b\u202eaw.1-+='),
    maxLength: 40,
  }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '| a | b |',
    '](javascript:alert(1))',
    '```',
    '</svg><script>',
    '-->',
    '&lt;',
    'https://evil.example',
    '\u001b]52;c;aGk=\u0007',
  ),
);

describe('hostile text', () => {
  it('forms no element and no attribute of HTML', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']/);
        expect(unescape(escapeHtml(text))).toBe(text);
      }),
    );
  });

  it('forms nothing in Markdown, and stays in its cell', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const cell = escapeMarkdown(text);
        expect(cell).not.toMatch(/[\n\r]/);
        expect(cell.replaceAll(/\\./g, '')).not.toMatch(/[|`*_<>[\]~]/);
        expect(cell).not.toMatch(/:\/\/|www\./i);
        expect(escapeMarkdownLine(text)).not.toMatch(/^(?:[-+=#>]|\d+[.)]\s)/);
      }),
    );
  });

  it('does not change the form of any report, wherever a stranger put it', () => {
    const plain = shapesOf(withText('x'));
    fc.assert(
      fc.property(
        hostile.filter((text) => text.trim() !== ''),
        (text) => {
          expect(shapesOf(withText(text))).toEqual(plain);
          for (const format of FORMATS) {
            expect(formatEvidence(withText(text), format)).not.toMatch(CONTROL);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

const unescape = (text: string): string =>
  text.replace(
    /&(lt|gt|quot|#39|amp);/g,
    (_, name: string) => ({ lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' })[name]!,
  );

/** The evidence with this text in every place that somebody else may fill. */
function withText(text: string): Evidence {
  const said = LINES.map((one) =>
    one.event.type === 'errored'
      ? { ...one, event: { ...one.event, error: { ...one.event.error, message: `no ${text}`, code: `c${text}` } } }
      : one,
  );
  return toEvidence({ head: { ...HEAD, coll: `c${text}`, target: `t${text}` }, lines: said }, RECORDING, {
    madeAt: NOW,
  });
}

/** What is left of a report when its texts are taken away: elements, rows, cells and headings. */
function shapesOf(evidence: Evidence) {
  const markdown = toMarkdown(evidence).split('\n');
  return {
    elements: (toHtml(evidence).match(/<[^>]*>/g) ?? []).join(''),
    rows: markdown.filter((row) => row.startsWith('|')).map((row) => row.replaceAll(/\\./g, '').split('|').length),
    headings: markdown.filter((row) => row.startsWith('#')),
    keys: Object.keys(JSON.parse(toJson(evidence)) as object),
  };
}

describe('kept in the folder of the show', () => {
  it('are the three files, for the user alone', async () => {
    const folder = writeShow(temporaryFolder());
    expect(await writeEvidence(folder)).toBe(join(folder, 'evidence.html'));
    for (const format of FORMATS) {
      const path = join(folder, `evidence.${format}`);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(readFileSync(path, 'utf8')).toContain(HEAD.showId);
    }
  });

  it('are written from a journal whose recording and ledger cannot be read', async () => {
    const folder = writeShow(temporaryFolder());
    for (const file of ['recording.jsonl', 'ledger.jsonl']) writeFileSync(join(folder, file), 'no line\nof ours\n');
    expect(readFileSync(await writeEvidence(folder), 'utf8')).toContain('VERIFIED');
  });

  it('are not written without a journal', async () => {
    await expect(writeEvidence(temporaryFolder())).rejects.toMatchObject({ kind: 'setup' });
  });
});
