import { describe } from 'vitest';
import { RefusedError, UnreachableError } from '../../../src/errors.ts';
import type { NamespaceFacts, UserFacts } from '../../../src/proof/looks.ts';
import { createDatabaseLooks } from '../../helpers/looks.ts';
import type { Case, Other } from './looked.ts';
import { refuses, testCases } from './looked.ts';

const never = new AbortController().signal;
const fine = createDatabaseLooks();
const CATALOG = await fine.collection(never);
const OPLOG = await fine.oplog(never);
const marked = { setName: 'rehearsal', namespace: 'loadtest.events', loads: [] };
const denied = refuses(new RefusedError('not authorized', { code: '13' }));

const catalog = (other: Partial<NamespaceFacts>): Other['looks'] => ({
  collection: () => Promise.resolve({ ...CATALOG, typeName: 'collection', ...other }),
});

const ALL = ['find', 'insert', 'update', 'remove', 'collStats', 'listIndexes', 'dbHash'];
const grant = (db: string, actions: readonly string[]) => ({
  resource: { tag: 'namespace' as const, db, coll: '' },
  actions,
});
const user = (...privileges: UserFacts['privileges']): Other['looks'] => ({
  user: () => Promise.resolve({ users: ['loader@admin'], accessControl: true, privileges }),
});
const LISTS = { resource: { tag: 'cluster' as const }, actions: ['listDatabases'] };

const CASES: readonly Case[] = [
  ['user', 'needs none', {}, 'good', 'access control is off'],
  [
    'user',
    'is nobody',
    { looks: { user: () => Promise.resolve({ users: [], accessControl: true, privileges: [] }) } },
    'bad',
    'nobody is logged in',
    'Name a user',
  ],
  ['user', 'may do all', { looks: user(grant('', ALL), LISTS) }, 'good', 'loader@admin may do all that the show does'],
  [
    'user',
    'only reads',
    { looks: user(grant('', ['find', 'collStats', 'listIndexes']), LISTS) },
    'bad',
    'may not insert on loadtest.events, remove on loadtest.events, insert on minuteback.shows',
    'Give it readWrite on loadtest and on minuteback, and clusterMonitor',
  ],
  [
    'user',
    'only reads, as is wanted',
    { looks: user(grant('', ['find', 'collStats', 'listIndexes', 'dbHash']), LISTS), readOnly: true },
    'good',
    'may do all',
  ],
  [
    'user',
    'has nothing in our marks',
    { looks: user(grant('loadtest', ALL), LISTS) },
    'bad',
    'may not find on minuteback.shows',
    'readWrite',
  ],
  [
    'user',
    'cannot hash',
    { looks: user(grant('', ALL.slice(0, -1)), LISTS) },
    'warning',
    'may not dbHash',
    'clusterMonitor',
  ],
  [
    'user',
    'is root',
    { looks: user({ resource: { tag: 'any' }, actions: [...ALL, 'listDatabases'] }) },
    'good',
    'may do all',
  ],

  ['namespace', 'is free', {}, 'good', 'loadtest.events is free'],
  ['namespace', 'is empty', { looks: catalog({}) }, 'good', 'loadtest.events is there, and empty'],
  [
    'namespace',
    'is ours',
    { looks: catalog({ documents: 12_345, bytes: 1e6 }), database: { marker: () => Promise.resolve(marked) } },
    'good',
    'loadtest.events is ours: 12,345 documents, 1.0 MB',
  ],
  [
    'namespace',
    'is of others',
    { looks: catalog({ documents: 1, bytes: 100 }) },
    'bad',
    'holds 1 document, 100 bytes of others',
    'Choose another collection with --coll, or adopt it by typing its full name',
  ],
  ['namespace', 'is a view', { looks: catalog({ typeName: 'view' }) }, 'bad', 'is a view', '--coll'],
  [
    'namespace',
    'is a time series',
    { looks: catalog({ typeName: 'timeseries' }) },
    'bad',
    'is a time series',
    '--coll',
  ],
  ['namespace', 'is something new', { looks: catalog({ typeName: 'vault' }) }, 'bad', 'is a vault', '--coll'],
  ['namespace', 'is capped', { looks: catalog({ capped: true }) }, 'bad', 'is capped', '--coll'],
  ['namespace', 'is sharded', { looks: catalog({ sharded: true }) }, 'bad', 'is sharded', '--coll'],
  ['namespace', 'is clustered', { looks: catalog({ clustered: true }) }, 'bad', 'is clustered', '--coll'],
  ['namespace', 'is validated', { looks: catalog({ validator: true }) }, 'bad', 'has a validator', '--coll'],
  ['namespace', 'is unique', { looks: catalog({ uniqueIndexes: ['seq_1'] }) }, 'bad', 'unique index seq_1', '--coll'],
  ['namespace', 'expires', { looks: catalog({ expiringIndexes: ['ttl'] }) }, 'bad', 'expires documents', '--coll'],
  [
    'namespace',
    'cannot be read',
    { looks: { collection: refuses(new UnreachableError('the set went away', { nextSteps: ['Try again'] })) } },
    'unproved',
    'the set went away',
    'Try again',
  ],

  ['databases', 'are ours alone', {}, 'good', 'none but ours'],
  [
    'databases',
    'are of others as well',
    { database: { foreignDatabases: () => Promise.resolve([{ name: 'orders', bytes: 1.5e9 }]) } },
    'warning',
    'orders (1.5 GB): a restore replaces them with the rest of the set',
    'confirmed by typing',
  ],
  [
    'databases',
    'are not all seen',
    { database: { foreignDatabases: denied } },
    'bad',
    'may not list',
    'clusterMonitor',
  ],

  ['disk', 'has room', {}, 'good', '160.0 GB free on the primary for 1.1 GB to be loaded'],
  [
    'disk',
    'is narrow',
    { looks: { disk: () => Promise.resolve({ totalBytes: 10e9, usedBytes: 8e9 }) } },
    'warning',
    '2.0 GB free',
    'Keep 3 times the load free',
  ],
  [
    'disk',
    'is full',
    { looks: { disk: () => Promise.resolve({ totalBytes: 10e9, usedBytes: 9.9e9 }) } },
    'bad',
    '100.0 MB free',
    'Make room',
  ],
  [
    'disk',
    'is for more than one round',
    { load: { untilBytes: 300e9 } },
    'bad',
    'for 300.0 GB to be loaded',
    'load less',
  ],
  [
    'disk',
    'is not told',
    { looks: { disk: () => Promise.resolve(undefined) } },
    'unproved',
    'does not tell',
    'Look at',
  ],

  ['oplog', 'is long', {}, 'good', 'reaches back 24 h, 1.0 GB of 12.0 GB used'],
  [
    'oplog',
    'is short',
    { looks: { oplog: () => Promise.resolve({ ...OPLOG, first: { t: 84_600, i: 1 }, bytes: 12e9 }) } },
    'warning',
    'reaches back 30 min, 12.0 GB of 12.0 GB used: less than a show lasts',
    'replSetResizeOplog',
  ],
  [
    'oplog',
    'is young',
    { looks: { oplog: () => Promise.resolve({ ...OPLOG, first: { t: 84_600, i: 1 } }) } },
    'good',
    'reaches back 30 min',
  ],
  [
    'oplog',
    'is small for the load',
    { load: { bytes: 7e9 } },
    'warning',
    '7.0 GB to be loaded may push out',
    'Load less',
  ],
  ['oplog', 'may not be read', { looks: { oplog: denied } }, 'unproved', 'may not read', 'read on local'],
];

describe('preflight of what is on the set', () => {
  testCases(CASES);
});
