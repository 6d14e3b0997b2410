import type { Document, MongoClient } from 'mongodb';
import * as v from 'valibot';
import type { Holder, Lease } from '../../proof/lease.ts';
import type { DriverError } from './error-table.ts';
import { CODE } from './error-table.ts';
import { MARKER, TOOL } from './marker.ts';

/** For a majority to have it; real milliseconds. */
const MAJORITY_MS = 5_000;

const LeaseNote = v.object({
  show: v.string(),
  host: v.string(),
  pid: v.pipe(v.number(), v.integer()),
  since: v.date(),
  renewedAt: v.date(),
});

/** One for each set, whatever the namespace: a restore replaces all of it. */
const toId = (setName: string): string => `lease ${setName}`;

const writeConcern = { w: 'majority', wtimeoutMS: MAJORITY_MS } as const;

const showsOf = (client: MongoClient) => client.db(MARKER.db).collection<Document & { _id: string }>(MARKER.coll);

/** The lease with its age by the clock of the primary, which also wrote its dates. What is not a lease of ours is none. */
export async function readLease(client: MongoClient, setName: string, signal: AbortSignal): Promise<Lease | undefined> {
  const document = await showsOf(client).findOne({ _id: toId(setName) }, { signal });
  const parsed = v.safeParse(LeaseNote, document);
  if (!parsed.success) return undefined;
  const { show, host, pid, since, renewedAt } = parsed.output;
  const { localTime } = await client.db('admin').command({ hello: 1 }, { signal });
  return {
    show,
    host,
    pid,
    since: since.getTime(),
    renewedAt: renewedAt.getTime(),
    ageMs: (localTime as Date).getTime() - renewedAt.getTime(),
  };
}

/**
 * Takes a lease that nobody has, renews our own, or takes over the very one that was seen; false when somebody else was faster.
 * Decided by the server in one operation: the `_id` is the same for all, so that an upsert beside a lease of another is a duplicate.
 * The dates are the server's (https://www.mongodb.com/docs/manual/reference/operator/update/currentDate/).
 */
export async function putLease(
  client: MongoClient,
  setName: string,
  { show, host, pid }: Holder,
  over: Lease | undefined,
): Promise<boolean> {
  const _id = toId(setName);
  const holder = { show, host, pid };
  if (over) {
    const seen = { _id, show: over.show, host: over.host, pid: over.pid, renewedAt: new Date(over.renewedAt) };
    const change = { $set: holder, $currentDate: { since: true, renewedAt: true } } as const;
    return (await showsOf(client).updateOne(seen, change, { writeConcern })).matchedCount === 1;
  }
  const about = { tool: TOOL, kind: 'lease', setName };
  try {
    const renewed = { $currentDate: { renewedAt: true } } as const;
    const isRenewed = await showsOf(client).updateOne({ _id, ...holder }, renewed, { writeConcern });
    if (isRenewed.matchedCount === 1) return true;
    const taken = { $set: about, $currentDate: { since: true, renewedAt: true } } as const;
    await showsOf(client).updateOne({ _id, ...holder }, taken, { upsert: true, writeConcern });
    return true;
  } catch (error) {
    if ((error as DriverError).code === CODE.duplicateKey) return false;
    throw error;
  }
}

/** Gives the lease back, if it is ours. */
export async function dropLease(client: MongoClient, setName: string, { show, host, pid }: Holder): Promise<void> {
  await showsOf(client).deleteOne({ _id: toId(setName), show, host, pid }, { writeConcern });
}
