import { exactAt, STALE } from '../src/wizard/copy/stats.ts';
import { time } from '../src/wizard/copy/words.ts';
import type { State } from '../src/wizard/state.ts';
import { isStale } from './staleness.ts';

/** The newest exact count that the sampling has told, and where it comes from. */
export interface LiveCount {
  readonly documents: number;
  readonly source: string;
}

/** While nothing counts, as between a restore request and the verdict, the last one before it stands, with its time. */
export function liveCount({ state, now }: { readonly state: State; readonly now: number }): LiveCount | undefined {
  const sample = state.asides.watch?.latest;
  if (sample?.count) {
    const { documents, at } = sample.count;
    return { documents, source: withAge(exactAt(at.t), isStale(sample.at, now, state)) };
  }
  const last = state.show.counts.at(-1);
  return last && { documents: last.documents, source: withAge(`exact at ${time(last.at)}`, true) };
}

const withAge = (source: string, stale: boolean): string => (stale ? `${source}, ${STALE}` : source);
