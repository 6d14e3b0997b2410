import { hostname } from 'node:os';
import { RefusedError } from '../errors.ts';
import type { Marker, SetIdentity } from '../proof/facts.ts';
import type { Holder, Lease } from '../proof/lease.ts';
import { isHeldBy, isSameLease, judgeLease } from '../proof/lease.ts';
import type { RestorePoint } from '../proof/op-time.ts';
import type { Records } from '../records.ts';
import { unconfirmed } from '../wizard/arming.ts';
import type { Armed, Confirmed, RestoreInput } from '../wizard/inputs.ts';
import type { World } from '../world/world.ts';
import type { Around, ShowFacts } from './worker.ts';

/*
 * What has to hold before anything of ours changes anything. Each looks at the real systems, whatever the wizard believes, and
 * throws a RefusedError with nothing changed.
 */

/** Codes of the errors after which something can be confirmed, or waited for. */
export const GUARD_CODES = { others: 'COLLECTION_OF_OTHERS', held: 'SET_HELD', stale: 'SET_HELD_BY_NOBODY' } as const;

const ARM_AGAIN = 'Go to preflight, look again with r, and press Enter: it shows the target and arms the show';

/** The set is the one that was shown in full, and it is ours for as long as we renew it. Takes the lease where it may. */
export async function verifyMayChange(around: Around, confirmed: Confirmed | undefined): Promise<void> {
  await verifyTarget(around, confirmed?.armed);
  await holdLease(around, confirmed?.takeover);
}

/** What a command confirms that names the set on its own line and restores nothing: the set as it is now. */
export async function armedByCommand({ world, signal }: Pick<Around, 'world' | 'signal'>): Promise<Armed> {
  const { setName, hosts } = await world.database.identity(signal);
  return { setName, hosts, namespace: world.database.namespace, databases: [] };
}

/** Only a rehearsal, which has a set of its own, may do without having been armed. */
async function verifyTarget({ world, signal }: Around, armed: Armed | undefined): Promise<SetIdentity> {
  const { database, kind } = world;
  const identity = await database.identity(signal);
  if (armed) {
    verifyIsArmed(armed, identity, database.namespace);
  } else if (kind === 'live') {
    throw new RefusedError(`Nothing was begun: ${database.namespace} on set ${identity.setName} was not confirmed`, {
      nextSteps: [ARM_AGAIN],
    });
  }
  return identity;
}

function verifyIsArmed(armed: Armed, identity: SetIdentity, namespace: string): void {
  const differs =
    armed.setName !== identity.setName
      ? `the show is armed for set ${armed.setName}, and this is ${identity.setName}`
      : armed.namespace !== namespace
        ? `the show is armed for ${armed.namespace}, and this is ${namespace}`
        : toDifference('the show is armed for', armed.hosts, 'the set', identity.hosts);
  if (differs) throw new RefusedError(`Nothing was begun: ${differs}`, { nextSteps: [ARM_AGAIN] });
}

/** In words, where two lists of hosts are not the same: names are compared as they are, for an alias proves nothing. */
function toDifference(
  what: string,
  hosts: readonly string[],
  other: string,
  otherHosts: readonly string[],
): string | undefined {
  const lower = (list: readonly string[]): string[] => [...new Set(list.map((host) => host.toLowerCase()))].sort();
  const [these, those] = [lower(hosts), lower(otherHosts)];
  const only = these.filter((host) => !those.includes(host));
  const lacked = those.filter((host) => !these.includes(host));
  if (only.length + lacked.length === 0) return undefined;
  const parts = [
    ...(only.length > 0 ? [`${what} ${only.join(', ')}`] : []),
    ...(lacked.length > 0 ? [`${other} has ${lacked.join(', ')}`] : []),
  ];
  return parts.join(', and ');
}

/** Throws unless a note of ours on this set says that the collection was loaded by us, or given to us. */
export async function verifyIsOurs({ world, signal }: Around, attempted: string): Promise<Marker> {
  const { database } = world;
  const marker = await database.marker(signal);
  if (marker) return marker;
  const isEmpty = ((await database.count(signal))?.documents ?? 1) === 0;
  throw isEmpty
    ? new RefusedError(`${attempted}: nothing in minuteback.shows says that ${database.namespace} is ours`, {
        nextSteps: ['Load documents first: only what this program loaded, or adopted, is deleted and restored'],
      })
    : toOthers(attempted, database.namespace);
}

/** Throws where the collection holds documents and no note says that they are ours. */
export async function verifyMayLoad({ world, signal }: Around, documents: number): Promise<void> {
  const { database } = world;
  if (documents > 0 && !(await database.marker(signal))) throw toOthers('Loading was not begun', database.namespace);
}

const toOthers = (attempted: string, namespace: string): RefusedError =>
  new RefusedError(
    `${attempted}: ${namespace} holds documents, and nothing in minuteback.shows says that they are ours`,
    {
      code: GUARD_CODES.others,
      nextSteps: [
        'Choose another collection with --coll',
        'Or adopt it in the wizard: Enter shows its size, and asks for its full name',
      ],
    },
  );

/**
 * Everything that a restore rests on, looked at right before it is asked for: the name that was typed is that of the set, its
 * databases of others are those that were confirmed, the cluster of the backup product is this set, and the collection is ours.
 */
