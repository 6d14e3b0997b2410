import { describe, expect, it } from 'vitest';
import { RefusedError, UnreachableError } from '../../../src/errors.ts';
import type { MemberLook } from '../../../src/proof/looks.ts';
import { CHECKS } from '../../../src/wizard/checks.ts';
import { createDatabaseLooks, HOSTS } from '../../helpers/looks.ts';
import type { Case, Other } from './looked.ts';
import { lookedAt, refuses, TERMINAL, testCases } from './looked.ts';

const never = new AbortController().signal;
const fine = createDatabaseLooks();
const MEMBERS = await fine.members(never);
const denied = refuses(new RefusedError('not authorized', { code: '13' }));

/** The first member otherwise. */
const oneMember = (other: Partial<MemberLook>): Other['looks'] => ({
  members: () => Promise.resolve([{ ...MEMBERS[0]!, ...other }, ...MEMBERS.slice(1)]),
});
const everyMember = (other: Partial<MemberLook>): Other['looks'] => ({
  members: () => Promise.resolve(MEMBERS.map((member) => ({ ...member, ...other }))),
});

const CASES: readonly Case[] = [
  ['terminal', 'is fit', {}, 'good', '120 columns, 40 rows, xterm-256color, 256 colours'],
  ['terminal', 'is small', { terminal: { ...TERMINAL, rows: 20 } }, 'warning', '20 rows', 'Make it 80 by 24 at least'],
  ['terminal', 'is narrow', { terminal: { ...TERMINAL, columns: 79 } }, 'warning', '79 columns', 'Make it'],
  ['terminal', 'cannot draw', { terminal: { ...TERMINAL, term: 'dumb' } }, 'warning', 'TERM is dumb', 'Set TERM'],
  ['terminal', 'knows few signs', { terminal: { ...TERMINAL, locale: 'C' } }, 'warning', 'not UTF-8', 'Set LC_ALL'],
  ['terminal', 'is none', { terminal: { ...TERMINAL, isTerminal: false } }, 'unproved', 'no terminal', 'Run it in'],
  ['terminal', 'is told lines', { terminal: { ...TERMINAL, lines: true, rows: 5 } }, 'good', 'told in lines'],

  ['address', 'is encrypted', {}, 'good', `${HOSTS[0]} and 2 more, encrypted`],
  [
    'address',
    'is not encrypted',
    { looks: { address: { ...fine.address, tls: 'off' } } },
    'warning',
    'not encrypted',
    'Add tls=true',
  ],
  [
    'address',
    'is that of a rehearsal',
    { kind: 'rehearsal', looks: { address: { ...fine.address, tls: 'off' } } },
    'good',
    'not encrypted',
  ],
  [
    'address',
    'believes everybody',
    { looks: { address: { ...fine.address, tls: 'unchecked' } } },
    'warning',
    'certificates unchecked',
    'tlsCAFile',
  ],
  [
    'address',
    'says what is not done',
    { looks: { address: { ...fine.address, overrides: [{ option: 'w', said: '0', used: '1' }] } } },
    'warning',
    'w=0 is not used, but 1',
    'Leave it out',
  ],
  [
    'address',
    'is SRV',
    { looks: { address: { ...fine.address, srv: true, seeds: ['set.example.net'] } } },
    'good',
    'the members of set.example.net (SRV)',
  ],

  ['names', 'are known', {}, 'good', '3 names resolved'],
  [
    'names',
    'are unknown',
    { looks: { names: (hosts) => Promise.resolve(hosts.map((host) => ({ host, addresses: [], why: 'who?' }))) } },
    'bad',
    `${HOSTS[0]}: who?; ${HOSTS[1]}: who?`,
    'hosts file',
  ],

  ['set', 'has a primary', {}, 'good', `rehearsal, primary ${HOSTS[0]}`],
  ['set', 'has none', { looks: oneMember({ role: 'secondary' }) }, 'bad', 'has no primary', 'Wait for an election'],
  [
    'set',
    'is no MongoDB',
    { looks: everyMember({ genuine: false }) },
    'bad',
    'DocumentDB, Cosmos DB',
    'MongoDB itself',
  ],
  [
    'set',
    'is a mongos',
    { looks: { members: refuses(new RefusedError('h:1 is a mongos of a sharded cluster', { nextSteps: ['Name'] })) } },
    'bad',
    'a mongos of a sharded cluster',
    'Name',
  ],

  ['members', 'are all up', {}, 'good', '1 primary, 2 secondaries'],
  [
    'members',
    'are down',
    {
      looks: { members: () => Promise.resolve([...MEMBERS.slice(0, 2), { host: HOSTS[2]!, role: 'down', why: 'no' }]) },
    },
    'warning',
    `${HOSTS[2]} did not answer (no)`,
    'A restore needs every member',
  ],
  [
    'members',
    'are recovering',
    { looks: { members: () => Promise.resolve([...MEMBERS.slice(0, 2), { host: HOSTS[2]!, role: 'other' }]) } },
    'warning',
    'neither primary nor secondary',
    'Wait until',
  ],
  [
    'members',
    'have an arbiter',
    { looks: { members: () => Promise.resolve([...MEMBERS.slice(0, 2), { host: 'a:1', role: 'arbiter' }]) } },
    'good',
    '1 primary, 1 secondary; arbiter a:1',
  ],
  [
    'members',
    'are hidden or late',
    {
      looks: {
        config: () => Promise.resolve([{ host: 'h:1', arbiter: false, hidden: true, priority: 0, delaySeconds: 3600 }]),
      },
    },
    'good',
    'hidden h:1, not asked; h:1 is 3600 s behind on purpose',
  ],
  [
    'members',
    'are too few for the write concern',
    {
      database: {
        verifyWriteConcern: refuses(
          new RefusedError('--w 9 wants 9 members, and the set has 3', { nextSteps: ['Give --w 3'] }),
        ),
      },
    },
    'bad',
    '--w 9 wants 9 members',
    'Give --w 3',
  ],
  ['members', 'may be hidden unseen', { looks: { config: denied } }, 'good', 'hidden ones unknown'],

  ['topology', 'is as it is said', {}, 'good', '3 members, each under its own name'],
  [
    'topology',
    'leads elsewhere',
    { looks: oneMember({ me: 'db1.internal:27017' }) },
    'warning',
    `who answers at ${HOSTS[0]} calls itself db1.internal:27017`,
    'Reach the members directly',
  ],
  [
    'topology',
    'is of two sets',
    { looks: oneMember({ setName: 'other' }) },
    'bad',
    'members of different sets: other, rehearsal',
    'one set',
  ],
  ['topology', 'is disputed', { looks: oneMember({ hosts: ['x:1'] }) }, 'warning', 'disagree', 'Wait'],
  [
    'topology',
    'was typed otherwise',
    { looks: { address: { ...fine.address, seeds: ['localhost:27017'] } } },
    'good',
    'typed localhost:27017; the members call themselves',
  ],

  ['versions', 'are one', {}, 'good', 'MongoDB 8.0.15, feature compatibility 8.0'],
  ['versions', 'are mixed', { looks: oneMember({ version: '7.0.2' }) }, 'warning', 'mixed versions', 'one version'],
  [
    'versions',
    'are unfinished',
    { looks: { featureVersion: () => Promise.resolve('7.0') } },
    'warning',
    '7.0',
    'upgrade',
  ],
  [
    'versions',
    'may not be read',
    { looks: { featureVersion: denied } },
    'unproved',
    'may not be read',
    'clusterMonitor',
  ],
  [
    'versions',
    'are not told',
    {
      looks: { members: () => Promise.resolve(MEMBERS.map(({ host, role }) => ({ host, role }))) },
    },
    'unproved',
    'MongoDB 8.1.0 on the primary; members tell their versions only to who is logged in',
    'Compare the versions',
  ],
  [
    'versions',
    'are community',
    { looks: everyMember({ enterprise: false }) },
    'warning',
    'not Enterprise',
    'Enterprise',
  ],
  [
    'versions',
    'are old',
    { looks: everyMember({ version: '4.2.24' }) },
    'warning',
    'MongoDB 4.2.24',
    'Use MongoDB 6.0',
  ],

  ['clocks', 'agree', {}, 'good', '4 clocks within 2 s'],
  [
    'clocks',
    'differ',
    { looks: oneMember({ clock: { offsetMs: -700_000, offByMs: 10 } }) },
    'warning',
    `${HOSTS[0]} is 12 min behind`,
    'Restore points rest on no clock',
  ],
  ['clocks', 'may differ', { looks: oneMember({ clock: { offsetMs: 9_000, offByMs: 8_000 } }) }, 'good', '4 clocks'],
];

describe('preflight of a set', () => {
  testCases(CASES);

  it('says of a set that is not there only once that it is not, and why the rest was not looked at', async () => {
    const checks = await lookedAt({ looks: { members: refuses(new UnreachableError('nobody answers')) } });
    expect(checks.get('set')).toEqual({ verdict: 'bad', seen: 'nobody answers' });
    const left = CHECKS.filter((name) => checks.get(name)!.seen === 'not looked at: the set was not reached');
    expect(left).toEqual(['members', 'topology', 'versions', 'user', 'namespace', 'databases', 'disk', 'oplog']);
    // The names are looked up all the same, and Ops Manager is asked.
    expect(checks.get('names')!.verdict).toBe('good');
    expect(checks.get('engine')!.verdict).toBe('good');
  });

  it('leaves what only a primary tells where there is none', async () => {
    const checks = await lookedAt({ looks: oneMember({ role: 'secondary' }) });
    expect(checks.get('databases')!.seen).toBe('not looked at: the set has no primary');
    expect(checks.get('versions')!.verdict).toBe('unproved');
    expect(checks.get('topology')!.verdict).toBe('good');
  });
});
