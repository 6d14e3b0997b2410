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

/**
 * The term of the primary that answered, where the reply tells it: of a write in `opTime`
 * (https://github.com/mongodb/mongo/blob/master/src/mongo/db/commands/query_cmd/write_commands.cpp), of a `hello` in `lastWrite`
 * (https://www.mongodb.com/docs/manual/reference/command/hello/): a new primary begins its term with an entry of its own.
 */
export function termOf(reply: Document): { readonly term?: number } {
  const term: unknown = (reply['opTime'] ?? reply['lastWrite']?.opTime)?.t;
  // Terms are counted from zero; an older protocol says -1.
  const number = Number(term ?? -1);
  return Number.isSafeInteger(number) && number >= 0 ? { term: number } : {};
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
