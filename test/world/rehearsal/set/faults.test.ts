import { expect, it } from 'vitest';
import { createStoryClock } from '../../../../src/world/rehearsal/clock.ts';
import { makeDocuments, restore, startSetForTest } from './harness.ts';
import { connectRaw, toFrame } from './raw-client.ts';
import { Binary, Long } from 'bson';

it('does an insert once whose answer was lost and which the driver sent again', async () => {
  const { connect, faults } = await startSetForTest();
  const client = await connect({ monitorCommands: true });
  let sent = 0;
  client.on('commandStarted', ({ commandName }) => (sent += commandName === 'insert' ? 1 : 0));
  faults.add({ point: 'command', name: 'insert', when: 'after', times: 1, mishap: { tag: 'cut' } });
  const events = client.db('loadtest').collection('events');
  expect(await events.insertMany(makeDocuments(100))).toMatchObject({ insertedCount: 100 });
  expect([sent, await events.countDocuments()]).toEqual([2, 100]);
});

it('does nothing of an insert that was cut off before it was complete', async () => {
  const { connect, set } = await startSetForTest();
  const frame = toFrame({ insert: 'events', $db: 'loadtest', documents: makeDocuments(10) });
  const raw = await connectRaw(set);
  raw.socket.end(frame.subarray(0, -100));
  await expect(raw.reply()).rejects.toThrow('ended');
  expect(await (await connect()).db('loadtest').collection('events').countDocuments()).toBe(0);
});

it('knows a retried write after a restore to a later point, and does it again after one to an earlier', async () => {
  const { set } = await startSetForTest();
  const before = set.newestOpTime();
  const lsid = { id: new Binary(Buffer.alloc(16, 1), 4) };
  const insert = { insert: 'notes', $db: 'notes', lsid, txnNumber: Long.fromNumber(1), documents: [{ _id: 1 }] };
  async function send(): Promise<unknown> {
    const raw = await connectRaw(set);
    raw.send(toFrame(insert));
    const { body } = await raw.reply();
    raw.socket.destroy();
    return [body['n'], set.documents.collection('notes.notes')?.documents];
  }
  expect(await send()).toEqual([1, 1]);
  await restore(set, { form: 'opTime', at: set.newestOpTime() });
  expect(await send()).toEqual([1, 1]);
  await restore(set, { form: 'opTime', at: before });
  expect(set.documents.collection('notes.notes')).toBeUndefined();
  expect(await send()).toEqual([1, 1]);
});

it('hangs, or answers something else, where a fault says so', async () => {
  const { connect, faults } = await startSetForTest();
  const db = (await connect()).db('loadtest');
  const body = { ok: 0, code: 211, codeName: 'KeyNotFound', errmsg: 'No keys found for HMAC' };
  faults.add({
    point: 'command',
    name: 'count',
    when: 'before',
    times: 1,
    mishap: { tag: 'answer', status: 200, body },
  });
  await expect(db.command({ count: 'events' })).rejects.toMatchObject({ code: 211 });
  faults.add({ point: 'command', name: 'ping', when: 'before', times: 1, mishap: { tag: 'hang' } });
  const stop = new AbortController();
  const hung = db.command({ ping: 1 }, { signal: stop.signal });
  expect(await db.command({ ping: 1 })).toMatchObject({ ok: 1 });
  stop.abort(new Error('enough'));
  await expect(hung).rejects.toThrow('enough');
});

it('holds the answer to an insert until the story clock has moved as far as 60 MB/s allow', async () => {
  const clock = createStoryClock({ rate: 1e-9 });
  const { connect, set } = await startSetForTest({ clock, paced: true });
  const events = (await connect()).db('loadtest').collection('events');
  let answered = false;
  const inserted = events.insertMany(makeDocuments(900)).then(() => (answered = true));
  await expect.poll(() => set.sizes().documents).toBe(900);
  expect(await events.countDocuments()).toBe(900);
  expect(answered).toBe(false);
  const anchor = clock.anchor();
  // 14.7 MB take 246 ms, of which a burst of 100 ms is given.
  clock.follow({ ...anchor, storyAt: anchor.storyAt + 140 });
  await events.countDocuments();
  expect(answered).toBe(false);
  clock.follow({ ...anchor, storyAt: anchor.storyAt + 150 });
  expect(await inserted).toBe(true);
});
