import type { Baseline, DeleteBatch, History, Stretch } from './course.ts';
import { beganIn, courseTo, END, goneOf, knows, newestIn } from './course.ts';
import type { OpTime } from './op-time.ts';
import { compareOpTimes, earlierOf, isAfter, lastBefore } from './op-time.ts';
import { foreignBefore, isNothing } from './others.ts';
import { witnessOf } from './way.ts';

/** The course of today, oldest piece first, and only as far as it is known. */
const courseOf = ({ restores }: History): readonly Stretch[] =>
  courseTo(restores, END)
    .filter((stretch) => stretch !== 'undone')
    .reverse();

/** The last walk through delete on the course of today: its batches, and the baseline that it began with. */
export interface Walk {
  readonly baseline?: Baseline;
  /** In the order of time. */
  readonly batches: readonly DeleteBatch[];
}

export function lastWalk(history: History): Walk {
  const { baselines, batches } = history;
  const stretches = courseOf(history);
  const isHere = (batch: DeleteBatch): boolean =>
    goneOf(batch).size > 0 && stretches.some((stretch) => beganIn(stretch, batch.after));
  const last = batches.findLastIndex(isHere);
  const before = baselines.filter((baseline) => last >= 0 && !knows(baseline, batches[last]!, last));
  const baseline = stretches.map((stretch) => newestIn(stretch, before)).findLast((newest) => newest !== undefined);
  const since = batches.filter((batch, k) => isHere(batch) && !(baseline && knows(baseline, batch, k)));
  return baseline ? { baseline, batches: since } : { batches: since };
}

/** A part of a walk that nothing but batches interrupts: from a baseline, or from right after a restore, to before the next. */
export interface Section {
  readonly from: OpTime;
  readonly to: OpTime;
  readonly batches: readonly DeleteBatch[];
}

/** What a walk came through, from its baseline on, in the order of time, with the quiet before it as far back as it was read. */
export function sectionsOf(history: History, { baseline }: Walk): readonly Section[] {
  if (!baseline) return [];
  const sections = courseOf(history).flatMap((stretch) => {
    const read = history.baselines.filter((one) => newestIn(stretch, [one]));
    const begins = stretch.from ? [undefined, ...read] : read;
    return begins.map((begin, k) => toSection(history, stretch, begin, begins[k + 1]));
  });
  let first = sections.findIndex(({ from }) => !isAfter(baseline.at, from));
  while (isQuiet(sections[first - 1], sections[first])) first -= 1;
  return first < 0 ? [] : sections.slice(first);
}

/** Whether nothing happened from an earlier baseline to the next one. */
const isQuiet = (earlier: Section | undefined, next: Section | undefined): boolean =>
  earlier !== undefined &&
  next !== undefined &&
  earlier.batches.length === 0 &&
  compareOpTimes(earlier.to, lastBefore(next.from)) === 0;

/** A load ends a section. So do others, right where it begins: nobody knows when they wrote. */
function toSection(
  history: History,
  stretch: Stretch,
  begin: Baseline | undefined,
  next: Baseline | undefined,
): Section {
  const from = begin?.at ?? stretch.from!;
  const end = next?.at ?? stretch.until;
  const isHere = ({ after }: { readonly after: OpTime }): boolean =>
    beganIn(stretch, after) && !(begin && isAfter(from, after)) && isAfter(end, after);
  const witness = next ?? witnessOf(stretch, history.baselines, undefined);
  const isForeign = witness && !isNothing(foreignBefore(history, witness));
  const loads = history.loads.filter(isHere).map(({ after }) => after);
  return {
    from,
    to: isForeign ? from : loads.reduce(earlierOf, lastBefore(end)),
    batches: history.batches.filter(
      (batch, k) => goneOf(batch).size > 0 && isHere(batch) && !(begin && knows(begin, batch, k)),
    ),
  };
}
