import { MongoClient } from 'mongodb';
import type { Figure } from './figure.ts';
import { takeTurns } from './figure.ts';
import { COLL, DB, withRehearsal } from './rehearsed.ts';

const ROUNDS = 5;

/** Ids a second of what `read` returns the count of. */
async function toRate(read: () => Promise<number>): Promise<number> {
  const began = performance.now();
  const ids = await read();
  return (ids / (performance.now() - began)) * 1000;
}

/** Every `_id` of the collection by the scan that verification uses, beside the cursor that everybody uses. */
export function measureScan(): Promise<readonly Figure[]> {
  return withRehearsal(async (database, uri) => {
    const client = new MongoClient(uri);
    const { signal } = new AbortController();
    const scan = async (): Promise<number> => (await database.scanIds(signal)).ids.size;
    async function iterate(): Promise<number> {
      let ids = 0;
      for await (const _document of client
        .db(DB)
        .collection(COLL)
        .find({}, { projection: { _id: 1 } }))
        ids += 1;
      return ids;
    }
    try {
      await scan();
      const [ours, cursor] = await takeTurns(
        ROUNDS,
        () => toRate(scan),
        () => toRate(iterate),
      );
      return [
        {
          what: 'scan of all _ids',
          value: ours / 1e6,
          unit: 'M ids/s',
          aim: { atLeast: 5 },
          beside: { what: 'cursor of the driver', value: cursor / 1e6 },
        },
      ];
    } finally {
      await client.close();
    }
  });
}
