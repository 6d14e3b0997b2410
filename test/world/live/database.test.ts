import { performance } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BugError, RefusedError, SetupError, UnreachableError, toShowError } from '../../../src/errors.ts';
import { createContent } from '../../../src/proof/content.ts';
import type { IdList } from '../../../src/proof/id-set.ts';
import { toIdList } from '../../../src/proof/id-set.ts';
import { isAfter } from '../../../src/proof/op-time.ts';
import type { Load } from '../../../src/proof/facts.ts';
import { createDatabase } from '../../../src/world/live/database.ts';
import { createRedactor } from '../../../src/world/live/redact.ts';
import type { StoryClock } from '../../../src/world/rehearsal/clock.ts';
import { createStoryClock } from '../../../src/world/rehearsal/clock.ts';
import type { Fault, Faults } from '../../../src/world/rehearsal/faults.ts';
import { createFaults } from '../../../src/world/rehearsal/faults.ts';
import type { ReplicaSet } from '../../../src/world/rehearsal/set/replica-set.ts';
import { createReplicaSet } from '../../../src/world/rehearsal/set/replica-set.ts';
import type { Database, WriteOutcome } from '../../../src/world/world.ts';

/* What the live client makes of a set that fails: for that it takes one that fails at will. */

const CANARY = 'canary-pass';
const never = new AbortController().signal;
const load: Load = { second: 1_700_000_000, show: 'test', seed: 7, documentBytes: 1_024 };
const DOCUMENTS = 100;

let clock: StoryClock;
let faults: Faults;
let set: ReplicaSet;
let database: Database;
let others: Database[];

beforeEach(async () => {
  clock = createStoryClock();
  faults = createFaults();
  set = await createReplicaSet({ clock, faults, seed: 1, paced: false });
  others = [];
  database = open(set.uri);
  const writer = await database.openWriter('load', never);
  await writer.insert(load, 0, DOCUMENTS, never);
  await writer.close();
});

afterEach(async () => {
  await Promise.all([database, ...others].map((one) => one.close()));
  await set.close();
  clock.close();
});

function open(uri: string, coll = 'events'): Database {
  const made = createDatabase({
    uri,
    db: 'loadtest',
    coll,
    writeConcern: 1,
    version: 'test',
    redact: createRedactor([CANARY]),
  });
  others?.push(made);
  return made;
}

const content = createContent(load);
const idsOf = (from: number, to: number): IdList =>
  toIdList(Buffer.concat(Array.from({ length: to - from }, (_, k) => content.idOf(from + k))));

const fail = (name: string, when: Fault['when'], mishap: Fault['mishap'], times = 1): void =>
  faults.add({ point: 'command', name, when, times, mishap });

const no = (code: number, codeName: string): Fault['mishap'] => ({
  tag: 'answer',
  status: 200,
  body: { ok: 0, code, codeName, errmsg: `${codeName} \u001b[31mby ${CANARY}` },
});

const countNow = async (): Promise<number | undefined> => (await database.count(never))?.documents;

async function caught(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => new Error('nothing was thrown'),
    (error: Error) => error,
  );
}

async function shutDownAll(): Promise<void> {
  for (const member of [2, 1, 0]) set.shutDown(member);
  await expect.poll(async () => (await database.probe(never)).every(({ role }) => role === 'down')).toBe(true);
}

async function startAll(): Promise<void> {
  for (const member of [0, 1, 2]) await set.start(member);
  set.elect(1);
}

