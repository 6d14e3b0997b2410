import { describe, expect, it } from 'vitest';
import { hideSecrets } from '../../src/evidence/cleanse.ts';
import { toEvidence } from '../../src/evidence/to-evidence.ts';
import { formatEvidence, FORMATS } from '../../src/evidence/files.ts';
import { collectHosts, createHostHider } from '../../src/evidence/hosts.ts';
import type { Journal } from '../../src/keep/journal.ts';
import type { RecordedLine } from '../../src/keep/recording.ts';
import { JOURNAL, RECORDING } from '../helpers/journals.ts';
import { MEMBERS, NOW } from '../helpers/states.ts';
import { holdLease } from '../../src/workers/guards.ts';
import { contextFor, createSmallWorld } from '../helpers/small-world.ts';

const PASSWORD = 'hunter2-canary';
const HOST = 'db7.canary.example';

/** Every host of the show by another name, and a sentence that gives away what it should not in the error. */
function planted<T>(value: T): T {
  const text = JSON.stringify(value)
    .replaceAll(MEMBERS[0]!.host, `${HOST}:27017`)
    .replaceAll(MEMBERS[1]!.host, 'canary-b:27018')
    .replaceAll(MEMBERS[2]!.host, '10.9.8.7:27019')
    .replaceAll(
      'Ops Manager refused: no daemon',
      `Asked mongodb://admin:${PASSWORD}@${HOST}:27017,canary-b:27018/?authSource=admin of CANARY-B and 10.9.8.7, http://om.canary.example:8080 said: password=${PASSWORD} is wrong for [fe80::ca:9a]:27017 and elsewhere.canary.net`,
    );
  return JSON.parse(text) as T;
}

const journal: Journal = planted({
  ...JOURNAL,
  head: { ...JOURNAL.head, kind: 'live', target: `rs0/${MEMBERS[0]!.host},${MEMBERS[1]!.host}` },
});
const recording: readonly RecordedLine[] = planted(RECORDING);

describe.each(FORMATS)('in %s', (format) => {
  it('stands no password, redacted or not', () => {
    for (const redact of [false, true]) {
      const text = formatEvidence(toEvidence(journal, recording, { madeAt: NOW, redact }), format);
      expect(text).not.toContain('hunter2');
      expect(text.replaceAll('\\', '')).toContain('***');
    }
  });

  it('stands no host and no port when they are to be hidden, and all of them otherwise', () => {
    const open = formatEvidence(toEvidence(journal, recording, { madeAt: NOW }), format);
    for (const host of [HOST, 'canary-b', '10.9.8.7']) expect(open).toContain(host);
    const hidden = formatEvidence(toEvidence(journal, recording, { madeAt: NOW, redact: true }), format);
    expect(hidden).not.toMatch(/canary|10\.9\.8\.7|fe80|2701\d|8080/i);
    for (const alias of ['host-1:port', 'host-2:port', 'host-3:port']) expect(hidden).toContain(alias);
    expect(hidden).toContain('loadtest.events');
    expect(hidden).toContain('2026-11-24');
  });
});

it('keeps each host under one number, in fields and in sentences', () => {
  const known = collectHosts([
    { members: [{ host: 'a1:27017' }], hosts: ['b1:1'] },
    { where: 'store.example:3', kind: 's3' },
  ]);
  const hide = createHostHider(known, ['loadtest.events']);
  expect(hide('a1:27017 asked A1, then b1:1 at 14:03:27, of loadtest.events')).toBe(
    'host-1:port asked host-1, then host-2:port at 14:03:27, of loadtest.events',
  );
  expect(hide('store.example refused; version 8.0.15')).toBe('host-3 refused; version 8.0.15');
  expect(hide('new.example:99 and new.example:99')).toBe('host-4:port and host-4:port');
});

it('knows the machine of whoever had the set, which only a refusal names', async () => {
  const world = createSmallWorld();
  const now = world.clock.now();
  world.lease = { show: 'show-2', host: 'laptop', pid: 7, since: now, renewedAt: now };
  const { message } = await holdLease(contextFor(world, undefined)).then(
    () => new Error('it was not refused'),
    (error: Error) => error,
  );
  expect(message).toContain('laptop');
  expect(createHostHider(collectHosts([{ event: { error: { message } } }]))(message)).toContain(
    'on host-1 (process 7)',
  );
});

it('knows the hosts that a target was told with, also those that look like no host', () => {
  const target = 'mongodb://db1:27017,ip-172-31-41-251:27018/?replicaSet=rs https://om/mms Demo/demo';
  const hide = createHostHider(collectHosts({ kind: 'live', target }), ['loadtest.events']);
  expect(hide('DB1 of rs, ip-172-31-41-251 and db1:27017 were reached, om was not; Demo is a project')).toBe(
    'host-1 of rs, host-2 and host-1:port were reached, host-3 was not; Demo is a project',
  );
});

it.each([
  ['privateKey: abc-def', 'privateKey: ***'],
  ['{"password":"p w"}', '{"password":***}'],
  ['Authorization: Digest username=x', 'Authorization: ***'],
  ['the token is eyJhb', 'the token is ***'],
  ['mongodb://u:p@h/x', 'mongodb://***@h/x'],
  ['no secret here, only keys', 'no secret here, only keys'],
])('hides what is assigned: %s', (text, hidden) => {
  expect(hideSecrets(text)).toBe(hidden);
});
