import type { WriteStream } from 'node:tty';
import type { TerminalFacts } from './workers/worker.ts';

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
  return { isTerminal, columns, rows, colors, lines, ...(term === undefined ? {} : { term }) };
}