describe('a delete', () => {
  async function deleteSome(): Promise<WriteOutcome> {
    const writer = await database.openWriter('delete', never);
    try {
      return await writer.delete(idsOf(0, 10), never);
    } finally {
      await writer.close();
    }
  }

  it('whose answer is lost is unknown, and looking up its _ids tells', async () => {
    fail('delete', 'after', { tag: 'cut' });
    expect(await deleteSome()).toEqual({ tag: 'unknown', why: expect.any(String) as string });
    expect((await database.findIds(idsOf(0, 10), never)).size).toBe(0);
    expect(await countNow()).toBe(DOCUMENTS - 10);
  });

  it('that was cut off before it was done is unknown too, and is not sent again', async () => {
    fail('delete', 'before', { tag: 'cut' });
    expect((await deleteSome()).tag).toBe('unknown');
    expect((await database.findIds(idsOf(0, 10), never)).size).toBe(10);
  });

  /** One that a server does half a second after its connection was cut. */
  async function leaveBelated() {
    fail('delete', 'before', { tag: 'belated', ms: 500 });
    const writer = await database.openWriter('delete', never);
    const stamp = writer.stamp();
    expect((await writer.delete(idsOf(0, 10), never, stamp)).tag).toBe('unknown');
    return { writer, stamp };
  }

  it('that comes late is done unless the set was closed to it', async () => {
    const { writer } = await leaveBelated();
    await expect.poll(() => set.sizes().documents).toBeLessThan(DOCUMENTS);
    expect(await countNow()).toBe(DOCUMENTS - 10);
    await writer.close();
  });

  it('that comes late is not done any more once the set was closed to it, by whomever', async () => {
    const { writer, stamp } = await leaveBelated();
    const other = open(set.uri);
    const at = await other.fence(stamp, never);
    // Twice does no harm.
    expect(await other.fence(stamp, never)).toEqual(at);
    clock.advanceTo(clock.now() + 1000);
    expect(await countNow()).toBe(DOCUMENTS);
    // What the writer sends next has nothing to do with it.
    expect(await writer.delete(idsOf(0, 10), never)).toMatchObject({ tag: 'done', documents: 10, term: 5 });
    await writer.close();
  });

  it('that was not answered is nothing that a restored set is closed to', async () => {
    const { writer, stamp } = await leaveBelated();
    const before = set.newestOpTime();
    const waiting = caught(
      (async () => {
        faults.add({ tag: 'step-down', afterMs: 0, electionMs: 3_600_000 });
        await expect.poll(() => set.primary()).toBeUndefined();
        return database.fence(stamp, never);
      })(),
    );
    await expect.poll(() => set.primary()).toBeUndefined();
    // It has probed the members by then, and waits for a primary.
    await expect.poll(async () => (await database.probe(never)).some(({ role }) => role === 'primary')).toBe(false);
    for (const member of [2, 1, 0]) set.shutDown(member);
    set.restoreTo({ form: 'opTime', at: before });
    await startAll();
    expect(await waiting).toBeInstanceOf(Error);
    expect(set.documents.collection('minuteback.shows')).toBeUndefined();
    await writer.close();
  });

  it('that was done is not closed off: what is done stays so', async () => {
    fail('delete', 'after', { tag: 'cut' });
    const writer = await database.openWriter('delete', never);
    const stamp = writer.stamp();
    await writer.delete(idsOf(0, 10), never, stamp);
    await writer.close();
    const at = await database.fence(stamp, never);
    expect((await database.findIds(idsOf(0, 10), never)).size).toBe(0);
    expect(isAfter(at, await database.opTime(never))).toBe(false);
    const barrier = await database.barrier(never);
    expect(await caught(database.fence(stamp, never))).toBeInstanceOf(BugError);
    database.lift(barrier);
  });

  it('that one member alone acknowledged is there again after the election, in another term', async () => {
    fail('delete', 'before', { tag: 'rolled-back', electionMs: 100 });
    const done = await deleteSome();
    expect(done).toMatchObject({ tag: 'done', documents: 10, term: 5 });
    await expect.poll(() => database.term(never), { timeout: 5000 }).toBe(6);
    expect((await database.findIds(idsOf(0, 10), never)).size).toBe(10);
    // Its op time has passed all the same, and says nothing.
    if (done.tag === 'done') await database.awaitMajority(done.at, never);
  });

  it('that a majority has to acknowledge is never lost', async () => {
    fail('delete', 'before', { tag: 'rolled-back', electionMs: 100 });
    const safe = createDatabase({
      uri: set.uri,
      db: 'loadtest',
      coll: 'events',
      writeConcern: 'majority',
      version: 'test',
      redact: createRedactor([]),
    });
    others.push(safe);
    const writer = await safe.openWriter('delete', never);
    expect(await writer.delete(idsOf(0, 10), never)).toMatchObject({ tag: 'done', documents: 10 });
    await writer.close();
    expect([await safe.term(never), await countNow()]).toEqual([5, DOCUMENTS - 10]);
  });

  it('that was interrupted half-way is unknown', async () => {
    fail('delete', 'after', no(11_602, 'InterruptedDueToReplStateChange'));
    expect((await deleteSome()).tag).toBe('unknown');
  });

  it('that hangs is unknown when its writer is closed', async () => {
    fail('delete', 'after', { tag: 'hang' });
    const writer = await database.openWriter('delete', never);
    const deleting = writer.delete(idsOf(0, 10), never);
    await writer.close();
    expect((await deleting).tag).toBe('unknown');
  });

  it('that is refused before it begins is thrown', async () => {
    fail('delete', 'before', no(13, 'Unauthorized'));
    const refused = await caught(deleteSome());
    expect(refused).toBeInstanceOf(RefusedError);
    expect(refused).toMatchObject({ code: '13', nextSteps: [expect.stringContaining('readWrite') as string] });
    fail('delete', 'before', no(10_107, 'NotWritablePrimary'));
    expect(await caught(deleteSome())).toBeInstanceOf(UnreachableError);
    expect(await countNow()).toBe(DOCUMENTS);
  });

  it('of a set that is down is thrown, and never reaches the set that comes back', async () => {
    const writer = await database.openWriter('delete', never);
    await writer.delete(idsOf(0, 1), never);
    await shutDownAll();
    expect(await caught(writer.delete(idsOf(1, 10), never))).toBeInstanceOf(UnreachableError);
    const waiting = caught(writer.delete(idsOf(10, 20), never));
    await database.barrier(never);
    await startAll();
    expect(await waiting).toBeInstanceOf(UnreachableError);
    await expect.poll(() => database.reach(never)).toBeDefined();
    expect((await database.scanIds(never)).ids.size).toBe(DOCUMENTS - 1);
  });
});

