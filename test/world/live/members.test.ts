import type { Document, MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import type { Clients } from '../../../src/world/live/clients.ts';
import { createMembers } from '../../../src/world/live/members.ts';
import { createRedactor } from '../../../src/world/live/redact.ts';
import { parseUri } from '../../../src/world/live/uri.ts';

const never = new AbortController().signal;

/** Members that answer so, by their address; who is not named does not answer. */
function membersOf(uri: string, answers: Readonly<Record<string, Document>>) {
  const openDirect = (host: string): Promise<MongoClient> => {
    const command = (asked: Document): Promise<Document> => {
      const answer = 'hello' in asked ? answers[host] : { version: '8.0.4', modules: ['enterprise'] };
      const gone = Object.assign(new Error(`connect ECONNREFUSED ${host}`), { code: 'ECONNREFUSED' });
      return answer ? Promise.resolve(answer) : Promise.reject(gone);
    };
    const client = { once: () => client, off: () => client, close: () => Promise.resolve(), db: () => ({ command }) };
    return Promise.resolve(client as unknown as MongoClient);
  };
  const address = parseUri(uri);
  return createMembers({ openDirect } as Clients, address, { on: address.seeds.join(','), redact: createRedactor([]) });
}

const ofSet = { setName: 'rs0', hosts: ['a:27017', 'b:27017'], maxWireVersion: 25, topologyVersion: { counter: 0 } };

describe('looking at the members', () => {
  it('goes by the names that the set gives them, and says who does not answer', async () => {
    const members = membersOf('mongodb://localhost', {
      'localhost:27017': { ...ofSet, isWritablePrimary: true, me: 'a:27017' },
      'a:27017': { ...ofSet, isWritablePrimary: true, me: 'a:27017' },
    });
    expect(await members.look(never)).toMatchObject([
      { host: 'a:27017', role: 'primary', me: 'a:27017', setName: 'rs0', version: '8.0.4' },
      { host: 'b:27017', role: 'down', why: 'the connection is refused' },
    ]);
  });

  it.each([
    ['a mongos', { msg: 'isdbgrid', isWritablePrimary: true }, /a:27017 is a mongos of a sharded cluster/],
    ['a standalone', { isWritablePrimary: true }, /a:27017 is a server without a replica set/],
    ['another set', { ...ofSet, setName: 'other' }, /The set at a:27017 is called other, not rs0/],
  ])('refuses %s, in words', async (_what, hello, words) => {
    const members = membersOf('mongodb://a/?replicaSet=rs0', { 'a:27017': hello });
    await expect(members.look(never)).rejects.toThrow(words);
  });
});
