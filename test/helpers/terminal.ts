import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { vi } from 'vitest';
import { DEAF_MS } from '../../src/wizard/keymap.ts';

const CLI = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url));

const KEYS = {
  Enter: '\r',
  Esc: '\u001b',
  Left: '\u001b[D',
  Right: '\u001b[C',
  Up: '\u001b[A',
  Down: '\u001b[B',
  PageUp: '\u001b[5~',
  PageDown: '\u001b[6~',
  Backspace: '\u007f',
  CtrlC: '\u0003',
  CtrlL: '\u000c',
} as const;

export type KeyName = keyof typeof KEYS;

/** The built program in a real pseudo-terminal, with a model of the screen that a person would see. */
export interface Terminal {
  /** The rows of the screen, without trailing blanks. */
  screen(): string[];
  text(): string;
  /** `alternate` while the program owns the screen. */
  buffer(): 'normal' | 'alternate';
  isCursorShown(): boolean;
  /** Everything that was ever sent to the terminal. */
  sent(): string;
  /** Resolves when the screen shows this; fails with the screen that stood there instead. */
  sees(wanted: string | RegExp, withinMs?: number): Promise<void>;
  press(key: KeyName | (string & {})): void;
  /** Presses a key that confirms, once it is heard again: half a second after what was seen last has appeared. */
  confirm(key: KeyName | (string & {})): Promise<void>;
  resize(columns: number, rows: number): void;
  kill(signal: string): void;
  readonly pid: number;
  /** Exit code or signal, once it has ended. */
  ended(withinMs?: number): Promise<{ readonly code: number; readonly signal: number }>;
  close(): void;
}

export interface TerminalOptions {
  /** Another built file than the program's own. */
  readonly script?: string;
  readonly args?: readonly string[];
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const SEEN_WITHIN_MS = 12_000;

export function openTerminal({
  script = CLI,
  args = [],
  columns = 80,
  rows = 24,
  env = {},
}: TerminalOptions = {}): Terminal {
  const model = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const { CI: _ci, NO_COLOR: _plain, FORCE_COLOR: _colour, NODE_ENV: _mode, ...inherited } = process.env;
  const child = spawn(process.execPath, ['--no-warnings', script, ...args], {
    cols: columns,
    rows,
    env: { ...inherited, TERM: 'xterm-256color', ...env } as Record<string, string>,
  });
  let sent = '';
  let seenAt = Date.now();
  let end: { code: number; signal: number } | undefined;
  child.onData((data) => {
    sent += data;
    model.write(data);
  });
  child.onExit(({ exitCode, signal = 0 }) => {
    end = { code: exitCode, signal };
  });
  // What the model answers to queries of the program, as a terminal does.
  model.onData((data) => end ?? child.write(data));

  function screen(): string[] {
    const { active } = model.buffer;
    return Array.from(
      { length: model.rows },
      (_, y) => active.getLine(active.viewportY + y)?.translateToString(true) ?? '',
    );
  }
  const text = (): string => screen().join('\n');

  return {
    screen,
    text,
    buffer: () => model.buffer.active.type,
    isCursorShown: () => sent.lastIndexOf('\u001b[?25h') > sent.lastIndexOf('\u001b[?25l'),
    sent: () => sent,
    pid: child.pid,
    async sees(wanted, withinMs = SEEN_WITHIN_MS) {
      const shown = (): boolean => (typeof wanted === 'string' ? text().includes(wanted) : wanted.test(text()));
      await vi.waitFor(
        () => {
          if (!shown())
            throw new Error(
              `Never saw ${String(wanted)}${end ? ` (ended with ${end.code})` : ''}; the screen was:\n${text()}`,
            );
        },
        { timeout: withinMs, interval: 20 },
      );
      seenAt = Date.now();
    },
    async confirm(key) {
      const heardAt = seenAt + DEAF_MS + 100;
      await vi.waitUntil(() => Date.now() >= heardAt, { timeout: 5000, interval: 20 });
      child.write(key in KEYS ? KEYS[key as KeyName] : key);
    },
    press: (key) => child.write(key in KEYS ? KEYS[key as KeyName] : key),
    resize(newColumns, newRows) {
      model.resize(newColumns, newRows);
      child.resize(newColumns, newRows);
    },
    kill: (signal) => child.kill(signal),
    async ended(withinMs = SEEN_WITHIN_MS) {
      await vi.waitFor(
        () => {
          if (!end) throw new Error(`Has not ended; the screen is:\n${text()}`);
        },
        { timeout: withinMs, interval: 20 },
      );
      return end!;
    },
    close() {
      if (!end) child.kill('SIGKILL');
      model.dispose();
    },
  };
}
