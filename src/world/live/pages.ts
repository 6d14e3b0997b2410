import type { ClientSession, Document, Long, MongoClient } from 'mongodb';
import { settle } from './deadline.ts';
import type { Page } from './page.ts';
import { pageOf } from './page.ts';

/** Real time that is spent on tidying up a cursor after an abort; the server does it by itself after ten minutes. */
const KILL_MS = 500;

export interface Find {
  readonly db: string;
  readonly coll: string;
  /** Documents in a reply, as far as they fit into one. */
  readonly batchSize: number;
  /** The other fields of the `find` command. */
  readonly command: Document;
}

/**
 * Runs a `find` on the primary and hands over its pages as they came, nothing of them parsed: while one is read, the next is on
 * its way. An abort, or what `take` throws, kills the cursor.
 */
export async function readPages(
  client: MongoClient,
  { db, coll, batchSize, command }: Find,
  signal: AbortSignal,
  take: (page: Page, reply: Document) => void,
): Promise<void> {
  const database = client.db(db);
  // A cursor belongs to the session that opened it.
  const session: ClientSession = client.startSession({ causalConsistency: false });
  const { Long } = await import('mongodb');
  const run = (sent: Document): Promise<Document> => database.command(sent, { raw: true, session, signal });
  let cursorId: Long | undefined;

  function turn(reply: Document): Promise<Document> | undefined {
    const page = pageOf(reply);
    cursorId = page.cursorId === 0n ? undefined : Long.fromBigInt(page.cursorId);
    const next = cursorId && run({ getMore: cursorId, collection: coll, batchSize });
    next?.catch(() => undefined);
    take(page, reply);
    return next;
  }

  try {
    let next = turn(await run({ find: coll, ...command, batchSize }));
    while (next) next = turn(await next);
  } finally {
    const left = cursorId;
    if (left) await settle(KILL_MS, [database.command({ killCursors: coll, cursors: [left] }, { session })]);
    await session.endSession();
  }
}
