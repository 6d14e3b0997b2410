import { describe, expect, it } from 'vitest';
import type { Lease } from '../../src/proof/lease.ts';
import { isSameLease, judgeLease, STALE_MS } from '../../src/proof/lease.ts';

const us = { show: 'a', host: 'laptop', pid: 1 };
const theirs: Lease = { show: 'b', host: 'laptop', pid: 2, since: 1_000_000, renewedAt: 2_000_000, ageMs: 10_000 };

describe('judgeLease', () => {
  it.each([
    ['none is there', undefined, 'free'],
    ['another renews it', theirs, 'others'],
    ['another renewed it a minute ago', { ...theirs, ageMs: STALE_MS }, 'others'],
    ['another has not renewed it for longer', { ...theirs, ageMs: STALE_MS + 1 }, 'stale'],
    ['the clock of the server went back', { ...theirs, ageMs: -5000 }, 'others'],
    ['it is of this show, of a process that has ended', { ...theirs, ...us, pid: 9, ageMs: 1 }, 'ours'],
    ['it is of a show of that name on another machine', { ...theirs, show: 'a', host: 'other' }, 'others'],
  ] as const)('when %s', (_, lease, standing) => {
    expect(judgeLease(lease, us)).toBe(standing);
  });

  it.each([
    ['at the point', { form: 'second', t: 2001 }, 'free'],
    ['after it', { form: 'second', t: 1990 }, 'others'],
    ['at the op time', { form: 'opTime', at: { t: 2000, i: 7 } }, 'free'],
  ] as const)('takes one that was renewed before a restored point for nobody’s: %s', (_, point, standing) => {
    expect(judgeLease(theirs, us, point)).toBe(standing);
  });
});

it('knows a lease again until it is renewed', () => {
  expect(isSameLease(theirs, { ...theirs, ageMs: 90_000 })).toBe(true);
  expect(isSameLease(theirs, { ...theirs, renewedAt: theirs.renewedAt + 1 })).toBe(false);
  expect(isSameLease(theirs, { ...theirs, pid: 3 })).toBe(false);
});
