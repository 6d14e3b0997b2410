import type { Baseline, DeleteBatch, History, Stretch } from './course.ts';
import { beganIn, courseTo, END, goneOf, newestIn } from './course.ts';
import type { Outlook } from './history.ts';
import { outlookAt } from './history.ts';
import type { OpTime } from './op-time.ts';
import { compareOpTimes, earlierOf, isAfter, laterOf, nextAfter } from './op-time.ts';

/** Op times from `from` to `to`, both included: a restore that stops at any of them certainly brings back the same documents. */
export interface Plateau {
  readonly from: OpTime;
  readonly to: OpTime;
  /** Of the batch that it begins with; 0 before the first. */
  readonly iteration: number;
  readonly outlook: Extract<Outlook, { readonly tag: 'known' }>;
}

/** The largest ordinal that a second has room for. */
const LAST_ORDINAL = 2 ** 32 - 1;

/** The last op time before a limit. */
const lastBefore = ({ t, i }: OpTime): OpTime => (i > 0 ? { t, i: i - 1 } : { t: t - 1, i: LAST_ORDINAL });

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
  const stretches = courseOf(history);
  const batches = stretches.flatMap((stretch) =>
    history.batches.filter((batch) => goneOf(batch).size > 0 && beganIn(stretch, batch.after)),
  );
  const last = batches.at(-1);
  if (!last) return { batches };
  const before = history.baselines.filter(({ at }) => !isAfter(at, last.after));
  const baseline = stretches.map((stretch) => newestIn(stretch, before)).findLast((newest) => newest !== undefined);
  return baseline ? { baseline, batches: batches.filter(({ after }) => !isAfter(baseline.at, after)) } : { batches };
}

/** A part of the course that nothing but batches interrupts. It begins with a baseline, or right after a restore. */
interface Section {
  readonly from: OpTime;
  readonly to: OpTime;
  readonly batches: readonly DeleteBatch[];
}

/** From the baseline of the walk on. A load ends a section, and the next baseline begins one. */
function sectionsOf(history: History, { baseline, batches }: Walk): readonly Section[] {
  if (!baseline) return [];
  return courseOf(history).flatMap((stretch) => {
    const { from, until } = stretch;
    const read = history.baselines.filter(({ at }) => isAfter(until, at) && !(from && isAfter(from, at)));
    const begins = [...(from ? [from] : []), ...read.map(({ at }) => at)].filter((at) => !isAfter(baseline.at, at));
    return begins.map((begin, k) => {
      const end = begins[k + 1] ?? lastBefore(until);
      const isIn = ({ after }: { readonly after: OpTime }): boolean =>
        beganIn(stretch, after) && (begin === from || !isAfter(begin, after)) && isAfter(end, after);
      const loaded = history.loads.filter(isIn).map(({ after }) => after);
      return { from: begin, to: loaded.reduce(earlierOf, end), batches: batches.filter(isIn) };
    });
  });
}

/** What is known at the beginning of a section, unless others wrote in it, or the course to it is uncertain. */
function knownIn(history: History, { from }: Section): Plateau['outlook'] | undefined {
  const [first, inside] = [from, nextAfter(from)].map((at) => outlookAt(history, { form: 'opTime', at }));
  return first?.tag === 'known' && inside?.tag !== 'not-known' ? first : undefined;
}

/** The same behind a batch. */
function past({ total, returns, stayDeleted }: Plateau['outlook'], batch: DeleteBatch): Plateau['outlook'] {
  const { size } = goneOf(batch);
  return { tag: 'known', total: total - size, returns: returns - size, stayDeleted: stayDeleted + size };
}

/** The plateaus of one section: before, between and behind its batches, until one of them was never answered. */
function plateausIn(section: Section, known: Plateau['outlook'], before: number): readonly Plateau[] {
  const plateaus: Plateau[] = [];
  let [from, iteration, outlook] = [section.from, before, known];
  for (const batch of section.batches) {
    plateaus.push({ from, to: batch.after, iteration, outlook });
    if (batch.outcome.tag === 'unknown') return plateaus;
    from = laterOf(from, batch.outcome.at);
    iteration = batch.iteration;
    outlook = past(outlook, batch);
  }
  return [...plateaus, { from, to: section.to, iteration, outlook }];
}

/** A baseline that is explained changes nothing: what it begins goes on from before. */
function joined(plateaus: readonly Plateau[]): readonly Plateau[] {
  const apart: Plateau[] = [];
  for (const plateau of plateaus) {
    const last = apart.at(-1);
    const goesOn = last && compareOpTimes(last.to, plateau.from) === 0 && last.outlook.total === plateau.outlook.total;
    if (goesOn) apart[apart.length - 1] = { ...last, to: plateau.to };
    else apart.push(plateau);
  }
  return apart;
}

/**
 * Where a restore can stop and it is certain what it brings back, in the order of time: from the baseline of the last walk
 * through delete to `now`. Nothing lies inside a batch, after one that was never answered, or where others wrote.
 */
export function plateausOf(history: History, now: OpTime): readonly Plateau[] {
  const walk = lastWalk(history);
  const ends = new Set(walk.batches.map(({ outcome }) => (outcome.tag === 'done' ? outcome.at : undefined)));
  let iteration = 0;
  const plateaus = sectionsOf(history, walk).flatMap((section) => {
    const known = knownIn(history, section);
    const before = iteration;
    iteration = section.batches.at(-1)?.iteration ?? iteration;
    return known ? plateausIn(section, known, before) : [];
  });
  return (
    joined(plateaus.filter(({ from, to }) => !isAfter(from, to)))
      .map((plateau) => ({ ...plateau, to: earlierOf(plateau.to, now) }))
      .filter(({ from, to }) => !isAfter(from, to))
      // What neither holds a whole second nor begins with a batch of ours has no name that a restore can be asked by.
      .filter((plateau) => secondsIn(plateau).first <= secondsIn(plateau).last || ends.has(plateau.from))
  );
}

/** The whole seconds that a plateau holds, both included: as restore points they exclude themselves. None where the last is before the first. */
export const secondsIn = ({ from, to }: Plateau): { readonly first: number; readonly last: number } => ({
  first: from.t + 1,
  last: to.t,
});
