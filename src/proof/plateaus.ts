import type { DeleteBatch, History } from './course.ts';
import { goneOf } from './course.ts';
import type { Outlook } from './history.ts';
import { outlookAt } from './history.ts';
import type { OpTime } from './op-time.ts';
import { compareOpTimes, earlierOf, isAfter, lastBefore, laterOf } from './op-time.ts';
import type { Section } from './walk.ts';
import { lastWalk, sectionsOf } from './walk.ts';

/** Op times from `from` to `to`, both included: a restore that stops at any of them certainly brings back the same documents. */
export interface Plateau {
  readonly from: OpTime;
  readonly to: OpTime;
  /** Of the batch that it begins with; 0 before the first. */
  readonly iteration: number;
  readonly outlook: Extract<Outlook, { readonly tag: 'known' }>;
}

const toKey = ({ t, i }: OpTime): string => `${t}.${i}`;

/** What is known at the beginning of a section. */
function knownIn(history: History, { from }: Section): Plateau['outlook'] | undefined {
  const outlook = outlookAt(history, { form: 'opTime', at: from });
  return outlook.tag === 'known' ? outlook : undefined;
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
    plateaus.push({ from, to: earlierOf(batch.after, section.to), iteration, outlook });
    if (batch.outcome.tag === 'unknown') return plateaus;
    from = laterOf(from, batch.outcome.at);
    iteration = batch.iteration;
    outlook = past(outlook, batch);
  }
  return [...plateaus, { from, to: section.to, iteration, outlook }];
}

/** A baseline that is explained changes nothing: what it begins goes on from before, unless a new walk is counted from it. */
function joined(plateaus: readonly Plateau[]): readonly Plateau[] {
  const apart: Plateau[] = [];
  for (const plateau of plateaus) {
    const last = apart.at(-1);
    const goesOn =
      last &&
      compareOpTimes(last.to, lastBefore(plateau.from)) === 0 &&
      last.outlook.total === plateau.outlook.total &&
      last.outlook.stayDeleted === plateau.outlook.stayDeleted;
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
  const ends = new Set(walk.batches.map(({ outcome }) => (outcome.tag === 'done' ? toKey(outcome.at) : undefined)));
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
      .filter((plateau) => secondsIn(plateau).first <= secondsIn(plateau).last || ends.has(toKey(plateau.from)))
  );
}

/** The whole seconds that a plateau holds, both included: as restore points they exclude themselves. None where the last is before the first. */
export const secondsIn = ({ from, to }: Plateau): { readonly first: number; readonly last: number } => ({
  first: from.t + 1,
  last: to.t,
});
