import type { RestorePoint } from './op-time.ts';
import { limitOf } from './op-time.ts';

/** Which show, and which process of it, has a replica set to itself. */
export interface Holder {
  readonly show: string;
  readonly host: string;
  readonly pid: number;
}

/** The lease of a set as it was found. Instants are epoch milliseconds by the server's clock. */
export interface Lease extends Holder {
  readonly since: number;
  readonly renewedAt: number;
  /** Since the last renewal, by the server's clock when it was read. */
  readonly ageMs: number;
}

/** A lease that was not renewed for so long belongs to nobody who works; by the server's clock. */
export const STALE_MS = 60_000;

/** `free`: nobody's. `ours`: of this show on this machine, whichever process had it. `stale`: another's, not renewed any more. */
export type LeaseStanding = 'free' | 'ours' | 'others' | 'stale';

/**
 * Whose the set is. What was written at or before the point of a restore came back with it and says nothing about the present:
 * nobody holds the set by it, unless we do.
 */
export function judgeLease(lease: Lease | undefined, us: Holder, restoredTo?: RestorePoint): LeaseStanding {
  if (!lease) return 'free';
  if (lease.show === us.show && lease.host === us.host) return 'ours';
  if (restoredTo && lease.renewedAt < (limitOf(restoredTo).t + 1) * 1000) return 'free';
  return lease.ageMs > STALE_MS ? 'stale' : 'others';
}

/** Whether it is the very lease that was seen, and nobody has renewed it since. */
export const isSameLease = (a: Lease, b: Lease): boolean => isHeldBy(a, b) && a.renewedAt === b.renewedAt;

export const isHeldBy = (lease: Lease, { show, host, pid }: Holder): boolean =>
  lease.show === show && lease.host === host && lease.pid === pid;
