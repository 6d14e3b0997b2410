import type { WriteStream } from 'node:tty';
import type { TerminalFacts } from './workers/worker.ts';

/** The locale that counts (https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html), where it is said and is not UTF-8. */
function narrowLocale(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const said = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
  return said && !/utf-?8/i.test(said) ? said : undefined;
}

/** The terminal behind an output as it is now. `lines`: nothing is drawn on it. */
export function readTerminal(
  output: Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'rows' | 'getColorDepth'>>,
  env: Readonly<Record<string, string | undefined>>,
  lines: boolean,
): TerminalFacts {
  const { isTTY: isTerminal = false, columns = 0, rows = 0 } = output;
  const term = env['TERM'];
  const hasColors = isTerminal && !env['NO_COLOR'];
  const colors = hasColors && output.getColorDepth ? 2 ** output.getColorDepth(env as object) : 1;
  const locale = narrowLocale(env);
  return {
    isTerminal,
    columns,
    rows,
    colors,
    lines,
    ...(term === undefined ? {} : { term }),
    ...(locale === undefined ? {} : { locale }),
  };
}
