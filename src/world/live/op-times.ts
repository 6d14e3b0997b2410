import type { Document, Timestamp } from 'mongodb';
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
