import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Config, Flags } from '../../src/settings/config.ts';
import { SetupError } from '../../src/errors.ts';
import type { Surroundings } from '../../src/settings/settings.ts';
import { readSettings } from '../../src/settings/settings.ts';
import type { LiveTarget } from '../../src/settings/target.ts';
import { fromEnvironment, fromFile, fromFlags, merge } from '../../src/settings/sayings.ts';
import type { SettingKey } from '../../src/settings/table.ts';
import { dashed, isSecret, SETTING_KEYS, SETTINGS } from '../../src/settings/table.ts';
import { temporaryFolder } from '../helpers/folder.ts';

const FLAGS = { uri: 'mongodb://db1', opsManager: 'https://om', project: 'Demo', cluster: 'demo' };
const KEYS = { MINUTEBACK_OM_PUBLIC_KEY: 'abcdefgh', MINUTEBACK_OM_PRIVATE_KEY: 'canary-private' };

/** Settings in a folder of their own, where these files lie. */
function read(
  flags: Flags,
  env: Record<string, string> = {},
  files: Record<string, { text: unknown; mode?: number }> = {},
  ask?: Surroundings['ask'],
): Promise<Config> {
  const cwd = temporaryFolder();
  for (const [name, { text, mode = 0o600 }] of Object.entries(files)) {
    writeFileSync(join(cwd, name), typeof text === 'string' ? text : JSON.stringify(text));
    chmodSync(join(cwd, name), mode);
  }
  return readSettings(flags, { env, cwd, ...(ask ? { ask } : {}) });
}

async function refusal(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SetupError);
  const { message, nextSteps } = error as SetupError;
  return [message, ...nextSteps].join('\n');
}

describe('who says a setting', () => {
  const sources = ['flag', 'env', 'file'] as const;
  const text = fc.constantFrom('true', 'false');

  it('is heard in the order flags, environment, file, for every setting in the table', () => {
    const saying = fc.record({ flag: text, env: text, file: text }, { requiredKeys: [] });
    const all = fc.record(
      Object.fromEntries(SETTING_KEYS.map((key) => [key, saying])) as Record<SettingKey, typeof saying>,
    );
    fc.assert(
      fc.property(all, (said) => {
        const from = (source: (typeof sources)[number]) =>
          SETTING_KEYS.flatMap((key) => {
            const value = said[key][source];
            return value === undefined || (source === 'flag' && isSecret(key)) ? [] : [[key, value] as const];
          });
        const flags = fromFlags(Object.fromEntries(from('flag')));
        const env = fromEnvironment(Object.fromEntries(from('env').map(([key, value]) => [SETTINGS[key].env, value])));
        const file = fromFile(Object.fromEntries(from('file')), 'a.json');
        const merged = merge(flags, env, file);
        for (const key of SETTING_KEYS) {
          const { flag, env, file } = said[key];
          const [value, by] =
            flag !== undefined && !isSecret(key)
              ? [flag, dashed(key)]
              : env !== undefined
                ? [env, SETTINGS[key].env]
                : [file, `${key} in a.json`];
          expect(merged[key]).toEqual(value === undefined ? undefined : { text: value, by });
        }
      }),
    );
  });

  it('is called by no name twice', () => {
    expect(new Set(SETTING_KEYS.map((key) => SETTINGS[key].env)).size).toBe(SETTING_KEYS.length);
  });

  it('is heard through files and environment down to the show', async () => {
    const file = { 'minuteback.config.json': { text: { db: 'filed', coll: 'filed', percent: 3 }, mode: 0o644 } };
    const config = await read({ db: 'typed' }, { MINUTEBACK_COLL: 'set', MINUTEBACK_DB: 'set' }, file);
    expect(config).toMatchObject({ db: 'typed', coll: 'set', show: { delete: { percent: 3 } } });
    expect(Object.isFrozen(config.show.delete)).toBe(true);
  });

  it('is named by a refusal', async () => {
    const text = { targetGb: 1e9 };
    expect(await refusal(read({}, { MINUTEBACK_PERCENT: '1,5' }))).toContain(
      'MINUTEBACK_PERCENT "1,5" is not a number',
    );
    expect(await refusal(read({}, {}, { 'minuteback.config.json': { text } }))).toContain(
      'targetGb in minuteback.config.json "1000000000"',
    );
  });
});

