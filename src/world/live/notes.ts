import type { MongoClient } from 'mongodb';
import type { Adoption, Load } from '../../proof/facts.ts';
import type { Holder, Lease } from '../../proof/lease.ts';
import { closeClient } from './clients.ts';
import { settle } from './deadline.ts';
import type { DriverError } from './error-table.ts';
import { CODE } from './error-table.ts';
import type { Attempt } from './errors.ts';
import { attempting, isSelection, kindOfWrite } from './errors.ts';
import { dropLease, putLease } from './lease.ts';
import { MARKER, toAdoptionNote, toNote } from './marker.ts';
import { DRAIN_MS } from './writer.ts';

/** What is written about our namespace and our set beside the documents: through a client of its own, closed like every writer. */
export interface Notes {
  mark(load: Load, signal: AbortSignal): Promise<void>;
  adopt(adoption: Adoption, signal: AbortSignal): Promise<void>;
  putLease(holder: Holder, over: Lease | undefined, signal: AbortSignal): Promise<boolean>;
  dropLease(holder: Holder, signal: AbortSignal): Promise<void>;
  /** Waits for what is in flight, two seconds at most. The next note opens a client anew. */
  close(): Promise<void>;
}

export interface NotesSettings {
  readonly open: (setName: string) => Promise<MongoClient>;
  readonly setName: (signal: AbortSignal) => Promise<string>;
  readonly namespace: string;
  readonly context: Omit<Attempt, 'what'>;
  /** Throws while nothing may be written. */
  readonly refuse: (what: string) => void;
}

export function createNotes({ open, setName, namespace, context, refuse }: NotesSettings): Notes {
  const inFlight = new Set<Promise<unknown>>();
  let opened: Promise<MongoClient> | undefined;

  async function close(): Promise<void> {
    const closing = opened;
    opened = undefined;
    await settle(DRAIN_MS, [...inFlight]);
    if (closing) await closeClient(await closing);
  }

  async function note<T>(
    what: string,
    signal: AbortSignal,
    run: (client: MongoClient, setName: string) => Promise<T>,
  ): Promise<T> {
    refuse(what);
    const set = await setName(signal);
    // A barrier may have come while the set was asked for its name; nothing has been written yet.
    refuse(what);
    const mine = (opened ??= open(set));
    const work = attempting({ ...context, what }, signal, async () => {
      const client = await mine;
      refuse(what);
      return run(client, set).catch((error: Error) => {
        const isSpent = isSelection(error) || kindOfWrite(error) === 'new-client';
        if (isSpent && opened === mine) {
          opened = undefined;
          void closeClient(client);
        }
        throw error;
      });
    });
    inFlight.add(work);
    try {
      return await work;
    } finally {
      inFlight.delete(work);
    }
  }

  async function insertOnce(client: MongoClient, document: ReturnType<typeof toNote>): Promise<void> {
    const shows = client.db(MARKER.db).collection(MARKER.coll);
    await shows.insertOne(document, { writeConcern: { w: 'majority' } }).catch((error: DriverError) => {
      // Sent before, and the answer lost.
      if (error.code !== CODE.duplicateKey) throw error;
    });
  }

  return {
    mark: (load, signal) =>
      note('note the load', signal, (client, set) => insertOnce(client, toNote(load, { setName: set, namespace }))),
    adopt: (adoption, signal) =>
      note(`note that ${namespace} is adopted`, signal, (client, set) =>
        insertOnce(client, toAdoptionNote(adoption, { setName: set, namespace })),
      ),
    putLease: (holder, over, signal) =>
      note('take the lease of the set', signal, (client, set) => putLease(client, set, holder, over)),
    dropLease: (holder, signal) =>
      note('give back the lease of the set', signal, (client, set) => dropLease(client, set, holder)),
    close,
  };
}
