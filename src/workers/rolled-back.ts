import { goneOf } from '../proof/course.ts';
import { sortIds, without } from '../proof/id-set.ts';
import { runsStill } from '../proof/same-set.ts';
import type { Records } from '../records.ts';
import type { Database } from '../world/world.ts';
import { batchesOfNow } from './unknown.ts';
import type { Around } from './worker.ts';

/**
 * Takes back from the ledger what a change of primary has undone: what fewer than a majority had acknowledged is rolled back
 * (https://www.mongodb.com/docs/manual/core/replica-set-rollbacks/), and its documents are there again. What a term lost is its
 * end, so that the newest batch that is wholly gone vouches for those of its term before it. Resolves with how many documents
 * are there again; throws where nobody answers. Nothing once a restore was asked for: what is there again may have come with it.
 */
export async function takeBackLost(database: Database, records: Records, signal: AbortSignal): Promise<number> {
  if (records.asking) return 0;
  const term = await database.term(signal);
  const kept = new Set<number>();
  let back = 0;
  for (const batch of batchesOfNow(records.history).toReversed()) {
    const { outcome } = batch;
    if (term === undefined || outcome.tag !== 'done' || outcome.term === undefined) continue;
    if (outcome.term >= term || kept.has(outcome.term)) continue;
    const ids = sortIds(goneOf(batch));
    const found = await database.findIds(ids, signal);
    if (found.size === 0) kept.add(outcome.term);
    else records.resolve(batch, without(ids, found), outcome.at);
    back += found.size;
  }
  return back;
}

/**
 * The same, but not where none of the members runs any more that were seen before: a restore that nobody has noticed may have come
 * to the set, and brought back what is there again. A change of primary restarts no member.
 */
export async function takeBackUnlessRestored({
  world: { database },
  records,
  earlier: { preflight, stats },
  signal,
}: Pick<Around, 'world' | 'records' | 'earlier' | 'signal'>): Promise<number> {
  const known = [...(preflight?.set?.members ?? []), ...(stats?.set.members ?? [])];
  return runsStill(known, await database.probe(signal)) ? takeBackLost(database, records, signal) : 0;
}
