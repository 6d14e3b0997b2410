import type { MongoClient } from 'mongodb';
import { expect, it, onTestFinished } from 'vitest';
import { RefusedError } from '../../../src/errors.ts';
import { createDatabase } from '../../../src/world/live/database.ts';
import { createRedactor } from '../../../src/world/live/redact.ts';
import { verifyWriteConcern } from '../../../src/world/live/write-concern.ts';
import { makeDocuments, startSetForTest } from '../rehearsal/set/harness.ts';

const never = new AbortController().signal;

const answering = (commands: Readonly<Record<string, object | Error>>): MongoClient => {
  const command = (asked: object) => {
    const answer = commands[Object.keys(asked)[0]!]!;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { db: () => ({ command }) } as unknown as MongoClient;
};

const unauthorized = Object.assign(new Error('not authorized'), { code: 13 });

it.each([
  ['three members', { hello: { hosts: ['a', 'b', 'c'] }, replSetGetStatus: unauthorized }, 3],
  ['a passive one', { hello: { hosts: ['a', 'b'], passives: ['c'] }, replSetGetStatus: unauthorized }, 3],
  ['no arbiter', { hello: { hosts: ['a', 'b'], arbiters: ['c'] }, replSetGetStatus: unauthorized }, 2],
  [
    'a hidden one and no arbiter',
    { hello: { hosts: ['a', 'b'] }, replSetGetStatus: { members: [1, 2, 2, 7].map((state) => ({ state })) } },
    3,
  ],
])('counts %s', async (_, commands, members) => {
  await verifyWriteConcern(answering(commands), members, never);
  const refused = verifyWriteConcern(answering(commands), members + 1, never);
  await expect(refused).rejects.toThrow(`the set has ${members} that hold data`);
  await expect(verifyWriteConcern(answering(commands), 'majority', never)).resolves.toBeUndefined();
});

it('is refused by the client before anything is written, and by the set after it is', async () => {
  const { set, connect } = await startSetForTest();
  const settings = { uri: set.uri, db: 'loadtest', coll: 'events', version: 'test', redact: createRedactor([]) };
  const database = createDatabase({ ...settings, writeConcern: 9 });
  onTestFinished(() => database.close());
  await expect(database.verifyWriteConcern(never)).rejects.toThrow(RefusedError);
  expect(set.documents.collections()).toEqual([]);
  const events = (await connect()).db('loadtest').collection('events');
  await expect(events.insertMany(makeDocuments(2, 100), { writeConcern: { w: 9 } })).rejects.toMatchObject({
    code: 100,
  });
  expect(await events.countDocuments()).toBe(2);
});
