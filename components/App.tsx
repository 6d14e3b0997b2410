import { useCallback, useEffect } from 'react';
import { Box, useInput, usePaste, useWindowSize } from 'ink';
import { useStore } from 'zustand';
import type { ShowStore } from '../src/store.ts';
import { LEAST as LEAST_WORDS, tooSmall, UNBLANK } from '../src/wizard/copy/frame.ts';
import { copyOf } from '../src/wizard/copy/by-hand.ts';
import type { Overlay } from '../src/wizard/stage.ts';
import type { State } from '../src/wizard/state.ts';
import { Frame } from './Frame.tsx';
import { toKey } from './hooks/to-key.ts';
import { useNow } from './hooks/use-now.ts';
import { useRedraw } from './hooks/use-redraw.ts';
import { LEAST, layoutOf } from './layout.ts';
import { OverlayPanel } from './overlays/OverlayPanel.tsx';
import { Line } from './parts/Line.tsx';
import { Notes, notesHeight } from './parts/Notes.tsx';
import type { ScreenProps } from './screens/props.ts';
import { SCREENS } from './screens/screens.ts';

/** How often what is computed from a clock is drawn again: while something moves, and otherwise. Real milliseconds. */
const MOVING_MS = 200;
const RESTING_MS = 1000;

interface AppProps {
  readonly store: ShowStore;
  readonly storyNow: () => number;
  readonly realNow: () => number;
  /** Hears every key by its name, or the characters as they arrived together. */
  readonly onKey: (name: string) => void;
  /** Wipes the terminal and makes Ink forget its last frame. */
  readonly onResized: () => void;
  /** Hears once how to draw everything anew. */
  readonly onReady?: (redraw: () => void) => void;
}

/** The root: alone subscribes to the store and hears keys, picks the screen, and knows the size of the terminal. */
export function App({ store, storyNow, realNow, onKey, onResized, onReady }: AppProps) {
  const state = useStore(store, whole);
  const { columns, rows: allRows } = useWindowSize();
  // A frame of full height is cleared before each drawing on Windows.
  const rows = process.platform === 'win32' ? allRows - 1 : allRows;
  const [drawn, redraw] = useRedraw(columns, rows, onResized);
  const now = useNow(storyNow, isMoving(state) ? MOVING_MS : RESTING_MS);
  useInput((text, key) => {
    const pressed = toKey(text, key);
    if (pressed) onKey(pressed.name);
  });
  // Nothing that is pasted is a key.
  usePaste(useCallback(() => undefined, []));
  useEffect(() => onReady?.(redraw), [onReady, redraw]);
  return (
    <Box key={drawn} width="100%" height={rows} overflow="hidden" flexDirection="column">
      <Contents state={state} now={now} realNow={realNow()} columns={columns} rows={rows} />
    </Box>
  );
}

const whole = (state: State): State => state;

/** Whether anything on screen changes from second to second without an event. */
function isMoving({ show, stage }: State): boolean {
  return (
    stage.shown === 'cursors' ||
    stage.wish !== undefined ||
    Object.values(show.phases).some(({ tag }) => tag === 'running')
  );
}

interface ContentsProps {
  readonly state: State;
  readonly now: number;
  readonly realNow: number;
  readonly columns: number;
  readonly rows: number;
}

function Contents({ state, now, realNow, columns, rows }: ContentsProps) {
  if (columns < LEAST.columns || rows < LEAST.rows - (process.platform === 'win32' ? 1 : 0)) {
    return tooSmall(LEAST_WORDS, columns, rows).map((line) => <Line key={line}>{line}</Line>);
  }
  if (state.stage.blank) return <Line as="quiet">{UNBLANK}</Line>;
  const layout = layoutOf(columns, rows);
  return (
    <Frame state={state} layout={layout} now={now} realNow={realNow}>
      <Body state={state} now={now} width={layout.width} height={layout.height} />
    </Frame>
  );
}

/** Overlays that need the room of the whole screen. */
const WHOLE: readonly Overlay['tag'][] = ['help', 'goto', 'picker'];

/** The screen, with the overlay or the notes over its lower part. */
function Body({ state, now, width, height }: ScreenProps) {
  const { shown, overlay, notes } = state.stage;
  const Screen = SCREENS[shown];
  if (overlay && WHOLE.includes(overlay.tag)) {
    return <OverlayPanel overlay={overlay} state={state} now={now} width={width} height={height} />;
  }
  const lines = copyOf(state, shown).notes;
  const noted = notes && !overlay;
  return (
    <Box flexDirection="column" height={height} overflow="hidden">
      <Box
        flexDirection="column"
        flexGrow={1}
        flexShrink={1}
        height={height - (noted ? notesHeight(lines) : 0)}
        overflow="hidden"
      >
        <Screen state={state} now={now} width={width} height={height} />
      </Box>
      {overlay && <OverlayPanel overlay={overlay} state={state} now={now} width={width} height={height} />}
      {noted && <Notes notes={lines} width={width} />}
    </Box>
  );
}
