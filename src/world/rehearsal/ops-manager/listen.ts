import type { Server } from 'node:net';
import { SetupError } from '../../../errors.ts';

/** Below the ephemeral range, so that a port stays free between a restart of the world and its next. */
const FREE_PORTS = { low: 20_000, high: 31_999 } as const;
const TRIES = 50;

function tryPort(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');

export interface PortChoice {
  /** No other will do. */
  readonly port?: number;
  /** Had before: it is tried first. */
  readonly lastPort?: number;
}

/** Listens on 127.0.0.1 and resolves with the port: the one asked for or a `SetupError`, else a free one. */
export async function listen(server: Server, { port: wanted, lastPort }: PortChoice): Promise<number> {
  for (let tries = 1; ; tries++) {
    const { low, high } = FREE_PORTS;
    const drawn = low + Math.floor(Math.random() * (high - low + 1));
    const port = wanted ?? (tries === 1 ? lastPort : undefined) ?? drawn;
    try {
      await tryPort(server, port);
      return port;
    } catch (error) {
      if (wanted !== undefined && isTaken(error)) {
        throw new SetupError(
          `The rehearsal Ops Manager cannot listen on port ${wanted}, which is in use or not allowed`,
          {
            nextSteps: ['Give another port with --ops-manager-port, or none to have a free one chosen'],
            cause: error,
          },
        );
      }
      if (!isTaken(error) || tries === TRIES) throw error;
    }
  }
}
