import { expect, it } from 'vitest';
import { readTerminal } from '../src/terminal.ts';

it.each([
  [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, 'C'],
  [{ LC_CTYPE: 'de_DE.ISO-8859-1' }, 'de_DE.ISO-8859-1'],
  [{ LC_ALL: '', LANG: 'POSIX' }, 'POSIX'],
  [{ LC_ALL: 'C.UTF-8', LANG: 'C' }, undefined],
  [{ LANG: 'en_US.utf8' }, undefined],
  // Nobody says: most terminals know them.
  [{}, undefined],
])('knows of %j that it is narrower than UTF-8: %s', (env, locale) => {
  expect(readTerminal({ isTTY: true, columns: 80, rows: 24 }, env, false).locale).toBe(locale);
});
