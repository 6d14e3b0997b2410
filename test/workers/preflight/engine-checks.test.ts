import { describe, expect, it } from 'vitest';
import { RefusedError, UnreachableError } from '../../../src/errors.ts';
import type { Agent } from '../../../src/proof/facts.ts';
import { CHECKS } from '../../../src/wizard/checks.ts';
import type { EngineLooks } from '../../../src/world/world.ts';
import { createDatabaseLooks, createEngineLooks, HOSTS } from '../../helpers/looks.ts';
import type { Case, Other } from './looked.ts';
import { lookedAt, refuses, testCases } from './looked.ts';

const never = new AbortController().signal;
const fine = createEngineLooks();
const CONTACT = await fine.contact(never);
const CLUSTER = await fine.cluster(never);
const AGENTS = await fine.agents(never);
const lacksRole = refuses(new RefusedError('Ops Manager refused: no role', { code: 'USER_UNAUTHORIZED' }));

const agents = (...of: readonly Agent[]): Other => ({ engineLooks: { agents: () => Promise.resolve(of) } });
const cluster = (other: Partial<typeof CLUSTER>): Other => ({
  engineLooks: { cluster: () => Promise.resolve({ ...CLUSTER, ...other }) },
});
const hosts = (...addresses: readonly string[]) =>
  addresses.map((address) => ({ address, hidden: false, aliases: [] as string[] }));
const process = (achieved: number, plan: readonly string[] = [], error?: string) => ({
  name: 'p',
  host: '127.0.0.1',
  achieved,
  plan,
  ...(error === undefined ? {} : { error }),
});
const automation = (...processes: readonly ReturnType<typeof process>[]): Other => ({
  engine: { automation: () => Promise.resolve({ goal: 3, processes }) },
});

const CASES: readonly Case[] = [
  ['engine', 'answers', {}, 'good', '8.0.15 at om.example.net:8443'],
  [
    'engine',
    'is not encrypted',
    { engineLooks: { contact: () => Promise.resolve({ ...CONTACT, encrypted: false }) } },
    'warning',
    'not encrypted',
    'Use https',
  ],
  ['key', 'is accepted', {}, 'good', 'accepted'],
  [
    'key',
    'is wrong',
    {
      engineLooks: { key: refuses(new RefusedError('it does not accept the API key', { nextSteps: ['Check both'] })) },
    },
    'bad',
    'does not accept',
    'Check both',
  ],
  [
    'key',
    'comes from elsewhere',
    {
      engineLooks: {
        key: refuses(
          new RefusedError('IP not on the access list', {
            code: 'IP_ADDRESS_NOT_ON_ACCESS_LIST',
            nextSteps: ['Add this address to the access list of the API key'],
          }),
        ),
      },
    },
    'bad',
    'access list',
    'Add this address',
  ],

  ['cluster', 'is the set', {}, 'good', 'rehearsal in Demo, 3 hosts as in the set'],
  [
    'cluster',
    'is not found',
    { engineLooks: { cluster: refuses(new RefusedError('No cluster is called x', { nextSteps: ['Name y'] })) } },
    'bad',
    'No cluster is called x',
    'Name y',
  ],
  [
    'cluster',
    'is another set',
    cluster({ setName: 'other' }),
    'bad',
    'rehearsal is the set other, and the connection string leads to rehearsal',
    'Name the cluster',
  ],
  [
    'cluster',
    'has other hosts',
    cluster({ hosts: hosts(...HOSTS.slice(0, 2), 'x:1') }),
    'bad',
    `it has x:1, and the set has ${HOSTS[2]}`,
    'Name the cluster',
  ],
  [
    'cluster',
    'has the hosts by other names',
    cluster({ hosts: [...hosts(...HOSTS.slice(0, 2)), { address: 'x:1', hidden: false, aliases: [HOSTS[2]!] }] }),
    'bad',
    'it has x:1',
    'The same hosts under other names',
  ],
  [
    'cluster',
    'writes names otherwise',
    {
      looks: { members: () => Promise.resolve([{ host: 'db1.example.net:27017', role: 'primary' }]) },
      ...cluster({ hosts: hosts('DB1.example.net:27017') }),
    },
    'good',
    '1 host as in the set',
  ],
  [
    'cluster',
    'has a hidden member',
    {
      ...cluster({ hosts: [...hosts(...HOSTS), { address: 'h:1', hidden: true, aliases: [] }] }),
      looks: {
        config: () => Promise.resolve([{ host: 'h:1', arbiter: false, hidden: true, priority: 0, delaySeconds: 0 }]),
      },
    },
    'good',
    '4 hosts as in the set',
  ],
  [
    'cluster',
    'has a hidden member that the user is not told of, for which its guard refuses',
    cluster({ hosts: [...hosts(...HOSTS), { address: 'h:1', hidden: true, aliases: [] }] }),
    'warning',
    'does not tell this user of hidden h:1',
    'Give the user clusterMonitor',
  ],
  [
    'cluster',
    'lacks a hidden member',
    {
      looks: {
        config: () => Promise.resolve([{ host: 'h:1', arbiter: false, hidden: true, priority: 0, delaySeconds: 0 }]),
      },
    },
    'bad',
    'the set has h:1',
    'Name the cluster',
  ],
  [
    'cluster',
    'cannot be compared',
    { looks: { members: refuses(new UnreachableError('nobody answers')) } },
    'warning',
    'not compared with the set',
    'Look again',
  ],

  ['automation-role', 'is there', {}, 'good', 'Project Automation Admin'],
  [
    'automation-role',
    'is missing',
    { engineLooks: { mayAutomate: lacksRole } },
    'bad',
    'no role',
    'Give the key the role Project Automation Admin',
  ],
  [
    'automation-role',
    'is not told',
    { engineLooks: { mayAutomate: refuses(new UnreachableError('no answer', { nextSteps: ['Try again'] })) } },
    'unproved',
    'no answer',
    'Try again',
  ],
  ['backup-role', 'is there', {}, 'good', 'Project Backup Admin, inferred'],
  [
    'backup-role',
    'is missing',
    { engine: { coverage: lacksRole } },
    'bad',
    'no role',
    'Give the key the role Project Backup Admin',
  ],
  [
    'backup-role',
    'is not told',
    { engine: { coverage: () => Promise.resolve({ tag: 'unknown' }) } },
    'unproved',
    'only',
  ],

  ['agents', 'are alive', {}, 'good', '1 automation, 1 backup, 1 monitoring'],
  ['agents', 'are none', agents(), 'bad', 'no automation agent on 127.0.0.1', 'let Ops Manager manage'],
  [
    'agents',
    'do not back up',
    agents(...AGENTS.filter(({ kind }) => kind !== 'BACKUP')),
    'bad',
    '0 backup',
    'Activate',
  ],
  [
    'agents',
    'are silent',
    agents(...AGENTS.map((agent) => (agent.kind === 'AUTOMATION' ? { ...agent, lastSeenAt: 0 } : agent))),
    'warning',
    'silent: 127.0.0.1',
    'Look at the MongoDB Agent',
  ],
  [
    'agents',
    'are silent about backups',
    agents(...AGENTS.map((agent) => (agent.kind === 'BACKUP' ? { ...agent, lastSeenAt: 0 } : agent))),
    'bad',
    'no backup agent was heard of for a minute',
    'Look at the MongoDB Agent',
  ],

  ['automation', 'is at goal', automation(process(3), process(3)), 'good', '2 processes at goal version 3'],
  [
    'automation',
    'works',
    automation(process(3), process(2, ['Start'])),
    'warning',
    '1 of 2 processes are not at goal version 3: Start',
    'Wait until the agents',
  ],
  ['automation', 'fails', automation(process(2, ['Start'], 'no disk')), 'warning', 'goal version 3: no disk', 'Wait'],
];

