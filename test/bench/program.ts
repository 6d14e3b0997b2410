import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

const CLI = fileURLToPath(new URL('../../src/cli.js', import.meta.url));
const COLUMNS = 80;
const ROWS = 24;
const LOOK_MS = 2;
const SEEN_WITHIN_MS = 60_000;

/** The built program in a pseudo-terminal of 80x24. */
export interface Program {
  readonly pid: number;
  /** What the alternate screen shows; empty before it and after it. */
  shown(): string;
  /** Looked at every two milliseconds; fails after a minute, or when the program has ended. */
  until(isSo: (shown: string) => boolean): Promise<void>;
  press(keys: string): void;
  /** That were sent to the terminal so far. */
  readonly bytes: () => number;
  ended(): boolean;
  close(): void;
}

export function startProgram(args: readonly string[]): Program {
  const model = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
  const { CI: _ci, NO_COLOR: _plain, FORCE_COLOR: _colour, NODE_ENV: _mode, ...inherited } = process.env;
  const child = spawn(process.execPath, ['--no-warnings', CLI, ...args], {
    cols: COLUMNS,
    rows: ROWS,
    env: { ...inherited, TERM: 'xterm-256color' } as Record<string, string>,
  });
  let bytes = 0;
  let hasEnded = false;
  child.onData((data) => {
    bytes += Buffer.byteLength(data);
    model.write(data);
  });
  child.onExit(() => (hasEnded = true));
  // What the model answers to queries of the program, as a terminal does.
  model.onData((data) => hasEnded || child.write(data));

  function shown(): string {
    const { active } = model.buffer;
    if (active.type !== 'alternate') return '';
    return Array.from({ length: ROWS }, (_, y) => active.getLine(y)?.translateToString(true) ?? '').join('\n');
  }

  return {
    pid: child.pid,
    shown,
    async until(isSo) {
      const deadline = Date.now() + SEEN_WITHIN_MS;
      while (!isSo(shown())) {
        if (hasEnded || Date.now() > deadline) throw new Error(`The screen never came; it showed:\n${shown()}`);
        await sleep(LOOK_MS);
      }
    },
    press: (keys) => child.write(keys),
    bytes: () => bytes,
    ended: () => hasEnded,
    close() {
      if (!hasEnded) child.kill('SIGKILL');
      model.dispose();
    },
  };
}
