import type { Document, MongoClient } from 'mongodb';
import type { IdList, IdSet } from '../../proof/id-set.ts';
import { joinIds, pickIds, sortIds, toAnyIdList } from '../../proof/id-set.ts';
import type { RawDocument } from '../world.ts';
import { idOf } from './elements.ts';
import { toBsonIds } from './ids.ts';
import type { Namespace } from './namespace.ts';
import { readConcernAfter, readOpTime } from './op-times.ts';
import { readPages } from './pages.ts';
import { scanIds } from './scan.ts';

/** The most of one `$in`: a command stays far below the 16 MB of a message. */
const LOOKUP = { ids: 50_000, bytes: 4 * 2 ** 20 } as const;

/** Documents in one reply: of 16 KB each they stay far below the 16 MB of a message. */
const DOCUMENTS_AT_ONCE = 200;

/** The same ids in parts, each for one command. */
function* partsOf(ids: IdList): Generator<IdList> {
  for (let from = 0; from < ids.size;) {
    let to = from;
    for (let bytes = 0; to < ids.size && to - from < LOOKUP.ids; to++) {
      bytes += ids.ends ? ids.ends[to]! - (ids.ends[to - 1] ?? 0) : 0;
      if (bytes > LOOKUP.bytes && to > from) break;
    }
    yield pickIds(
      ids,
      Uint32Array.from({ length: to - from }, (_, k) => from + k),
    );
    from = to;
  }
}

const toFilter = async (ids: IdList): Promise<Document> => ({ _id: { $in: await toBsonIds(ids) } });

/** What a majority holds of these ids, as of now. */
export async function findIds(
  client: MongoClient,
  namespace: Namespace,
  ids: IdList,
  signal: AbortSignal,
): Promise<IdSet> {
  const readConcern = await readConcernAfter('majority', await readOpTime(client, signal));
  const found: IdSet[] = [];
  for (const part of partsOf(ids)) {
    const find = { filter: await toFilter(part), readConcern };
    found.push((await scanIds(client, { ...namespace, find }, signal)).ids);
  }
  return sortIds(joinIds(found));
}

/**
 * Documents as they are stored: their bytes are passed on, and of their fields only `_id` is looked for. Each once, however
 * often it is asked for. An abort kills the cursor, and what was read is dropped.
 */
export async function readDocuments(
  client: MongoClient,
  namespace: Namespace,
  ids: IdList,
  signal: AbortSignal,
): Promise<readonly RawDocument[]> {
  const found: RawDocument[] = [];
  for (const part of partsOf(sortIds(ids))) {
    const command = { filter: await toFilter(part) };
    await readPages(client, { ...namespace, command, batchSize: DOCUMENTS_AT_ONCE }, signal, (page) => {
      for (const bytes of page.readDocuments()) found.push({ id: toAnyIdList([idOf(bytes)]), bytes });
    });
  }
  return found;
}