describe('an insert', () => {
  const LATER: Load = { ...load, second: load.second + 1 };

  it('whose answer is lost is repeated once by the driver, without a duplicate', async () => {
    fail('insert', 'after', { tag: 'cut' });
    const writer = await database.openWriter('load', never);
    expect(await writer.insert(LATER, 0, 50, never)).toMatchObject({ tag: 'done', documents: 50 });
    expect(await countNow()).toBe(DOCUMENTS + 50);
  });

  it('whose answer is lost twice is unknown, and may be sent again', async () => {
    // Twice for each of the two sub-batches in flight.
    fail('insert', 'after', { tag: 'cut' }, 4);
    const writer = await database.openWriter('load', never);
    expect((await writer.insert(LATER, 0, 50, never)).tag).toBe('unknown');
    expect(await writer.insert(LATER, 0, 50, never)).toMatchObject({ tag: 'done', documents: 50 });
    expect(await countNow()).toBe(DOCUMENTS + 50);
  });

  it('of which one half is lost is unknown, also where the other half is answered after it', async () => {
    fail('insert', 'before', { tag: 'cut' });
    fail('insert', 'before', { tag: 'late', ms: 500 });
    fail('insert', 'before', { tag: 'cut' });
    const writer = await database.openWriter('load', never);
    expect((await writer.insert(load, DOCUMENTS, DOCUMENTS + 20, never)).tag).toBe('unknown');
    await writer.close();
    expect(await countNow()).toBe(DOCUMENTS + 10);
  });

  it('that is refused is thrown with the words of the server', async () => {
    const writer = await database.openWriter('load', never);
    fail('insert', 'before', no(13, 'Unauthorized'));
    expect(await caught(writer.insert(LATER, 0, 50, never))).toMatchObject({ kind: 'refused', code: '13' });
    const body = { ok: 1, n: 0, writeErrors: [{ index: 0, code: 121, errmsg: 'Document failed validation' }] };
    fail('insert', 'after', { tag: 'answer', status: 200, body });
    expect((await caught(writer.insert(LATER, 0, 50, never))).message).toContain('Document failed validation');
  });

  it('is refused when a duplicate is not of _id', async () => {
    const writer = await database.openWriter('load', never);
    const body = { ok: 1, n: 49, writeErrors: [{ index: 3, code: 11_000, errmsg: 'E11000 duplicate key' }] };
    fail('insert', 'before', { tag: 'answer', status: 200, body });
    expect((await caught(writer.insert(LATER, 0, 50, never))).message).toContain('by another index than that of _id');
  });
});

