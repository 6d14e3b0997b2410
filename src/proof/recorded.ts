import type { CollectionShape } from './facts.ts';
import type { Baseline, History } from './course.ts';
import { asOf } from './course.ts';
import type { RestorePoint } from './op-time.ts';
import { limitOf, nextAfter } from './op-time.ts';
import { foreignBefore, isNothing } from './others.ts';
import { wayTo } from './way.ts';

/** What baselines have beside their ids, as far as it holds at a restore point: what a restored collection is compared with. */
export interface Recorded {
  readonly hash: string | undefined;
  readonly shape: CollectionShape | undefined;
}

/** The baselines on the course to a point, newest first, and whether nothing was written between each and the point. */
function* baselinesTo(
  history: History,
  point: RestorePoint,
): Generator<{ readonly baseline: Baseline; readonly isSame: boolean }> {
  let isSame = true;
  let way = wayTo(history, limitOf(point));
  let { witnesses } = way.tag === 'way' ? way : { witnesses: [] };
  while (way.tag === 'way') {
    const { baseline, within, cut } = way;
    isSame &&= within.length + cut.length === 0 && witnesses.every((one) => isNothing(foreignBefore(history, one)));
    yield { baseline, isSame };
    witnesses = [baseline];
    way = wayTo(asOf(history, baseline), nextAfter(baseline.at), history.baselines.indexOf(baseline));
  }
}

/** The newest shape before a point, and the newest hash since which nothing was written before it. */
export function recordedAt(history: History, point: RestorePoint): Recorded {
  const baselines = [...baselinesTo(history, point)];
  return {
    hash: baselines.find(({ baseline, isSame }) => isSame && baseline.hash !== undefined)?.baseline.hash,
    shape: baselines.find(({ baseline }) => baseline.shape)?.baseline.shape,
  };
}
