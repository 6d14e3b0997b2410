import { RefusedError } from '../errors.ts';
import type { DeleteBatch, History } from '../proof/history.ts';
import { sortIds, without } from '../proof/id-set.ts';
import type { OpTime } from '../proof/op-time.ts';
import { isAfter } from '../proof/op-time.ts';
import { SET_REPLACED } from '../proof/same-set.ts';
import type { Records } from '../records.ts';
import type { Database } from '../world/world.ts';

/** Batches that were sent and of which nobody can say what became. */
export const unknownOf = (batches: History['batches']): History['batches'] =>
  batches.filter(({ outcome }) => outcome.tag === 'unknown');

/** Batches that no restore has come after: only of these the set still tells what became of them. */
export function batchesOfNow({ batches, restores }: History): readonly DeleteBatch[] {
  const asked = restores.at(-1)?.asked;
  return asked ? batches.filter(({ after }) => !isAfter(asked, after)) : batches;
}

/** What became of a batch, and as of when. */
export interface Settled {
  /** Documents. */
  readonly gone: number;
  readonly at: OpTime;
}

/**
 * Closes the set to a batch that was not answered, looks which of its documents a majority still has, and settles it by that.
 * Where the set cannot be closed to it, only a batch that is wholly gone is settled: the rest may still go. Undefined when it
 * stays unknown.
 */
async function settle(
  database: Database,
  records: Records,
  batch: DeleteBatch,
  signal: AbortSignal,
): Promise<Settled | undefined> {
  const ids = sortIds(batch.ids);
  const closed = await close(database, records, batch, signal);
  const found = await database.findIds(ids, signal);
  if (!closed && found.size > 0) return undefined;
  const at = closed ?? (await database.opTime(signal));
  records.resolve(batch, without(ids, found), at);
  return { gone: ids.size - found.size, at };
}

async function close(
  database: Database,
  { barrier }: Records,
  { stamp }: DeleteBatch,
  signal: AbortSignal,
): Promise<OpTime | undefined> {
  if (!stamp || barrier) return undefined;
  try {
    return await database.fence(stamp, signal);
  } catch (error) {
    // A restored set tells nothing of what was sent before.
    if (error instanceof RefusedError && error.code !== SET_REPLACED) return undefined;
    throw error;
  }
}

/** Settles the newest batch if it is unknown; undefined where that was not possible, also when nobody answers. */
export async function settleNewest(
  database: Database,
  records: Records,
  signal: AbortSignal,
): Promise<Settled | undefined> {
  const batch = records.history.batches.at(-1);
  if (batch?.outcome.tag !== 'unknown') return undefined;
  return settle(database, records, batch, signal).catch(() => undefined);
}

/**
 * Settles every unknown batch where that is possible. Throws where nobody answers; what was settled before stays settled. Once a
 * restore was asked for, nobody knows whether the set is still the one that was deleted from, and nothing of ours may be written.
 */
export async function resolveUnknown(database: Database, records: Records, signal: AbortSignal): Promise<void> {
  if (records.asking) return;
  for (const batch of unknownOf(batchesOfNow(records.history))) await settle(database, records, batch, signal);
}
