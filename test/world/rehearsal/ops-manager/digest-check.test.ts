import { expect, it } from 'vitest';
import { createDigestCheck } from '../../../../src/world/rehearsal/ops-manager/digest-check.ts';
import { readChallenge, sign } from '../../../helpers/signed-request.ts';

const key = { publicKey: 'public', privateKey: 'private' };
const uri = '/api/public/v1.0/groups?pageNum=2';

function setUp() {
  let now = 0;
  const check = createDigestCheck([key], () => now);
  const challengeOf = (verdict: ReturnType<typeof check>) => {
    if (verdict.tag !== 'challenge') throw new Error('expected a challenge');
    return readChallenge(verdict.header);
  };
  const { nonce, realm } = challengeOf(check(undefined, 'GET', uri));
  const header = (changed: Partial<Parameters<typeof sign>[0]> = {}) =>
    sign({ ...key, method: 'GET', uri, nonce, realm, nc: '00000001', ...changed });
  return {
    check,
    header,
    staleOf: (authorization: string, target = uri) => challengeOf(check(authorization, 'GET', target)).stale,
    pass: (ms: number) => (now += ms),
  };
}

it('lets the right key in, and again with a higher count', () => {
  const { check, header } = setUp();
  expect(check(header(), 'GET', uri)).toEqual({ tag: 'user', user: key });
  expect(check(header({ nc: '0000000a' }), 'GET', uri)).toEqual({ tag: 'user', user: key });
});

it('takes a count without padding', () => {
  const { check, header } = setUp();
  expect(check(header({ nc: '1' }), 'GET', uri).tag).toBe('user');
});

it('takes the older form of signature, without qop and count', () => {
  const { check, header } = setUp();
  expect(header({ nc: '' })).not.toContain('qop');
  expect(check(header({ nc: '' }), 'GET', uri).tag).toBe('user');
});

it.each([
  ['a wrong private key', { privateKey: 'other' }],
  ['an unknown public key', { publicKey: 'nobody' }],
  ['another method', { method: 'POST' }],
  ['another realm', { realm: 'elsewhere' }],
])('challenges %s anew, not as stale', (_, changed) => {
  const { staleOf, header } = setUp();
  expect(staleOf(header(changed))).toBe(false);
});

it('challenges a signature whose uri leaves out the query', () => {
  const { staleOf, header } = setUp();
  expect(staleOf(header({ uri: '/api/public/v1.0/groups' }))).toBe(false);
});

it('calls a repeated or falling count stale, and the nonce with it', () => {
  const { check, header, staleOf } = setUp();
  check(header({ nc: '00000005' }), 'GET', uri);
  expect(staleOf(header({ nc: '00000005' }))).toBe(true);
  expect(staleOf(header({ nc: '00000006' }))).toBe(true);
});

it('calls a nonce stale that is a minute old, or that it never gave', () => {
  const { header, staleOf, pass } = setUp();
  expect(staleOf(header({ nonce: 'made up' }))).toBe(true);
  pass(60_000);
  expect(staleOf(header())).toBe(true);
});

it('does not call a wrong signature stale, however old its nonce', () => {
  const { header, staleOf, pass } = setUp();
  pass(60_000);
  expect(staleOf(header({ privateKey: 'other' }))).toBe(false);
});
