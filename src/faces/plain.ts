import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { SetupError } from '../errors.ts';
import type { ShowHandle } from '../show.ts';
import { exitCodeOf } from '../wizard/state.ts';
import { walkAlone } from './auto.ts';
import { EXIT, failureCode } from './face.ts';
import type { Ending, Opener } from './face.ts';
import { offerLines } from './offer.ts';
import { resolveLine } from './line-keys.ts';
import { createNarrator, openingLines, partingLines } from './narrator.ts';

export interface PlainStreams {
  readonly input: Readable;
  readonly output: Writable;
}

/**
 * The show as lines: one per event, nothing redrawn. Walks by itself with `--auto`; otherwise each line of the input is a key,
 * and an end of input ends the show as a set-up error. Resolves when the show is left or the signal fires.
 */
export async function runPlain(opener: Opener, { input, output }: PlainStreams, signal: AbortSignal): Promise<Ending> {
  const print = (line: string): void => void output.write(`${line}\n`);
  for (const line of [...opener.notices, ...offerLines(opener.offer)]) print(line);
  const show = await opener.open(false);
  const { auto } = show.store.getState().about;
  const narrate = createNarrator(print);
  for (const line of openingLines(show.store.getState())) print(line);
  narrate(show.store.getState(), show.storyNow());
  const unsubscribe = show.store.subscribe((state) => narrate(state, show.storyNow()));
  const left = untilLeft(show, signal);
  const stopWalking = auto ? walkAlone(show) : undefined;
  const stopListening = auto ? undefined : listen(show, input, print, left.end);
  const ending = await left.ending;
  stopWalking?.();
  stopListening?.();
  unsubscribe();
  if (!ending.error) for (const line of partingLines(show.store.getState())) print(line);
  return ending;
}

/** Resolves with the earned code when the show is quit, when `end` is called, or when the signal fires. */
function untilLeft(show: ShowHandle, signal: AbortSignal): { ending: Promise<Ending>; end: (ending: Ending) => void } {
  const { promise, resolve } = withResolvers<Ending>();
  const earned = (): Ending => {
    const state = show.store.getState();
    return { code: (state.about.auto ? failureCode(state) : undefined) ?? exitCodeOf(state) };
  };
  show.onCue((cue) => cue.type === 'quit' && resolve(earned()));
  if (signal.aborted) resolve(earned());
  signal.addEventListener('abort', () => resolve(earned()), { once: true });
  return { ending: promise, end: resolve };
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Reads keys as lines; an end of input without `q` leaves nobody to present. */
function listen(
  show: ShowHandle,
  input: Readable,
  print: (line: string) => void,
  end: (ending: Ending) => void,
): () => void {
  const lines = createInterface({ input, terminal: false });
  lines.on('line', (line) => {
    const resolved = resolveLine(show.store.getState(), line);
    if (resolved.tag === 'unknown') print(resolved.words);
    else for (const event of resolved.events) show.dispatch(event);
  });
  lines.on('close', () => {
    const error = new SetupError('The input ended before the show did', {
      nextSteps: ['Use --auto to let it walk by itself', 'Or type keys as lines: an empty line is Enter, q quits'],
    });
    end({ code: EXIT.setup, error });
  });
  return () => {
    lines.removeAllListeners('close');
    lines.close();
  };
}
