import type { Count } from '../proof/facts.ts';
import type { State } from './state.ts';

/** A difference counts once nothing of ours was on its way for so long; story time, because the clock of the set may be another. */
const SETTLED_MS = 3000;

interface Known {
  readonly documents: number;
  /** When the step was done that told it. */
  readonly at: number;
}

/** What the collection holds by all that we have read and written, since the last of it; undefined where that is not known. */
function ledgerCount({ show: { phases, results } }: State): Known | undefined {
  const { load, stats, delete: deleting, restore, verify } = phases;
  // What a failed run has written last is not known here, and while one writes a difference means nothing.
  const isOpen = [load, deleting, restore].some(({ tag }) => tag === 'running' || tag === 'failed');
  if (isOpen) return undefined;
  const known: Known[] = [];
  if (results.stats && stats.tag === 'done') known.push({ documents: results.stats.baseline.documents, at: stats.at });
  if (results.load?.total !== undefined && load.tag === 'done')
    known.push({ documents: results.load.total, at: load.at });
  if (results.delete && deleting.tag === 'done') {
    // Nobody can say what became of an unanswered batch.
    const { remaining, unknown } = results.delete;
    if (unknown > 0) return undefined;
    known.push({ documents: remaining, at: deleting.at });
  }
  if (results.verify && verify.tag === 'done') known.push({ documents: results.verify.found, at: verify.at });
  const newest = known.reduce<Known | undefined>((last, one) => (last && last.at >= one.at ? last : one), undefined);
  const wroteAt = [load, deleting].flatMap((phase) => (phase.tag === 'done' ? [phase.at] : []));
  return newest && wroteAt.every((at) => at <= newest.at) ? newest : undefined;
}

/** How far the newest exact count is from the ledger's: written by others. Positive where they have added. */
export function writtenByOthers(state: State): { readonly documents: number; readonly count: Count } | undefined {
  const { count, countedFrom } = state.asides.watch?.latest ?? {};
  const ledger = ledgerCount(state);
  if (!count || countedFrom === undefined || !ledger || countedFrom < ledger.at + SETTLED_MS) return undefined;
  const documents = count.documents - ledger.documents;
  return documents === 0 ? undefined : { documents, count };
}
