import type { MongoClient } from 'mongodb';
import { expect, it } from 'vitest';
import type { Clients } from '../../../src/world/live/clients.ts';
import { createMembers } from '../../../src/world/live/members.ts';
import { parseUri } from '../../../src/world/live/uri.ts';

const HELLO = { setName: 'rs0', hosts: ['a:1', 'b:1'], me: 'a:1', isWritablePrimary: true };

/** Clients whose members answer when they are told to, and a note of each question that reached one. */
function createSlowClients() {
  const questions: { readonly host: string; readonly answer: (hello: object) => void }[] = [];
  const closed: string[] = [];
  const openDirect = (host: string): Promise<MongoClient> => {
    const command = () => new Promise((answer) => void questions.push({ host, answer }));
    const close = () => Promise.resolve(void closed.push(host));
    const client = { db: () => ({ command }), once: () => undefined, off: () => undefined, close };
    return Promise.resolve(client as unknown as MongoClient);
  };
  const clients: Clients = { open: () => Promise.reject(new Error('not used')), openDirect };
  const context = { on: 'a:1,b:1', redact: (text: string) => text };
  return { members: createMembers(clients, parseUri('mongodb://a:1,b:1'), context), questions, closed };
}

const never = new AbortController().signal;

it('asks a member once for all who want to know meanwhile', async () => {
  const { members, questions, closed } = createSlowClients();
  const both = Promise.all([members.probe(never), members.setName(never)]);
  await expect.poll(() => questions.length).toBe(2);
  questions.forEach(({ host, answer }) => answer({ ...HELLO, me: host }));
  const [heard, setName] = await both;
  expect(setName).toBe('rs0');
  expect(heard.map(({ host }) => host)).toEqual(['a:1', 'b:1']);
  expect(questions.map(({ host }) => host)).toEqual(['a:1', 'b:1']);
  expect(closed).toEqual([]);
});

it('leaves the question of others alone when one of them has enough', async () => {
  const { members, questions } = createSlowClients();
  const impatient = new AbortController();
  const given = members.setName(impatient.signal);
  const patient = members.setName(never);
  await expect.poll(() => questions.length).toBe(2);
  impatient.abort();
  await expect(given).rejects.toBe(impatient.signal.reason);
  questions.forEach(({ answer }) => answer(HELLO));
  expect(await patient).toBe('rs0');
});