describe('an outage', () => {
  it('is seen at once, and told by reasons', async () => {
    await database.probe(never);
    set.shutDown(2);
    await expect
      .poll(async () => (await database.probe(never)).map(({ role }) => role))
      .toEqual(['primary', 'secondary', 'down']);
    const before = performance.now();
    const [, , down] = await database.probe(never);
    expect(performance.now() - before).toBeLessThan(500);
    expect(down).toEqual({ host: set.hosts[2], role: 'down', why: 'the connection is refused' });
  });

  it('is survived by fresh clients, whatever term the restored set begins with', async () => {
    const { at } = (await database.count(never))!;
    await database.probe(never);
    const writer = await database.openWriter('delete', never);
    await writer.delete(idsOf(0, 30), never);
    const before = await database.probe(never);
    const barrier = await database.barrier(never);
    await shutDownAll();
    expect(await database.reach(never)).toBeUndefined();
    expect(await database.count(never)).toBeUndefined();
    set.restoreTo({ form: 'opTime', at });
    for (const member of [0, 1, 2]) await set.start(member);
    expect(await database.reach(never)).toBeUndefined();
    set.elect(2);
    const reached = await database.reach(never);
    expect(reached?.primary).toBe(set.hosts[2]);
    const restarted = reached?.members.filter(({ processId }, k) => processId && processId !== before[k]?.processId);
    expect(restarted).toHaveLength(3);
    expect((await database.scanIds(never)).ids.size).toBe(DOCUMENTS);
    database.lift(barrier);
    expect(await countNow()).toBe(DOCUMENTS);
  });

  it('is over for a client that counts as soon as a primary is back', async () => {
    await countNow();
    await shutDownAll();
    // Depending on the moment the driver says at once that the connection is refused, or waits for a primary.
    expect((await caught(database.count(AbortSignal.timeout(300)))).name).toMatch(/^(Timeout|Unreachable)Error$/);
    await startAll();
    await expect.poll(countNow).toBe(DOCUMENTS);
  });

  it('makes probing neither throw nor wait when the signal has fired', async () => {
    const members = await database.probe(AbortSignal.abort());
    expect(members.map(({ role }) => role)).toEqual(['down', 'down', 'down']);
  });
});

describe('a connection string', () => {
  it('may name one member alone, without the set', async () => {
    const alone = open(`mongodb://${set.hosts[1]}`);
    expect((await alone.describe(never)).members.map(({ host }) => host)).toEqual(set.hosts);
    expect(await alone.count(never)).toMatchObject({ documents: DOCUMENTS });
    expect(alone.shownUri).toBe(`mongodb://${set.hosts[1]}/`);
  });

  it('may ask for a direct connection and for odd reads and writes, which are not heeded', async () => {
    const odd = open(`mongodb://${set.hosts[1]}/?directConnection=true&readPreference=secondary&w=0&retryWrites=true`);
    expect(await odd.count(never)).toMatchObject({ documents: DOCUMENTS });
    const writer = await odd.openWriter('delete', never);
    expect(await writer.delete(idsOf(0, 1), never)).toMatchObject({ tag: 'done', documents: 1 });
  });

  it('with the wrong name of the set is refused with the right one', async () => {
    const error = await caught(open(`mongodb://${set.hosts[0]}/?replicaSet=other`).count(never));
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.message).toContain('is called rehearsal, not other');
  });

  it('that nobody answers at is told with the reason, within a second or two', async () => {
    const error = await caught(open('mongodb://127.0.0.1:1,nowhere.invalid:2').count(never));
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error.message).toContain('127.0.0.1:1: the connection is refused');
  });

  it('with an option that does not exist is a matter of setting up', async () => {
    const error = await caught(open(`mongodb://${set.hosts[0]}/?nonsense=1`).count(never));
    expect(error).toBeInstanceOf(SetupError);
    expect(error.message).toContain('nonsense');
  });

  it('never shows its password', async () => {
    const uri = `mongodb://ann:${CANARY}@${set.hosts[0]}/?authSource=admin`;
    const secret = open(uri);
    expect(secret.shownUri).not.toContain('canary');
    const errors = [await caught(secret.count(never)), await caught(open(`${uri}&nonsense=${CANARY}`).count(never))];
    for (const error of errors) {
      expect(error.message).not.toBe('nothing was thrown');
      expect(JSON.stringify(toShowError(error))).not.toContain('canary');
    }
  });
});

describe('words of the server', () => {
  it('lose secrets and whatever a terminal obeys', async () => {
    fail('aggregate', 'before', no(9, 'FailedToParse'));
    expect((await caught(database.count(never))).message).toMatch(/FailedToParse by \*\*\*$/);
  });
});

it('opens a writer once there is a primary, after a try that found none', { timeout: 20_000 }, async () => {
  faults.add({ tag: 'step-down', afterMs: 0, electionMs: 3000 });
  await expect.poll(async () => (await database.probe(never)).some(({ role }) => role === 'primary')).toBe(false);
  await expect(database.openWriter('delete', never)).rejects.toBeInstanceOf(UnreachableError);
  await expect.poll(() => set.primary(), { timeout: 10_000 }).toBeDefined();
  const writer = await database.openWriter('delete', never);
  expect(await writer.delete(idsOf(0, 3), never)).toMatchObject({ tag: 'done', documents: 3 });
  await writer.close();
});
