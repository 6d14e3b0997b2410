import type { MongoClient } from 'mongodb';
import { BugError, UnreachableError } from '../../errors.ts';
import type { Barrier, Clock, Database, Writer } from '../world.ts';
import { clean } from './clean.ts';
import { createClients, closeClient } from './clients.ts';
import { createDatabaseLooks } from './database-looks.ts';
import { readDbHash } from './db-hash.ts';
import { within } from './deadline.ts';
import { findIds, readDocuments } from './documents.ts';
import { attempting, isSelection, kindOfRead } from './errors.ts';
import { readLease } from './lease.ts';
import { MARKER, toMarker, toMarkerFilter } from './marker.ts';
import { createMembers } from './members.ts';
import { verifyMayBeUsed } from './namespace.ts';
import { createNotes } from './notes.ts';
import * as reads from './reads.ts';
import { repeatRead } from './repeat.ts';
import type { Redact } from './redact.ts';
import { watchForReplacement } from './same-set.ts';
import { scanSnapshot } from './scan.ts';
import { readShape } from './shape.ts';
import { fence } from './stamps.ts';
import { parseUri, toAddressFacts } from './uri.ts';
import { verifyWriteConcern } from './write-concern.ts';
import { createWriter } from './writer.ts';

/** Real time that a majority of the members gets to have a write. */
const MAJORITY_MS = 15_000;

export interface DatabaseSettings {
  readonly uri: string;
  readonly db: string;
  readonly coll: string;
  readonly writeConcern: number | 'majority';
  /** Of this program, for the `appName` that servers log. */
  readonly version: string;
  readonly redact: Redact;
  /** Story time, beside which other clocks are held; default: that of this machine. */
  readonly clock?: Pick<Clock, 'now'>;
}

