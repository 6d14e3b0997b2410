import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Long, ObjectId } from 'bson';
import type { Process, Shared } from './call.ts';
import { serveConnection, type Connection } from './connection.ts';
import { createCursors } from './cursors.ts';
import type { Awaitable } from './hello-stream.ts';

export const LOOPBACK = '127.0.0.1';

/** A listener that was just closed may hold its port a moment longer. */
const LISTEN_TRIES = 10;
const LISTEN_PAUSE_MS = 50;

/** One member: while it is up a process with sockets, cursors and a `topologyVersion` of its own, and once it is open a listener. */
export interface Member {
  isUp(): boolean;
  /** Is up at once, as a new process. Resolves when that listens; rejects with the listener's error when the port cannot be had. */
  start(): Promise<void>;
  /** Destroys all sockets and closes the listener. */
  shutDown(): void;
  /** From now on listens on `port` whenever it is up. Rejects like `start`, also when it is down. */
  open(port: number): Promise<void>;
  /** Listens no more; a process that is up stays as it is. */
  close(): void;
  /** Writes that are not answered yet are answered as interrupted by a change of role. */
  interruptWrites(): void;
  /** While it is silent nothing comes through in either direction, and nothing is closed. */
  silence(on: boolean): void;
  /** Destroys all sockets; goes on listening. */
  cut(): void;
  /** Roles have changed: the counter grows, and whoever waits for news gets it. */
  announce(): void;
}

interface Running {
  readonly process: Process & Awaitable;
  readonly sockets: Map<Socket, Connection>;
  server?: Server;
  announce(): void;
}

/** More changes of role than there can be between two starts of the world. */
const COUNTERS_PER_RESUME = 1_000_000;

/** `starts`: how often the member was started, this time included. */
function createProcess(shared: Shared, member: number, starts: number, isOver: () => boolean): Running {
  const { draws, resumes, hosts, clock } = shared;
  const sockets = new Map<Socket, Connection>();
  const processId = new ObjectId(draws.id(`process ${member}`, starts));
  const waiting = new Set<() => void>();
  // Clients that outlived the last start of the world may have seen changes that it forgot: they do not take lower ones.
  let counter = resumes * COUNTERS_PER_RESUME;
  const process: Process & Awaitable = {
    member,
    get host() {
      return hosts[member]!;
    },
    startedAt: clock.now(),
    cursors: createCursors(1 + draws.pick(`cursors ${member} ${resumes}`, starts, 2 ** 40)),
    topologyVersion: () => ({ processId, counter: Long.fromNumber(counter) }),
    connections: () => sockets.size,
    isOver,
    onceChanged(listener) {
      waiting.add(listener);
      return () => waiting.delete(listener);
    },
  };
  const announce = (): void => {
    counter += 1;
    const listeners = [...waiting];
    listeners.forEach((listener) => listener());
  };
  return { process, sockets, announce };
}

async function listen(server: Server, port: number, tries: number): Promise<void> {
  for (let left = tries; ; left--) {
    try {
      server.listen({ port, host: LOOPBACK, exclusive: true });
      await once(server, 'listening');
      return;
    } catch (error) {
      if (left <= 1) throw error;
      await sleep(LISTEN_PAUSE_MS);
    }
  }
}

export function createMember(shared: Shared, index: number): Member {
  let running: Running | undefined;
  let port: number | undefined;
  let starts = 0;
  let connections = 0;
  let silent = false;

  function toServer(mine: Running | undefined): Server {
    return createServer((socket) => {
      if (!mine) return void socket.destroy();
      socket.once('close', () => mine.sockets.delete(socket));
      connections += 1;
      const connection = serveConnection({ socket, connectionId: connections, shared, process: mine.process });
      connection.silence(silent);
      mine.sockets.set(socket, connection);
      return undefined;
    });
  }

  async function serve(at: number, tries: number): Promise<void> {
    const mine = running;
    const server = toServer(mine);
    await listen(server, at, tries);
    if (mine && mine === running && port === at) mine.server = server;
    else server.close();
  }

  function cut(): void {
    for (const socket of running?.sockets.keys() ?? []) socket.destroy();
  }

  function hangUp(): void {
    running?.server?.close();
    cut();
  }

  return {
    isUp: () => running !== undefined,
    async start() {
      starts += 1;
      const mine = createProcess(shared, index, starts, () => running !== mine);
      running = mine;
      if (port !== undefined) await serve(port, LISTEN_TRIES);
    },
    shutDown() {
      hangUp();
      running = undefined;
    },
    open(wanted) {
      port = wanted;
      return serve(wanted, 1);
    },
    close() {
      port = undefined;
      hangUp();
    },
    interruptWrites() {
      for (const connection of running?.sockets.values() ?? []) connection.interruptWrites();
    },
    silence(on) {
      silent = on;
      for (const connection of running?.sockets.values() ?? []) connection.silence(on);
    },
    cut,
    announce: () => running?.announce(),
  };
}
