import type { Baseline, DeleteBatch, History, Stretch } from './course.ts';
import { asOf, beganIn, courseTo, goneOf, isOverBefore, knows, newestIn } from './course.ts';
import type { OpTime } from './op-time.ts';
import { isAfter, nextAfter } from './op-time.ts';

/** What led from the newest baseline to a limit. */
export interface Way {
  readonly tag: 'way';
  readonly baseline: Baseline;
  /** Batches since the baseline, all of which happened before the limit. */
  readonly within: readonly DeleteBatch[];
  /** Batches since the baseline of which nobody can say how much happened before the limit, or before a restore on the way. */
  readonly cut: readonly DeleteBatch[];
  /** Batches before the baseline, of the same walk through delete. */
  readonly earlier: readonly DeleteBatch[];
  /** Baselines read later on the same course than the limit, or than the point of a restore on the way: they know more. */
  readonly witnesses: readonly Baseline[];
}

type Lost = { readonly tag: 'not-known'; readonly because: 'undone' | 'no-baseline' | 'load-since-baseline' };

/** Goes back from a limit to the newest of the first `count` baselines that is on the course to it. */
export function wayTo(history: History, limit: OpTime, count = history.baselines.length): Way | Lost {
  const witnesses: Baseline[] = [];
  const since: Since[] = [];
  for (const stretch of courseTo(history.restores, limit)) {
    if (stretch === 'undone') return { tag: 'not-known', because: 'undone' };
    const baseline = newestIn(stretch, history.baselines.slice(0, count));
    const witness = witnessOf(stretch, history.baselines, baseline);
    if (witness) witnesses.push(witness);
    since.push(sinceIn(stretch, history, baseline));
    if (!baseline) continue;
    if (since.some(({ loaded }) => loaded)) return { tag: 'not-known', because: 'load-since-baseline' };
    const [within, cut] = [since.flatMap((piece) => piece.within), since.flatMap((piece) => piece.cut)];
    return { tag: 'way', baseline, within, cut, earlier: earlierThan(history, baseline), witnesses };
  }
  return { tag: 'not-known', because: 'no-baseline' };
}

/** The next baseline that was read after a piece of the course ended, before a restore undid what came then. None is needed at a baseline itself. */
export function witnessOf(
  { until, asked }: Stretch,
  baselines: readonly Baseline[],
  newest: Baseline | undefined,
): Baseline | undefined {
  if (newest && !isAfter(until, nextAfter(newest.at))) return undefined;
  return baselines.find(({ at }) => !isAfter(until, at) && !(asked && isAfter(at, asked)));
}

interface Since {
  readonly within: readonly DeleteBatch[];
  readonly cut: readonly DeleteBatch[];
  readonly loaded: boolean;
}

/** What we wrote in a piece of the course, as far as a baseline in it does not know it. */
function sinceIn(stretch: Stretch, { batches, loads }: History, baseline: Baseline | undefined): Since {
  const began = batches.filter(
    (batch, k) => beganIn(stretch, batch.after) && goneOf(batch).size > 0 && !(baseline && knows(baseline, batch, k)),
  );
  return {
    within: began.filter((batch) => isOverBefore(batch, stretch.until)),
    cut: began.filter((batch) => !isOverBefore(batch, stretch.until)),
    loaded: loads.some(
      ({ after, until }) => beganIn(stretch, after) && (!baseline || !until || isAfter(until, baseline.at)),
    ),
  };
}

/** Whether a walk through delete begins at a baseline: it was read for that, and something was deleted then. */
export const beginsWalk = ({ from, batchesBefore = 0 }: Baseline, { batches }: History): boolean =>
  from === 'delete' && batches.length > batchesBefore;

/** What had been deleted in the walk that a baseline was read in. */
function earlierThan(history: History, baseline: Baseline): readonly DeleteBatch[] {
  if (beginsWalk(baseline, history)) return [];
  const way = wayTo(asOf(history, baseline), nextAfter(baseline.at), history.baselines.indexOf(baseline));
  return way.tag === 'way' ? [...way.within, ...way.earlier] : [];
}
