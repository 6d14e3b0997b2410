import type { Kept } from './show.ts';
import type { Said } from './world/live/hands-on.ts';
import { NOTHING_SAID } from './world/live/hands-on.ts';

/** What the presenter has said in a show that is taken up, where nobody else is asked; of a fresh show, nothing. */
export function toSaid({ resumed, records }: Pick<Kept, 'resumed' | 'records'>): Said {
  if (!resumed) return NOTHING_SAID;
  const { phases, results } = resumed.show;
  const snapshots = [results.wrap, results.snapshot].flatMap((result) => (result ? [result.snapshot] : []));
  const job = records.asking?.job;
  return {
    backupOn: phases.snapshot.tag === 'running' || snapshots.length > 0,
    snapshots,
    ...(job ? { job } : {}),
  };
}
