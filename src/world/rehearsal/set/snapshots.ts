import { Timestamp, type Document } from 'bson';
import { NOW } from './columns.ts';
import { CommandError } from './errors.ts';
import { toOpTime, toTimestamp, toVersion, type OpTimes } from './op-times.ts';

/** What of the history a command reads. */
export interface Reading {
  /** A version, or `NOW`. */
  readonly at: number;
  /** Of a snapshot: what the replies of its cursor carry. */
  readonly atClusterTime?: Timestamp;
}

/** Reads of the past, as far back as a real set allows them. */
export interface Snapshots {
  /** What a command with this read concern reads: for level `snapshot` the asked op time, or else the newest. */
  read(body: Document): Reading;
  /** Throws `SnapshotTooOld` or `SnapshotUnavailable` when there is no reading at `at`. */
  assertWithin(at: Timestamp): void;
  /** Called by a restore: op times before it are of a history that this set no longer has. */
  forget(): void;
}

/** Default of `minSnapshotHistoryWindowInSeconds`: https://www.mongodb.com/docs/manual/reference/parameters/ */
const WINDOW_S = 300;

/** The version of any timestamp that a client may send; an ordinal beyond ours stands for the end of its second. */
export function versionOf({ t, i }: Timestamp): number {
  return Math.min(toVersion({ t, i }), toVersion({ t: t + 1, i: 0 }) - 1);
}

/**
 * No member lags and every op time is majority-committed at once, so that the newest is what a snapshot reads by default. The
 * window is looked at when a cursor is opened, and not again: documents tell only that a longer read "may terminate"
 * (https://www.mongodb.com/docs/manual/reference/read-concern-snapshot/).
 */
export function createSnapshots(opTimes: OpTimes): Snapshots {
  /** The last version of the time before the last restore. */
  let forgotten = 0;

  return {
    read({ readConcern }) {
      const { level, atClusterTime } = (readConcern ?? {}) as Document;
      if (level !== 'snapshot') return { at: NOW };
      if (atClusterTime instanceof Timestamp) return { at: versionOf(atClusterTime), atClusterTime };
      const at = opTimes.newest();
      return { at, atClusterTime: toTimestamp(at) };
    },
    assertWithin(at) {
      const newest = toOpTime(opTimes.newest());
      if (newest.t - at.t > WINDOW_S) {
        throw new CommandError(
          'SnapshotTooOld',
          `Read timestamp Timestamp(${at.t}, ${at.i}) is older than the oldest available timestamp.`,
        );
      }
      if (versionOf(at) <= forgotten) {
        throw new CommandError(
          'SnapshotUnavailable',
          `Unable to read from a snapshot at Timestamp(${at.t}, ${at.i}): the set was restored since`,
        );
      }
    },
    forget() {
      forgotten = opTimes.newest();
    },
  };
}