describe('the config file', () => {
  const config = (text: unknown, mode = 0o600) => read({}, {}, { 'minuteback.config.json': { text, mode } });

  it.each([
    [{ tragetGb: 1 }, '"tragetGb" in minuteback.config.json is not a setting'],
    [{ db: 7 }, 'db in minuteback.config.json is not a text in quotes'],
    [{ plain: 'yes' }, 'plain in minuteback.config.json is not true or false'],
    ['{\n  "password": canary\n}', 'minuteback.config.json is not JSON'],
    ['{\n  "password": "canary"\n  "db": "x"\n}', 'minuteback.config.json is not JSON: see line 3'],
    ['[]', 'minuteback.config.json holds no object'],
  ])('%j is refused: %s', async (text, words) => {
    const said = await refusal(config(text));
    expect(said).toContain(words);
    expect(said).not.toContain('canary');
  });

  it('has to be there where it is named', async () => {
    expect(await refusal(read({ config: 'other.json' }))).toContain('"other.json", which --config names, is not there');
    expect(await refusal(read({}, { MINUTEBACK_CONFIG: 'o.json' }))).toContain('MINUTEBACK_CONFIG names, is not there');
  });

  it('may hold secrets where nobody else can read it', async () => {
    const text = { uri: 'mongodb://ann:canary@db1' };
    expect(await refusal(config(text, 0o640))).toContain('holds uri, and others than you may read it\nRun chmod 600');
    expect(await refusal(config({ password: 'canary' }, 0o604))).not.toContain('canary');
    expect((await config(text)).target).toMatchObject({ uri: 'mongodb://ann:canary@db1' });
  });

  it('means paths from where it lies', async () => {
    const files = { 'minuteback.config.json': { text: { secrets: 's.json' } }, 's.json': { text: { password: 'pw' } } };
    expect((await read({ uri: 'mongodb://ann@db1' }, {}, files)).target).toMatchObject({ uri: 'mongodb://ann:pw@db1' });
  });
});

