import { RefusedError } from '../../errors.ts';
import type { Marker, SetFacts } from '../../proof/facts.ts';
import type { ConfiguredMember, MemberLook } from '../../proof/looks.ts';
import type { CheckName } from '../../wizard/checks.ts';
import type { Context } from '../worker.ts';
import { judgeDatabases, judgeDisk, judgeNamespace, judgeOplog, plannedBytes } from './data.ts';
import type { Hosts } from './engine.ts';
import { toFinding } from './finding.ts';
import type { Looking } from './looking.ts';
import { unheard } from './looking.ts';
import { judgeAddress, judgeNames } from './machine.ts';
import { judgeUser } from './rights.ts';
import { judgeMembers, judgeSet, judgeTopology, judgeVersions } from './set.ts';

/** What later steps go by. */
export interface SetSide {
  readonly members?: readonly MemberLook[];
  readonly set?: SetFacts;
  readonly marker?: Marker;
}

export interface SetLooks {
  /** Who the members are; undefined when nobody said so. */
  readonly hosts: Promise<Hosts | undefined>;
  readonly all: Promise<SetSide>;
}

/** https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml */
const UNAUTHORIZED = '13';

const OF_THE_SET = ['members', 'topology', 'versions'] as const satisfies readonly CheckName[];
const OF_A_USER = ['namespace', 'databases', 'disk', 'oplog'] as const satisfies readonly CheckName[];
const OF_THE_PRIMARY = ['user', ...OF_A_USER] as const satisfies readonly CheckName[];

/** Undefined where this user may not ask for it. */
async function ifAllowed<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RefusedError && error.code === UNAUTHORIZED) return undefined;
    throw error;
  }
}

/** Looks at the set, at each part as soon as what it stands on is known. */
export function lookAtSet(context: Context<'preflight'>, looking: Looking): SetLooks {
  const { database, kind } = context.world;
  const { looks } = database;
  looking.note('address', judgeAddress(looks.address, kind === 'rehearsal'));
  const members = looking.look(
    ['set'],
    (signal) => looks.members(signal),
    (found) => [judgeSet(found)],
  );
  // Without it nothing is known of hidden members; what else it means is said by `members`.
  const config = unheard(
    members.then((found) => found && looking.look([], (signal) => ifAllowed(looks.config(signal)))),
  );
  const hosts = unheard(
    Promise.all([members, config]).then(
      ([found, configured]) =>
        found && {
          members: found,
          hidden: (configured ?? []).filter(({ hidden }) => hidden).map(({ host }) => host),
        },
    ),
  );
  return { hosts, all: lookAtAll(context, looking, members, config) };
}

async function lookAtAll(
  context: Context<'preflight'>,
  looking: Looking,
  asked: Promise<readonly MemberLook[] | undefined>,
  config: Promise<readonly ConfiguredMember[] | undefined>,
): Promise<SetSide> {
  const { looks } = context.world.database;
  const members = await asked;
  const typed = looks.address.srv ? [] : looks.address.seeds;
  const hosts = [...new Set([...typed, ...(members ?? []).map(({ host }) => host)])];
  const names = looking.look(
    ['names'],
    (signal) => looks.names(hosts, signal),
    (found) => [judgeNames(found)],
  );
  if (!members) {
    looking.leave([...OF_THE_SET, ...OF_THE_PRIMARY], 'not looked at: the set was not reached');
    await names;
    return {};
  }
  looking.note('topology', judgeTopology(members, looks.address));
  const [, , , side] = await Promise.all([
    names,
    lookAtMembers(context, looking, members, config),
    lookAtVersions(context, looking, members),
    lookAtPrimary(context, looking, members),
  ]);
  return { members, ...side };
}

async function lookAtVersions(
  { world }: Context<'preflight'>,
  looking: Looking,
  members: readonly MemberLook[],
): Promise<void> {
  const { looks } = world.database;
  const isRead = members.some(({ role }) => role === 'primary');
  const isTold = members.some(({ version }) => version !== undefined);
  await looking.look(
    ['versions'],
    (signal) =>
      Promise.all([
        isRead ? ifAllowed(looks.featureVersion(signal)) : undefined,
        isRead && !isTold ? ifAllowed(looks.version(signal)) : undefined,
      ]),
    ([featureVersion, ofPrimary]) => [judgeVersions(members, featureVersion, ofPrimary)],
  );
}

/** The members, and whether they are enough for what is to be written. */
async function lookAtMembers(
  { world, show }: Context<'preflight'>,
  looking: Looking,
  members: readonly MemberLook[],
  config: Promise<readonly ConfiguredMember[] | undefined>,
): Promise<void> {
  const writes = !show.readOnly && members.some(({ role }) => role === 'primary');
  await looking.look(
    ['members'],
    async (signal) => {
      const configured = await config;
      try {
        if (writes) await world.database.verifyWriteConcern(signal);
      } catch (error) {
        // Its own refusal has no code of a server: there are too few.
        if (error instanceof RefusedError && error.code === undefined) return toFinding('bad', error);
      }
      return judgeMembers(members, configured);
    },
    (finding) => [finding],
  );
}

async function lookAtPrimary(
  context: Context<'preflight'>,
  looking: Looking,
  members: readonly MemberLook[],
): Promise<Omit<SetSide, 'members'>> {
  if (!members.some(({ role }) => role === 'primary')) {
    looking.leave(OF_THE_PRIMARY, 'not looked at: the set has no primary');
    return {};
  }
  const { world, show, input } = context;
  const { database } = world;
  const { looks, namespace } = database;
  const user = await looking.look(
    ['user'],
    (signal) => looks.user(signal),
    (found) => [judgeUser(found, namespace, show.readOnly ?? false)],
  );
  if (!user) {
    looking.leave(OF_A_USER, 'not looked at: the primary lets nobody read');
    return {};
  }
  const collection = looking.look(
    ['namespace'],
    (signal) => Promise.all([looks.collection(signal), database.marker(signal)]),
    ([found, marker]) => [judgeNamespace(namespace, found, marker)],
  );
  const planned = unheard(collection.then((found) => (input ? plannedBytes(input.load, found?.[0].bytes ?? 0) : 0)));
  const [set, found] = await Promise.all([
    lookAtDatabases(context, looking),
    collection,
    looking.look(
      ['disk'],
      (signal) => Promise.all([ifAllowed(looks.disk(signal)), planned]),
      ([disk, bytes]) => [judgeDisk(disk, bytes)],
    ),
    looking.look(
      ['oplog'],
      (signal) => Promise.all([ifAllowed(looks.oplog(signal)), planned]),
      ([oplog, bytes]) => [judgeOplog(oplog, bytes)],
    ),
  ]);
  const marker = found?.[1];
  return { ...(set ? { set } : {}), ...(marker ? { marker } : {}) };
}

/** The set as later steps know it, with what else is on it and how big that is. */
async function lookAtDatabases(
  { world: { database } }: Context<'preflight'>,
  looking: Looking,
): Promise<SetFacts | undefined> {
  const foreign = await looking.look(
    ['databases'],
    (signal) => ifAllowed(database.foreignDatabases(signal)),
    (found) => [judgeDatabases(found)],
  );
  if (!foreign) return undefined;
  const set = await looking.look([], (signal) => database.describe(signal));
  return set && { ...set, foreignDatabases: foreign.map(({ name }) => name), foreignSizes: foreign };
}
