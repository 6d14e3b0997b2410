import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Long } from 'bson';
import type { Process, Shared } from './call.ts';
import { serveConnection } from './connection.ts';
import { createCursors } from './cursors.ts';
import type { Awaitable } from './hello-stream.ts';

export const LOOPBACK = '127.0.0.1';

/** A listener that was just closed may hold its port a moment longer. */
const LISTEN_TRIES = 10;
const LISTEN_PAUSE_MS = 50;

/** One member: a listener, and while it is up a process with sockets, cursors and a `topologyVersion` of its own. */
export interface Member {
  isUp(): boolean;
  /** Rejects with the listener's error when the port cannot be had. */
  start(tries?: number): Promise<void>;
  /** Destroys all sockets and closes the listener. */
  shutDown(): void;
  /** Roles have changed: the counter grows, and whoever waits for news gets it. */
  announce(): void;
}

interface Running {
  readonly server: Server;
  readonly sockets: Set<Socket>;
  announce(): void;
}

function createProcess(shared: Shared, member: number, sockets: ReadonlySet<Socket>) {
  const processId = shared.random.objectId();
  const waiting = new Set<() => void>();
  let counter = 0;
  const process: Process & Awaitable = {
    member,
    host: shared.hosts[member]!,
    startedAt: shared.clock.now(),
    cursors: createCursors(1 + shared.random.integer(2 ** 40)),
    topologyVersion: () => ({ processId, counter: Long.fromNumber(counter) }),
    connections: () => sockets.size,
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
  return { process, announce };
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

export function createMember(shared: Shared, index: number, port: number): Member {
  let running: Running | undefined;
  let connections = 0;

  return {
    isUp: () => running !== undefined,
    async start(tries = LISTEN_TRIES) {
      const sockets = new Set<Socket>();
      const { process, announce } = createProcess(shared, index, sockets);
      const server = createServer((socket) => {
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
        connections += 1;
        serveConnection({ socket, connectionId: connections, shared, process });
      });
      await listen(server, port, tries);
      running = { server, sockets, announce };
    },
    shutDown() {
      running?.server.close();
      for (const socket of running?.sockets ?? []) socket.destroy();
      running = undefined;
    },
    announce: () => running?.announce(),
  };
}
