import type { Config } from '../config.ts';
import { SetupError } from '../errors.ts';
import type { Ending } from '../faces/face.ts';
import { createShow } from '../show.ts';
import type { ShowHandle } from '../show.ts';
import { openRehearsal } from '../rehearsal.ts';

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** The smallest thing that can be wrong with a terminal is that it is none. */
function wantsLines({ plain }: Config): boolean {
  return plain || !process.stdout.isTTY || !process.stdin.isTTY || process.env['TERM'] === 'dumb';
}

/** Presents one show from first screen to last. Gives the terminal back first, then ends the work, then the world. */
export async function present(config: Config): Promise<Ending> {
  const stop = new AbortController();
  const watched = watchProcess(stop);
  try {
    const world = await openRehearsal(config, (error) => watched.end({ code: 1, error }));
    const show = createShow(world, config.show);
    try {
      const ending = await face(config, show, stop.signal);
      return watched.ending() ?? ending;
    } finally {
      await show.close();
      await world.close();
    }
  } finally {
    watched.release();
  }
}

async function face(config: Config, show: ShowHandle, signal: AbortSignal): Promise<Ending> {
  if (wantsLines(config)) {
    const { runPlain } = await import('../faces/plain.ts');
    return runPlain(show, { input: process.stdin, output: process.stdout }, signal);
  }
  if (!process.stdin.setRawMode)
    throw new SetupError('This terminal cannot pass on single keys', { nextSteps: ['Use --plain'] });
  const { runScreen } = await import('../faces/screen.tsx');
  return runScreen(show, signal);
}

interface Watch {
  /** Ends the show from outside; the first ending counts. */
  end(ending: Ending): void;
  ending(): Ending | undefined;
  release(): void;
}

/** Turns signals, stray errors and a terminal that is gone into one orderly ending. A second signal ends at once. */
function watchProcess(stop: AbortController): Watch {
  let ended: Ending | undefined;
  function end(ending: Ending): void {
    ended ??= ending;
    stop.abort();
  }
  const onSignal = (name: keyof typeof SIGNALS): void => {
    if (ended) process.exit(128 + SIGNALS[name]);
    end({ code: 128 + SIGNALS[name] });
  };
  const onError = (error: unknown): void => end({ code: 1, error });
  // The reader of our lines, or the terminal itself, is gone.
  const onClosed = ({ code }: NodeJS.ErrnoException): void => end({ code: code === 'EPIPE' ? 0 : 129 });
  for (const name of Object.keys(SIGNALS)) process.on(name, onSignal);
  process.on('uncaughtException', onError).on('unhandledRejection', onError);
  process.stdout.on('error', onClosed);
  return {
    end,
    ending: () => ended,
    release() {
      for (const name of Object.keys(SIGNALS)) process.off(name, onSignal);
      process.off('uncaughtException', onError).off('unhandledRejection', onError);
      process.stdout.off('error', onClosed);
    },
  };
}
