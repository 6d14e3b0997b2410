import { describe, expect, it } from 'vitest';
import { SetupError } from '../../../src/errors.ts';
import { toDirectUri } from '../../../src/world/live/clients.ts';
import { withoutOverridden } from '../../../src/world/live/uri-options.ts';
import { parseUri, toAddressFacts, withPassword } from '../../../src/world/live/uri.ts';

describe('parseUri', () => {
  it('shows scheme, hosts and set name, and nothing else', () => {
    const { shown } = parseUri('mongodb://ann:canary@a:1,b/admin?replicaSet=rs&proxyPassword=canary&tls=true');
    expect(shown).toBe('mongodb://a:1,b/?replicaSet=rs');
  });

  it('adds the default port to seeds without one', () => {
    expect(parseUri('mongodb://a,b:1,[::1],[::1]:5').seeds).toEqual(['a:27017', 'b:1', '[::1]:27017', '[::1]:5']);
  });

  it('knows the secrets as typed and decoded', () => {
    const uri = 'mongodb://ann:can%40ry@a/?tlsCertificateKeyFilePassword=pass%20phrase';
    expect(parseUri(uri).secrets).toEqual(['can%40ry', 'can@ry', 'pass%20phrase', 'pass phrase']);
    expect(parseUri('mongodb://ann@a').secrets).toEqual([]);
    const properties = 'mongodb://a/?authMechanismProperties=SERVICE_NAME:mongodb';
    expect(parseUri(properties).secrets).toEqual([]);
    expect(parseUri(`${properties},AWS_SESSION_TOKEN:canary%2F`).secrets).toEqual(['canary%2F', 'canary/']);
  });

  it.each([
    '',
    'ann:canary@host',
    'http://ann:canary@host',
    'mongodb://',
    'mongodb://ann:can/ary@a',
    'mongodb://ann:12?can@a',
    'mongodb://ann:can ary',
  ])('refuses %s without repeating it', (uri) => {
    expect(() => parseUri(uri)).toThrow(SetupError);
    expect(() => parseUri(uri)).not.toThrow(/\bann\b|can.?ary|12/);
  });
});

describe('what is overridden', () => {
  const said = (query: string) => parseUri(`mongodb://db1/?${query}`).overrides;

  it('is told with what is used instead', () => {
    expect(said('readPreference=secondary&w=0&directConnection=true&readConcernLevel=local')).toEqual([
      { option: 'readPreference', said: 'secondary', used: 'primary' },
      { option: 'w', said: '0', used: 'what --w says' },
      { option: 'directConnection', said: 'true', used: 'false' },
      { option: 'readConcernLevel', said: 'local', used: 'what each read needs' },
    ]);
  });

  it('is not worth a word where it is used anyhow, or where every driver writes it', () => {
    expect(said('readPreference=primary&directConnection=false&retryWrites=true&appName=x&tls=true')).toEqual([]);
    expect(said('retryWrites=false')).toMatchObject([{ option: 'retryWrites', said: 'false' }]);
  });

  it('does not reach the driver, which would refuse some of it beside what is used', () => {
    const uri = 'mongodb://ann:p@a/admin?W=0&tls=true&readPreferenceTags=dc:a&replicaSet=rs';
    expect(withoutOverridden(uri)).toBe('mongodb://ann:p@a/admin?tls=true&replicaSet=rs');
    expect(withoutOverridden('mongodb://a/?w=0')).toBe('mongodb://a/');
    expect(withoutOverridden('mongodb://a')).toBe('mongodb://a');
  });
});

describe('withPassword', () => {
  it.each([
    ['mongodb://ann@a', 'mongodb://ann:p%40%2F%24%26@a'],
    ['mongodb://ann:@a/admin?tls=true', 'mongodb://ann:p%40%2F%24%26@a/admin?tls=true'],
  ])('makes of %s %s', (uri, expected) => {
    expect(withPassword(uri, 'p@/$&')).toBe(expected);
    expect(parseUri(expected)).toMatchObject({ lacksPasswordOf: undefined, secrets: ['p%40%2F%24%26', 'p@/$&'] });
  });
});

describe('toDirectUri', () => {
  it('keeps how to connect, and drops credentials and what belongs to the set', () => {
    const uri =
      'mongodb://ann:canary@a:1,b:2/admin?replicaSet=rs&authSource=x&authMechanism=PLAIN&tls=true&directConnection=false';
    expect(toDirectUri(uri, 'c:3')).toBe('mongodb://c:3/?tls=true');
  });

  it('keeps the TLS that an SRV address implies', () => {
    expect(toDirectUri('mongodb+srv://ann:canary@cluster.test', 'c:3')).toBe('mongodb://c:3/?tls=true');
    expect(toDirectUri('mongodb+srv://cluster.test/?ssl=false&srvMaxHosts=2', 'c:3')).toBe('mongodb://c:3/?ssl=false');
  });
});

it.each([
  ['mongodb://h', 'off', false],
  ['mongodb://h/?tls=true', 'on', false],
  ['mongodb://h/?ssl=true&tlsAllowInvalidCertificates=true', 'unchecked', false],
  ['mongodb://h/?tls=true&tlsInsecure=true', 'unchecked', false],
  ['mongodb+srv://u:pw@h.example.net', 'on', true],
  ['mongodb+srv://h.example.net/?tls=false', 'off', false],
  ['mongodb://h/?tls=true&authMechanism=MONGODB-X509', 'on', true],
])('knows of %s whether it is encrypted and names a user', (uri, tls, namesUser) => {
  expect(toAddressFacts(parseUri(uri))).toMatchObject({ tls, namesUser });
});
