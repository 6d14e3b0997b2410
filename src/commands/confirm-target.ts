import { judgeLease } from '../proof/lease.ts';
import type { Confirmed } from '../wizard/inputs.ts';
import { armedByCommand, toHolder } from '../workers/guards.ts';
import type { Around } from '../workers/worker.ts';

/**
 * What a command line confirms by naming set and collection: that what it leads to now is worked on, and nothing else. With
 * `takeOver` also that a lease which nobody renews any more is taken over.
 */
export async function confirmTarget(
  around: Pick<Around, 'world' | 'show' | 'signal'>,
  takeOver: boolean,
): Promise<Confirmed> {
  const { world, show, signal } = around;
  const armed = await armedByCommand(around);
  const found = takeOver ? await world.database.lease(signal) : undefined;
  const isStale = found !== undefined && judgeLease(found, toHolder(show)) === 'stale';
  return { armed, ...(isStale ? { takeover: found } : {}) };
}
