import { Worker } from 'node:worker_threads';
import { BugError, SetupError } from '../../errors.ts';
import type { Clock, RehearsalControl } from '../world.ts';
import type { StoryClock } from './clock.ts';
import { createStoryClock } from './clock.ts';
import type { Injection } from './faults.ts';
import type { Connection, WorldOptions } from './servers.ts';
import { createRehearsalServers } from './servers.ts';
import type { FromThread, ToThread } from './thread.ts';

export interface RehearsalHost {
  /** How the live clients reach the servers. */
  readonly connection: Connection;
  /** The time of the servers, followed in this thread. */
  readonly clock: Clock;
  readonly control: RehearsalControl;
  /** From now on; its times count from here. Not remembered by the world's history. */
  addFault(fault: Injection): void;
  /** Hears once when the servers die by themselves, also when that was before it began to listen. */
  onError(listener: (error: Error) => void): void;
  /**
   * Hears once, with the reason, when the history cannot be written any more, also when that was before it began to listen. The
   * world goes on, and its next start is a fresh one.
   */
  onHistoryLost(listener: (why: string) => void): void;
  /** Ends the servers and everybody's connections to them, within a second. */
  close(): Promise<void>;
}

export interface HostOptions extends WorldOptions {
  /** False runs the servers in this thread; a thread of their own needs the built program. */
  readonly thread?: boolean;
}

/** How long the servers may take to close in good order. */
const CLOSE_MS = 800;

/** Starts the rehearsal servers and the control over their time; `SetupError` when a wanted port is taken or a history is no good. */
export function startRehearsal({ thread = true, ...options }: HostOptions): Promise<RehearsalHost> {
  return thread ? startInThread(options) : startHere(options);
}

async function startHere(options: WorldOptions): Promise<RehearsalHost> {
  const servers = await createRehearsalServers(options);
  const { connection, clock, faults } = servers;
  return {
    connection,
    clock,
    control: toControl(
      clock,
      (rate) => clock.setRate(rate),
      () => servers.jump(),
    ),
    addFault: (fault) => faults.add(fault),
    // Here an error ends the whole process: there is nobody left to be told.
    onError: () => undefined,
    onHistoryLost: (listener) => void servers.historyLost.then(listener),
    close: () => servers.close(),
  };
}

function toControl(clock: StoryClock, pace: (rate: number) => void, jump: RehearsalControl['jump']): RehearsalControl {
  return { pace, jump, rate: () => clock.rate(), onChange: (listener) => clock.onChange(listener) };
}

async function startInThread(options: WorldOptions): Promise<RehearsalHost> {
  const worker = new Worker(new URL('./thread.js', import.meta.url), { workerData: options });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const died = watchForDeath(worker);
  const historyLost = awaitLoss(worker);
  const { connection, anchor } = await awaitReady(worker, died.promise);
  const clock = createStoryClock(anchor);
  clock.follow(anchor);
  const jumps = new Map<number, (name: string | undefined) => void>();
  let jumped = 0;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
  const tell = (message: ToThread): void => worker.postMessage(message);

  worker.on('message', (message: FromThread) => {
    if (message.type === 'anchor') clock.follow(message.anchor);
    if (message.type === 'jumped') {
      jumps.get(message.id)?.(message.name);
      jumps.delete(message.id);
    }
  });

  function jump(): Promise<string | undefined> {
    const id = (jumped += 1);
    const answered = new Promise<string | undefined>((resolve) => jumps.set(id, resolve));
    tell({ type: 'jump', id });
    return Promise.race([answered, died.promise]);
  }

  return {
    connection,
    clock,
    control: toControl(clock, (rate) => tell({ type: 'pace', rate }), jump),
    addFault: (fault) => tell({ type: 'fault', fault }),
    onError: (listener) => void died.promise.catch(listener),
    onHistoryLost: (listener) => void historyLost.then(listener),
    async close() {
      died.expect();
      clock.close();
      tell({ type: 'close' });
      const late = setTimeout(() => void worker.terminate(), CLOSE_MS);
      await exited;
      for (const resolve of jumps.values()) resolve(undefined);
      clearTimeout(late);
    },
  };
}

interface Death {
  /** Rejects when the thread ends although nobody expects it. */
  readonly promise: Promise<never>;
  expect(): void;
}

function watchForDeath(worker: Worker): Death {
  let isExpected = false;
  const promise = new Promise<never>((_, reject) => {
    const die = (why: string, cause?: unknown): void => {
      if (!isExpected) reject(new BugError(`The rehearsal world stopped: ${why}`, { cause }));
    };
    worker.once('error', (error: unknown) => die(error instanceof Error ? error.message : String(error), error));
    worker.once('exit', (code) => die(`its thread ended with code ${code}`));
  });
  // Whoever waits for it sees the rejection; it is no error that nobody does.
  promise.catch(() => undefined);
  return { promise, expect: () => (isExpected = true) };
}

/** Never resolves while the history is kept. */
function awaitLoss(worker: Worker): Promise<string> {
  return new Promise((resolve) => {
    worker.on('message', (message: FromThread) => {
      if (message.type === 'historyLost') resolve(message.why);
    });
  });
}

async function awaitReady(worker: Worker, died: Promise<never>): Promise<Extract<FromThread, { type: 'ready' }>> {
  const first = new Promise<FromThread>((resolve) => worker.once('message', resolve));
  const message = await Promise.race([first, died]);
  if (message.type === 'ready') return message;
  if (message.type !== 'failed') throw new BugError(`The rehearsal world began with "${message.type}"`);
  const { kind, message: words, nextSteps } = message.error;
  throw kind === 'setup' ? new SetupError(words, { nextSteps }) : new BugError(words, { cause: message.error });
}
