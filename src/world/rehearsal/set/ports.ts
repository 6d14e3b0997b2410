import { SetupError } from '../../../errors.ts';
import type { Member } from './member.ts';

/** Below the range that systems hand out by themselves, so that nobody is given a member's port while it is down. */
const PORTS = { from: 20_000, to: 32_000 };
const PORT_TRIES = 50;
const HIGHEST_PORT = 65_535;

export interface PortChoice {
  /** Of the first member; the others follow. Without it, free ones are found. */
  readonly port?: number;
  /** Had before: these are tried first. */
  readonly lastPort?: number;
}

async function openAll(members: readonly Member[], port: number): Promise<void> {
  try {
    for (const [k, member] of members.entries()) await member.open(port + k);
  } catch (error) {
    members.forEach((member) => member.close());
    throw error;
  }
}

/**
 * Opens all members on ports in a row and resolves with the first. `SetupError` when they are taken. `onTry` hears the first of
 * the ports before anybody can be served there.
 */
export async function openMembers(
  members: readonly Member[],
  { port, lastPort }: PortChoice,
  onTry: (first: number) => void,
): Promise<number> {
  if (port !== undefined && !(port >= 1 && port + 2 <= HIGHEST_PORT)) {
    throw new SetupError(`The three members need ports from ${port} to ${port + 2}: choose a first port up to 65533`);
  }
  for (let tries = 1; ; tries++) {
    const drawn = PORTS.from + Math.floor(Math.random() * (PORTS.to - PORTS.from - members.length));
    const tried = port ?? (tries === 1 ? lastPort : undefined) ?? drawn;
    onTry(tried);
    try {
      await openAll(members, tried);
      return tried;
    } catch (error) {
      if (port === undefined && tries < PORT_TRIES) continue;
      throw new SetupError(
        `Port ${tried}, ${tried + 1} or ${tried + 2} is taken: choose another port for the replica set`,
        { cause: error },
      );
    }
  }
}
