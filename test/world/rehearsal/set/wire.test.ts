import { once } from 'node:events';
import fc from 'fast-check';
import { serialize } from 'bson';
import { expect, it } from 'vitest';
import type { ReplicaSet } from '../../../../src/world/rehearsal/set/replica-set.ts';
import { makeDocuments, startSetForTest } from './harness.ts';
import { connectRaw, toFrame } from './raw-client.ts';

const COMMANDS = [
  'hello',
  'buildInfo',
  'serverStatus',
  'listDatabases',
  'listCollections',
  'insert',
  'delete',
  'find',
  'getMore',
  'killCursors',
  'count',
  'aggregate',
  'collStats',
  'dbStats',
  'dbHash',
  'replSetGetStatus',
  'create',
  'drop',
  'createIndexes',
  'update',
  'nonsense',
];

const STAGES = ['$match', '$sample', '$project', '$limit', '$skip', '$count', '$group', '$collStats', '$set', '$in'];
const FIELDS =
  'filter query limit skip hint sort projection batchSize cursor cursors collection collections pipeline deletes updates indexes readConcern lsid txnNumber scale nameOnly'.split(
    ' ',
  );

/** Sends bytes and waits until the server has read them all and has answered or ended the connection. */
async function throwAt(set: ReplicaSet, bytes: Buffer): Promise<void> {
  const raw = await connectRaw(set);
  raw.socket.resume();
  raw.socket.end(bytes);
  await once(raw.socket, 'close');
}

async function isAlive(set: ReplicaSet): Promise<boolean> {
  const raw = await connectRaw(set);
  raw.send(toFrame({ ping: 1, $db: 'admin' }));
  const { body } = await raw.reply();
  raw.socket.destroy();
  return body['ok'] === 1;
}

/** An insert whose documents come as a sequence, as drivers send it. */
function toSequenceFrame(documents: readonly object[]): Buffer {
  const body = serialize({ insert: 'events', $db: 'loadtest', ordered: false });
  const sequence = Buffer.concat([Buffer.from('documents\0'), ...documents.map((one) => serialize(one))]);
  const head = Buffer.alloc(21);
  head.writeInt32LE(21 + body.length + 5 + sequence.length, 0);
  head.writeInt32LE(9, 4);
  head.writeInt32LE(2013, 12);
  const section = Buffer.alloc(5);
  section[0] = 1;
  section.writeInt32LE(4 + sequence.length, 1);
  return Buffer.concat([head, body, section, sequence]);
}

it('survives random bytes', async () => {
  const { set } = await startSetForTest();
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
  await fc.assert(
    fc.asyncProperty(bytes, (some) => throwAt(set, Buffer.from(some))),
    { seed: 1, numRuns: 200, interruptAfterTimeLimit: 5000 },
  );
  expect(await isAlive(set)).toBe(true);
});

it('survives messages that were cut short or changed in one place, and applies none of them in part', async () => {
  const { set } = await startSetForTest();
  const whole = toSequenceFrame(makeDocuments(4, 5000));
  const damage = fc.record({
    at: fc.oneof(fc.nat(120), fc.nat(whole.length - 1)),
    byte: fc.nat(255),
    cut: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(damage, async ({ at, byte, cut }) => {
      const bytes = Buffer.from(cut ? whole.subarray(0, at) : whole);
      if (!cut) bytes[at] = byte;
      await throwAt(set, bytes);
      const documents = set.documents.collection('loadtest.events')?.documents ?? 0;
      if (cut) expect(documents).toBe(0);
      else set.documents.drop('loadtest.events');
    }),
    { seed: 2, numRuns: 300, interruptAfterTimeLimit: 8000 },
  );
  expect(await isAlive(set)).toBe(true);
});

it('answers any command with any arguments, and never as if it had broken itself', async () => {
  const { set } = await startSetForTest();
  const raw = await connectRaw(set);
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom('events', [{ _id: 1 }], { _id: 1 }, [{}], {}, { level: 'snapshot' }),
  );
  const statement = fc.dictionary(fc.constantFrom('q', 'u', 'limit', 'upsert', 'key', 'name', ...STAGES), value);
  const list = fc.oneof(value, fc.array(statement, { maxLength: 2 }));
  const fields = fc.dictionary(fc.constantFrom(...FIELDS), fc.oneof(value, list), { maxKeys: 4 });
  const body = fc.tuple(fc.constantFrom(...COMMANDS), fc.oneof(value, fc.constant('events')), fields);
  await fc.assert(
    fc.asyncProperty(body, async ([name, argument, rest]) => {
      raw.send(toFrame({ [name]: argument, ...rest, $db: 'loadtest' }));
      const reply = await raw.reply();
      expect(reply.body).toMatchObject({ ok: expect.any(Number), operationTime: expect.anything() });
      expect(reply.body['code']).not.toBe(1);
    }),
    { seed: 3, numRuns: 3000, interruptAfterTimeLimit: 8000 },
  );
  expect(set.primary()).toBe(0);
  raw.socket.destroy();
});

