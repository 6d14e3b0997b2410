import { createElement } from 'react';
import { describe, expect, it } from 'vitest';
import { ErrorPanel } from '../../components/ErrorPanel.tsx';
import { fitHints } from '../../components/KeyHints.tsx';
import { layoutOf } from '../../components/layout.ts';
import { Bar, barText } from '../../components/parts/Bar.tsx';
import { flowText } from '../../components/parts/CursorDrawing.tsx';
import { Table } from '../../components/parts/Table.tsx';
import { wrapWords } from '../../components/parts/wrap-words.ts';
import type { Hint } from '../../src/wizard/keymap.ts';
import { drawLines } from '../helpers/draw.ts';

describe('a bar', () => {
  it('is as wide as asked, whatever the fraction', () => {
    for (const fraction of [-1, 0, 0.013, 0.5, 0.999, 1, 7, NaN]) expect(barText(fraction, 20)).toHaveLength(20);
    expect(barText(0, 4)).toBe('░░░░');
    expect(barText(1, 4)).toBe('████');
  });

  it('says 100 % only when nothing is left', () => {
    expect(drawLines(createElement(Bar, { fraction: 0.9999, width: 30 }))[0]).toContain(' 99 %');
    expect(drawLines(createElement(Bar, { fraction: 1, width: 30 }))[0]).toContain('100 %');
  });
});

describe('hints', () => {
  const hint = (keys: string, does: string): Hint => ({ keys, does, main: false });
  const hints = [hint('Enter', 'load 1.07 GB'), hint('Esc', 'stop'), hint('q', 'quit')];

  it('go over to the next line, and the last fall away when there is no more', () => {
    const shown = (width: number, most: number): string[][] =>
      fitHints(hints, width, most).map((line) => line.map(({ keys }) => keys));
    expect(shown(80, 2)).toEqual([['Enter', 'Esc', 'q']]);
    expect(shown(29, 2)).toEqual([['Enter', 'Esc'], ['q']]);
    expect(shown(20, 2)).toEqual([['Enter'], ['Esc', 'q']]);
    expect(shown(20, 1)).toEqual([['Enter']]);
  });

  it('keep the main key even where it does not fit', () => {
    expect(fitHints(hints, 5, 1)[0]![0]!.keys).toBe('Enter');
  });
});

describe('an error', () => {
  const error = { kind: 'refused', message: 'Ops Manager said no', nextSteps: ['Ask again', 'Give up'] } as const;
  const drawn = (parts = {}): string =>
    drawLines(createElement(ErrorPanel, { error: { ...error, ...parts } })).join('\n');

  it('says what happened, its code, and what to do, likeliest first', () => {
    expect(drawn({ code: 'INVALID' })).toBe('✗ Refused (INVALID)\nOps Manager said no\n→ Ask again\n→ Give up');
  });

  it('shows lines of a stack where there are any', () => {
    expect(drawn({ kind: 'bug', stack: 'Error: x\n    at here\n    at there' })).toContain('at here\nat there');
  });
});

it('breaks text between words, and words that are too long', () => {
  expect(wrapWords('one two three', 8)).toEqual(['one two', 'three']);
  expect(wrapWords('a abcdefghij b', 4)).toEqual(['a', 'abcd', 'efgh', 'ij b']);
  expect(wrapWords('short', 20)).toEqual(['short']);
});

it('moves what flows to the right, one cell at a time, and comes round', () => {
  const frames = [0, 140, 280, 420, 560].map((now) => flowText(9, now));
  expect(frames).toEqual(['•───•───→', '─•───•──→', '──•───•─→', '───•───•→', '•───•───→']);
});

it('aligns a table, and cuts off what does not fit', () => {
  const columns = [{ head: 'Name' }, { head: 'Size', align: 'right' }] as const;
  const rows = [
    { key: 'a', cells: ['a', '8.48 GB'] },
    { key: 'b', cells: ['longer', '9 KB'] },
  ];
  expect(drawLines(createElement(Table, { columns, rows }))).toEqual([
    'Name        Size',
    'a        8.48 GB',
    'longer      9 KB',
  ]);
  expect(drawLines(createElement(Table, { columns, rows }), 12)[1]).toMatch(/…$/);
});

describe('the layout', () => {
  it('gives the body 76 by 17 in the smallest terminal, also where a row is lent', () => {
    expect(layoutOf(80, 24)).toMatchObject({ rail: false, width: 76, height: 17, statusLines: 2 });
    expect(layoutOf(80, 23)).toMatchObject({ height: 17, statusLines: 1 });
  });

  it('never narrows the body for the rail', () => {
    expect(layoutOf(109, 24).rail).toBe(false);
    expect(layoutOf(110, 24).rail).toBe(true);
    expect(layoutOf(110, 24).width).toBeGreaterThanOrEqual(76);
  });
});
