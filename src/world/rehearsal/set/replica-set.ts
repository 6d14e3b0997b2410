import { BugError, SetupError } from '../../../errors.ts';
import type { StoryClock } from '../clock.ts';
import { createDocuments, type Documents, type EarlierLoad } from '../documents.ts';
import type { Faults } from '../faults.ts';
import type { SetControl } from '../parts.ts';
import type { Shared } from './call.ts';
import { createMember, LOOPBACK, type Member } from './member.ts';
import { createOpTimes, toCut, toOpTime } from './op-times.ts';
import { createPacing, unpaced } from './pacing.ts';
import { createRandom } from './random.ts';
import { createRetries } from './retries.ts';
import { createRoles } from './roles.ts';
import { createSnapshots } from './snapshots.ts';

/** A stand-in for a replica set of three, speaking the wire protocol on loopback. */
export interface ReplicaSet extends SetControl {
  /** `mongodb://127.0.0.1:p1,…/?replicaSet=…` */
  readonly uri: string;
  readonly documents: Documents;
  /** Puts documents and markers there as if loaded at the loads' seconds. Before anything else is written. */
  seedEarlierLoads(namespace: string, loads: readonly EarlierLoad[]): void;
  close(): Promise<void>;
}

export interface ReplicaSetOptions {
  readonly clock: StoryClock;
  readonly faults: Faults;
  readonly seed: number;
  /** Of the first member; the others follow. Without it, free ports are found. */
  readonly port?: number;
  /** Whether inserts take their time. */
  readonly paced?: boolean;
  readonly setName?: string;
}

const VERSION_NAME = '8.0.12';
const MEMBERS = [0, 1, 2];

/** Below the range that systems hand out by themselves, so that nobody is given a member's port while it is down. */
const PORTS = { from: 20_000, to: 32_000 };
const PORT_TRIES = 50;
const HIGHEST_PORT = 65_535;

function create(options: ReplicaSetOptions, port: number): { shared: Shared; members: readonly Member[] } {
  const { clock, faults, seed, paced = true, setName = 'rehearsal' } = options;
  const random = createRandom(seed);
  const roles = createRoles();
  roles.elect(0);
  const opTimes = createOpTimes(clock, () => roles.primary !== undefined);
  const shared: Shared = {
    setName,
    versionName: VERSION_NAME,
    hosts: MEMBERS.map((member) => `${LOOPBACK}:${port + member}`),
    clock,
    faults,
    random,
    roles,
    opTimes,
    documents: createDocuments(opTimes, random),
    retries: createRetries(),
    snapshots: createSnapshots(opTimes),
    pacing: paced ? createPacing(clock) : unpaced,
    isUp: (member) => members[member]?.isUp() ?? false,
  };
  const members = MEMBERS.map((member) => createMember(shared, member, port + member));
  return { shared, members };
}

function toReplicaSet({ shared, members }: ReturnType<typeof create>): ReplicaSet {
  const { setName, hosts, versionName, roles, opTimes, documents, retries, snapshots, random } = shared;
  const announce = (): void => members.forEach((member) => member.announce());

  function memberAt(index: number): Member {
    const member = members[index];
    if (!member) throw new BugError(`The rehearsal set has no member ${index}`);
    return member;
  }

  return {
    setName,
    hosts,
    versionName,
    uri: `mongodb://${hosts.join(',')}/?replicaSet=${setName}`,
    documents,
    primary: () => roles.primary,
    newestOpTime: () => toOpTime(opTimes.newest()),
    sizes: () => documents.sizes(),
    shutDown(index) {
      memberAt(index).shutDown();
      if (roles.primary !== index) return;
      roles.resign();
      announce();
    },
    restoreTo(point) {
      if (members.some((member) => member.isUp())) throw new BugError('A restore began while a member was up');
      documents.restoreTo(point);
      retries.cutTo(toCut(point));
      snapshots.forget();
      roles.draw(random);
    },
    start: (index) => memberAt(index).start(),
    elect(index) {
      if (!memberAt(index).isUp()) throw new BugError(`Member ${index} is down and cannot become primary`);
      roles.elect(index);
      // A new primary begins its term with an entry in the oplog.
      opTimes.take(1);
      announce();
    },
    seedEarlierLoads: (namespace, loads) => documents.seedEarlierLoads(setName, namespace, loads),
    close() {
      members.forEach((member) => member.shutDown());
      opTimes.close();
      return Promise.resolve();
    },
  };
}

async function tryPorts(options: ReplicaSetOptions, port: number): Promise<ReplicaSet> {
  const { shared, members } = create(options, port);
  try {
    for (const member of members) await member.start(1);
    return toReplicaSet({ shared, members });
  } catch (error) {
    members.forEach((member) => member.shutDown());
    shared.opTimes.close();
    throw error;
  }
}

/** Starts all three members, the first as primary. `SetupError` when the ports are taken. */
export async function createReplicaSet(options: ReplicaSetOptions): Promise<ReplicaSet> {
  const { port } = options;
  if (port !== undefined && !(port >= 1 && port + 2 <= HIGHEST_PORT)) {
    throw new SetupError(`The three members need ports from ${port} to ${port + 2}: choose a first port up to 65533`);
  }
  for (let triesLeft = PORT_TRIES; ; triesLeft--) {
    const tried = port ?? PORTS.from + Math.floor(Math.random() * (PORTS.to - PORTS.from - MEMBERS.length));
    try {
      return await tryPorts(options, tried);
    } catch (error) {
      if (port === undefined && triesLeft > 1) continue;
      throw new SetupError(
        `Port ${tried}, ${tried + 1} or ${tried + 2} is taken: choose another port for the replica set`,
        {
          cause: error,
        },
      );
    }
  }
}
