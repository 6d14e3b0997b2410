import { RefusedError } from '../../errors.ts';
import type { EngineFacts } from '../../proof/facts.ts';
import type { ClusterLook, EngineContact } from '../../proof/looks.ts';
import type { CheckName } from '../../wizard/checks.ts';
import type { BackupEngine, EngineLooks } from '../../world/world.ts';
import type { Context } from '../worker.ts';
import { judgeBackup, judgeCoverage, judgeRestores, judgeStores } from './backup.ts';
import type { Hosts } from './engine.ts';
import { judgeAgents, judgeAutomation, judgeCluster, judgeContact } from './engine.ts';
import { bad, good, toFinding, unproved } from './finding.ts';
import type { Looking } from './looking.ts';

/** What later steps go by, and who answered. */
export interface EngineSide {
  readonly contact?: EngineContact;
  readonly engine?: EngineFacts;
}

const OF_THE_CLUSTER = [
  'agents',
  'automation',
  'automation-role',
  'backup-role',
  'coverage',
  'backup',
  'restores',
] as const satisfies readonly CheckName[];
const OF_THE_KEY = ['cluster', ...OF_THE_CLUSTER, 'stores'] as const satisfies readonly CheckName[];

/**
 * Looks at the backup side. Its client sends one request at a time, so that one look follows the other, and each has its time; the
 * stores have a key of their own.
 */
export async function lookAtEngine(
  { world }: Context<'preflight'>,
  looking: Looking,
  hosts: Promise<Hosts | undefined>,
): Promise<EngineSide> {
  const { engine, kind } = world;
  const { looks } = engine;
  if (!looks) {
    looking.leave(
      ['engine', 'key', ...OF_THE_KEY],
      'nobody is asked',
      'Look at it in the browser, or give --ops-manager to have it asked',
    );
    return {};
  }
  const contact = await looking.look(
    ['engine'],
    (signal) => looks.contact(signal),
    (found) => [judgeContact(found, kind === 'rehearsal')],
  );
  if (!contact) {
    looking.leave(['key', ...OF_THE_KEY], 'not looked at: Ops Manager was not reached');
    return {};
  }
  const key = await looking.look(
    ['key'],
    async (signal) => {
      await looks.key(signal);
      return true;
    },
    () => [good('accepted')],
  );
  if (!key) {
    looking.leave(OF_THE_KEY, 'not looked at: the API key was not accepted');
    return { contact };
  }
  const stores = looking.look(
    ['stores'],
    (signal) => engine.stores(signal),
    (found) => [judgeStores(found)],
  );
  const [facts] = await Promise.all([lookAtProject(world, looks, looking, hosts, contact), stores]);
  return { contact, ...(facts ? { engine: facts } : {}) };
}

async function lookAtProject(
  { engine, clock }: Context<'preflight'>['world'],
  looks: EngineLooks,
  looking: Looking,
  hosts: Promise<Hosts | undefined>,
  contact: EngineContact,
): Promise<EngineFacts | undefined> {
  const found = await looking.look(
    ['cluster'],
    async (signal) => ({ cluster: await looks.cluster(signal), known: await hosts }),
    ({ cluster, known }) => [judgeCluster(cluster, known)],
  );
  if (!found) {
    looking.leave(OF_THE_CLUSTER, 'not looked at: the cluster was not found');
    return undefined;
  }
  const { cluster } = found;
  // What Ops Manager's own clock surely showed before it was asked: a hurried rehearsal is minutes on when the answer comes.
  const { offsetMs = 0, offByMs = 0 } = contact.clock ?? {};
  const askedAt = clock.now() + offsetMs - offByMs;
  const agents = await looking.look(
    ['agents'],
    (signal) => looks.agents(signal),
    (all) => [judgeAgents(all, cluster, askedAt)],
  );
  await looking.look(
    ['automation'],
    (signal) => engine.automation(signal),
    (automation) => [automation ? judgeAutomation(automation) : unproved('nobody tells')],
  );
  await lookAtAutomationRole(looks, looking);
  await lookAtBackup(engine, looking);
  return toFacts(contact, cluster, agents ?? []);
}

/** Refused for want of a role, and not for anything else. */
const lacksRole = (error: unknown): boolean =>
  error instanceof RefusedError && ['USER_UNAUTHORIZED', 'NOT_IN_GROUP'].includes(error.code ?? '');

async function lookAtAutomationRole(looks: EngineLooks, looking: Looking): Promise<void> {
  await looking.look(
    ['automation-role'],
    async (signal) => {
      try {
        await looks.mayAutomate(signal);
        return good('Project Automation Admin');
      } catch (error) {
        if (!lacksRole(error)) throw error;
        return bad(toFinding('bad', error).seen, 'Give the key the role Project Automation Admin: a restore takes it');
      }
    },
    (finding) => [finding],
  );
}

/** The ranges are for who may restore; a key that may only read everything sees them too. */
async function lookAtBackup(engine: BackupEngine, looking: Looking): Promise<void> {
  const backup = await looking.look(
    ['backup'],
    async (signal) => ({ state: await engine.backup(signal), snapshots: await engine.snapshots(signal) }),
    ({ state, snapshots }) => [judgeBackup(state, snapshots)],
  );
  await looking.look(
    ['coverage', 'backup-role'],
    async (signal) => {
      try {
        return await engine.coverage(signal);
      } catch (error) {
        if (lacksRole(error)) return error as RefusedError;
        throw error;
      }
    },
    (answer) =>
      answer instanceof RefusedError
        ? [
            unproved('not looked at: the key lacks a role'),
            bad(answer.message, 'Give the key the role Project Backup Admin: starting a backup and a restore take it'),
          ]
        : [
            judgeCoverage(answer, backup?.state),
            answer.tag === 'ranges'
              ? good('Project Backup Admin, inferred from what it may read')
              : unproved('only a change would show it on this Ops Manager'),
          ],
  );
  await looking.look(
    ['restores'],
    (signal) => engine.restoreJobs(signal),
    (jobs) => [judgeRestores(jobs)],
  );
}

function toFacts(
  { version }: EngineContact,
  { projectName, name, setName, hosts }: ClusterLook,
  agents: EngineFacts['agents'],
): EngineFacts {
  return {
    version,
    projectName,
    clusterName: name,
    ...(setName === undefined ? {} : { setName }),
    hosts: hosts.map(({ address }) => address),
    agents,
  };
}
