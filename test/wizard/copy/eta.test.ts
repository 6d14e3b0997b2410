import { expect, it } from 'vitest';
import { usualLine } from '../../../src/wizard/copy/eta.ts';

const MINUTE = 60_000;

it('says how long it took before, in whole minutes', () => {
  expect(usualLine([])).toBe('no history yet');
  expect(usualLine([5.2 * MINUTE])).toBe('5 min the last time, 1 show');
  expect(usualLine([4.4 * MINUTE, 6.4 * MINUTE, 5 * MINUTE])).toBe('usually 4 to 6 min, 3 shows');
  expect(usualLine([4.6 * MINUTE, 5.4 * MINUTE])).toBe('usually 5 min, 2 shows');
  expect(usualLine([1000, 2 * MINUTE])).toBe('usually 1 to 2 min, 2 shows');
});