/** The replica set that a connection string names. Connects with the first call, not before. Throws a SetupError for what is not ours to use. */
export function createDatabase({ uri, db, coll, writeConcern, version, redact, clock }: DatabaseSettings): Database {
  verifyMayBeUsed({ db, coll });
  const address = parseUri(uri);
  const context = { on: address.seeds.join(','), redact };
  const namespace = { db, coll };
  const shownName = `${db}.${coll}`;
  const clients = createClients({ uri, version });
  const members = createMembers(clients, address, context, clock);
  const writers = new Set<Pick<Writer, 'close'>>();
  let reader: Promise<MongoClient> | undefined;
  let standing: Barrier | undefined;
  let closed = false;

  async function closeReader(): Promise<void> {
    const closing = reader;
    reader = undefined;
    if (closing) await closeClient(await closing);
  }

  /** While a barrier stands every read has a client of its own: one that lived through a restore may reject the new primary for ever. */
  async function readOnce<T>(run: (client: MongoClient) => Promise<T>, signal: AbortSignal): Promise<T> {
    const setName = await members.setName(signal);
    if (standing) {
      const client = await clients.open('read', setName);
      try {
        return await run(client);
      } finally {
        await closeClient(client);
      }
    }
    const mine = (reader ??= clients.open('read', setName));
    return run(await mine).catch(async (error: Error) => {
      const isSpent = isSelection(error) || kindOfRead(error) === 'new-client';
      if (isSpent && reader === mine) await closeReader();
      throw error;
    });
  }

  /** Repeats what the table says may be repeated, a few times at most, and never across a barrier or its end. */
  async function read<T>(what: string, signal: AbortSignal, run: (client: MongoClient) => Promise<T>): Promise<T> {
    const stood = standing;
    return attempting({ ...context, what }, signal, () =>
      repeatRead(
        signal,
        () => readOnce(run, signal),
        () => !closed && standing === stood,
      ),
    );
  }

  function refuseBehindBarrier(what: string): void {
    if (standing)
      throw new BugError(`Refused to ${what}: a restore has been asked for, and nothing of ours may write now`);
  }

  /** A client whose first connection found no primary is of no use any more: the next try needs another. */
  async function openConnected(purpose: 'load' | 'delete', setName: string): Promise<MongoClient> {
    const client = await clients.open(purpose, setName);
    try {
      return await client.connect();
    } catch (error) {
      await closeClient(client);
      throw error;
    }
  }

  async function openWriter(purpose: 'load' | 'delete', signal: AbortSignal): Promise<Writer> {
    const what = `open a connection for a ${purpose}`;
    refuseBehindBarrier(what);
    return attempting({ ...context, what }, signal, async () => {
      const [setName, before] = await Promise.all([members.setName(signal), members.probe(signal)]);
      const client = await openConnected(purpose, setName);
      const probe = (until: AbortSignal) => members.probe(until);
      const writer = await createWriter({ client, db, coll, writeConcern, context, members: before, probe });
      const open: Writer = {
        ...writer,
        async close() {
          await writer.close();
          writers.delete(open);
        },
      };
      // A barrier may have come while the driver was loading; nothing has been written yet.
      if (standing) await writer.close();
      refuseBehindBarrier(what);
      writers.add(open);
      return open;
    });
  }

  const notes = createNotes({
    open: (setName) => clients.open('note', setName),
    setName: (signal) => members.setName(signal),
    namespace: shownName,
    context,
    refuse: refuseBehindBarrier,
  });

  return {
    looks: createDatabaseLooks({ address: toAddressFacts(address), namespace, members, redact, read }),
    namespace: shownName,
    shownUri: address.shown,
    probe: (signal) => members.probe(signal),
    async describe(signal) {
      const setName = await members.setName(signal);
      return read('describe the replica set', signal, async (client) => ({
        setName: clean(setName),
        members: await members.probe(signal),
        version: await reads.readVersion(client, signal),
        foreignDatabases: (await reads.readForeignDatabases(client, db, signal)).map(({ name }) => name),
      }));
    },
    identity: (signal) => read('ask the replica set who it is', signal, (client) => reads.readIdentity(client, signal)),
    foreignDatabases: (signal) =>
      read('list the databases of the set', signal, (client) => reads.readForeignDatabases(client, db, signal)),
    stats: (signal) =>
      read(`read the sizes of ${shownName}`, signal, (client) => reads.stats(client, namespace, signal)),
    opTime: (signal) => read('read the time of the set', signal, (client) => reads.readPresent(client, signal)),
    async count(signal) {
      if (standing) return undefined;
      try {
        return await read(`count ${shownName}`, signal, (client) => reads.count(client, namespace, signal));
      } catch (error) {
        // The barrier closed the client under it.
        if (standing && !signal.aborted) return undefined;
        throw error;
      }
    },
    scanIds: (signal, onRead) =>
      read(`read the _ids of ${shownName}`, signal, (client) => scanSnapshot(client, namespace, signal, onRead)),
    findIds: (ids, signal) =>
      read(`look up _ids in ${shownName}`, signal, (client) => findIds(client, namespace, ids, signal)),
    readDocuments: (ids, signal) =>
      read(`read documents of ${shownName}`, signal, (client) => readDocuments(client, namespace, ids, signal)),
    shape: (signal) =>
      read(`read the indexes of ${shownName}`, signal, (client) => readShape(client, namespace, signal)),
    dbHash: (signal) =>
      read(`read the dbHash of ${shownName}`, signal, (client) => readDbHash(client, namespace, signal, { redact })),
    async marker(signal) {
      const owner = { setName: await members.setName(signal), namespace: shownName };
      return read('read the marker of earlier loads', signal, async (client) =>
        toMarker(await reads.readAll(client, MARKER, toMarkerFilter(owner), signal), owner),
      );
    },
    lease: async (signal) => {
      const setName = await members.setName(signal);
      return read('read the lease of the set', signal, (client) => readLease(client, setName, signal));
    },
    mark: (load, signal) => notes.mark(load, signal),
    adopt: (adoption, signal) => notes.adopt(adoption, signal),
    putLease: (holder, over, signal) => notes.putLease(holder, over, signal),
    dropLease: (holder, signal) => notes.dropLease(holder, signal),
    verifyWriteConcern: (signal) =>
      read('count the members of the set', signal, (client) => verifyWriteConcern(client, writeConcern, signal)),
    openWriter,
    async fence(stamp, signal) {
      const what = 'close the set to what was not answered';
      refuseBehindBarrier(what);
      return attempting({ ...context, what }, signal, async () => {
        const [setName, before] = await Promise.all([members.setName(signal), members.probe(signal)]);
        const client = await clients.open('read', setName);
        const open = { close: () => closeClient(client) };
        writers.add(open);
        try {
          refuseBehindBarrier(what);
          const { replaced } = watchForReplacement(client, before, shownName, (until) => members.probe(until));
          const mayGoOn = (): boolean => !closed && !standing && !replaced.aborted;
          return await repeatRead(signal, () => fence(client, stamp, replaced, signal), mayGoOn);
        } finally {
          writers.delete(open);
          await open.close();
        }
      });
    },
    term: (signal) => read('read the term of the primary', signal, (client) => reads.readTerm(client, signal)),
    async awaitMajority(at, signal) {
      const what = `wait until a majority of the members has operation ${at.t}:${at.i}`;
      await read(what, signal, (client) =>
        within(MAJORITY_MS, signal, (deadline) => reads.awaitMajority(client, namespace, at, deadline)),
      );
    },
    async barrier(signal) {
      signal.throwIfAborted();
      standing ??= {} as Barrier;
      const token = standing;
      await Promise.all([...[...writers].map((writer) => writer.close()), notes.close(), closeReader()]);
      return token;
    },
    async reach(signal) {
      const heard = await members.probe(signal);
      signal.throwIfAborted();
      if (!heard.some(({ role }) => role === 'primary')) return undefined;
      try {
        return await attempting({ ...context, what: 'reach the primary' }, signal, async () => {
          const client = await clients.open('fresh', await members.setName(signal));
          try {
            const hello = await client.db('admin').command({ hello: 1 }, { signal });
            return hello['isWritablePrimary'] ? { members: heard, primary: clean(String(hello['me'])) } : undefined;
          } finally {
            await closeClient(client);
          }
        });
      } catch (error) {
        if (error instanceof UnreachableError) return undefined;
        throw error;
      }
    },
    lift(barrier) {
      if (barrier !== standing) throw new BugError('Lifted a barrier that does not stand');
      standing = undefined;
    },
    async close() {
      closed = true;
      await Promise.all([...writers, notes].map((writer) => writer.close()));
      await Promise.all([closeReader(), members.close()]);
    },
  };
}
