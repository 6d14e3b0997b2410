import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/world/live/redact.ts';

describe('createRedactor', () => {
  it.each([
    ['plain', 'failed for p@ss/w"rd!'],
    ['percent-encoded', 'failed for p%40ss%2Fw%22rd!'],
    ['inside JSON', '{"password":"p@ss/w\\"rd!"}'],
  ])('hides a known secret that is %s', (_, text) => {
    const hidden = createRedactor(['p@ss/w"rd!'])(text);
    expect(hidden).toContain('***');
    expect(hidden).not.toMatch(/ss.{0,3}w["%\\]/);
  });

  it('hides the longer of two secrets of which one begins the other', () => {
    expect(createRedactor(['canary', 'canary-and-more'])('is canary-and-more here')).toBe('is *** here');
  });

  it.each([
    ['mongodb://ann:secret@a:1,b:2/?x=y', 'mongodb://***@a:1,b:2/?x=y'],
    ['mongodb+srv://ann:sec:ret@cluster.test', 'mongodb+srv://***@cluster.test'],
    ['see https://key:word@om.test/api', 'see https://***@om.test/api'],
    ['ann:secret@host:27017', '***@host:27017'],
  ])('hides credentials that nobody named, in %s', (text, expected) => {
    expect(createRedactor([])(text)).toBe(expected);
  });

  it('leaves text without secrets as it is', () => {
    const text = 'connect ECONNREFUSED 127.0.0.1:27017 (mail ann@example.test)';
    expect(createRedactor([undefined, '', 'abc'])(text)).toBe(text);
  });
});