export async function verifyMayRestore(around: Around, input: RestoreInput): Promise<Marker> {
  const identity = await verifyTarget(around, input.armed);
  await holdLease(around, input.takeover);
  await verifyNotTakenSince(around);
  if (input.typed !== identity.setName) {
    const typed = input.typed === undefined ? 'was not typed' : `is not ${JSON.stringify(input.typed)}`;
    throw new RefusedError(`No restore was asked for: the name of the set is ${identity.setName}, and it ${typed}`, {
      nextSteps: ['Press Enter, and type the name of the set that is to be replaced'],
    });
  }
  await verifyDatabases(around, input.armed);
  await verifyCluster(around, identity, 'No restore was asked for');
  const marker = await verifyIsOurs(around, 'No restore was asked for');
  if (marker.setName !== identity.setName) {
    throw new RefusedError(
      `No restore was asked for: the notes in minuteback.shows are of set ${marker.setName}, and this is ${identity.setName}`,
    );
  }
  return marker;
}

async function verifyDatabases({ world, signal }: Around, armed: Armed | undefined): Promise<void> {
  const foreign = await world.database.foreignDatabases(signal);
  const fresh = unconfirmed(armed, foreign);
  if (fresh.length === 0) return;
  throw new RefusedError(
    `No restore was asked for: it would replace databases that nobody confirmed: ${fresh.map(({ name }) => name).join(', ')}`,
    { nextSteps: ['Press Enter: they are listed with their sizes, and their names asked for'] },
  );
}

/** Throws unless the cluster of the backup product has exactly the members of the set. Where nobody can be asked it is not known. */
export async function verifyCluster(
  { world, signal }: Around,
  identity: SetIdentity | undefined,
  attempted: string,
): Promise<void> {
  const cluster = await world.engine.describe(signal);
  if (!cluster) return;
  const { setName, hosts } = identity ?? (await world.database.identity(signal));
  const { clusterName } = cluster;
  const differs =
    cluster.setName !== undefined && cluster.setName !== setName
      ? `the cluster ${clusterName} is set ${cluster.setName}, and the connection string leads to ${setName}`
      : toDifference(`the cluster ${clusterName} has`, cluster.hosts, `the set ${setName}`, hosts);
  if (!differs) return;
  throw new RefusedError(`${attempted}: ${differs}`, {
    nextSteps: [
      'Name the cluster that the connection string leads to',
      'Where they are the same hosts under other names, have the set and the backup product use the same ones',
    ],
  });
}

export const toHolder = ({ id }: Pick<ShowFacts, 'id'>): Holder => ({ show: id, host: hostname(), pid: process.pid });

/** The point that the set was last restored to in this show: what is older on it says nothing about the present. */
export const restoredTo = ({ history }: Pick<Records, 'history'>): RestorePoint | undefined =>
  history.restores.at(-1)?.point;

/**
 * Takes the lease of the set for this show, or renews it. Between barrier and verdict nothing of ours may write: then it is left
 * as it is. Throws where another has it, naming who; one that went stale is taken over only where exactly that was confirmed.
 */
export async function holdLease({ world, show, records, signal }: Around, takeover?: Lease): Promise<void> {
  if (records.barrier ?? records.asking) return;
  const us = toHolder(show);
  let found: Lease | undefined;
  // Whoever was faster may be the run of ours that renews it.
  for (let tries = 0; tries < LEASE_TRIES; tries++) {
    found = await world.database.lease(signal);
    const standing = judgeLease(found, us, restoredTo(records));
    const mayTake = standing !== 'others' && (standing !== 'stale' || (takeover && isSameLease(takeover, found!)));
    if (!mayTake) throw toHeld(world, found, standing === 'stale');
    if (await world.database.putLease(us, over(found, us), signal)) return;
  }
  throw toHeld(world, found, false);
}

const LEASE_TRIES = 3;

/** While the answer to a request is out the lease is not renewed: throws where another has come to the set since, and works on it. */
async function verifyNotTakenSince({ world, show, records, signal }: Around): Promise<void> {
  const { asking } = records;
  if (!asking) return;
  const found = await world.database.lease(signal);
  const isOthers = judgeLease(found, toHolder(show), restoredTo(records)) === 'others';
  if (isOthers && found!.renewedAt > asking.asked.t * 1000) throw toHeld(world, found, false);
}

/** What is written over: nothing where nobody has it, or we have. */
export const over = (found: Lease | undefined, us: Holder): Lease | undefined =>
  found && isHeldBy(found, us) ? undefined : found;

function toHeld({ database }: World, lease: Lease | undefined, isStale: boolean): RefusedError {
  const who = lease
    ? `show ${lease.show} on ${lease.host} (process ${lease.pid}), since ${new Date(lease.since).toISOString()}`
    : 'another wizard';
  const since = lease && isStale ? `, not renewed for ${Math.round(lease.ageMs / 1000)} s` : '';
  return new RefusedError(`Nothing was begun on the set of ${database.namespace}: it is held by ${who}${since}`, {
    code: isStale ? GUARD_CODES.stale : GUARD_CODES.held,
    nextSteps: isStale
      ? ['See that nobody presents on this set any more', 'Then take it over in the wizard: Enter asks whether to']
      : ['Quit the other wizard: q gives the set back at once', 'Or wait a minute after it has ended, and press Enter'],
  });
}
