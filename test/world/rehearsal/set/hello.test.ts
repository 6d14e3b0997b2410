import { performance } from 'node:perf_hooks';
import type { Document } from 'bson';
import { MongoClient } from 'mongodb';
import { expect, it, onTestFinished, vi } from 'vitest';
import { restore, startSetForTest } from './harness.ts';
import { connectRaw, toFrame, toQueryFrame, type RawClient } from './raw-client.ts';

const EXHAUST_ALLOWED = 1 << 16;

async function startStream(raw: RawClient, name: string, maxAwaitTimeMS: number): Promise<Document> {
  raw.send(toFrame({ [name]: 1, $db: 'admin' }));
  const { body } = await raw.reply();
  const streaming = { [name]: 1, $db: 'admin', topologyVersion: body['topologyVersion'], maxAwaitTimeMS };
  raw.send(toFrame(streaming, { requestId: 2, flags: EXHAUST_ALLOWED }));
  return body;
}

it('tells a driver of an election within a second', async () => {
  const { set } = await startSetForTest();
  const client = new MongoClient(set.uri, { heartbeatFrequencyMS: 10_000 });
  onTestFinished(() => client.close());
  const primaries: string[] = [];
  client.on('serverDescriptionChanged', ({ newDescription }) => {
    if (newDescription.type === 'RSPrimary') primaries.push(newDescription.address);
  });
  // All three monitors stream before there is news.
  const seen = new Set<string>();
  client.on('serverHeartbeatStarted', ({ connectionId, awaited }) => awaited && seen.add(connectionId));
  await client.connect();
  await vi.waitFor(() => expect(seen.size).toBe(3), { timeout: 5000 });
  const asked = performance.now();
  set.elect(1);
  await vi.waitFor(() => expect(primaries).toContain(set.hosts[1]), { timeout: 5000 });
  expect(performance.now() - asked).toBeLessThan(1000);
  expect(await client.db('loadtest').collection('events').insertOne({ n: 1 })).toMatchObject({ acknowledged: true });
});

it.each(['hello', 'isMaster', 'ismaster'])(
  'streams under the name %s: at once with news, else after the wait',
  async (name) => {
    const { set } = await startSetForTest();
    const raw = await connectRaw(set, 1);
    const first = await startStream(raw, name, 60_000);
    expect(first).toMatchObject({ setName: 'rehearsal', me: set.hosts[1], primary: set.hosts[0], secondary: true });
    set.elect(1);
    const news = await raw.reply();
    const field = name === 'hello' ? 'isWritablePrimary' : 'ismaster';
    expect(news).toMatchObject({ responseTo: 2, moreToCome: true, body: { [field]: true, secondary: false } });
    set.elect(2);
    const more = await raw.reply();
    expect(more).toMatchObject({ responseTo: news.requestId, moreToCome: true, body: { primary: set.hosts[2] } });
    expect(Number(more.body['topologyVersion'].counter)).toBe(Number(first['topologyVersion'].counter) + 2);
    raw.socket.destroy();
  },
);

it('repeats itself when nothing changes for as long as the client would wait', async () => {
  const { set } = await startSetForTest();
  const raw = await connectRaw(set);
  const first = await startStream(raw, 'ismaster', 20);
  const asked = performance.now();
  for (let k = 0; k < 3; k++) {
    const { body } = await raw.reply();
    expect(body['topologyVersion']).toEqual(first['topologyVersion']);
  }
  // A timer may fire up to a millisecond early.
  expect(performance.now() - asked).toBeGreaterThan(3 * 19);
  raw.socket.destroy();
});

it('gives each election another term, a later electionId, and members an answer without a primary meanwhile', async () => {
  const { set, connect } = await startSetForTest();
  const db = (await connect({}, `mongodb://${set.hosts[1]}/?directConnection=true`)).db('admin');
  const before = await db.command({ hello: 1 });
  set.shutDown(0);
  expect(await db.command({ hello: 1 })).not.toHaveProperty('primary');
  expect(set.primary()).toBeUndefined();
  set.elect(1);
  const after = await db.command({ hello: 1 });
  expect(after).toMatchObject({ isWritablePrimary: true, electionId: expect.anything() });
  expect(after['lastWrite'].opTime.t).toBe(before['lastWrite'].opTime.t + 1);
  const { members } = await db.command({ replSetGetStatus: 1 });
  expect(members.map(({ stateStr }: Document) => stateStr)).toEqual([
    '(not reachable/healthy)',
    'PRIMARY',
    'SECONDARY',
  ]);
});

it('draws terms after a restore from the seed, some lower and some higher than before', async () => {
  const terms = new Set<number>();
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const { set } = await startSetForTest({ seed });
    await restore(set, { form: 'opTime', at: set.newestOpTime() });
    const raw = await connectRaw(set);
    raw.send(toFrame({ hello: 1, $db: 'admin' }));
    const { body } = await raw.reply();
    terms.add(Math.sign(body['lastWrite'].opTime.t - 5));
    raw.socket.destroy();
  }
  expect([...terms]).toEqual(expect.arrayContaining([-1, 1]));
});

it('says hello to clients that still begin with OP_QUERY, and refuses everything else there', async () => {
  const { set } = await startSetForTest();
  const raw = await connectRaw(set);
  raw.send(toQueryFrame('admin.$cmd', { isMaster: 1, helloOk: true }));
  expect((await raw.reply()).body).toMatchObject({ ismaster: true, helloOk: true, maxWireVersion: 25, ok: 1 });
  raw.send(toQueryFrame('loadtest.events', {}));
  expect((await raw.reply()).body).toMatchObject({ ok: 0, code: 352 });
  raw.socket.destroy();
});
