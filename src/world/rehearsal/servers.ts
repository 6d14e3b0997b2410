import type { Load } from '../../proof/facts.ts';
import type { StoryClock } from './clock.ts';
import { createStoryClock } from './clock.ts';
import type { Fault, Faults } from './faults.ts';
import { createFaults } from './faults.ts';
import { createOpsManager } from './ops-manager/server.ts';
import { createReplicaSet } from './set/replica-set.ts';

export interface WorldOptions {
  readonly seed: number;
  /** Story seconds per real second at the start; default 1. */
  readonly speed?: number;
  /** Of the first member of the set; default: free ones are found. */
  readonly port?: number;
  readonly opsManagerPort?: number;
  /** Where the documents of earlier loads are; default `loadtest.events`. */
  readonly namespace?: string;
  /** Whether loads are held to the speed of a disk; default yes. */
  readonly paced?: boolean;
  readonly faults?: readonly Fault[];
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
  /** Moves story time to the next event worth it, once no member is on its way up; resolves with its name. */
  jump(): Promise<string | undefined>;
  close(): Promise<void>;
}

const DEFAULT_NAMESPACE = 'loadtest.events';

const DAY_S = 86_400;
const DOCUMENT_BYTES = 16_384;
/** One load of 1 GiB in documents of 16 KiB. */
const DOCUMENTS_PER_LOAD = 65_536;
/** With one load of a gigabyte more these become the 517,440 documents of the demo that the rehearsal imitates. */
const EARLIER_DOCUMENTS = 451_904;

/** Loads of one gigabyte each, the last one stopped early, on one afternoon three days before the story begins. */
function toEarlierLoads(storyAt: number, seed: number): readonly { readonly load: Load; readonly documents: number }[] {
  const first = Math.floor(storyAt / 1000) - 3 * DAY_S;
  const count = Math.ceil(EARLIER_DOCUMENTS / DOCUMENTS_PER_LOAD);
  return Array.from({ length: count }, (_, k) => ({
    load: { second: first + k * 600, show: 'earlier', seed: seed + k, documentBytes: DOCUMENT_BYTES },
    documents: Math.min(DOCUMENTS_PER_LOAD, EARLIER_DOCUMENTS - k * DOCUMENTS_PER_LOAD),
  }));
}

/** Starts the rehearsal replica set and the rehearsal Ops Manager in this thread, over one clock. */
export async function createRehearsalServers(options: WorldOptions): Promise<RehearsalServers> {
  const { seed, speed = 1, port, opsManagerPort, namespace = DEFAULT_NAMESPACE, paced, faults: planned = [] } = options;
  const clock = createStoryClock({ rate: speed });
  const faults = createFaults();
  for (const fault of planned) faults.add(fault);
  const set = await createReplicaSet({
    clock,
    faults,
    seed,
    ...(port === undefined ? {} : { port }),
    ...(paced === undefined ? {} : { paced }),
  });
  const portOption = opsManagerPort === undefined ? {} : { port: opsManagerPort };
  const opsManager = await createOpsManager({ clock, set, faults, seed, ...portOption }).catch(
    async (error: unknown) => {
      clock.close();
      await set.close();
      throw error;
    },
  );
  set.seedEarlierLoads(namespace, toEarlierLoads(clock.now(), seed));

  let jumped: Promise<string | undefined> = Promise.resolve(undefined);
  async function jumpOnce(): Promise<string | undefined> {
    await opsManager.settled();
    const name = clock.jump();
    await opsManager.settled();
    return name;
  }

  return {
    connection: {
      uri: set.uri,
      opsManager: opsManager.url,
      publicKey: opsManager.publicKey,
      privateKey: opsManager.privateKey,
      projectId: opsManager.projectId,
      clusterId: opsManager.clusterId,
    },
    clock,
    faults,
    jump: () => (jumped = jumped.then(jumpOnce)),
    async close() {
      clock.close();
      await Promise.all([opsManager.close(), set.close()]);
    },
  };
}
