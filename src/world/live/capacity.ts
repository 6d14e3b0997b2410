import type { Document, MongoClient, Timestamp } from 'mongodb';
import { RefusedError } from '../../errors.ts';
import type { DiskFacts, OplogFacts } from '../../proof/looks.ts';
import { CODE } from './error-table.ts';

/*
 * Where what is loaded goes: the disk and the oplog of the primary.
 */

/** Of a database that is not there yet the server may know no file system; that of `admin` is the same, where it may be asked. */
export async function readDisk(client: MongoClient, db: string, signal: AbortSignal): Promise<DiskFacts | undefined> {
  for (const asked of [db, 'admin']) {
    const reply = await client
      .db(asked)
      .command({ dbStats: 1 }, { signal })
      .catch((error: { code?: unknown }) => {
        if (error.code === CODE.unauthorized) return undefined;
        throw error;
      });
    const totalBytes = Number(reply?.['fsTotalSize'] ?? 0);
    if (totalBytes > 0) return { totalBytes, usedBytes: Number(reply?.['fsUsedSize'] ?? 0) };
  }
  return undefined;
}

/** Its first and last entry and its size, as `rs.printReplicationInfo()` has them (https://www.mongodb.com/docs/manual/reference/method/rs.printReplicationInfo/). */
export async function readOplog(client: MongoClient, signal: AbortSignal): Promise<OplogFacts> {
  const local = client.db('local');
  async function end(natural: 1 | -1): Promise<OplogFacts['first']> {
    const command = { find: 'oplog.rs', sort: { $natural: natural }, limit: 1, projection: { ts: 1 } };
    const reply = await local.command({ ...command, singleBatch: true }, { signal });
    const ts = (reply['cursor'].firstBatch as Document[])[0]?.['ts'] as Timestamp | undefined;
    if (!ts) throw new RefusedError('The oplog of the primary holds no entry', { nextSteps: ['Look at the set'] });
    return { t: ts.t, i: ts.i };
  }
  const [first, last, stats] = await Promise.all([
    end(1),
    end(-1),
    local.command({ aggregate: 'oplog.rs', pipeline: [{ $collStats: { storageStats: {} } }], cursor: {} }, { signal }),
  ]);
  const { size, maxSize } = ((stats['cursor'].firstBatch as Document[])[0]?.['storageStats'] ?? {}) as Document;
  return { first, last, bytes: Number(size ?? 0), maxBytes: Number(maxSize ?? 0) };
}
