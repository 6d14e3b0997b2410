import type { History } from '../proof/history.ts';
import { sortIds, without } from '../proof/id-set.ts';
import type { OpTime } from '../proof/op-time.ts';
import type { Records } from '../records.ts';
import type { Database } from '../world/world.ts';

/** Batches that were sent and of which nobody can say what became. */
export const unknownOf = (batches: History['batches']): History['batches'] =>
  batches.filter(({ outcome }) => outcome.tag === 'unknown');

/**
 * Settles the newest batch if it is unknown and every one of its documents is gone: then it was done, whatever else is on its
 * way. Tells as of when it is settled; where nobody answers, or some are there still, it stays unknown.
 */
export async function settleIfGone(
  database: Database,
  records: Records,
  signal: AbortSignal,
): Promise<OpTime | undefined> {
  const batch = records.history.batches.at(-1);
  if (batch?.outcome.tag !== 'unknown') return undefined;
  try {
    if ((await database.findIds(sortIds(batch.ids), signal)).size > 0) return undefined;
    const at = await database.opTime(signal);
    records.resolve(batch, batch.ids, at);
    return at;
  } catch {
    return undefined;
  }
}

/**
 * Looks up the documents of every unknown batch on the primary, as a majority has them, and settles it by what is there. Only
 * to be asked once our writers are closed: a batch on its way could still be applied. Throws where nobody answers; what was
 * settled before stays settled.
 */
export async function resolveUnknown(database: Database, records: Records, signal: AbortSignal): Promise<void> {
  for (const batch of unknownOf(records.history.batches)) {
    const ids = sortIds(batch.ids);
    const found = await database.findIds(ids, signal);
    records.resolve(batch, without(ids, found), await database.opTime(signal));
  }
}
