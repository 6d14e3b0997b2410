import type { ClientSession, Document, MongoClient } from 'mongodb';
import { BugError } from '../../errors.ts';
import type { WriteStamp } from '../../proof/facts.ts';
import type { OpTime } from '../../proof/op-time.ts';
import { within } from './deadline.ts';
import { toRefusal } from './errors.ts';
import { MARKER } from './marker.ts';
import { toOpTime } from './op-times.ts';

/*
 * Writes that can be closed off. A server does a write with a session and a number at most once, and never again once it has
 * begun one of the same session with a higher number: it answers `TransactionTooOld`
 * (https://github.com/mongodb/mongo/blob/master/src/mongo/db/transaction/transaction_participant.cpp). While it does one, others of
 * the session wait. So a later write of the same session, acknowledged by a majority, parts what was done from what never will be,
 * also where a server was stopped with the command in its socket, or was parted from the others: what it does then in an older
 * term is rolled back (https://www.mongodb.com/docs/manual/core/replica-set-rollbacks/).
 */

const UUID = 4;
const FENCE_ID = 'fence';
/** Real time that a majority gets to have the fence, in milliseconds. */
const MAJORITY_MS = 10_000;
/** Real time that a primary gets to be there and to answer. */
const ANSWER_MS = 15_000;

const hexOf = (session: ClientSession): string => session.id!.id.toString('hex');

export interface Stamps {
  next(): WriteStamp;
  /** What a command of that stamp is sent with. */
  sendingWith(stamp: WriteStamp): Promise<{ readonly session: ClientSession; readonly fields: Document }>;
  /** A write of the session of the last stamp was not answered: the next one gets a session of its own, so that this one can be fenced. */
  retire(): void;
}

/** Stamps for the writes of one client, which ends their sessions when it is closed. */
export function createStamps(client: MongoClient): Stamps {
  let session: ClientSession | undefined;
  let number = 0;
  return {
    next() {
      if (!session) {
        // Without causal consistency: writes shall not wait for an op time of before.
        session = client.startSession({ causalConsistency: false });
        number = 0;
      }
      number += 1;
      return { session: hexOf(session), number };
    },
    async sendingWith(stamp) {
      if (!session || hexOf(session) !== stamp.session) throw new BugError('A write has the stamp of another session');
      const { Long } = await import('mongodb');
      return { session, fields: { txnNumber: Long.fromNumber(stamp.number) } };
    },
    retire() {
      session = undefined;
    },
  };
}

/**
 * Resolves once the write of that stamp was done before the op time, or never will be; sending it again does no harm. What it
 * writes is one small document beside our markers, and nothing once `replaced` has fired.
 */
export async function fence(
  client: MongoClient,
  { session, number }: WriteStamp,
  replaced: AbortSignal,
  signal: AbortSignal,
): Promise<OpTime> {
  const { Binary, Long } = await import('mongodb');
  const own = client.startSession({ causalConsistency: false });
  try {
    // The driver makes up the id of a session; this one was made up before, perhaps by a program that was killed since.
    own.id!.id = new Binary(Buffer.from(session, 'hex'), UUID);
    const update = { q: { _id: FENCE_ID }, u: { $set: { session, number } }, upsert: true };
    const command = {
      update: MARKER.coll,
      updates: [update],
      txnNumber: Long.fromNumber(number + 1),
      writeConcern: { w: 'majority', wtimeout: MAJORITY_MS },
    };
    const send = (deadline: AbortSignal): Promise<Document> =>
      client.db(MARKER.db).command(command, { session: own, signal: AbortSignal.any([deadline, replaced]) });
    replaced.throwIfAborted();
    const reply = await within(ANSWER_MS, signal, send);
    const trouble = reply['writeErrors']?.[0] ?? reply['writeConcernError'];
    if (trouble) throw toRefusal(Number(trouble.code), String(trouble.errmsg));
    return toOpTime(reply);
  } finally {
    await own.endSession();
  }
}
