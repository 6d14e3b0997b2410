import { describe, expect, it } from 'vitest';
import { RefusedError } from '../../../src/errors.ts';
import type { CoverageRange } from '../../../src/proof/facts.ts';
import { SNAPSHOT, STORES } from '../../helpers/states.ts';
import type { Case, Other } from './looked.ts';
import { lookedAt, refuses, testCases } from './looked.ts';

const lacksRole = refuses(new RefusedError('Ops Manager refused: no role', { code: 'USER_UNAUTHORIZED' }));
const ranges = (...of: readonly CoverageRange[]): Other['engine'] => ({
  coverage: () => Promise.resolve({ tag: 'ranges', ranges: of }),
});
const range = (start: number, end: number): CoverageRange => ({ start: { t: start, i: 1 }, end: { t: end, i: 1 } });
const started = { backup: () => Promise.resolve({ stateName: 'STARTED' }) };

const CASES: readonly Case[] = [
  ['backup', 'is off', {}, 'good', 'INACTIVE: it is started after the load'],
  [
    'backup',
    'is on already',
    { engine: { ...started, snapshots: () => Promise.resolve([SNAPSHOT]) } },
    'warning',
    'STARTED, 1 snapshot complete',
    'keep it small',
  ],

  ['stores', 'are there', {}, 'good', '1 snapshot store, 1 oplog store, 1 daemon to assign'],
  [
    'stores',
    'are not to be assigned',
    { engine: { stores: () => Promise.resolve({ tag: 'stores', stores: [], daemons: [] }) } },
    'bad',
    'no snapshot store, and no oplog store, and no daemon can be assigned',
    'Configure it in Admin',
  ],
  [
    'stores',
    'lack a daemon',
    { engine: { stores: () => Promise.resolve({ ...STORES, tag: 'stores', daemons: [] } as never) } },
    'bad',
    'no daemon can be assigned',
    'Configure it',
  ],
  [
    'stores',
    'need a global key',
    { engine: { stores: () => Promise.resolve({ tag: 'noKey' }) } },
    'unproved',
    'only a global key may',
    'Give a global key',
  ],

  ['restores', 'are none', {}, 'good', 'none yet'],
  [
    'restores',
    'are over',
    {
      engine: {
        restoreJobs: () => Promise.resolve([{ id: 'j', createdAt: 0, stateName: 'FINISHED', pointInTime: true }]),
      },
    },
    'good',
    'none running, 1 before',
  ],
  [
    'restores',
    'run',
    {
      engine: {
        restoreJobs: () => Promise.resolve([{ id: 'j', createdAt: 0, stateName: 'IN_PROGRESS', pointInTime: true }]),
      },
    },
    'bad',
    'running: j',
    'Wait for its end, or cancel it',
  ],

  ['coverage', 'is not begun', {}, 'good', 'nothing restorable yet'],
  ['coverage', 'is missing', { engine: { ...started, ...ranges() } }, 'warning', 'though the backup runs', 'Wait for'],
  ['coverage', 'is whole', { engine: { ...started, ...ranges(range(0, 60), range(60, 90)) } }, 'good', '00:01:30 UTC'],
  [
    'coverage',
    'has a gap',
    { engine: { ...started, ...ranges(range(120, 180), range(0, 60)) } },
    'warning',
    'a gap from 00:01:00 UTC to 00:02:00 UTC',
    'No point in it can be restored',
  ],
  [
    'coverage',
    'cannot be told',
    { engine: { coverage: () => Promise.resolve({ tag: 'unknown' }) } },
    'unproved',
    'cannot tell its restorable ranges',
    'Ops Manager 8.0.6 and later can',
  ],
];

describe('preflight of the backup', () => {
  testCases(CASES);

  it('leaves the range of restore points unproved where the role for it is missing', async () => {
    const checks = await lookedAt({ engine: { coverage: lacksRole } });
    expect(checks.get('coverage')).toMatchObject({ verdict: 'unproved', seen: 'not looked at: the key lacks a role' });
  });
});
