import type { CoverageRange } from '../../../proof/facts.ts';
import type { OpTime } from '../../../proof/op-time.ts';
import { isAfter, laterOf } from '../../../proof/op-time.ts';
import type { StoryClock } from '../clock.ts';
import type { SetControl } from '../parts.ts';
import type { Stage, Timeline } from '../timeline.ts';

/**
 * The backup agent that tails the oplog and ships it in slices
 * (https://www.mongodb.com/docs/ops-manager/current/core/backup-overview/). How often it ships is not documented.
 */
export interface OplogTail {
  start(): void;
  /** Ends tailing and coverage: what lies before it cannot be restored to any more. */
  stop(): void;
  /** A snapshot is complete: unless coverage reaches from an earlier one, it begins with this. */
  cover(snapshotId: string, takenAt: OpTime): void;
  /** The continuous stretch of oplog that Ops Manager holds, cut to the point-in-time window. */
  range(windowHours: number): CoverageRange | undefined;
}

export function createOplogTail(clock: StoryClock, set: SetControl, timeline: Timeline): OplogTail {
  let slices = 0;
  /** Numbers the tailings: what an ended one left in the queue does nothing. */
  let tailing = 0;
  let received: OpTime = { t: 0, i: 0 };
  let stretch: { readonly snapshotId: string; readonly start: OpTime } | undefined;

  function gather(mine: number): void {
    const nth = (slices += 1);
    const whileMine = (stage: Stage, run: () => void): void => {
      clock.schedule(clock.now() + timeline.lengthMs(stage, nth), () => mine === tailing && run());
    };
    whileMine('sliceGathers', () => {
      const newest = set.newestOpTime();
      whileMine('sliceTravels', () => (received = laterOf(received, newest)));
      gather(mine);
    });
  }

  function stop(): void {
    tailing += 1;
    stretch = undefined;
  }

  return {
    start() {
      stop();
      gather(tailing);
    },
    stop,
    cover(snapshotId, start) {
      stretch ??= { snapshotId, start };
    },
    range(windowHours) {
      if (!stretch) return undefined;
      const horizon: OpTime = { t: Math.ceil(clock.now() / 1000) - windowHours * 3600, i: 0 };
      const start = laterOf(stretch.start, horizon);
      const end = laterOf(stretch.start, received);
      return isAfter(start, end) ? undefined : { ...stretch, start, end };
    },
  };
}
