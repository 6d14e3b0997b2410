import type { Document, MongoClient } from 'mongodb';
import { RefusedError } from '../../errors.ts';
import { CODE } from './error-table.ts';

/** https://www.mongodb.com/docs/manual/reference/replica-states/ */
const ARBITER = 7;

/** Members that acknowledge writes: all but arbiters. Hidden ones are only told to those who may ask for the set's status. */
async function countAcknowledging(client: MongoClient, signal: AbortSignal): Promise<number> {
  const admin = client.db('admin');
  const hello = await admin.command({ hello: 1 }, { signal });
  const told = [hello['hosts'], hello['passives']].flatMap((hosts) => (hosts as string[] | undefined) ?? []).length;
  const status = await admin.command({ replSetGetStatus: 1 }, { signal }).catch((error: { code?: unknown }) => {
    if (error.code === CODE.unauthorized) return undefined;
    throw error;
  });
  const listed = ((status?.['members'] ?? []) as Document[]).filter(({ state }) => state !== ARBITER).length;
  return Math.max(told, listed);
}

/**
 * Throws where a write would be done and then reported as a failure: a set answers so when its data-bearing members are fewer than
 * the write concern asks for (https://www.mongodb.com/docs/manual/core/replica-set-write-concern/).
 */
export async function verifyWriteConcern(
  client: MongoClient,
  writeConcern: number | 'majority',
  signal: AbortSignal,
): Promise<void> {
  if (writeConcern === 'majority' || writeConcern === 1) return;
  const members = await countAcknowledging(client, signal);
  if (writeConcern <= members) return;
  throw new RefusedError(
    `Nothing was written: --w ${writeConcern} wants ${writeConcern} members, and the set has ${members} that hold data`,
    { nextSteps: [`Give --w ${members} or less, or --w majority`] },
  );
}
