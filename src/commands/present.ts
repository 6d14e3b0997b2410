import type { Config } from '../settings/config.ts';
import { EXIT } from '../faces/face.ts';
import type { Ending, Opener } from '../faces/face.ts';
import type { Choice, OpenedShow } from '../opening.ts';
import { chooseShow, openFresh, openResumed } from '../opening.ts';
import { toSaid } from '../said.ts';
import { createShow } from '../show.ts';
import type { ShowHandle } from '../show.ts';
import { readTerminal } from '../terminal.ts';
import { toVersion } from '../version.ts';
import type { World } from '../world/world.ts';

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** Without a terminal, or with one that cannot draw, the show is told in lines. */
export function wantsLines({ plain }: Pick<Config, 'plain'>): boolean {
  return plain || !process.stdout.isTTY || !process.stdin.isTTY || process.env['TERM'] === 'dumb';
}

/** Presents one show from first screen to last. Gives the terminal back first, then ends the work, then the world. */
export async function present(config: Config): Promise<Ending> {
  const stop = new AbortController();
  const watched = watchProcess(stop);
  let opening: Promise<Opened> | undefined;
  try {
    const choice = chooseShow(config);
    const opener: Opener = {
      kind: config.target.kind,
      offer: choice.offer,
      notices: choice.notices,
      async open(takeUp) {
        opening ??= open(config, choice, takeUp, (error) => watched.end({ code: EXIT.bug, error }));
        return (await opening).show;
      },
    };
    const ending = await face(config, opener, stop.signal);
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

/** Opens a new show, or takes up the one that is to be resumed, or that was offered and wanted. */
async function open(config: Config, choice: Choice, takeUp: boolean, onError: (error: Error) => void): Promise<Opened> {
  const shelved = choice.resume ?? (takeUp ? choice.offer : undefined);
  const opened = shelved ? openResumed(config, choice, shelved) : openFresh(config, toVersion(), choice);
  let world: World | undefined;
  try {
    world = await openWorld(config, opened, onError);
    const terminal = () => readTerminal(process.stdout, process.env, wantsLines(config));
    return toOpened(createShow(world, opened.show, { ...opened.kept, terminal }), opened, world);
  } catch (error) {
    opened.kept.keeper.close();
    if (world) await closeWorld(world);
    opened.release();
    throw error;
  }
}

async function openWorld(config: Config, opened: OpenedShow, onError: (error: Error) => void): Promise<World> {
  const { target } = config;
  if (target.kind === 'live') {
    const { openLive } = await import('../live.ts');
    return openLive(target, opened, toSaid(opened.kept));
  }
  const { openRehearsal } = await import('../rehearsal.ts');
  return openRehearsal(toRehearsalOptions(config, opened), {
    onError,
    onHistoryLost: (why) => opened.kept.keeper.lose(`the rehearsal's own history: ${why}`),
  });
}

const closeWorld = (world: World): Promise<void> => Promise.race([world.close(), patience(WORLD_CLOSE_MS)]);

const toRehearsalOptions = ({ drills }: Config, { show, db, coll, writeConcern, history, notBefore }: OpenedShow) => ({
  show,
  db,
  coll,
  writeConcern,
  drills,
  ...(history === undefined ? {} : { history }),
  ...(notBefore === undefined ? {} : { notBefore }),
});

const toOpened = (show: ShowHandle, { release }: OpenedShow, world: World): Opened => ({
  show,
  async close() {
    await show.close();
    // Until then it writes its history into the folder.
    await closeWorld(world);
    release();
  },
});

async function face(config: Config, opener: Opener, signal: AbortSignal): Promise<Ending> {
  if (wantsLines(config)) {
    const { runPlain } = await import('../faces/plain.ts');
    return runPlain(opener, { input: process.stdin, output: process.stdout }, signal);
  }
  const { runScreen } = await import('../faces/screen.tsx');
  return runScreen(opener, signal);
}

interface Watch {
  /** Ends the show from outside; the first ending counts. */
  end(ending: Ending): void;
  ending(): Ending | undefined;
  release(): void;
}

/** Turns signals, stray errors and a terminal that is gone into one orderly ending. A second signal ends at once. */
export function watchProcess(stop: AbortController): Watch {
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
