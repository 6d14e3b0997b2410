import type { RecordedLine } from '../keep/recording.ts';
import type { OpTime } from '../proof/op-time.ts';
import type { Results } from '../wizard/results.ts';
import type { DeletesEvidence } from './data.ts';
import type { DeletesSent } from './deletes-sent.ts';

/**
 * How many documents there were. `counted`: exactly, by the server; `read`: every `_id` was read; `ledger`: what follows from
 * the deletes that were acknowledged.
 */
export interface CountEvidence {
  readonly at: number;
  readonly documents: number;
  readonly source: 'counted' | 'read' | 'ledger';
}

/** More counts are thinned evenly: a chart has no more columns. */
const MOST_COUNTS = 1000;
/** So many counts of the server tell a delete well enough. */
const ENOUGH_COUNTS = 12;

const toMs = ({ t }: OpTime): number => t * 1000;

function counted(recorded: readonly RecordedLine[]): readonly CountEvidence[] {
  return recorded.flatMap(({ event }) => {
    if (event.type !== 'sampled' || !event.sample.count) return [];
    return [{ at: event.sample.at, documents: event.sample.count.documents, source: 'counted' } as const];
  });
}

/** The count as it fell, batch by batch. */
function byLedger({ baseline, firstAfter }: DeletesEvidence, { done }: DeletesSent): readonly CountEvidence[] {
  let left = baseline.documents;
  const falling = done.map(({ at, documents }): CountEvidence => {
    left -= documents;
    return { at: toMs(at), documents: left, source: 'ledger' };
  });
  return firstAfter ? [{ at: toMs(firstAfter), documents: baseline.documents, source: 'ledger' }, ...falling] : falling;
}

function thinned(counts: readonly CountEvidence[]): readonly CountEvidence[] {
  const every = Math.ceil(counts.length / MOST_COUNTS);
  return every < 2 ? counts : counts.filter((_, k) => k % every === 0 || k === counts.length - 1);
}

/**
 * Document counts over time, oldest first: what the server counted, what was read for baselines and for the verdict, and where
 * it counted too seldom while documents were deleted, what the ledger says of each batch.
 */
export function toCounts(
  recorded: readonly RecordedLine[],
  { stats, delete: deleted, verify }: Partial<Results>,
  deletes: DeletesEvidence | undefined,
  sent: DeletesSent,
): readonly CountEvidence[] {
  const byServer = counted(recorded);
  const ledger = deletes ? byLedger(deletes, sent) : [];
  const [from, to] = [ledger[0]?.at ?? 0, ledger.at(-1)?.at ?? 0];
  const isWithin = ({ at }: CountEvidence): boolean => at >= from && at <= to;
  const meanwhile = byServer.filter(isWithin).length;
  // One account at a time: a count and the ledger are never of the same instant.
  const usesLedger = meanwhile < ENOUGH_COUNTS && ledger.length > meanwhile;
  const told = usesLedger ? [...byServer.filter((count) => !isWithin(count)), ...ledger] : byServer;
  const read = [stats?.baseline, deleted?.baseline, verify && { at: verify.at, documents: verify.found }];
  return [
    ...thinned(told),
    ...read.flatMap((seen) =>
      seen ? [{ at: toMs(seen.at), documents: seen.documents, source: 'read' } as const] : [],
    ),
  ].toSorted((a, b) => a.at - b.at);
}