const OF_OPS_MANAGER = CHECKS.slice(CHECKS.indexOf('engine'));

describe('preflight of Ops Manager', () => {
  testCases(CASES);

  const reasons = async (engineLooks: Partial<EngineLooks>): Promise<readonly string[]> => {
    const checks = await lookedAt({ engineLooks });
    return OF_OPS_MANAGER.filter((name) => checks.get(name)!.seen.startsWith('not looked at')).map(
      (name) => checks.get(name)!.seen,
    );
  };

  it('asks nothing more of who does not answer, does not know us, or has no such cluster', async () => {
    const gone = await reasons({ contact: refuses(new UnreachableError('nobody answers')) });
    expect(new Set(gone)).toEqual(new Set(['not looked at: Ops Manager was not reached']));
    expect(gone).toHaveLength(OF_OPS_MANAGER.length - 1);
    const strange = await reasons({ key: refuses(new RefusedError('no')) });
    expect(new Set(strange)).toEqual(new Set(['not looked at: the API key was not accepted']));
    expect(strange).toHaveLength(OF_OPS_MANAGER.length - 2);
    const lost = await reasons({ cluster: refuses(new RefusedError('no')) });
    expect(new Set(lost)).toEqual(new Set(['not looked at: the cluster was not found']));
    expect(lost).toHaveLength(OF_OPS_MANAGER.length - 4);
  });

  it('says that nobody is asked where no Ops Manager is named', async () => {
    const checks = await lookedAt({ engine: { looks: undefined as never } });
    for (const name of OF_OPS_MANAGER) {
      expect(checks.get(name)).toMatchObject({ verdict: 'unproved', seen: 'nobody is asked' });
    }
    expect(checks.get('clocks')!.seen).toBe('3 clocks within 2 s of this machine’s');
  });

  it('notices that the clock of Ops Manager is off, and does not take its agents for dead', async () => {
    const far = { offsetMs: 3_600_000, offByMs: 500 };
    const checks = await lookedAt({
      engineLooks: { contact: () => Promise.resolve({ ...CONTACT, clock: far }) },
      looks: createDatabaseLooks(),
    });
    expect(checks.get('clocks')!.seen).toBe('Ops Manager is 60 min ahead');
    expect(checks.get('agents')!.verdict).toBe('good');
  });
});
