import { Binary, MongoClient, ObjectId, type Document, type MongoClientOptions } from 'mongodb';
import { onTestFinished } from 'vitest';
import { createStoryClock, type StoryClock } from '../../../../src/world/rehearsal/clock.ts';
import { createFaults, type Faults } from '../../../../src/world/rehearsal/faults.ts';
import {
  createReplicaSet,
  type ReplicaSet,
  type ReplicaSetOptions,
} from '../../../../src/world/rehearsal/set/replica-set.ts';

export interface Harness {
  readonly set: ReplicaSet;
  readonly clock: StoryClock;
  readonly faults: Faults;
  /** A client that the end of the test closes. */
  readonly connect: (options?: MongoClientOptions, uri?: string) => Promise<MongoClient>;
  close(): Promise<void>;
}

/** A set that takes inserts as fast as they come. Whoever starts it closes it. */
export async function startSet(options: Partial<ReplicaSetOptions> = {}): Promise<Harness> {
  const clock = options.clock ?? createStoryClock();
  const faults = createFaults();
  const set = await createReplicaSet({ clock, faults, seed: 1, paced: false, ...options });
  const clients: MongoClient[] = [];
  return {
    set,
    clock,
    faults,
    async connect(options = {}, uri = set.uri) {
      const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5000, ...options });
      clients.push(client);
      return client.connect();
    },
    async close() {
      await Promise.all(clients.map((client) => client.close()));
      await set.close();
      clock.close();
    },
  };
}

/** The same, closed by the end of the test. */
export async function startSetForTest(options: Partial<ReplicaSetOptions> = {}): Promise<Harness> {
  const harness = await startSet(options);
  onTestFinished(() => harness.close());
  return harness;
}

/** Connection string of one member alone. */
export const directUri = (set: ReplicaSet, member: number): string =>
  `mongodb://${set.hosts[member]}/?directConnection=true`;

const ENVELOPE_BYTES = 45;
const POOL = Buffer.alloc(2 ** 20, 'rehearsal');

/** Documents of exactly `bytes` each, shaped like those of the loader. */
export function makeDocuments(count: number, bytes = 16_384): Document[] {
  return Array.from({ length: count }, (_, seq) => ({
    _id: new ObjectId(),
    seq,
    payload: new Binary(POOL.subarray(seq % 1000, (seq % 1000) + bytes - ENVELOPE_BYTES)),
  }));
}

/** Stops the whole set last to first, restores, and starts it again with member `primary` elected, as agents do it. */
export async function restore(
  set: ReplicaSet,
  point: Parameters<ReplicaSet['restoreTo']>[0],
  primary = 0,
): Promise<void> {
  for (const member of [2, 1, 0]) set.shutDown(member);
  set.restoreTo(point);
  for (const member of [0, 1, 2]) await set.start(member);
  set.elect(primary);
}
