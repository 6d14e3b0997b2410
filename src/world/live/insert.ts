import type { Collection, MongoBulkWriteError, MongoClient, ObjectId } from 'mongodb';
import { RefusedError } from '../../errors.ts';
import type { Content } from '../../proof/content.ts';
import { createContent } from '../../proof/content.ts';
import type { Load } from '../../proof/facts.ts';
import type { Redact } from './redact.ts';
import { CODE } from './error-table.ts';
import { isLasting, isRefusal, isSelection, toReason, toRefusal, unwrap } from './errors.ts';
import { scanIds } from './scan.ts';

export interface InsertSettings {
  readonly client: MongoClient;
  readonly db: string;
  readonly coll: string;
  readonly writeConcern: number | 'majority';
  readonly redact: Redact;
}

/** Inserts documents `from` to `to` of a load with one command; resolves with why nobody knows, or undefined when all are there. */
export type Insert = (load: Load, from: number, to: number) => Promise<string | undefined>;

/** Keeps the 16 MiB of the load that is being written, and no other. */
function createContentCache(): (load: Load) => Content {
  let cached: { readonly key: string; readonly content: Content } | undefined;
  return (load) => {
    const key = JSON.stringify([load.show, load.second, load.seed, load.documentBytes]);
    if (cached?.key !== key) cached = { key, content: createContent(load) };
    return cached.content;
  };
}

export async function createInsert({ client, db, coll, writeConcern, redact }: InsertSettings): Promise<Insert> {
  const { Binary, Int32, ObjectId } = await import('mongodb');
  const collection: Collection<{ _id: ObjectId }> = client.db(db).collection(coll);
  const contentOf = createContentCache();

  /** A duplicate counts as done only when it is a document with that `_id`, and not one that another unique index knows. */
  async function verifyThere(ids: readonly ObjectId[]): Promise<void> {
    const filter = { _id: { $in: ids } };
    const found = await scanIds(client, { db, coll, find: { filter } }, new AbortController().signal);
    if (found.ids.size === ids.length) return;
    throw new RefusedError(`${db}.${coll} refuses documents as duplicates by another index than that of _id`, {
      nextSteps: ['Drop unique indexes of the collection', 'Choose another collection with --coll'],
      code: String(CODE.duplicateKey),
    });
  }

  async function judge(thrown: unknown, ids: readonly ObjectId[]): Promise<string | undefined> {
    const error = unwrap(thrown);
    const errors = [(thrown as Partial<MongoBulkWriteError>).writeErrors ?? []].flat();
    const other = errors.find(({ code }) => code !== CODE.duplicateKey);
    if (other) {
      const refusal = toRefusal(other.code, other.errmsg ?? '');
      if (isLasting(refusal)) throw refusal;
      return toReason(refusal, redact);
    }
    if (errors.length > 0) {
      await verifyThere(errors.map(({ index }) => ids[index]!));
      return undefined;
    }
    // Documents that are there already are not written twice, so what goes no better the next time may be thrown as well.
    if (isSelection(error) || isRefusal(error) || isLasting(error)) throw error;
    return toReason(error, redact);
  }

  return async (load, from, to) => {
    const content = contentOf(load);
    const documents = Array.from({ length: to - from }, (_, k) => ({
      _id: new ObjectId(content.idOf(from + k)),
      seq: new Int32(from + k),
      payload: new Binary(content.payloadOf(from + k)),
    }));
    try {
      await collection.insertMany(documents, { ordered: false, writeConcern: { w: writeConcern } });
      return undefined;
    } catch (thrown) {
      return judge(
        thrown,
        documents.map(({ _id }) => _id),
      );
    }
  };
}
