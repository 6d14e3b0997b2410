import { createElement } from 'react';
import { describe, expect, it } from 'vitest';
import { BIG, bigRows, bigWidth, SMALL } from '../../../components/parts/BigDigits.tsx';
import { BigFigures } from '../../../components/parts/BigFigures.tsx';
import { Chart, timesLine } from '../../../components/parts/Chart.tsx';
import { Ids } from '../../../components/parts/Ids.tsx';
import { Members, shortHosts } from '../../../components/parts/Members.tsx';
import { plotRows } from '../../../components/parts/plot.ts';
import type { Mark } from '../../../components/parts/plot.ts';
import { Stages } from '../../../components/parts/Stages.tsx';
import { DOWN, stagesUntil } from '../../helpers/break-states.ts';
import { drawLines } from '../../helpers/draw.ts';
import { MEMBERS, NOW, stateWith } from '../../helpers/states.ts';

describe('big digits', () => {
  it('are five rows, or three in half blocks, of one width', () => {
    for (const size of [BIG, SMALL] as const) {
      const rows = bigRows('-0,123:456.789 >', size);
      expect(rows).toHaveLength(size);
      expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
    }
    expect(bigRows('17', BIG)).toEqual(['██  ███', ' █    █', ' █    █', ' █    █', '███   █']);
    expect(bigRows('17', SMALL)).toEqual(['▀█  ▀▀█', ' █    █', '▀▀▀   ▀']);
    expect(bigRows('17', 1)).toEqual(['17']);
  });

  it('tell every digit from every other', () => {
    for (const size of [BIG, SMALL] as const) {
      const drawn = [...'0123456789'].map((digit) => bigRows(digit, size).join('\n'));
      expect(new Set(drawn).size).toBe(10);
    }
  });

  it('leave room for three counts of the demo side by side in the smallest body', () => {
    expect(bigWidth('517,440', BIG) * 3 + 2 * 2).toBeLessThanOrEqual(76);
  });
});

describe('big figures', () => {
  const draw = (documents: readonly (number | undefined)[], width = 76): string =>
    drawLines(
      createElement(BigFigures, {
        of: documents.map((count, k) => ({ documents: count, captions: [`caption ${k}`] })),
        width,
        size: BIG,
        arrow: documents.length === 2,
      }),
      width,
    ).join('\n');

  it('become text where they would not fit', () => {
    expect(draw([517_440, 505_143, 516_628])).toContain('█');
    const large = draw([12_345_678, 12_345_678, 12_345_678]);
    expect(large).not.toContain('█');
    expect(large).toMatch(/12,345,678 +12,345,678 +12,345,678/);
    expect(draw([123_456_789, 987_654_321])).toMatch(/123,456,789 +→ +987,654,321/);
  });

  it('stand right-aligned, so that one that loses a digit does not move', () => {
    const [first] = draw([100_000, 99_999]).split('\n');
    expect(first!.length).toBe(draw([100_000, 100_000]).split('\n')[0]!.length);
  });

  it('show a stroke for what is not known', () => {
    expect(draw([1, undefined])).toContain('███');
  });
});

