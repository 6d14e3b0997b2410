import { BugError } from '../../../errors.ts';
import type { StoryClock } from '../clock.ts';
import { createDocuments, type Documents, type EarlierLoad } from '../documents.ts';
import { createDraws } from '../draws.ts';
import type { Faults } from '../faults.ts';
import type { SetControl } from '../parts.ts';
import type { Shared } from './call.ts';
import { createRecorder, type Write } from './changes.ts';
import { createMember, LOOPBACK, type Member } from './member.ts';
import { createOpTimes, toCut, toOpTime } from './op-times.ts';
import { createPacing, unpaced } from './pacing.ts';
import { openMembers, type PortChoice } from './ports.ts';
import { createRandom } from './random.ts';
import { replayWrite } from './replay.ts';
import { createRetries } from './retries.ts';
import { createRoles } from './roles.ts';
import { createSnapshots } from './snapshots.ts';
import { createUpsets } from './upsets.ts';

/** A stand-in for a replica set of three, speaking the wire protocol on loopback. */
export interface ReplicaSet extends SetControl {
  /** `mongodb://127.0.0.1:p1,…/?replicaSet=…` */
  readonly uri: string;
  readonly documents: Documents;
  /** Puts documents and markers there as if loaded at the loads' seconds. Before anything else is written. */
  seedEarlierLoads(namespace: string, loads: readonly EarlierLoad[]): void;
  /** Does again what a command did; `BugError` when that cannot have been. */
  replay(write: Write): void;
  /** Begins to listen for the members that are up, and resolves with the port of the first. `SetupError` when ports are taken. */
  open(ports: PortChoice): Promise<number>;
  close(): Promise<void>;
}

export interface SetOptions {
  readonly clock: StoryClock;
  readonly faults: Faults;
  readonly seed: number;
  /** How often this set was there before, with the same history. */
  readonly resumes?: number;
  /** Hears of each command that changed something, before its answer goes out. */
  readonly onWrite?: (write: Write) => void;
  /** Whether inserts take their time. */
  readonly paced?: boolean;
  readonly setName?: string;
}

export type ReplicaSetOptions = SetOptions & PortChoice;

const VERSION_NAME = '8.0.12';
const MEMBERS = [0, 1, 2];

function createShared(options: SetOptions, hosts: readonly string[], isUp: Shared['isUp']): Shared {
  const { clock, faults, seed, resumes = 0, onWrite, paced = true, setName = 'rehearsal' } = options;
  const draws = createDraws(seed);
  const roles = createRoles();
  roles.elect(0);
  // Between two primaries the no-ops go on: an election by itself is told by no history, and may not change an op time.
  const isBetween = (): boolean => roles.isElecting && MEMBERS.some(isUp);
  const opTimes = createOpTimes(clock, () => roles.primary !== undefined || isBetween());
  const recorder = createRecorder(opTimes, onWrite);
  return {
    setName,
    versionName: VERSION_NAME,
    hosts,
    resumes,
    clock,
    faults,
    random: createRandom(seed),
    draws,
    roles,
    opTimes,
    documents: createDocuments(opTimes, draws, recorder),
    recorder,
    retries: createRetries(),
    snapshots: createSnapshots(opTimes),
    pacing: paced ? createPacing(clock) : unpaced,
    isUp,
  };
}

/** Makes a set whose three members are up, the first as primary, and whose ports are not open yet. */
export function prepareReplicaSet(options: SetOptions): ReplicaSet {
  const hosts = MEMBERS.map(() => `${LOOPBACK}:0`);
  const shared = createShared(options, hosts, (member) => members[member]?.isUp() ?? false);
  const members = MEMBERS.map((member) => createMember(shared, member));
  const { setName, versionName, roles, opTimes, documents, retries, snapshots, draws } = shared;
  const announce = (): void => members.forEach((member) => member.announce());
  const upsets = createUpsets({ clock: shared.clock, faults: shared.faults, roles, members, announce });

  function memberAt(index: number): Member {
    const member = members[index];
    if (!member) throw new BugError(`The rehearsal set has no member ${index}`);
    return member;
  }

  // Without a port yet, there is nothing to wait for.
  members.forEach((member) => void member.start());
  return {
    setName,
    hosts,
    versionName,
    get uri() {
      return `mongodb://${hosts.join(',')}/?replicaSet=${setName}`;
    },
    documents,
    primary: () => roles.primary,
    newestOpTime: () => toOpTime(opTimes.newest()),
    sizes: () => documents.sizes(),
    shutDown(index) {
      upsets.yieldToAgents();
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
      roles.draw(draws);
      upsets.afterRestore();
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
    replay: (write) => replayWrite(documents, opTimes, write),
    open: (ports) =>
      openMembers(members, ports, (first) => MEMBERS.forEach((k) => (hosts[k] = `${LOOPBACK}:${first + k}`))),
    close() {
      members.forEach((member) => member.shutDown());
      opTimes.close();
      return Promise.resolve();
    },
  };
}

/** Makes a set and opens it: all three members are up, the first as primary. `SetupError` when the ports are taken. */
export async function createReplicaSet(options: ReplicaSetOptions): Promise<ReplicaSet> {
  const set = prepareReplicaSet(options);
  try {
    await set.open(options);
    return set;
  } catch (error) {
    await set.close();
    throw error;
  }
}
