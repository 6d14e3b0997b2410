import type { Baseline, DeleteBatch, History } from './course.ts';
import { asOf, pack } from './course.ts';
import type { IdSet } from './id-set.ts';
import { NO_IDS, union, without } from './id-set.ts';
import type { OpTime } from './op-time.ts';
import { isAfter, laterOf, nextAfter } from './op-time.ts';
import { wayTo } from './way.ts';

/** What changed between baselines and is none of ours. */
export interface ForeignWrites {
  readonly inserted: IdSet;
  readonly removed: IdSet;
}

const NONE: ForeignWrites = { inserted: NO_IDS, removed: NO_IDS };

interface Told extends ForeignWrites {
  /** When the others can have written: after this, and before the baseline was read. */
  readonly since: OpTime;
}

interface Kept {
  readonly before: Baseline;
  readonly batches: readonly DeleteBatch[];
  readonly foreign: ForeignWrites;
}

/** By the later baseline of a pair. Comparing half a million ids takes tens of milliseconds, and choosing a point asks again and again. */
const kept = new WeakMap<Baseline, Kept>();

function compare(
  before: Baseline,
  within: readonly DeleteBatch[],
  cut: readonly DeleteBatch[],
  after: Baseline,
): ForeignWrites {
  const batches = [...within, ...cut];
  const known = kept.get(after);
  const isSame = known?.before === before && known.batches.length === batches.length;
  if (isSame && batches.every((batch, k) => batch === known.batches[k])) return known.foreign;
  const left = without(before.ids, pack(within));
  const foreign = {
    inserted: without(after.ids, left),
    // What nobody answered for may be gone by our own hand.
    removed: union(
      without(without(left, pack(cut)), after.ids),
      pack(batches.filter(({ deleted }) => deleted !== undefined)),
    ),
  };
  kept.set(after, { before, batches, foreign });
  return foreign;
}

/**
 * What others wrote before a baseline, since the one before it on its course: nothing where the two differ by exactly what we
 * deleted. Undefined where nobody can tell: it is the first, or we loaded in between.
 */
function toldBy(history: History, at: number): Told | undefined {
  const baseline = history.baselines[at]!;
  const then = asOf(history, baseline);
  const way = wayTo(then, nextAfter(baseline.at), at);
  if (way.tag !== 'way') return undefined;
  const began = then.restores.at(-1)?.asked;
  const since = began ? laterOf(began, way.baseline.at) : way.baseline.at;
  return { ...compare(way.baseline, way.within, way.cut, baseline), since };
}

export const isNothing = ({ inserted, removed }: ForeignWrites): boolean => inserted.size + removed.size === 0;

/** What others wrote before a baseline, since the one before it, as far as that can be told. */
export function foreignBefore(history: History, baseline: Baseline): ForeignWrites {
  return toldBy(history, history.baselines.indexOf(baseline)) ?? NONE;
}

/**
 * What others wrote between two op times, or may have written: of each two consecutive baselines of which a part lies in
 * between, what the later one has beyond our deletes, and what it lacks beyond them. A difference across a restore counts
 * as later than the restore.
 */
export function foreignWrites({ baselines, ...history }: History, from: OpTime, until: OpTime): ForeignWrites {
  let { inserted, removed } = NONE;
  baselines.forEach(({ at }, k) => {
    const told = isAfter(at, from) ? toldBy({ baselines, ...history }, k) : undefined;
    if (!told || !isAfter(until, told.since)) return;
    inserted = union(inserted, told.inserted);
    removed = union(removed, told.removed);
  });
  return { inserted, removed };
}
