import { Text, render } from 'ink';
import type { ShowHandle } from '../show.ts';
import { holdBack, stage, WHOLE_SCREEN } from './screen.tsx';

/** A replay on the whole terminal, drawn as the show was. Resolves when it is left or the signal fires; by then the terminal is given back. */
export async function runReplayScreen(show: ShowHandle, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const releaseStderr = holdBack(process.stderr);
  const instance = render(<Text> </Text>, WHOLE_SCREEN);
  const leave = (): void => instance.unmount();
  signal.addEventListener('abort', leave, { once: true });
  const conclude = stage(show, instance);
  try {
    await instance.waitUntilExit();
  } finally {
    conclude();
    signal.removeEventListener('abort', leave);
    releaseStderr();
  }
}
