import { render } from 'ink';
import { App } from '../../components/App.tsx';
import type { Cue, ShowHandle } from '../show.ts';
import { COPY } from '../wizard/copy/steps.ts';
import { resolveKey } from '../wizard/keymap.ts';
import { exitCodeOf } from '../wizard/state.ts';
import { walkAlone } from './auto.ts';
import type { Ending } from './face.ts';

/** Rings the bell; sets the window title (OSC 2, https://invisible-island.net/xterm/ctlseqs/ctlseqs.html). */
const BELL = '\u0007';
const titled = (title: string): string => `\u001b]2;${title}\u0007`;
const CLEAR = '\u001b[2J\u001b[H';

/** Frames per second at most: figures look alive, and a slow link keeps up. */
const MAX_FPS = 15;

/**
 * The show on the whole terminal, in its alternate buffer. Resolves when the show is left, the signal fires or drawing fails;
 * by then the terminal is given back. Whatever else writes to stderr meanwhile is kept and printed after it.
 */
export async function runScreen(show: ShowHandle, signal: AbortSignal): Promise<Ending> {
  const { stdout, stderr } = process;
  const releaseStderr = holdBack(stderr);
  const onKey = (name: string): void => {
    const event = resolveKey(show.store.getState(), { name }, Date.now());
    if (event) show.dispatch(event);
  };
  let redraw = (): void => undefined;
  const wipe = (): void => {
    stdout.write(CLEAR);
    instance.clear();
  };
  const ready = (draw: () => void): void => {
    redraw = draw;
  };
  const { store, storyNow } = show;
  const app = (
    <App store={store} storyNow={storyNow} realNow={Date.now} onKey={onKey} onResized={wipe} onReady={ready} />
  );
  const instance = render(app, {
    alternateScreen: true,
    interactive: true,
    incrementalRendering: true,
    exitOnCtrlC: false,
    maxFps: MAX_FPS,
  });
  const unsubscribe = show.onCue(attend);
  const stopWalking = show.store.getState().about.auto ? walkAlone(show) : undefined;
  const leave = (): void => instance.unmount();
  signal.addEventListener('abort', leave, { once: true });
  try {
    await instance.waitUntilExit();
    return { code: exitCodeOf(show.store.getState()) };
  } catch (error) {
    return { code: 1, error };
  } finally {
    signal.removeEventListener('abort', leave);
    stopWalking?.();
    unsubscribe();
    releaseStderr();
  }

  function attend(cue: Cue): void {
    if (cue.type === 'quit') instance.unmount();
    else if (cue.type === 'redraw') redraw();
    else stdout.write(BELL + titled(`Minute Back: ${COPY[cue.step].title}`));
  }
}

/** Writing past Ink breaks its picture: text for stderr waits until the screen is gone. */
function holdBack(stream: NodeJS.WriteStream): () => void {
  const held: string[] = [];
  const write = stream.write.bind(stream);
  stream.write = (chunk: string | Uint8Array) => {
    held.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    return true;
  };
  return () => {
    stream.write = write;
    for (const chunk of held) stream.write(chunk);
  };
}
