import { describe, expect, it } from 'vitest';
import type { Flags } from '../../src/settings/config.ts';
import { SetupError } from '../../src/errors.ts';
import { readSettings } from '../../src/settings/settings.ts';
import { temporaryFolder } from '../helpers/folder.ts';

const UUID = '8cb028cf-13c3-440e-a9bf-1493bc670d24';
const FLAGS = { uri: 'mongodb://db1', opsManager: 'https://om', project: 'Demo', cluster: 'demo' };
const KEYS = { MINUTEBACK_OM_PUBLIC_KEY: 'abcdefgh', MINUTEBACK_OM_PRIVATE_KEY: UUID };

async function refusal(flags: Flags, env: Record<string, string> = KEYS): Promise<string> {
  const error = await readSettings(flags, { env, cwd: temporaryFolder() }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SetupError);
  const { message, nextSteps } = error as SetupError;
  expect(message).not.toMatch(/can.?ary/);
  return [message, ...nextSteps].join('\n');
}

describe('a connection string', () => {
  const uri = (text: string): Promise<string> => refusal({}, { MINUTEBACK_URI: text });

  it.each([
    ['ann:canary@db1', 'does not begin with mongodb:// or mongodb+srv://'],
    ['mongodb//db1', 'does not begin with mongodb:// or mongodb+srv://'],
    ['http://db1:27017', 'is the address of a web page'],
    [' mongodb://db1', 'holds a space, a line break'],
    ['mongodb://db1\n', 'holds a space, a line break'],
    ['mongodb://db1\u202e', 'holds a space, a line break or a character that cannot be seen'],
    ['mongodb://', 'names no host'],
    ['mongodb://ann:canary@', 'names no host'],
    ['mongodb:///admin', 'names no host'],
    ['mongodb://db1,,db2', 'names no host where a comma stands'],
    ['mongodb://:27017', 'names no host before a port'],
    ['mongodb://db1:0', 'has a port that is not a number from 1 to 65535'],
    ['mongodb://db1:99999', 'has a port that is not a number from 1 to 65535'],
    ['mongodb://db1:2701x', 'has a port that is not a number from 1 to 65535'],
    ['mongodb://::1', 'has an IPv6 address without brackets'],
    ['mongodb://fe80::1:27017', 'has an IPv6 address without brackets'],
    ['mongodb://ann:can@ary@db1', 'has a user or a password in which something is not escaped'],
    ['mongodb://ann:can:ary@db1', 'has a user or a password in which something is not escaped'],
    ['mongodb://ann:can/ary@db1', 'has a user or a password in which something is not escaped'],
    ['mongodb://ann:can?ary@db1', 'has a user or a password in which something is not escaped'],
    ['mongodb://ann:can#ary@db1', 'has a user or a password in which something is not escaped'],
    ['mongodb://ann:can%ary@db1', 'has a user or a password in which something is not escaped'],
    ['mongodb+srv://cluster.test:27017', 'has a port, and mongodb+srv:// takes none'],
    ['mongodb+srv://a.test,b.test', 'names several hosts, and mongodb+srv:// stands for one'],
    ['mongodb://db1/?replicatSet=rs', 'has an option that cannot be used: option replicatset is not supported'],
    ['mongodb://db1/?tls=maybe', 'has an option that cannot be used: '],
    ['mongodb://db1/?loadBalanced=true', 'is for a load balancer'],
    ['mongodb://db1,db2/?directConnection=true', 'has several hosts and directConnection=true'],
  ])('%j: %s', async (text, words) => {
    expect(await uri(text)).toContain(`The connection string ${words}`);
  });

  it('that is empty is told from one that is not given', async () => {
    expect(await refusal({ uri: '' })).toContain('The connection string is empty');
  });

  it.each([
    'mongodb://ip-172-31-41-251.eu-west-3.compute.internal:27017',
    'mongodb://db1,db2:1,[::1],[::1]:2/?replicaSet=rs',
    'mongodb+srv://cluster.test/?retryWrites=true&w=majority',
    'mongodb://db1/?directConnection=true&readPreference=secondary&readPreferenceTags=dc:a&w=0&maxStalenessSeconds=90',
    'mongodb://db1/?tls=true&tlsAllowInvalidCertificates=true',
  ])('%s is taken as typed', async (text) => {
    const { target } = await readSettings({ uri: text }, { env: {}, cwd: temporaryFolder() });
    expect(target).toMatchObject({ kind: 'live', uri: text });
  });
});