describe('secrets', () => {
  const live = (config: Config): LiveTarget => config.target as LiveTarget;

  it('are never flags, and not repeated', async () => {
    const said = await refusal(read({ uri: 'mongodb://ann:canary@db1/?replicaSet=rs' }));
    expect(said).toContain('--uri holds a secret');
    expect(said).toContain('MINUTEBACK_PASSWORD');
    expect(said).toContain('MINUTEBACK_URI');
    expect(said).not.toContain('canary');
  });

  it('may be in the whole connection string in the environment', async () => {
    const uri = 'mongodb://ann:canary@db1';
    expect(live(await read({}, { MINUTEBACK_URI: uri })).uri).toBe(uri);
  });

  it('come from the environment before a file of secrets, and are escaped', async () => {
    const files = { 's.json': { text: { password: 'p@ss/1', publicKey: 'filed', privateKey: 'filed' } } };
    const { uri, opsManager } = live(
      await read({ ...FLAGS, uri: 'mongodb://ann@db1', secrets: 's.json' }, { MINUTEBACK_OM_PUBLIC_KEY: 'set' }, files),
    );
    expect(uri).toBe('mongodb://ann:p%40ss%2F1@db1');
    expect(opsManager).toMatchObject({ publicKey: 'set', privateKey: 'filed' });
  });

  it('lie in no file that others can read', async () => {
    const files = { 's.json': { text: { password: 'canary' }, mode: 0o644 } };
    const said = await refusal(read({ uri: 'mongodb://ann@db1', secrets: 's.json' }, {}, files));
    expect(said).toContain('"s.json" holds secrets, and others than you may read it');
    expect(said).not.toContain('canary');
  });

  it('are asked for on a terminal, once all else is right', async () => {
    const asked: string[] = [];
    const ask = (question: string) => {
      asked.push(question);
      return Promise.resolve(asked.length === 1 ? 'p w' : `answer${asked.length}`);
    };
    await refusal(read({ ...FLAGS, uri: 'mongodb://ann@db1', percent: '0' }, {}, {}, ask));
    expect(asked).toEqual([]);
    const { uri, opsManager } = live(await read({ ...FLAGS, uri: 'mongodb://ann@db1' }, {}, {}, ask));
    expect(asked).toEqual([
      'The password of ann on db1:27017',
      'The public API key for Ops Manager',
      'The private API key for Ops Manager',
    ]);
    expect(uri).toBe('mongodb://ann:p%20w@db1');
    expect(opsManager).toMatchObject({ publicKey: 'answer2', privateKey: 'answer3' });
  });

  it.each([
    [{ uri: 'mongodb://ann@db1' }, {}, 'The password of ann on db1:27017 is missing', 'MINUTEBACK_PASSWORD'],
    [FLAGS, {}, 'The public API key for Ops Manager is missing', 'MINUTEBACK_OM_PUBLIC_KEY'],
    [
      FLAGS,
      { MINUTEBACK_OM_PUBLIC_KEY: 'a' },
      'private API key for Ops Manager is missing',
      'MINUTEBACK_OM_PRIVATE_KEY',
    ],
    [FLAGS, { ...KEYS, MINUTEBACK_OM_GLOBAL_PUBLIC_KEY: 'g' }, 'global API key is missing', 'OM_GLOBAL_PRIVATE_KEY'],
  ])('that are missing are named with every way to give them', async (flags, env, words, name) => {
    const said = await refusal(read(flags, env));
    expect(said).toContain(words);
    expect(said).toContain(name);
    expect(said).toContain('--secrets');
    expect(said).toContain('terminal');
  });

  it('are not repeated where the private key was given in the place of the public one', async () => {
    const secret = '11f0a1b2-3c4d-5e6f-7081-92a3b4c5d6e7';
    const asked: string[] = [];
    const ask = (question: string) => {
      asked.push(question);
      return Promise.resolve('');
    };
    expect(await refusal(read(FLAGS, { MINUTEBACK_OM_PUBLIC_KEY: secret }, {}, ask))).not.toContain(secret);
    expect(asked.join()).not.toContain(secret);
  });

  it('are not wanted for users who are known otherwise', async () => {
    const uri = 'mongodb://CN=ann@db1/?authMechanism=MONGODB-X509&authSource=%24external';
    expect(live(await read({ uri })).uri).toBe(uri);
  });
});

describe('settings that need each other', () => {
  it.each([
    [{ opsManager: 'https://om' }, '--ops-manager needs --uri as well'],
    [{ uri: 'mongodb://db1', project: 'Demo' }, '--project needs --ops-manager as well'],
    [{ uri: 'mongodb://db1', cluster: 'demo' }, '--cluster needs --ops-manager as well'],
    [{ uri: 'mongodb://db1', caFile: 'ca.pem' }, '--ca-file needs --ops-manager as well'],
    [{ uri: 'mongodb://db1', opsManager: 'https://om', project: 'Demo' }, '--ops-manager needs --cluster as well'],
    [{ appdbHost: 'om1' }, '--appdb-host needs --uri as well'],
    [{ ...FLAGS, auto: true }, '--auto is for rehearsals'],
    [{ ...FLAGS, speed: '60' }, '--speed is for rehearsals'],
    [{ ...FLAGS, fault: ['disk-full'] }, '--fault is for rehearsals'],
  ])('%o: %s', async (flags, words) => {
    expect(await refusal(read(flags, KEYS))).toContain(words);
  });

  it('leave secrets alone that nobody wants', async () => {
    expect((await read({}, { ...KEYS, MINUTEBACK_PASSWORD: 'pw' })).target).toEqual({ kind: 'rehearsal' });
  });

  it('come to a target', async () => {
    const flags = { ...FLAGS, caFile: '/ca.pem', appdbHost: 'om1', readOnly: true, seed: '7' };
    const { target, show } = await read(flags, KEYS);
    expect(target).toEqual({
      kind: 'live',
      uri: 'mongodb://db1',
      appdbHost: 'om1',
      opsManager: {
        url: 'https://om',
        project: 'Demo',
        cluster: 'demo',
        publicKey: 'abcdefgh',
        privateKey: 'canary-private',
        caFile: '/ca.pem',
      },
    });
    expect(show).toMatchObject({ readOnly: true, seed: 7 });
  });
});
