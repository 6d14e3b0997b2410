import type { Document, MongoClient } from 'mongodb';
import type { IdList } from '../../proof/id-set.ts';
import { joinIds, sortIds, toIdSet } from '../../proof/id-set.ts';
import type { OpTime } from '../../proof/op-time.ts';
import { laterOf } from '../../proof/op-time.ts';
import type { Scan } from '../world.ts';
import { meaningOf } from './error-table.ts';
import { unwrap } from './errors.ts';
import type { Namespace } from './namespace.ts';
import { readConcernAfter, readOpTime, toOpTime } from './op-times.ts';
import { readPages } from './pages.ts';

/** Ids in a reply: large enough for millions a second, small enough to be walked between two frames. */
const BATCH_IDS = 100_000;

/**
 * Reads `_id`s without making an object of each: ten million ObjectIds a second instead of a quarter of one, and others a few
 * times slower. `find` without a filter means all, as a covered scan of the `_id` index. An abort kills the cursor.
 */
export async function scanIds(
  client: MongoClient,
  { db, coll, find }: Namespace & { readonly find: Document },
  signal: AbortSignal,
  onRead: (ids: number) => void = () => undefined,
): Promise<Scan> {
  const command = { projection: { _id: 1 }, hint: { _id: 1 }, sort: { _id: 1 }, ...find };
  const lists: IdList[] = [];
  let read = 0;
  let newest: OpTime = { t: 0, i: 0 };
  let snapshot: OpTime | undefined;
  await readPages(client, { db, coll, command, batchSize: BATCH_IDS }, signal, (page, reply) => {
    const ids = page.readIds();
    lists.push(ids);
    snapshot ??= page.atClusterTime;
    newest = laterOf(newest, toOpTime(reply));
    read += ids.size;
    onRead(read);
  });
  const joined = joinIds(lists);
  // The server's order is ours as long as all are ObjectIds.
  return { ids: joined.ends ? sortIds(joined) : toIdSet(joined.bytes), at: snapshot ?? newest, snapshot: !!snapshot };
}

const SNAPSHOT_TRIES = 2;

/**
 * All `_id`s of a snapshot that holds every write answered before, whatever is written meanwhile: the newest that a majority
 * has, once it has the newest operation (https://www.mongodb.com/docs/manual/reference/read-concern-snapshot/). A snapshot that
 * is lost is read anew once. Where none is to be had, `snapshot` is false, and the ids are those that passed by.
 *
 * Only a real server can show how long it waits for its majority, and whether a scan that outlasts
 * `minSnapshotHistoryWindowInSeconds` is cut off: the rehearsal set has no lag, and looks at the window once.
 */
export async function scanSnapshot(
  client: MongoClient,
  { db, coll }: Namespace,
  signal: AbortSignal,
  onRead?: (ids: number) => void,
): Promise<Scan> {
  for (let left = SNAPSHOT_TRIES; left > 0; left--) {
    try {
      const readConcern = await readConcernAfter('snapshot', await readOpTime(client, signal));
      return await scanIds(client, { db, coll, find: { readConcern } }, signal, onRead);
    } catch (error) {
      const { snapshot } = meaningOf(unwrap(error));
      if (snapshot === 'none') break;
      if (snapshot !== 'lost') throw error;
    }
  }
  return scanIds(client, { db, coll, find: {} }, signal, onRead);
}
