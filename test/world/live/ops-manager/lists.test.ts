import * as v from 'valibot';
import { afterEach, expect, it } from 'vitest';
import { RefusedError } from '../../../../src/errors.ts';
import type { Http } from '../../../../src/world/live/ops-manager/http.ts';
import { readFilteredList, readList } from '../../../../src/world/live/ops-manager/lists.ts';
import { createRedactor } from '../../../../src/world/live/redact.ts';

const signal = new AbortController().signal;
const redact = createRedactor([]);
const what = 'read the things';
let asked: string[] = [];

afterEach(() => {
  asked = [];
});

/** Answers with these bodies, one after the other. */
function createHttp(...bodies: unknown[]): Http {
  return {
    greet: () => Promise.reject(new Error('a list greets nobody')),
    read({ path }) {
      asked.push(path);
      return Promise.resolve({ tag: 'answer', status: 200, headers: {}, body: bodies.shift() });
    },
    change: () => Promise.reject(new Error('a list changes nothing')),
  };
}

const next = [
  { rel: 'self', href: 'x' },
  { rel: 'next', href: 'https://behind-a-proxy.test/' },
];

it('follows the pages of a list by their numbers, not by their addresses', async () => {
  const http = createHttp({ results: ['a', 'b'], links: next }, { results: ['c'], links: [] });
  expect(await readList(http, { what, path: '/x?y=1', signal }, v.string(), redact)).toEqual(['a', 'b', 'c']);
  expect(asked).toEqual(['/x?y=1&pageNum=1&itemsPerPage=500', '/x?y=1&pageNum=2&itemsPerPage=500']);
});

it('does not follow a list that never ends', async () => {
  const http: Http = {
    ...createHttp(),
    read: () => Promise.resolve({ tag: 'answer', status: 200, headers: {}, body: { results: [1], links: next } }),
  };
  expect((await readList(http, { what, path: '/x', signal }, v.number(), redact)).length).toBeLessThan(100);
});

it.each([
  ['a page of a proxy', undefined],
  ['a bare list', ['a']],
  ['other items', { results: [1] }],
])('refuses %s', async (_, body) => {
  const reading = readList(createHttp(body), { what, path: '/x', signal }, v.string(), redact);
  await expect(reading).rejects.toBeInstanceOf(RefusedError);
  await expect(reading).rejects.toThrow('Could not read the things: the answer is not what Ops Manager answers');
});

it('leaves out a filter that is not known, and no other refusal', async () => {
  const refusing = (code: string, http: Http): Http => ({
    ...http,
    read: (request) =>
      request.path.includes('z=1') ? Promise.reject(new RefusedError('No', { code })) : http.read(request),
  });
  const request = { what, path: '/x', filter: 'z=1', signal };
  const fine = refusing('INVALID_QUERY_PARAMETER', createHttp({ results: ['a'] }));
  expect(await readFilteredList(fine, request, v.string(), redact)).toEqual(['a']);
  expect(asked).toEqual(['/x?pageNum=1&itemsPerPage=500']);
  const bad = refusing('USER_UNAUTHORIZED', createHttp({ results: ['a'] }));
  await expect(readFilteredList(bad, request, v.string(), redact)).rejects.toMatchObject({ code: 'USER_UNAUTHORIZED' });
});
