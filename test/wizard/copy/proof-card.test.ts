import { describe, expect, it } from 'vitest';
import { detailLines } from '../../../src/faces/details.ts';
import type { ProofCheck } from '../../../src/proof/verdict.ts';
import { checkLine, seenWords } from '../../../src/wizard/copy/proof-card.ts';
import { claimLine, differenceLine, VERIFY } from '../../../src/wizard/copy/verify.ts';
import { at } from '../../helpers/break-cases.ts';
import * as states from '../../helpers/break-states.ts';
import { DONE } from '../../helpers/states.ts';

/** Room for words beside sign, name and time in the smallest body. */
const WORDS_WIDTH = 44;

type Unseen = Extract<ProofCheck, { name: 'hash' }>['seen'];
const unseen = (because: string, why?: string): ProofCheck => ({
  name: 'hash',
  result: 'open',
  seen: { because, ...(why === undefined ? {} : { why }) } as Unseen,
  tookMs: 0,
});

describe('a check in words', () => {
  it('says why it says nothing, in short too, and in the words of the server', () => {
    for (const because of [
      'no-baseline',
      'load-since-baseline',
      'foreign-writes',
      'undone',
      'no-restore',
      'nothing-deleted',
      'nothing-of-ours',
      'not-sampled',
      'not-read-before',
      'not-read-after',
      'deleted-before-point',
      'not-certain',
    ]) {
      const { short } = seenWords(unseen(because));
      expect(short.length, short).toBeLessThanOrEqual(WORDS_WIDTH);
    }
    expect(checkLine(unseen('not-read-after', 'no such command'))).toBe(
      '? Same bytes: open: it could not be read after the restore: no such command',
    );
    expect(checkLine(states.CHECKS[6]!)).toBe(
      '- Same bytes: skipped: documents were deleted before the point, so the hash taken before says nothing',
    );
  });

  it('names what is wrong', () => {
    const sample = { compared: 998, altered: 1, unread: 2, notOurs: 3, ids: ['a', 'b', 'c', 'd'] };
    expect(checkLine({ name: 'sample', result: 'bad', seen: sample, tookMs: 2100 })).toBe(
      '✗ Documents intact: 1 altered, 2 not to be read, of 1,000; 3 not ours, not compared: a, b, c and more, 2.1 s',
    );
    const indexes = { count: 2, missing: ['a_1'], extra: [], altered: ['b_1', 'c_1'] };
    expect(checkLine({ name: 'indexes', result: 'bad', seen: indexes, tookMs: 0 })).toContain(
      'missing a_1; altered b_1, c_1',
    );
    const hash = { before: 'aa', after: 'bb' };
    expect(checkLine({ name: 'hash', result: 'bad', seen: hash, tookMs: 0 })).toContain('before md5 aa, now bb');
    expect(checkLine({ name: 'hash', result: 'good', seen: { before: 'aa', after: 'aa' }, tookMs: 0 })).toContain(
      'md5 aa',
    );
  });
});

describe('the verdict in words', () => {
  it('names everything that differs', () => {
    const different = states.DIFFERENT.verdict as Parameters<typeof differenceLine>[0];
    expect(differenceLine({ ...different, missing: 0, extra: 0, catalog: ['indexes'], hash: true })).toBe(
      '0 missing, 0 extra, 0 altered, of 516,628 documents expected; indexes differ, the bytes differ',
    );
  });

  it('claims what is left in grammar that fits one id', () => {
    const one = (uncertainThere: number) => ({ certain: 1, uncertain: 1, uncertainThere });
    expect(claimLine('foreign-writes', one(1))).toBe(
      'Everything that only we touched, 1 document, is as expected; 1 id was touched by others, it is there',
    );
    expect(claimLine('unknown-delete', one(0))).toContain('1 id is not certain, it is not there');
    expect(claimLine('sample-unread', { certain: 5, uncertain: 0, uncertainThere: 0 })).toBe(
      'Every _id, 5 of them, is as expected; no document itself could be read',
    );
  });

  it('is said in one line with its claim', () => {
    expect(VERIFY.done(states.TOUCHED)).toMatch(
      /^COULD NOT VERIFY what should be .*; everything that only we touched, 516,437 documents, is as expected; 3 ids/,
    );
  });
});

it('is told in lines with the whole card, the ids and their file', () => {
  const told = (verify: typeof states.VERIFIED): readonly string[] =>
    detailLines(at('verify', DONE, { results: { ...states.MENDED, verify } }), 'verify');
  expect(told(states.VERIFIED).slice(0, 8)).toEqual(states.CHECKS.map(checkLine));
  expect(told(states.VERIFIED)[8]).toBe('Fingerprint: 0f3a9c5577e2d401, as expected');
  expect(told(states.DIFFERENT).at(-1)).toMatch(/^All of them: .*different-12\.txt$/);
  expect(
    told(states.DIFFERENT)
      .find((line) => line.startsWith('Missing: '))!
      .split(', '),
  ).toHaveLength(20);
});
