import { describe, expect, it } from 'vitest';
import type { Challenge } from '../../../../src/world/live/ops-manager/digest.ts';
import { createDigest, parseChallenge, sign } from '../../../../src/world/live/ops-manager/digest.ts';

const responseOf = (header: string | undefined): string | undefined => /response="([^"]*)"/.exec(header ?? '')?.[1];
const fieldOf = (header: string | undefined, name: string): string | undefined =>
  new RegExp(`[ ,]${name}="?([^",]*)`).exec(header ?? '')?.[1];

describe('sign', () => {
  it('gives the response of RFC 7616 section 3.9.1', () => {
    const challenge = parseChallenge(
      'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, ' +
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
    )!;
    const header = sign({ user: 'Mufasa', password: 'Circle of Life' }, challenge, {
      method: 'GET',
      uri: '/dir/index.html',
      count: 1,
      cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    });
    expect(responseOf(header)).toBe('8ca523f5e9506fed4657c9700eebdbec');
    expect(header).toBe(
      'Digest username="Mufasa", realm="http-auth@example.org", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", ' +
        'uri="/dir/index.html", algorithm=MD5, qop=auth, nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", ' +
        'response="8ca523f5e9506fed4657c9700eebdbec", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
    );
  });

  it('gives the response of RFC 2617 section 3.5', () => {
    const challenge: Challenge = {
      realm: 'testrealm@host.com',
      nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
      opaque: undefined,
      algorithm: undefined,
      qop: 'auth',
    };
    const signing = { method: 'GET', uri: '/dir/index.html', count: 1, cnonce: '0a4f113b' };
    const header = sign({ user: 'Mufasa', password: 'Circle Of Life' }, challenge, signing);
    expect(responseOf(header)).toBe('6629fae49393a05397450978507c4ef1');
  });

  it('gives the response of RFC 2069 section 2.4, as corrected by its erratum, where no qop is named', () => {
    const challenge = parseChallenge(
      'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
    )!;
    const signing = { method: 'GET', uri: '/dir/index.html', count: 7, cnonce: 'unused' };
    const header = sign({ user: 'Mufasa', password: 'CircleOfLife' }, challenge, signing);
    expect(responseOf(header)).toBe('1949323746fe6a43ef61f9606e7febea');
    expect(header).not.toMatch(/nc=|cnonce=|qop=|algorithm=/);
  });
});

describe('parseChallenge', () => {
  it('reads what Ops Manager documents, with op for qop and an unquoted algorithm', () => {
    const header = 'Digest realm="MMS Public API", domain="", nonce="n0", algorithm=MD5, op="auth", stale=false';
    expect(parseChallenge(header)).toEqual({
      realm: 'MMS Public API',
      nonce: 'n0',
      opaque: undefined,
      algorithm: 'MD5',
      qop: 'auth',
    });
  });

  it('finds the digest among other schemes and unquotes its values', () => {
    const header = 'Basic realm="other", Digest realm="a \\"b\\", c", qop=auth, algorithm="md5", nonce="n"';
    expect(parseChallenge(header)).toMatchObject({ realm: 'a "b", c', nonce: 'n', algorithm: 'md5' });
  });

  it.each([
    'Basic realm="x"',
    'Digest nonce="n"',
    'Digest realm="r", nonce="n", algorithm=SHA-256',
    'Digest realm="r", nonce="n", qop="auth-int"',
    '',
  ])('passes over what it cannot meet: %s', (header) => expect(parseChallenge(header)).toBeUndefined());
});

describe('createDigest', () => {
  it('signs nothing before it has a challenge', () => {
    const digest = createDigest({ user: 'u', password: 'p' });
    expect(digest.authorize('GET', '/')).toBeUndefined();
    expect(digest.learn(undefined)).toBe(false);
    expect(digest.learn('Basic realm="x"')).toBe(false);
  });

  it('counts the uses of a nonce and begins again with the next', () => {
    const digest = createDigest({ user: 'u', password: 'p' });
    const count = (): string | undefined => fieldOf(digest.authorize('GET', '/'), 'nc');
    digest.learn('Digest realm="r", qop="auth", nonce="one"');
    expect([count(), count()]).toEqual(['00000001', '00000002']);
    digest.learn('Digest realm="r", qop="auth", nonce="one", stale=true');
    expect(count()).toBe('00000003');
    digest.learn('Digest realm="r", qop="auth", nonce="two"');
    expect(count()).toBe('00000001');
  });

  it('never repeats its own nonce', () => {
    const digest = createDigest({ user: 'u', password: 'p' });
    digest.learn('Digest realm="r", qop="auth", nonce="one"');
    const cnonces = [1, 2, 3].map(() => fieldOf(digest.authorize('GET', '/'), 'cnonce'));
    expect(new Set(cnonces).size).toBe(3);
  });
});
