import type { Load } from '../proof/facts.ts';
import type { LoadInput } from '../wizard/inputs.ts';
import type { Progress } from '../wizard/progress.ts';
import type { RateWindow } from './rate-window.ts';

/** An estimate of the time left means something after so long. */
const ETA_AFTER_MS = 5000;
/** Real milliseconds without an answer after which the load is said to be stalled. */
const STALL_TICK_MS = 1000;

/** What stays the same through one round. */
export interface Round {
  readonly load: Load;
  readonly round: number;
  readonly documentsBefore: number;
  readonly backupIsOn: boolean;
}

/** The size on disk as it was read last. */
export interface Disk {
  readonly at: number;
  readonly bytes?: number;
}

interface Measured {
  readonly documents: number;
  readonly targetDocuments: number;
  readonly documentBytes: LoadInput['documentBytes'];
  readonly startedAt: number;
  readonly answeredAt: number;
  readonly disk: Disk;
  readonly window: RateWindow;
  readonly now: number;
}

/** What is shown of a round. */
export function toLoadProgress({ round, documentsBefore, backupIsOn }: Round, measured: Measured): Progress['load'] {
  const { documents, targetDocuments, documentBytes, startedAt, answeredAt, disk, window, now } = measured;
  const bytesPerSecond = window.perSecond(now);
  const leftBytes = (targetDocuments - documents) * documentBytes;
  const means = now - startedAt >= ETA_AFTER_MS && bytesPerSecond > 0;
  const silentMs = now - answeredAt;
  return {
    round,
    documents,
    targetDocuments,
    totalDocuments: documentsBefore + documents,
    bytesPerSecond,
    stalledMs: silentMs >= STALL_TICK_MS ? silentMs : 0,
    backupIsOn,
    ...(means ? { etaMs: (leftBytes / bytesPerSecond) * 1000 } : {}),
    ...(disk.bytes === undefined ? {} : { storageBytes: disk.bytes }),
  };
}
