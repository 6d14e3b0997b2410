import { describe, expect, it } from 'vitest';
import { BREAK_CASES } from '../../helpers/break-cases.ts';
import { BODY, drawScreen } from '../../helpers/draw.ts';

/** Bodies of an 80x24, a 100x30, a 120x40 and a very wide terminal. */
const SIZES = [BODY, { width: 96, height: 23 }, { width: 89, height: 33 }, { width: 170, height: 45 }] as const;

describe.each(BREAK_CASES)('$step, $name', ({ state }) => {
  it.each(SIZES)('fits into a body of $width x $height', (size) => {
    expect(drawScreen(state, size).trim()).not.toBe('');
  });

  it('cuts nothing off in the smallest body but names of moves', () => {
    const cut = drawScreen(state)
      .split('\n')
      .filter((line) => line.includes('…') && !line.includes('left: '));
    expect(cut).toEqual([]);
  });
});
