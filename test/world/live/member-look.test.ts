import type { Document, MongoClient } from 'mongodb';
import { expect, it } from 'vitest';
import { lookAtMember, toClockLook } from '../../../src/world/live/member-look.ts';

const never = new AbortController().signal;

/** A member that answers so; nothing else is asked of its client. */
const clientOf = (hello: Document, build: Document): MongoClient =>
  ({
    once: () => undefined,
    off: () => undefined,
    db: () => ({ command: (command: Document) => Promise.resolve('hello' in command ? hello : build) }),
  }) as unknown as MongoClient;

const look = (hello: Document, build: Document = {}) =>
  lookAtMember('h:1', clientOf(hello, build), { now: () => 1000 }, never);

it.each([
  ['a mongod', { maxWireVersion: 25, topologyVersion: { counter: 1 } }, true],
  ['a mongod before 4.4', { maxWireVersion: 8 }, true],
  ['another product', { maxWireVersion: 13 }, false],
])('knows %s by how it answers', async (_what, hello, genuine) => {
  expect((await look(hello)).genuine).toBe(genuine);
});

it('takes who a member is from its own words, cleaned', async () => {
  const hello = {
    arbiterOnly: true,
    setName: 'rs\u001b[31m0',
    me: 'a:1',
    hosts: ['b:1'],
    passives: ['c:1'],
    arbiters: ['a:1'],
    localTime: new Date(4000),
  };
  expect(await look(hello, { version: '7.0.1', modules: [] })).toMatchObject({
    role: 'arbiter',
    setName: 'rs0',
    me: 'a:1',
    hosts: ['b:1', 'c:1', 'a:1'],
    version: '7.0.1',
    enterprise: false,
    clock: { offsetMs: 3000, offByMs: 0 },
  });
});

it('knows another clock no better than the way of its answer allows', () => {
  expect(toClockLook(5000, 1000, 1400)).toEqual({ offsetMs: 3800, offByMs: 200 });
  expect(toClockLook(5000, 1000, 1400, 1000)).toEqual({ offsetMs: 4300, offByMs: 700 });
});
