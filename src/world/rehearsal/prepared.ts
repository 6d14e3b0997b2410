import { createStoryClock, type StoryClock } from './clock.ts';
import { toEarlierLoads } from './earlier-loads.ts';
import { createFaults, type Faults, type Injection } from './faults.ts';
import type { Beginning, Entry, Told } from './history.ts';
import { prepareOpsManager, type OpsManagerServer } from './ops-manager/server.ts';
import { prepareReplicaSet, type ReplicaSet } from './set/replica-set.ts';

/** A world whose ports may still be closed, and whose time may stand still. */
export interface Parts {
  readonly clock: StoryClock;
  readonly faults: Faults;
  readonly set: ReplicaSet;
  readonly opsManager: OpsManagerServer;
}

export interface PartOptions {
  /** Whether loads are held to the speed of a disk; default yes. */
  readonly paced?: boolean;
  /** Of this start of the world alone; they take hold once it is open. */
  readonly faults?: readonly Injection[];
}

/**
 * Makes the world as it was at its beginning: its time stands still and its ports are closed. `note` hears of everything that
 * clients have it do, once it is open.
 */
export function prepareWorld(
  { paced }: PartOptions,
  { seed, namespace, storyAt }: Beginning,
  told: Told | undefined,
  note: (entry: Entry) => void,
): Parts {
  const clock = createStoryClock({ storyAt, rate: 0 });
  const faults = createFaults();
  const resumes = told?.entries.filter(({ tag }) => tag === 'ports').length ?? 0;
  const set = prepareReplicaSet({
    clock,
    faults,
    seed,
    resumes,
    onWrite: (write) => note({ tag: 'write', at: clock.now(), ...write }),
    ...(paced === undefined ? {} : { paced }),
  });
  const opsManager = prepareOpsManager({
    clock,
    set,
    faults,
    seed,
    onChange: ({ url, ...call }) => note({ tag: 'call', at: clock.now(), ...call, path: url.pathname + url.search }),
  });
  set.seedEarlierLoads(namespace, toEarlierLoads(storyAt, seed));
  return { clock, faults, set, opsManager };
}

export interface WantedPorts {
  /** Of the first member of the set; default: free ones are found. */
  readonly port?: number;
  readonly opsManagerPort?: number;
}

/** Opens the ports, those of the last time where they are still to be had. `SetupError` when a wanted one is taken. */
export async function openPorts(
  { set, opsManager }: Parts,
  wanted: WantedPorts,
  told: Told | undefined,
): Promise<Extract<Entry, { tag: 'ports' }>> {
  const last = told?.entries.findLast((entry) => entry.tag === 'ports');
  const choose = (port: number | undefined, lastPort: number | undefined) => ({
    ...(port === undefined ? {} : { port }),
    ...(lastPort === undefined ? {} : { lastPort }),
  });
  const port = await set.open(choose(wanted.port, last?.port));
  const opsManagerPort = await opsManager.open(choose(wanted.opsManagerPort, last?.opsManagerPort));
  return { tag: 'ports', port, opsManagerPort };
}
