import type { RecordedLine } from '../keep/recording.ts';
import type { CollectionStats, Snapshot } from '../proof/facts.ts';
import type { OpTime } from '../proof/op-time.ts';
import type { Show } from '../wizard/show.ts';
import type { BaselineSeen, HashSeen } from '../wizard/seen.ts';
import type { Attempt } from './attempts.ts';

/** What there was, and what was done to it. */
export interface DataEvidence {
  /** All loads together. */
  readonly loaded?: { readonly documents: number; readonly loads: number };
  readonly snapshot?: Pick<Snapshot, 'id' | 'completedAt' | 'member' | 'storageBytes' | 'versionName'> & {
    /** Absent where only the presenter told of it. */
    readonly created?: OpTime;
    /** Waited for, where this show began it. */
    readonly tookMs: number;
  };
  readonly collection?: Pick<CollectionStats, 'dataBytes' | 'storageBytes' | 'averageDocumentBytes'> & {
    readonly documents: number;
    readonly at: OpTime;
    readonly hash: HashSeen;
  };
  readonly deletes?: DeletesEvidence;
  /** From when on the next restore to a point in time is possible. */
  readonly reopenedAt?: number;
}

/** The last walk through the delete. */
export interface DeletesEvidence {
  readonly baseline: BaselineSeen;
  readonly iterations: number;
  readonly deleted: number;
  readonly remaining: number;
  /** Sent, and never answered. */
  readonly unknown: number;
  readonly tookMs?: number;
  /** The delete did not come to its end, and there is no ledger: these are the last figures that were recorded. */
  readonly unfinished?: true;
  /** Every delete is later than this; by the ledger. */
  readonly firstAfter?: OpTime;
  /** No delete that was acknowledged is later. */
  readonly last?: OpTime;
}

export function toData(
  { results }: Show,
  attempts: readonly Attempt[],
  deletes: DeletesEvidence | undefined,
  byHand: boolean,
): DataEvidence {
  const { snapshot, stats, wrap } = results;
  const loads = attempts.filter(({ step, documents = 0 }) => step === 'load' && documents > 0);
  return {
    ...(loads.length === 0
      ? {}
      : { loaded: { loads: loads.length, documents: loads.reduce((sum, { documents = 0 }) => sum + documents, 0) } }),
    ...(snapshot
      ? { snapshot: { ...(byHand ? pickTold : pickSnapshot)(snapshot.snapshot), tookMs: snapshot.tookMs } }
      : {}),
    ...(stats
      ? {
          collection: {
            documents: stats.count.documents,
            at: stats.count.at,
            dataBytes: stats.stats.dataBytes,
            storageBytes: stats.stats.storageBytes,
            averageDocumentBytes: stats.stats.averageDocumentBytes,
            hash: stats.hash,
          },
        }
      : {}),
    ...(deletes ? { deletes } : {}),
    ...(wrap ? { reopenedAt: wrap.openAt } : {}),
  };
}

/** Nobody but the presenter told of it, and not of when it was taken. */
const pickTold = ({ id, completedAt }: Snapshot) => ({ id, ...(completedAt === undefined ? {} : { completedAt }) });

const pickSnapshot = ({ id, created, member, storageBytes, versionName }: Snapshot) => ({
  id,
  created,
  ...(member === undefined ? {} : { member }),
  ...(storageBytes === undefined ? {} : { storageBytes }),
  ...(versionName === undefined ? {} : { versionName }),
});

/** A delete that the journal has no end of is told by the last figures that were recorded of it. */
export function toDeletes(
  result: Show['results']['delete'],
  attempts: readonly Attempt[],
  recorded: readonly RecordedLine[],
): DeletesEvidence | undefined {
  const last = attempts.findLast(({ step }) => step === 'delete');
  if (last === undefined || last.outcome === 'worked') return result;
  return lastFigures(recorded, last.run) ?? result;
}

function lastFigures(recorded: readonly RecordedLine[], run: number): DeletesEvidence | undefined {
  const line = recorded.findLast(
    ({ event }) => event.type === 'progressed' && event.step === 'delete' && event.run === run,
  );
  if (line?.event.type !== 'progressed' || !('remaining' in line.event.progress)) return undefined;
  const { baseline, iteration, deleted, remaining, unknown } = line.event.progress;
  return baseline && { baseline, iterations: iteration, deleted, remaining, unknown, unfinished: true };
}
