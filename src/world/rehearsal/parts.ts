import type { OpTime, RestorePoint } from '../../proof/op-time.ts';

/*
 * What the rehearsal Ops Manager may do to the rehearsal set: no more than its agents do on the hosts of a real one.
 * Members are numbered from zero. Everything here is called from events of the story clock.
 */

export interface SetSizes {
  readonly documents: number;
  readonly dataBytes: number;
  readonly storageBytes: number;
}

export interface SetControl {
  readonly setName: string;
  /** `127.0.0.1:port`, one for each member; once the ports are open they stay the same for the life of the world. */
  readonly hosts: readonly string[];
  readonly versionName: string;
  /** The member that is primary now. */
  primary(): number | undefined;
  newestOpTime(): OpTime;
  /** Of all databases on the set. */
  sizes(): SetSizes;
  /** Destroys the member's sockets and closes its listener. When the primary goes, no other is elected: agents stop a set last to first. */
  shutDown(member: number): void;
  /** Replaces the data of the whole set, later writes and foreign databases included, by its state at `point`. All members must be down. */
  restoreTo(point: RestorePoint): void;
  /**
   * Is up again at once, as a secondary without a primary: a new `topologyVersion.processId`, no sessions, no cursors. Resolves
   * when it listens.
   */
  start(member: number): Promise<void>;
  /** Makes a running member primary, in a new term. */
  elect(member: number): void;
}
