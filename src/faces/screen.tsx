import { render } from 'ink';
import type { Instance, RenderOptions } from 'ink';
import { App } from '../../components/App.tsx';
import { Opening } from '../../components/Opening.tsx';
import type { Cue, ShowHandle } from '../show.ts';
import { COPY } from '../wizard/copy/steps.ts';
import { DEAF_MS, resolveKey } from '../wizard/keymap.ts';
import { exitCodeOf } from '../wizard/state.ts';
import { walkAlone } from './auto.ts';
import { EXIT } from './face.ts';
import type { Ending, Opener } from './face.ts';
import { partingLines } from './narrator.ts';
import { standLine } from './offer.ts';

/** Rings the bell; sets the window title (OSC 2, https://invisible-island.net/xterm/ctlseqs/ctlseqs.html). */
const BELL = '\u0007';
const titled = (title: string): string => `\u001b]2;${title}\u0007`;
const CLEAR = '\u001b[2J\u001b[H';

/** After the last of the sizes that a terminal sends while it is dragged; real milliseconds. */
const SETTLED_MS = 60;

/** Frames per second at most: figures look alive, and a slow link keeps up. */
const MAX_FPS = 15;

/** How Ink is to draw. */
export const WHOLE_SCREEN: RenderOptions = {
  alternateScreen: true,
  interactive: true,
  incrementalRendering: true,
  exitOnCtrlC: false,
  maxFps: MAX_FPS,
};

/**
 * The show on the whole terminal, in its alternate buffer: a first frame at once, the show as soon as it is open. Resolves when
 * the show is left, the signal fires, or opening or drawing fails; by then the terminal is given back. Whatever else writes to
 * stderr meanwhile is kept and printed after it.
 */
export async function runScreen(opener: Opener, signal: AbortSignal): Promise<Ending> {
  if (signal.aborted) return { code: EXIT.fine };
  const releaseStderr = holdBack(process.stderr);
  const answer = listenForAnswer(() => instance.unmount());
  const { kind, offer, notices } = opener;
  const instance = render(
    <Opening kind={kind} onKey={answer.onKey} notices={notices} {...(offer ? { offer: standLine(offer) } : {})} />,
    WHOLE_SCREEN,
  );
  const leave = (): void => instance.unmount();
  signal.addEventListener('abort', leave, { once: true });
  const left = instance.waitUntilExit().then(() => undefined);
  try {
    // The audience sees something before the world is loaded.
    await new Promise((resolve) => setImmediate(resolve));
    const takeUp = offer ? await Promise.race([answer.takeUp, left]) : false;
    if (takeUp === undefined) return { code: EXIT.fine };
    if (offer) instance.rerender(<Opening kind={kind} onKey={answer.onKey} notices={notices} />);
    const show = await Promise.race([opener.open(takeUp), left]);
    if (!show) return { code: EXIT.fine };
    const conclude = stage(show, instance);
    await left;
    conclude();
    const state = show.store.getState();
    return { code: exitCodeOf(state), parting: partingLines(state) };
  } catch (error) {
    leave();
    throw error;
  } finally {
    signal.removeEventListener('abort', leave);
    releaseStderr();
  }
}

/** What the presenter answers to the offer of an unfinished show: Enter takes it up, n begins a new one, q leaves. */
function listenForAnswer(leave: () => void): { onKey: (name: string) => void; takeUp: Promise<boolean> } {
  const heardFrom = Date.now() + DEAF_MS;
  let decide: (takeUp: boolean) => void = () => undefined;
  const takeUp = new Promise<boolean>((resolve) => {
    decide = resolve;
  });
  function onKey(name: string): void {
    if (name === 'ctrl+c' || name.startsWith('q')) leave();
    else if (name === 'return' && Date.now() >= heardFrom) decide(true);
    else if (name.startsWith('n')) decide(false);
  }
  return { onKey, takeUp };
}

/** Puts an open show on the screen and connects it with the keys; returns what lets go of it. */
export function stage(show: ShowHandle, instance: Instance): () => void {
  const { store, storyNow } = show;
  let redraw = (): void => undefined;
  const onKey = (name: string): void => {
    const event = resolveKey(store.getState(), { name }, Date.now());
    if (event) show.dispatch(event);
  };
  const wipe = (): void => {
    process.stdout.write(CLEAR);
    instance.clear();
  };
  const ready = (draw: () => void): void => {
    redraw = draw;
  };
  const attend = (cue: Cue): void => {
    if (cue.type === 'quit') instance.unmount();
    else if (cue.type === 'redraw') redraw();
    else process.stdout.write(BELL + titled(`Minute Back: ${COPY[cue.step].title}`));
  };
  instance.rerender(
    <App store={store} storyNow={storyNow} realNow={Date.now} onKey={onKey} onResized={wipe} onReady={ready} />,
  );
  // A terminal that was resized and put back has lost what was drawn, although its size is what it was.
  let settled: NodeJS.Timeout | undefined;
  const onResize = (): void => {
    clearTimeout(settled);
    settled = setTimeout(() => redraw(), SETTLED_MS);
  };
  process.on('SIGWINCH', onResize);
  const unsubscribe = show.onCue(attend);
  const stopWalking = store.getState().about.auto ? walkAlone(show) : undefined;
  return () => {
    process.off('SIGWINCH', onResize);
    clearTimeout(settled);
    stopWalking?.();
    unsubscribe();
  };
}

/** Writing past Ink breaks its picture: text for stderr waits until the screen is gone. */
export function holdBack(stream: NodeJS.WriteStream): () => void {
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