describe('a chart', () => {
  const span = { from: NOW - 60_000, to: NOW };
  const draw = (counts: readonly { at: number; documents: number }[], marks: readonly Mark[] = [], height = 5) =>
    drawLines(createElement(Chart, { counts, span, marks, width: 60, height }), 60);
  const dots = (line: string): string => line.replaceAll(/[^\u2801-\u28FF]/gu, '');

  it('says that there is no count, and draws a single one', () => {
    const none = draw([]);
    expect(none.join('')).toBe('No count was taken in this time');
    expect(none).toHaveLength(5);
    const single = draw([{ at: NOW - 30_000, documents: 7 }]);
    expect(single[0]).toMatch(/^7 ┤/);
    expect(dots(single.join(''))).toHaveLength(1);
  });

  it('leaves out what lies outside its time', () => {
    expect(draw([{ at: NOW - 120_000, documents: 7 }]).join('')).toContain('No count');
  });

  it('runs from the largest to the smallest count', () => {
    const lines = draw([
      { at: NOW - 20_000, documents: 1000 },
      { at: NOW - 10_000, documents: 400 },
    ]);
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^1,000 ┤/);
    expect(lines[3]).toMatch(/^ +400 ┤/);
    for (const line of lines.slice(0, 4)) expect(dots(line).length).toBeGreaterThan(0);
    expect(lines[4]).toMatch(/[\d:]{8} +[\d:]{8}/);
  });

  it('draws nothing across a silence', () => {
    const steady = Array.from({ length: 10 }, (_, k) => ({ at: NOW - 60_000 + k * 1000, documents: 10 }));
    const after = { at: NOW, documents: 10 };
    const [silent] = plotRows([...steady, after], span, [], 60, 1);
    expect(dots(silent!).length).toBeLessThan(15);
    const [whole] = plotRows([steady[0]!, after], { from: NOW - 60_000, to: NOW }, [], 60, 1);
    expect(dots(whole!)).toHaveLength(60);
  });

  it('draws marks where the line leaves room, and says what they mean', () => {
    const marks: Mark[] = [
      { at: NOW - 30_000, sign: '│', label: 'restore point' },
      { at: NOW - 600_000, sign: '┊', label: 'long ago' },
    ];
    const lines = draw([{ at: NOW - 50_000, documents: 1 }], marks);
    expect(lines[1]).toContain('⠀│⠀');
    expect(lines[4]).toContain('│ restore point');
    expect(lines.join('')).not.toContain('long ago');
  });

  it('drops a legend that does not fit rather than a time', () => {
    expect(timesLine(span, [{ at: NOW, sign: '│', label: 'a very long legend' }], 30)).toMatch(/^[\d:]{8} +[\d:]{8}$/);
  });

  it('is not drawn where there is no room', () => {
    expect(draw([{ at: NOW, documents: 1 }], [], 1).join('')).toBe('');
  });
});

describe('members', () => {
  it('have short names where these still differ', () => {
    expect(shortHosts(['node1.demo.test:27017', 'node2.demo.test:27017'])).toEqual(['node1:27017', 'node2:27017']);
    expect(shortHosts(['db.paris:1', 'db.rome:1'])).toEqual(['db.paris:1', 'db.rome:1']);
    expect(shortHosts(['127.0.0.1:1', '[::1]:2'])).toEqual(['127.0.0.1:1', '[::1]:2']);
  });

  it('say in words what they are, and how many are not shown', () => {
    const draw = (most: number): readonly string[] =>
      drawLines(createElement(Members, { members: [...MEMBERS.slice(0, 2), ...DOWN.slice(2)], most }));
    expect(draw(3)).toEqual(['127.0.0.1:28001 ✓ primary', '127.0.0.1:28002 ✓ secondary', '127.0.0.1:28003 ✗ down']);
    expect(draw(2)).toEqual(['127.0.0.1:28001 ✓ primary', 'and 2 more']);
  });
});

describe('stages', () => {
  const stages = stagesUntil('goal-reached', 330_000, ['replacing']);

  it('say until when each lasted, whatever the order in which they were seen', () => {
    const swapped = stages.map((mark) => (mark.stage === 'goal-reached' ? { ...mark, at: NOW - 60_000 } : mark));
    const lines = drawLines(createElement(Stages, { state: stateWith({}), stages: swapped.toReversed(), now: NOW }));
    expect(lines.find((line) => line.includes('Goal'))).toMatch(/✓ Goal reached +[\d:]{8} {2}00:13/);
    expect(lines.find((line) => line.includes('elected'))).toMatch(/→ Primary elected, timer stops +[\d:]{8} {2}00:47/);
  });

  it('leave unticked what was never observed', () => {
    const lines = drawLines(createElement(Stages, { state: stateWith({}), stages }));
    expect(lines.find((line) => line.includes('Replacing'))).toMatch(/^- Replacing and replaying +not observed$/);
    expect(lines.filter((line) => line.startsWith('✓'))).toHaveLength(7);
  });
});

describe('ids', () => {
  const ids = Array.from({ length: 20 }, (_, k) => String(k).padStart(24, '0'));
  const draw = (of: number, most: number, width = 76): readonly string[] =>
    drawLines(createElement(Ids, { label: 'Missing', ids: ids.slice(0, of), of, width, most }), width);

  it('fill the rows that they are given, and count the rest', () => {
    expect(draw(3, 5)).toHaveLength(2);
    expect(draw(3, 5).join('')).not.toContain('more');
    expect(draw(1_234_567, 2)[1]).toContain('and 1,234,565 more');
    expect(draw(50, 2, 120)[1]).toContain('and 44 more');
  });
});
