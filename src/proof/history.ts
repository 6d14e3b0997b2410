import type { DeleteBatch, History } from './course.ts';
import { beganIn, countOf, courseTo, END, isOverBefore, pack } from './course.ts';
import type { IdSet } from './id-set.ts';
import { common, union, without } from './id-set.ts';
import type { OpTime, RestorePoint } from './op-time.ts';
import { compareOpTimes, isAfter, limitOf, nextAfter } from './op-time.ts';
import { foreignBefore, isNothing } from './others.ts';
import type { Way } from './way.ts';
import { beginsWalk, wayTo } from './way.ts';

export type { Baseline, DeleteBatch, History, LoadSpan, Restored } from './course.ts';
export type { ForeignWrites } from './others.ts';
export { foreignWrites } from './others.ts';

/**
 * `undone`: the point lies in what a restore undid. `foreign-writes`: others wrote between the baselines around it. `not-told`:
 * nobody has told which point a restore went to that was begun in the browser.
 */
export type NotKnown = 'no-baseline' | 'load-since-baseline' | 'foreign-writes' | 'undone' | 'not-told';

/** `cut-through-batch`: the point lies among the operations of a batch. `unknown-delete`: a batch before it was never answered. */
export type Uncertain = 'cut-through-batch' | 'unknown-delete';

/** How many documents a restore to a point brings back, or why nobody can say. Counts of documents. */
export type Outlook =
  | {
      readonly tag: 'known';
      /** In the whole collection after the restore. */
      readonly total: number;
      /** Deleted after the point: they return. */
      readonly returns: number;
      /** Deleted before the point, in the walk through delete that it lies in: they stay deleted. */
      readonly stayDeleted: number;
    }
  | {
      readonly tag: 'uncertain';
      readonly because: Uncertain;
      /** At least so many are in the collection after the restore. */
      readonly certain: number;
      /** There or not. */
      readonly uncertain: number;
      readonly returns: number;
      readonly stayDeleted: number;
    }
  | { readonly tag: 'not-known'; readonly because: NotKnown };

/** E(T) as the ledger alone has it, with the two halves that a verdict speaks of. */
export type Ledger =
  | { readonly tag: 'known'; readonly ids: IdSet; readonly returned: IdSet; readonly stayDeleted: IdSet }
  | {
      readonly tag: 'uncertain';
      readonly because: Uncertain;
      readonly certain: IdSet;
      /** There or not; none of them is certain. */
      readonly uncertain: IdSet;
      readonly returned: IdSet;
      readonly stayDeleted: IdSet;
    };

/** E(T), or why nobody can say. Where only others stand in the way, with what would hold without them. */
export type Expected =
  | Ledger
  | { readonly tag: 'not-known'; readonly because: Exclude<NotKnown, 'foreign-writes'> }
  | { readonly tag: 'not-known'; readonly because: 'foreign-writes'; readonly ledger: Ledger };

const becauseOf = (cut: readonly DeleteBatch[]): Uncertain =>
  cut.some(({ outcome }) => outcome.tag === 'unknown') ? 'unknown-delete' : 'cut-through-batch';

const isForeign = (history: History, { witnesses }: Way): boolean =>
  witnesses.some((witness) => !isNothing(foreignBefore(history, witness)));

/** Whether the last restore went to this very limit and nothing of ours was written since: then the question is what it did. */
function isJudged({ restores, batches, loads }: History, limit: OpTime): boolean {
  const last = restores.at(-1);
  if (!last || compareOpTimes(limitOf(last.point), limit) !== 0) return false;
  return ![...batches, ...loads].some(({ after }) => !isAfter(last.asked, after));
}

/** What we certainly deleted after a limit, and a restore to it undoes: as of now, or as of the request of the restore that did it. */
export function undoneBy(history: History, limit: OpTime): readonly DeleteBatch[] {
  const restores = isJudged(history, limit) ? history.restores.slice(0, -1) : history.restores;
  return courseTo(restores, END).flatMap((stretch) =>
    stretch === 'undone'
      ? []
      : history.batches.filter(
          (batch) =>
            beganIn(stretch, batch.after) &&
            isOverBefore(batch, stretch.until) &&
            !isAfter(limit, nextAfter(batch.after)),
        ),
  );
}

/**
 * Whether counting is not enough. We loaded after the limit, or others inserted: what we deleted later was not there then, or
 * came back. Or a later walk deleted again what is uncertain.
 */
const canOverlap = (history: History, { cut }: Way, limit: OpTime): boolean =>
  (cut.length > 0 &&
    history.baselines.some((baseline) => !isAfter(limit, baseline.at) && beginsWalk(baseline, history))) ||
  history.loads.some(({ until }) => !until || !isAfter(limit, until)) ||
  history.baselines.some((baseline) => foreignBefore(history, baseline).inserted.size > 0);

const sizesOf = ({ returned, stayDeleted }: Ledger) => ({ returns: returned.size, stayDeleted: stayDeleted.size });

/** The counts of `expectedAt`. Builds no sets unless documents came after the point: it is asked again and again while choosing. */
export function outlookAt(history: History, point: RestorePoint): Outlook {
  const limit = limitOf(point);
  const way = wayTo(history, limit);
  if (way.tag === 'not-known') return way;
  if (isForeign(history, way)) return { tag: 'not-known', because: 'foreign-writes' };
  const { baseline, within, cut, earlier } = way;
  const undone = undoneBy(history, limit);
  const counts = canOverlap(history, way, limit)
    ? sizesOf(ledgerOf(way, undone))
    : { returns: countOf(undone), stayDeleted: countOf(within) + countOf(earlier) };
  const total = baseline.ids.size - countOf(within);
  if (cut.length === 0) return { tag: 'known', total, ...counts };
  const uncertain = countOf(cut);
  return { tag: 'uncertain', because: becauseOf(cut), certain: total - uncertain, uncertain, ...counts };
}

function ledgerOf({ baseline, within, cut, earlier }: Way, undone: readonly DeleteBatch[]): Ledger {
  const gone = pack(within);
  const ids = without(baseline.ids, gone);
  const stayDeleted = union(gone, without(pack(earlier), baseline.ids));
  if (cut.length === 0) return { tag: 'known', ids, returned: common(pack(undone), ids), stayDeleted };
  const uncertain = common(pack(cut), ids);
  const certain = without(ids, uncertain);
  const returned = common(pack(undone), certain);
  return { tag: 'uncertain', because: becauseOf(cut), certain, uncertain, returned, stayDeleted };
}

/**
 * E(T): the documents that a restore to `point` brings back, namely the newest baseline on the course to the point without what
 * we deleted in between. Certain where no later baseline of that course tells of writes by others.
 */
export function expectedAt(history: History, point: RestorePoint): Expected {
  const limit = limitOf(point);
  const way = wayTo(history, limit);
  if (way.tag === 'not-known') return way;
  const ledger = ledgerOf(way, undoneBy(history, limit));
  return isForeign(history, way) ? { tag: 'not-known', because: 'foreign-writes', ledger } : ledger;
}
