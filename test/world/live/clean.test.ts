import { describe, expect, it } from 'vitest';
import { clean } from '../../../src/world/live/clean.ts';

describe('clean', () => {
  it.each([
    ['colours', 'a\u001b[31mred\u001b[0m', 'ared'],
    ['a clipboard write', 'x\u001b]52;c;aGFjaw==\u0007y', 'xy'],
    ['a window title that ends with ST', 'x\u001b]0;owned\u001b\\y', 'xy'],
    ['8-bit control sequences', 'x\u009b2Jy\u009d0;t\u009cz', 'xyz'],
    ['a sequence that is cut off', 'x\u001b[', 'x'],
    ['a device control string', 'a\u001bPq#0\u001b\\b', 'ab'],
    ['a reset', 'a\u001bcb', 'ab'],
    ['bells, backspaces and returns', 'a\u0007b\bc\rd', 'a b c d'],
    ['lines and tabs', ' two\n\tlines \u2028 ', 'two lines'],
    ['bidirectional overrides', 'user\u202egnp.exe\u2066x\u2069', 'usergnp.exex'],
    ['characters without width', 'ad\u200bmin\ufeff\u200f', 'admin'],
    ['nothing of ordinary text', 'Übermaß – 日本語 👍🏽', 'Übermaß – 日本語 👍🏽'],
  ])('takes out %s', (_, text, expected) => {
    expect(clean(text)).toBe(expected);
  });

  it('cuts what is too long without splitting a character', () => {
    expect(clean('👍'.repeat(20), 5)).toBe('👍👍👍👍…');
    expect(clean('12345', 5)).toBe('12345');
  });
});
