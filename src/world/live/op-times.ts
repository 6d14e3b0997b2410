import type { Document, MongoClient, Timestamp } from 'mongodb';
import { RefusedError } from '../../errors.ts';
import type { OpTime } from '../../proof/op-time.ts';

/**
 * The `operationTime` of a reply: of a write, its own entry in the oplog; of a read, the newest entry that the member had applied
 * (https://www.mongodb.com/docs/manual/reference/command/nav-crud/ and `service_entry_point_shard_role.cpp`).
 */
export function toOpTime(reply: Document): OpTime {
  const at = reply['operationTime'] as Timestamp | undefined;
  if (!at) {
    throw new RefusedError('The server answered without an operation time, so nothing can be dated', {
      nextSteps: ['Connect to a replica set of MongoDB 4.2 or later'],
    });
  }
  return { t: at.t, i: at.i };
}

/** The newest op time that the primary has. */
export async function readOpTime(client: MongoClient, signal: AbortSignal): Promise<OpTime> {
  return toOpTime(await client.db('admin').command({ ping: 1 }, { signal }));
}

/** A read concern that waits until a majority has `at`: without it a read may show a state from before our own write. */
export async function readConcernAfter(level: 'majority' | 'snapshot', { t, i }: OpTime): Promise<Document> {
  const { Timestamp } = await import('mongodb');
  return { level, afterClusterTime: new Timestamp({ t, i }) };
}
