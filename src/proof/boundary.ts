import type { History } from './course.ts';
import { goneOf, pack } from './course.ts';
import { undoneBy } from './history.ts';
import type { IdList } from './id-set.ts';
import { common } from './id-set.ts';
import type { OpTime, RestorePoint } from './op-time.ts';
import { compareOpTimes, limitOf } from './op-time.ts';
import { wayTo } from './way.ts';

/**
 * The batches on both sides of a restore point: of the last before it every document must be absent, of the first after it
 * every document present. Whole batches, because one is one command, and in which order the server deletes within a command
 * is not told.
 */
export interface Boundary {
  readonly lastBefore?: { readonly ids: IdList; readonly at: OpTime };
  readonly firstAfter?: { readonly ids: IdList; readonly after: OpTime };
}

/** Undefined where nobody can tell what led to the point. */
export function boundaryOf(history: History, point: RestorePoint): Boundary | undefined {
  const limit = limitOf(point);
  const way = wayTo(history, limit);
  if (way.tag === 'not-known') return undefined;
  const [last] = [...way.within, ...way.earlier]
    .flatMap((batch) => (batch.outcome.tag === 'done' ? [{ batch, at: batch.outcome.at }] : []))
    .sort((a, b) => compareOpTimes(b.at, a.at));
  const first = [...undoneBy(history, limit)]
    .sort((a, b) => compareOpTimes(a.after, b.after))
    // What was loaded after the point and deleted then does not return.
    .map((batch) => ({ ids: common(pack([batch]), way.baseline.ids), after: batch.after }))
    .find(({ ids }) => ids.size > 0);
  return {
    ...(last ? { lastBefore: { ids: goneOf(last.batch), at: last.at } } : {}),
    ...(first ? { firstAfter: first } : {}),
  };
}
