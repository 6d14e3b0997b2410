import type { Config } from '../config.ts';
import { EXIT } from '../faces/face.ts';
import type { Ending } from '../faces/face.ts';
import { createShow } from '../show.ts';
import type { ShowHandle } from '../show.ts';

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** Without a terminal, or with one that cannot draw, the show is told in lines. */
function wantsLines({ plain }: Config): boolean {
  return plain || !process.stdout.isTTY || !process.stdin.isTTY || process.env['TERM'] === 'dumb';
}

/** Presents one show from first screen to last. Gives the terminal back first, then ends the work, then the world. */
export async function present(config: Config): Promise<Ending> {
  const stop = new AbortController();
  const watched = watchProcess(stop);
  let opening: Promise<Opened> | undefined;
  async function openOnce(): Promise<ShowHandle> {
    opening ??= open(config, (error) => watched.end({ code: EXIT.bug, error }));
    return (await opening).show;
  }
  try {
    const ending = await face(config, openOnce, stop.signal);
    return watched.ending() ?? ending;
  } finally {
    // Who waited for it has heard already when it failed.
    const opened = await Promise.race([opening?.catch(() => undefined), patience(WORLD_CLOSE_MS)]);
    await opened?.close();
    watched.release();
  }
}

/** Clients that wait for a set that is gone would outlast the patience of whoever quits; the process ends without them. */
const WORLD_CLOSE_MS = 500;

const patience = (ms: number): Promise<undefined> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms);
  });

interface Opened {
  readonly show: ShowHandle;
  close(): Promise<void>;
}

async function open(config: Config, onError: (error: Error) => void): Promise<Opened> {
  const { openRehearsal } = await import('../rehearsal.ts');
  const world = await openRehearsal(config, onError);
  const show = createShow(world, config.show);
  return {
    show,
    async close() {
      await show.close();
      await Promise.race([world.close(), patience(WORLD_CLOSE_MS)]);
    },
  };
}

async function face(config: Config, openShow: () => Promise<ShowHandle>, signal: AbortSignal): Promise<Ending> {
  if (wantsLines(config)) {
    const { runPlain } = await import('../faces/plain.ts');
    return runPlain(await openShow(), { input: process.stdin, output: process.stdout }, signal);
  }
  const { runScreen } = await import('../faces/screen.tsx');
  return runScreen(openShow, signal);
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
  const onError = (error: unknown): void => end({ code: EXIT.bug, error });
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
