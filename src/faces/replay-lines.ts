import type { Writable } from 'node:stream';
import type { ShowHandle } from '../show.ts';
import { leftOutLine, replayClosing, replayOpening } from '../wizard/copy/replay.ts';
import { utc } from '../wizard/copy/words.ts';
import type { State } from '../wizard/state.ts';
import { closingLine, createNarrator } from './narrator.ts';

/** A replay as lines, told as the show was: one per event. Resolves at its end, or when the signal fires. */
export async function runReplayLines(show: ShowHandle, output: Writable, signal: AbortSignal): Promise<void> {
  const { store, storyNow } = show;
  const print = (line: string): void => void output.write(`${line}\n`);
  const narrate = createNarrator(print);
  const { about } = store.getState();
  const { showId, kind } = about;
  let leftOutMs: number | undefined;
  print(replayOpening(showId, utc(storyNow()), kind));

  function tell(state: State): boolean {
    narrate(state, storyNow());
    const { replay } = state.about;
    if (replay?.leftOutMs !== undefined && replay.leftOutMs !== leftOutMs) print(leftOutLine(replay.leftOutMs));
    leftOutMs = replay?.leftOutMs;
    return replay?.ended ?? true;
  }

  await new Promise<void>((resolve) => {
    const unsubscribe = store.subscribe((state) => {
      if (tell(state)) end();
    });
    const end = (): void => {
      unsubscribe();
      signal.removeEventListener('abort', end);
      resolve();
    };
    signal.addEventListener('abort', end, { once: true });
    if (tell(store.getState()) || signal.aborted) end();
  });
  if (signal.aborted) return;
  print(closingLine(store.getState()));
  print(replayClosing(showId));
}
