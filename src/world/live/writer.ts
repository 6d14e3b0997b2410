import type { CommandStartedEvent, CommandSucceededEvent, Document, MongoClient } from 'mongodb';
import { BugError } from '../../errors.ts';
import type { Load, Member, WriteStamp } from '../../proof/facts.ts';
import type { IdList } from '../../proof/id-set.ts';
import type { OpTime } from '../../proof/op-time.ts';
import { laterOf } from '../../proof/op-time.ts';
import type { WriteOutcome, Writer } from '../world.ts';
import { closeClient } from './clients.ts';
import { settle } from './deadline.ts';
import type { Attempt } from './errors.ts';
import { attempting, isRefusal, toReason, toRefusal, unwrap } from './errors.ts';
import { toBsonIds } from './ids.ts';
import { createInsert } from './insert.ts';
import { termOf, toOpTime } from './op-times.ts';
import { watchForReplacement } from './same-set.ts';
import { createStamps } from './stamps.ts';

/** The most that one command carries: of 16 KiB documents 128, as fast as more, with half the stalls of twice as many. */
const SUB_BATCH = { documents: 500, bytes: 2 * 2 ** 20 } as const;
/** More in flight takes memory and gives nothing. */
const LANES = 2;

/** Real time that writes in flight get before their client is closed under them. */
export const DRAIN_MS = 2_000;

export interface WriterSettings {
  readonly client: MongoClient;
  readonly db: string;
  readonly coll: string;
  /** The `w` of each write. */
  readonly writeConcern: number | 'majority';
  readonly context: Omit<Attempt, 'what'>;
  /** The members when the writer was opened: nothing is sent to a set that has replaced them. */
  readonly members: readonly Member[];
  readonly probe: (signal: AbortSignal) => Promise<readonly Member[]>;
}

/** Equal parts, as many for each lane, so that none waits for the other at the end. In documents. */
function toSubBatch(documents: number, documentBytes: number): number {
  const most = Math.max(1, Math.min(SUB_BATCH.documents, Math.floor(SUB_BATCH.bytes / documentBytes)));
  const rounds = Math.ceil(documents / most / LANES);
  return Math.ceil(documents / (rounds * LANES));
}

/** Writes to one collection through a client of its own, and says of each write what came of it. */
export async function createWriter(settings: WriterSettings): Promise<Writer> {
  const { client, db, coll, writeConcern, context, members, probe } = settings;
  const { redact } = context;
  const insertOnce = await createInsert({ client, db, coll, writeConcern, redact });
  const namespace = `${db}.${coll}`;
  const inFlight = new Set<Promise<unknown>>();
  let closed = false;
  const stamps = createStamps(client);
  const { replaced, verify } = watchForReplacement(client, members, namespace, probe);
  let latest: OpTime | undefined;
  /** The lowest that an insert was acknowledged in: what an older primary had alone may be lost. */
  let lowest: number | undefined;

  function note(reply: Document): OpTime {
    const at = toOpTime(reply);
    latest = latest ? laterOf(latest, at) : at;
    return at;
  }

  // `insertMany` hides its replies, and with them their operation times.
  client.on('commandSucceeded', ({ commandName, reply }: CommandSucceededEvent) => {
    if (commandName !== 'insert') return;
    note(reply as Document);
    const { term } = termOf(reply as Document);
    if (term !== undefined) lowest = Math.min(term, lowest ?? term);
  });

  /** Runs what `close` waits for. */
  async function track<T>(what: string, signal: AbortSignal, run: () => Promise<T>): Promise<T> {
    replaced.throwIfAborted();
    if (closed) throw new BugError(`A closed writer was asked to ${what}`);
    const work = attempting({ ...context, what }, signal, run);
    inFlight.add(work);
    try {
      return await work;
    } finally {
      inFlight.delete(work);
    }
  }

  async function insert(load: Load, from: number, to: number, signal: AbortSignal): Promise<WriteOutcome> {
    const atOnce = toSubBatch(to - from, load.documentBytes);
    await verify();
    // Nothing was sent yet.
    signal.throwIfAborted();
    let next = from;
    lowest = undefined;
    let why: string | undefined;
    let failure: { readonly error: unknown } | undefined;
    const goesOn = (): boolean => !closed && !signal.aborted && !replaced.aborted && !failure && why === undefined;
    async function fill(): Promise<void> {
      while (next < to && goesOn()) {
        const first = next;
        next = Math.min(to, first + atOnce);
        try {
          const unanswered = await insertOnce(load, first, next);
          // Not in one line: the other lane may have lost its part meanwhile.
          why ??= unanswered;
        } catch (error) {
          failure ??= { error };
        }
      }
    }
    await Promise.all(Array.from({ length: LANES }, fill));
    if (failure) throw failure.error;
    if (why !== undefined) return { tag: 'unknown', why };
    if (!latest) throw new BugError(`Nothing was inserted: documents ${from} to ${to}`);
    return { tag: 'done', documents: next - from, at: latest, ...(lowest === undefined ? {} : { term: lowest }) };
  }

  async function deleteOnce(ids: IdList, stamp: WriteStamp): Promise<WriteOutcome> {
    // One statement for each: a server numbers no deletes of several documents
    // (https://www.mongodb.com/docs/manual/core/retryable-writes/#retryable-write-operations).
    const deletes = (await toBsonIds(ids)).map((_id) => ({ q: { _id }, limit: 1 }));
    const { session, fields } = await stamps.sendingWith(stamp);
    let sent = false;
    const hear = ({ command }: CommandStartedEvent): void => {
      sent ||= command['deletes'] === deletes;
    };
    client.on('commandStarted', hear);
    try {
      await verify();
      const command = { delete: coll, deletes, ...fields, writeConcern: { w: writeConcern } };
      const reply = await client.db(db).command(command, { session, signal: replaced });
      const trouble = reply['writeErrors']?.[0] ?? reply['writeConcernError'];
      if (trouble && reply['n'] > 0) {
        stamps.retire();
        return { tag: 'unknown', why: toReason(new Error(trouble.errmsg), redact) };
      }
      if (trouble) throw toRefusal(Number(trouble.code), String(trouble.errmsg));
      return { tag: 'done', documents: Number(reply['n']), at: note(reply), ...termOf(reply) };
    } catch (thrown) {
      // Once sent, only an answer that comes before anything is done proves that nothing was deleted.
      const error = unwrap(thrown);
      if (!sent || isRefusal(error)) throw error;
      stamps.retire();
      return { tag: 'unknown', why: toReason(error, redact) };
    } finally {
      client.off('commandStarted', hear);
    }
  }

  return {
    insert: (load, from, to, signal) => track(`insert into ${namespace}`, signal, () => insert(load, from, to, signal)),
    stamp: () => stamps.next(),
    delete: (ids, signal, stamp) =>
      track(`delete from ${namespace}`, signal, () => deleteOnce(ids, stamp ?? stamps.next())),
    async close() {
      closed = true;
      await settle(DRAIN_MS, [...inFlight]);
      await closeClient(client);
    },
  };
}