describe('an address of Ops Manager', () => {
  it.each([
    ['', 'is empty'],
    ['om:8443', 'does not begin with https:// or http://'],
    ['ftp://om', 'does not begin with https:// or http://'],
    ['https://om:8443 ', 'holds a space'],
    ['https://ann:canary@om', 'holds a user or a password'],
    ['https://om:99999', 'is no address of a server'],
    ['https://om:8443/v2/61d919f3ac9847e542a2d8c7#/overview', 'goes on behind the server'],
    ['https://om:8443/api/public/v1.0', 'goes on behind the server'],
  ])('%j: %s', async (opsManager, words) => {
    expect(await refusal({ ...FLAGS, opsManager })).toContain(`The address of Ops Manager ${words}`);
  });

  it.each(['https://om:8443', 'https://om:8443/', 'http://om:8080', 'https://proxy/mms', 'https://cloud.mongodb.com'])(
    '%s is taken',
    async (opsManager) => {
      const config = await readSettings({ ...FLAGS, opsManager }, { env: KEYS, cwd: temporaryFolder() });
      expect(config.target).toMatchObject({ opsManager: { url: opsManager } });
    },
  );
});

it('a debugger: keeps secrets from it, and minds none in a rehearsal', async () => {
  const around = { env: KEYS, cwd: temporaryFolder(), debugged: true };
  await expect(readSettings(FLAGS, around)).rejects.toThrow('A debugger may be attached to this program');
  expect((await readSettings({}, around)).target).toEqual({ kind: 'rehearsal' });
});

describe('an API key', () => {
  it.each([
    ['abcdefgh\n', UUID, 'The public part of the API key holds a space or a line break'],
    ['abcdefgh', `${UUID}\n`, 'The private part of the API key holds a space or a line break'],
    [UUID, 'abcdefgh', 'Public and private part of the API key are swapped'],
  ])('%j and %j: %s', async (publicKey, privateKey, words) => {
    const env = { MINUTEBACK_OM_PUBLIC_KEY: publicKey, MINUTEBACK_OM_PRIVATE_KEY: privateKey };
    const said = await refusal(FLAGS, env);
    expect(said).toContain(words);
    expect(said).not.toContain(UUID);
    const asGlobal = {
      ...KEYS,
      MINUTEBACK_OM_GLOBAL_PUBLIC_KEY: publicKey,
      MINUTEBACK_OM_GLOBAL_PRIVATE_KEY: privateKey,
    };
    expect(await refusal(FLAGS, asGlobal)).toContain(words.replace('API key', 'global API key'));
  });
});

describe('what is in Ops Manager', () => {
  it.each([
    [{ project: '61d919f3ac9847e542a2d8c' }, '--project "61d919f3ac9847e542a2d8c" has 23 digits, and an id has 24'],
    [{ cluster: '61d919f3ac9847e542a2d8c71' }, 'has 25 digits, and an id has 24: copy it again'],
    [{ project: ' ' }, '--project " " is empty'],
    [{ cluster: 'a\u202eb' }, 'holds characters that cannot be seen'],
    [{ appdbHost: 'mongodb://om1' }, '--appdb-host "mongodb://om1" is no name of a host'],
  ])('%j: %s', async (flags, words) => {
    expect(await refusal({ ...FLAGS, ...flags })).toContain(words);
  });
});
