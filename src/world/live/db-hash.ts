import type { MongoClient } from 'mongodb';
import type { DbHash } from '../../proof/facts.ts';
import { within } from './deadline.ts';
import { CODE, meaningOf } from './error-table.ts';
import { toReason, unwrap } from './errors.ts';
import type { Namespace } from './namespace.ts';
import { toOpTime } from './op-times.ts';
import type { Redact } from './redact.ts';

/** Real time that a hash may take: it holds up writers, and reads some hundred megabytes a second at best. */
const HASH_MS = 60_000;

export interface HashOptions {
  readonly redact: Redact;
  /** Default 60 s of real time; then the answer is `refused`, and the connection is closed. */
  readonly deadlineMs?: number;
}

/**
 * The hash of the whole collection by the primary. The server is told the deadline too, because closing the connection need not
 * stop it; whether it keeps that in the middle of a hash only a real one can show.
 */
export async function readDbHash(
  client: MongoClient,
  { db, coll }: Namespace,
  signal: AbortSignal,
  { redact, deadlineMs = HASH_MS }: HashOptions,
): Promise<DbHash> {
  const late = `it took longer than ${deadlineMs / 1000} s`;
  let deadline: AbortSignal | undefined;
  try {
    const command = { dbHash: 1, collections: [coll], maxTimeMS: deadlineMs };
    const reply = await within(deadlineMs, signal, (inner) => {
      deadline = inner;
      return client.db(db).command(command, { signal: inner });
    });
    const md5: unknown = reply['collections']?.[coll];
    if (typeof md5 === 'string') return { tag: 'hash', md5, at: toOpTime(reply) };
    return { tag: 'refused', why: `dbHash told nothing of ${db}.${coll}` };
  } catch (error) {
    signal.throwIfAborted();
    const known = unwrap(error);
    if (deadline?.aborted || known.code === CODE.maxTimeExpired) return { tag: 'refused', why: late };
    if (meaningOf(known).hash === 'none') return { tag: 'refused', why: toReason(error, redact) };
    throw error;
  }
}