it('reads a message the same however it is cut into chunks', async () => {
  const { set } = await startSetForTest();
  const documents = makeDocuments(6, 5000);
  const frame = toSequenceFrame(documents);
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: frame.length - 1 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(cuts, async (at) => {
      const raw = await connectRaw(set);
      const edges = [0, ...at.sort((a, b) => a - b), frame.length];
      for (const [k, from] of edges.slice(0, -1).entries()) {
        await new Promise<void>((resolve, reject) => {
          raw.socket.write(frame.subarray(from, edges[k + 1]), (error) =>
            error ? reject(error) : setImmediate(resolve),
          );
        });
      }
      expect((await raw.reply()).body).toMatchObject({ n: 6, ok: 1 });
      raw.socket.destroy();
      expect(set.documents.collection('loadtest.events')?.documents).toBe(6);
      set.documents.drop('loadtest.events');
    }),
    { seed: 4, numRuns: 50, interruptAfterTimeLimit: 8000 },
  );
});

it.each([
  ['of exactly 16 bytes', 16, 2013],
  ['longer than any message', 48_000_001, 2013],
  ['of a negative length', -1, 2013],
  ['with an opcode that nobody knows', 100, 4711],
])('ends a connection whose header is %s', async (_what, length, opcode) => {
  const { set } = await startSetForTest();
  const raw = await connectRaw(set);
  const header = Buffer.alloc(16);
  header.writeInt32LE(length, 0);
  header.writeInt32LE(opcode, 12);
  raw.send(header);
  await expect(raw.reply()).rejects.toThrow('ended');
  expect(await isAlive(set)).toBe(true);
});

it('answers a body that is no BSON inside with an error, and goes on', async () => {
  const { set } = await startSetForTest();
  const raw = await connectRaw(set);
  const frame = toFrame({ ping: 1, $db: 'admin', deep: { text: 'abc' } });
  // The length of the inner string, far beyond its document.
  frame.writeInt32LE(1000, frame.indexOf('text') + 5);
  raw.send(frame);
  expect((await raw.reply()).body).toMatchObject({ ok: 0, code: 22 });
  raw.send(toFrame({ ping: 1, $db: 'admin' }, { requestId: 5 }));
  expect(await raw.reply()).toMatchObject({ responseTo: 5, body: { ok: 1 } });
  raw.socket.destroy();
});

it('accepts a checksum, and says nothing to a client that wants no answer', async () => {
  const { set } = await startSetForTest();
  const raw = await connectRaw(set);
  const summed = Buffer.concat([toFrame({ ping: 1, $db: 'admin' }, { flags: 1 }), Buffer.alloc(4)]);
  summed.writeInt32LE(summed.length, 0);
  raw.send(summed);
  expect((await raw.reply()).body).toMatchObject({ ok: 1 });
  raw.send(toFrame({ insert: 'notes', documents: [{ _id: 1 }], $db: 'notes' }, { requestId: 2, flags: 2 }));
  raw.send(toFrame({ ping: 1, $db: 'admin' }, { requestId: 3 }));
  expect((await raw.reply()).responseTo).toBe(3);
  expect(set.documents.collection('notes.notes')?.documents).toBe(1);
  raw.socket.destroy();
});

it('ends every reply with operationTime and $clusterTime', async () => {
  const { set } = await startSetForTest();
  const raw = await connectRaw(set);
  for (const name of COMMANDS) {
    raw.send(toFrame({ [name]: 'events', $db: 'loadtest' }));
    const { body } = await raw.reply();
    const { t } = set.newestOpTime();
    expect([name, body['operationTime']?.t]).toEqual([name, t]);
    expect(body['$clusterTime'].signature.hash.length()).toBe(20);
  }
  raw.socket.destroy();
});
