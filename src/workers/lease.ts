import type { Member } from '../proof/facts.ts';
import type { Lease } from '../proof/lease.ts';
import { judgeLease } from '../proof/lease.ts';
import { runsStill } from '../proof/same-set.ts';
import type { LeaseSeen } from '../wizard/asides.ts';
import { over, restoredTo, toHolder } from './guards.ts';
import type { Around, AsideContext, AsideWorker } from './worker.ts';

/** Between two renewals by the server's clock, which in rehearsal is story time, and the least in real time; milliseconds. */
const RENEW_MS = 10_000;
const RENEW_AT_LEAST_REAL_MS = 250;

/**
 * Renews the lease of the set for as long as it is ours, and tells who has it. It is taken here only where nobody has it although
 * the show has begun, as after a restore, which brings back what was there at its point. Outlives outages. Once none of the members
 * runs that ran when it began, the set may have been restored without our knowing: then nothing is written any more.
 */
export const lease: AsideWorker<'lease'> = async function* (context) {
  const { world, input, signal } = context;
  let { hold } = input;
  let before: readonly Member[] = [];
  for (;;) {
    const seen = await look().catch((): LeaseSeen => ({ standing: 'unknown' }));
    signal.throwIfAborted();
    // Once another has had it, it is for a step of the presenter's to take it again.
    hold = seen.standing === 'ours' || (hold && (seen.standing === 'free' || seen.standing === 'unknown'));
    yield seen;
    await world.clock.sleep(RENEW_MS, signal, RENEW_AT_LEAST_REAL_MS);
  }

  async function look(): Promise<LeaseSeen> {
    const now = await world.database.probe(signal);
    if (!before.some(({ processId }) => processId !== undefined)) before = now;
    return runsStill(before, now) ? renew(context, hold) : onlyRead(context);
  }
};

/** Of our own nothing is known any more; another's still counts. */
async function onlyRead({ world, show, records, signal }: AsideContext<'lease'>): Promise<LeaseSeen> {
  const found = await world.database.lease(signal);
  const standing = judgeLease(found, toHolder(show), restoredTo(records));
  return found && (standing === 'others' || standing === 'stale')
    ? { standing, lease: found }
    : { standing: 'unknown' };
}

/**
 * Does the same for work without a wizard, once that has taken the lease; `onLost` hears when another has it then. The returned
 * function gives it back; who does not answer within a second is left to notice that it is not renewed any more.
 */
export function keepLease(around: Omit<Around, 'signal'>, onLost: (to: Lease) => void): () => Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  let mayBeReplaced = false;
  async function keep(): Promise<void> {
    let isOurs = false;
    // Nothing is written without it: it may be lost before it was renewed once.
    const hadIt = (): boolean => isOurs || around.records.loads.length + around.records.history.batches.length > 0;
    for await (const { standing, lease: found } of lease({ ...around, signal, input: { hold: false } })) {
      if (found && (standing === 'others' || standing === 'stale') && hadIt()) onLost(found);
      isOurs = standing === 'ours';
      mayBeReplaced = standing === 'unknown';
    }
  }
  const kept = keep().catch(() => undefined);
  return async () => {
    controller.abort();
    await kept;
    if (!mayBeReplaced) await giveBack(around);
  };
}

/** Real milliseconds. */
const GIVE_BACK_MS = 1000;

/** Lets another on the set at once. Never throws, and does not wait for who does not answer. */
export async function giveBack({ world, show }: Pick<Around, 'world' | 'show'>): Promise<void> {
  const dropped = world.database.dropLease(toHolder(show), AbortSignal.timeout(GIVE_BACK_MS));
  await Promise.race([
    dropped.catch(() => undefined),
    new Promise<void>((resolve) => {
      setTimeout(resolve, GIVE_BACK_MS).unref();
    }),
  ]);
}

async function renew(
  { world: { database }, show, records, signal }: AsideContext<'lease'>,
  hold: boolean,
): Promise<LeaseSeen> {
  const us = toHolder(show);
  const found = await database.lease(signal);
  const standing = judgeLease(found, us, restoredTo(records));
  const isToBeTaken = standing === 'ours' || (standing === 'free' && hold);
  if (!isToBeTaken) return { standing, ...(found ? { lease: found } : {}) };
  if (await database.putLease(us, over(found, us), signal)) return { standing: 'ours' };
  const faster = await database.lease(signal);
  return { standing: judgeLease(faster, us), ...(faster ? { lease: faster } : {}) };
}
