import type { StoryClock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { OpenLog } from './history-writer.ts';
import { createHistoryWriter, NO_HISTORY } from './history-writer.ts';
import type { Entry } from './history.ts';
import { readHistory, toBeginning } from './history.ts';
import type { PartOptions, Parts, WantedPorts } from './prepared.ts';
import { openPorts, prepareWorld } from './prepared.ts';
import { retell } from './retell.ts';

export interface WorldOptions extends PartOptions, WantedPorts {
  readonly seed: number;
  /** Story seconds per real second at the start; default 1. */
  readonly speed?: number;
  /** Where the documents of earlier loads are; default `loadtest.events`. */
  readonly namespace?: string;
  /**
   * Path of the file that remembers this world, in a folder that is there: a killed world is had back from it as it was when it
   * last answered. Default: it is forgotten.
   */
  readonly history?: string;
  /** Story time that somebody has seen, in epoch milliseconds: the world does not begin or go on before it. */
  readonly notBefore?: number;
}

/** What a client needs to know, as `minuteback world` prints it. */
export interface Connection {
  readonly uri: string;
  readonly opsManager: string;
  readonly publicKey: string;
  readonly privateKey: string;
  readonly projectId: string;
  readonly clusterId: string;
}

export interface RehearsalServers {
  readonly connection: Connection;
  readonly clock: StoryClock;
  readonly faults: Faults;
  /** Resolves, with the reason, when the history cannot be written any more; the world goes on without. */
  readonly historyLost: Promise<string>;
  /** Moves story time to the next event worth it, once no member is on its way up; resolves with its name. */
  jump(): Promise<string | undefined>;
  /** As if the world were killed: nothing more is written to its history. */
  close(): Promise<void>;
}

const DEFAULT_NAMESPACE = 'loadtest.events';

/** How often the present is noted while it moves: story time that a kill may take back. */
const BEAT_MS = 250;

/**
 * Lets story time run, and notes where it is: at each beat, when something has happened, and before anybody is answered in a new
 * second, so that no later operation gets an op time that somebody took for past. Answers how to stop that.
 */
function goLive(clock: StoryClock, note: (entry: Entry) => void, speed: number): () => void {
  let second = 0;
  const noteTime = (at: number): void => {
    second = Math.floor(at / 1000);
    note({ tag: 'time', at });
  };
  clock.onReached((at, happened) => {
    if (happened || Math.floor(at / 1000) > second) noteTime(at);
  });
  const beat = setInterval(() => clock.act(() => noteTime(clock.now())), BEAT_MS).unref();
  noteTime(clock.now());
  clock.setRate(speed);
  return () => clearInterval(beat);
}

function toConnection({ set, opsManager }: Parts): Connection {
  const { url, publicKey, privateKey, projectId, clusterId } = opsManager;
  return { uri: set.uri, opsManager: url, publicKey, privateKey, projectId, clusterId };
}

/** Each jump waits for the one before. */
function createJump({ clock, opsManager }: Parts): RehearsalServers['jump'] {
  let jumped: Promise<string | undefined> = Promise.resolve(undefined);
  async function jumpOnce(): Promise<string | undefined> {
    await opsManager.settled();
    const name = clock.jump();
    await opsManager.settled();
    return name;
  }
  return () => (jumped = jumped.then(jumpOnce));
}

/** The world as it was when its history ended, or at its beginning, with the writer that goes on with that history. */
function takeUp(options: WorldOptions, openLog: OpenLog | undefined) {
  const { seed, namespace = DEFAULT_NAMESPACE, history: path, notBefore = 0 } = options;
  const told = path === undefined ? undefined : readHistory(path, { seed, namespace });
  const beginning = told?.beginning ?? toBeginning({ seed, namespace }, Math.max(Date.now(), notBefore));
  const history = path === undefined ? NO_HISTORY : createHistoryWriter(path, beginning, told, openLog);
  const parts = prepareWorld(options, beginning, told, history.note);
  if (path !== undefined && told) retell(parts, told, path);
  parts.clock.advanceTo(notBefore);
  return { parts, history, told };
}

/**
 * Starts the rehearsal replica set and the rehearsal Ops Manager in this thread, over one clock, from where their history ends if
 * they have one. `SetupError` when a wanted port is taken or the history cannot be used, which is left as it is then.
 */
export async function createRehearsalServers(options: WorldOptions, openLog?: OpenLog): Promise<RehearsalServers> {
  const { parts, history, told } = takeUp(options, openLog);
  const { clock, faults, set, opsManager } = parts;
  let stopBeat = (): void => {};

  async function close(): Promise<void> {
    stopBeat();
    history.close();
    clock.close();
    await Promise.all([opsManager.close(), set.close()]);
  }

  try {
    history.open();
    history.note(await openPorts(parts, options, told));
    stopBeat = goLive(clock, history.note, options.speed ?? 1);
    // Not before: what is told of the past is told as it was.
    for (const fault of options.faults ?? []) faults.add(fault);
  } catch (error) {
    history.discard();
    await close();
    throw error;
  }

  return { connection: toConnection(parts), clock, faults, historyLost: history.lost, jump: createJump(parts), close };
}
