import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import { createElement } from 'react';
import type { ReactNode } from 'react';
import { render, renderToString } from 'ink';
import { expect } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { App } from '../../components/App.tsx';
import { LEAST } from '../../components/layout.ts';
import type { ScreenProps } from '../../components/screens/props.ts';
import { SCREENS } from '../../components/screens/screens.ts';
import type { State } from '../../src/wizard/state.ts';
import { NOW } from './states.ts';

/** The size of the body in the smallest terminal. */
export const BODY = { width: 76, height: 17 } as const;

/** The lines that an element draws, which must fit into the width. */
export function drawLines(element: ReactNode, width: number = BODY.width): readonly string[] {
  const lines = renderToString(element, { columns: width }).split('\n');
  for (const line of lines) expect([...line].length, line).toBeLessThanOrEqual(width);
  return lines;
}

/** The text of the screen of the step that is shown, which must fit into the body. */
export function drawScreen(state: State, size: Partial<ScreenProps> = {}): string {
  const props: ScreenProps = { state, now: NOW, ...BODY, ...size };
  const lines = drawLines(createElement(SCREENS[state.stage.shown], props), props.width);
  expect(lines.length, lines.join('\n')).toBeLessThanOrEqual(props.height);
  return lines.join('\n');
}

/** The whole program's face over a store that the test turns, in a terminal that only remembers its last frame. */
export async function openApp(
  initial: State,
  { columns = LEAST.columns, rows = LEAST.rows }: { columns?: number; rows?: number } = {},
) {
  const store = createStore<State>(() => initial);
  const keys: string[] = [];
  let frame = '';
  let wipes = 0;
  const stdout = Object.assign(
    new Writable({
      decodeStrings: false,
      write(text: string, _encoding, done) {
        if (text !== '') frame = text;
        done();
      },
    }),
    { columns, rows, isTTY: true },
  );
  const stdin = Object.assign(new EventEmitter(), {
    isTTY: true,
    waiting: [] as string[],
    read: () => stdin.waiting.shift() ?? null,
    setRawMode: () => stdin,
    setEncoding: () => stdin,
    ref: () => stdin,
    unref: () => stdin,
  });
  const app = render(
    createElement(App, {
      store,
      storyNow: () => NOW,
      realNow: () => NOW,
      onKey: (name) => keys.push(name),
      onResized: () => {
        wipes += 1;
      },
    }),
    {
      stdout: stdout as unknown as NodeJS.WriteStream,
      stdin: stdin as unknown as NodeJS.ReadStream,
      debug: true,
      interactive: true,
      exitOnCtrlC: false,
      patchConsole: false,
    },
  );
  await app.waitUntilRenderFlush();
  return {
    async turn(state: State) {
      store.setState(state, true);
      await app.waitUntilRenderFlush();
    },
    keys,
    frame: () => frame,
    lines: () => frame.split('\n'),
    wipes: () => wipes,
    press(text: string) {
      stdin.waiting.push(text);
      stdin.emit('readable');
    },
    resize(columns: number, rows: number) {
      Object.assign(stdout, { columns, rows });
      stdout.emit('resize');
    },
    close: () => app.unmount(),
  };
}
