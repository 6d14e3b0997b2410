import { constants } from 'node:os';
import type { Drill } from '../world/rehearsal/drills.ts';
import { toInjections } from '../world/rehearsal/drills.ts';
import { createRehearsalServers } from '../world/rehearsal/servers.ts';

export interface WorldCommand {
  readonly port?: number;
  readonly opsManagerPort?: number;
  /** Of the whole clock: here no show decides when to hurry. */
  readonly speed: number;
  readonly seed: number;
  /** What goes wrong from the start. */
  readonly drills?: readonly Drill[];
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function awaitSignal(): Promise<(typeof SIGNALS)[number]> {
  return new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals): void => {
      for (const name of SIGNALS) process.off(name, stop);
      resolve(signal as (typeof SIGNALS)[number]);
    };
    for (const name of SIGNALS) process.on(name, stop);
  });
}

/**
 * Runs the rehearsal servers alone until a signal: prints how to reach them as one line of JSON, and resolves with 128 plus
 * the signal's number once they are closed. Throws `SetupError` when a port is taken.
 */
export async function runWorld(
  { drills = [], ...options }: WorldCommand,
  out: { write(text: string): unknown },
): Promise<number> {
  const faults = drills.flatMap((drill) => toInjections(drill, options.seed));
  const servers = await createRehearsalServers({ ...options, faults });
  // Heard before the line is out: whoever reads it may answer with a signal at once.
  const ended = awaitSignal();
  out.write(`${JSON.stringify(servers.connection)}\n`);
  const signal = await ended;
  await servers.close();
  return 128 + constants.signals[signal];
}
