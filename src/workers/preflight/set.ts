import type { ClockLook, ConfiguredMember, AddressFacts, MemberLook } from '../../proof/looks.ts';
import type { Finding } from './finding.ts';
import { bad, counted, good, names, unproved, warning } from './finding.ts';

/*
 * What the members say of themselves and of the set.
 */

export function judgeSet(members: readonly MemberLook[]): Finding {
  const setName = members.find((member) => member.setName !== undefined)?.setName ?? 'the set';
  const strange = members.filter(({ genuine }) => genuine === false);
  if (strange.length > 0) {
    return bad(
      `${names(strange.map(({ host }) => host))} answers as no mongod does: DocumentDB, Cosmos DB or the like`,
      'Name a replica set of MongoDB itself: only that is backed up by Ops Manager',
    );
  }
  const primary = members.find(({ role }) => role === 'primary');
  return primary
    ? good(`${setName}, primary ${primary.host}`)
    : bad(`${setName} has no primary`, 'Wait for an election, or start the missing members');
}

/** `config` is absent where the user may not read it: then hidden members are unknown. */
export function judgeMembers(members: readonly MemberLook[], config: readonly ConfiguredMember[] | undefined): Finding {
  const down = members.filter(({ role }) => role === 'down');
  if (down.length > 0) {
    return warning(
      down.map(({ host, why }) => `${host} did not answer${why === undefined ? '' : ` (${why})`}`).join('; '),
      'A restore needs every member: start it, or open its port',
    );
  }
  const odd = members.filter(({ role }) => role === 'other');
  if (odd.length > 0) {
    return warning(
      `${names(odd.map(({ host }) => host))} is neither primary nor secondary`,
      'Wait until it has caught up: a restore needs every member',
    );
  }
  const of = (role: MemberLook['role']): number => members.filter((member) => member.role === role).length;
  const arbiters = members.filter(({ role }) => role === 'arbiter').map(({ host }) => `arbiter ${host}`);
  const configured = (config ?? []).flatMap(({ host, hidden, delaySeconds }) => [
    ...(hidden ? [`hidden ${host}, not asked`] : []),
    ...(delaySeconds > 0 ? [`${host} is ${delaySeconds} s behind on purpose`] : []),
  ]);
  const named = [...arbiters, ...configured, ...(config ? [] : ['hidden ones unknown'])];
  const parts = [
    `${counted(of('primary'), 'primary', 'primaries')}, ${counted(of('secondary'), 'secondary', 'secondaries')}`,
  ];
  return good([...parts, ...named].join('; '));
}

const sorted = (hosts: readonly string[]): string => [...hosts].sort().join(', ');

/** Whether each member is who it was taken for, and all agree on who the members are. */
export function judgeTopology(members: readonly MemberLook[], { seeds, srv }: AddressFacts): Finding {
  const answered = members.filter(({ role }) => role !== 'down');
  const sets = [...new Set(answered.flatMap(({ setName }) => setName ?? []))];
  if (sets.length > 1) {
    return bad(`members of different sets: ${sets.join(', ')}`, 'Name members of one set in the connection string');
  }
  const others = answered.filter(({ host, me }) => me !== undefined && me !== host);
  if (others.length > 0) {
    return warning(
      others.map(({ host, me }) => `who answers at ${host} calls itself ${me}`).join('; '),
      'Reach the members directly: tunnels and proxies lead to the wrong one after an election',
    );
  }
  if (new Set(answered.flatMap(({ hosts }) => (hosts ? sorted(hosts) : []))).size > 1) {
    return warning(
      'the members disagree on who the members are',
      'Wait until the configuration of the set has settled',
    );
  }
  const known = new Set(members.map(({ host }) => host));
  const typed = srv ? [] : seeds.filter((seed) => !known.has(seed));
  return good(
    typed.length === 0
      ? `${counted(answered.length, 'member')}, each under its own name`
      : `typed ${names(typed)}; the members call themselves ${names([...known])}`,
  );
}

/** The versions that the driver and this program are made for. */
const OLDEST = [4, 4] as const;

function isOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

/** `featureVersion` is absent where the user may not read it, `ofPrimary` where each member has told its own. */
export function judgeVersions(
  members: readonly MemberLook[],
  featureVersion: string | undefined,
  ofPrimary: string | undefined,
): Finding {
  const versions = [...new Set(members.flatMap(({ version }) => version ?? []))].sort();
  const [version] = versions;
  if (version === undefined) {
    const seen = 'members tell their versions only to who is logged in';
    return unproved(
      ofPrimary === undefined ? seen : `MongoDB ${ofPrimary} on the primary; ${seen}`,
      'Compare the versions of the members in Ops Manager',
    );
  }
  if (versions.length > 1) {
    const each = members.map(({ host, version: of }) => `${host} ${of ?? 'unknown'}`);
    return warning(`mixed versions: ${each.join(', ')}`, 'Bring all members to one version: a restore needs it');
  }
  const community = members.filter(({ enterprise }) => enterprise === false);
  if (community.length > 0) {
    return warning(
      `MongoDB ${version}, not Enterprise`,
      'Ops Manager backs up MongoDB Enterprise: install that on every member',
    );
  }
  if (isOld(version)) return warning(`MongoDB ${version}`, 'Use MongoDB 6.0 or later');
  if (featureVersion === undefined) {
    return unproved(
      `MongoDB ${version}; its feature compatibility version may not be read`,
      'Give the user clusterMonitor',
    );
  }
  return version.startsWith(`${featureVersion}.`)
    ? good(`MongoDB ${version}, feature compatibility ${featureVersion}`)
    : warning(
        `MongoDB ${version}, but feature compatibility ${featureVersion}`,
        'An upgrade is not finished: raise the feature compatibility version before the first snapshot',
      );
}

/** Less is no news; nothing rests on clocks, but people compare what they see. */
const OFFSET_MS = 2_000;

export interface NamedClock {
  readonly whose: string;
  readonly clock: ClockLook;
}

/** Only what is certain beside how long the answers took counts. */
const isOff = ({ clock: { offsetMs, offByMs } }: NamedClock): boolean => Math.abs(offsetMs) - offByMs > OFFSET_MS;

function offset({ clock: { offsetMs } }: NamedClock): string {
  const seconds = Math.round(Math.abs(offsetMs) / 1000);
  const amount = seconds < 600 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  return `${amount} ${offsetMs > 0 ? 'ahead' : 'behind'}`;
}

export function judgeClocks(clocks: readonly NamedClock[]): Finding {
  if (clocks.length === 0) return unproved('nobody told the time');
  const off = clocks.filter(isOff);
  if (off.length === 0) return good(`${counted(clocks.length, 'clock')} within 2 s of this machine’s`);
  return warning(
    off.map((one) => `${one.whose} is ${offset(one)}`).join('; '),
    'Restore points rest on no clock of these; set them right so that times read alike',
  );
}
