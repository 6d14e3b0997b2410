import { describe, expect, it } from 'vitest';
import { createStoryClock } from '../../../../src/world/rehearsal/clock.ts';
import type { Compared, Upset } from '../../../../src/world/rehearsal/faults.ts';
import { directUri, makeDocuments, restore, startSetForTest } from './harness.ts';

/** A set whose time only a test moves. */
async function startStill(upset?: Upset) {
  const clock = createStoryClock({ rate: 0 });
  const harness = await startSetForTest({ clock });
  if (upset) harness.faults.add(upset);
  return { ...harness, clock, pass: (ms: number) => clock.advanceTo(clock.now() + ms) };
}

const STEP_DOWN: Upset = { tag: 'step-down', afterMs: 1000, electionMs: 8000 };

describe('a step-down', () => {
  it('leaves no primary until the election ends, and another one then', async () => {
    const { set, pass } = await startStill(STEP_DOWN);
    pass(999);
    expect(set.primary()).toBe(0);
    pass(1);
    expect(set.primary()).toBeUndefined();
    pass(7999);
    expect(set.primary()).toBeUndefined();
    pass(1);
    expect(set.primary()).toBe(1);
  });

  it('keeps connections, refuses writes as a secondary does, and takes no op time', async () => {
    const { set, pass, connect } = await startStill(STEP_DOWN);
    const client = await connect({}, directUri(set, 0));
    const db = client.db('loadtest');
    const before = set.newestOpTime();
    pass(1000);
    await expect(db.command({ delete: 'events', deletes: [{ q: {}, limit: 0 }] })).rejects.toMatchObject({
      code: 10_107,
      codeName: 'NotWritablePrimary',
    });
    pass(8000);
    expect(set.newestOpTime()).toEqual(before);
  });

  it('interrupts an insert that waits for its answer, which the driver sends again to the next primary', async () => {
    const clock = createStoryClock({ rate: 0 });
    const { set, faults, connect } = await startSetForTest({ clock, paced: true });
    const events = (await connect({ heartbeatFrequencyMS: 500 })).db('loadtest').collection('events');
    const inserted = events.insertMany(makeDocuments(900));
    await expect.poll(() => set.sizes().documents).toBe(900);
    faults.add({ ...STEP_DOWN, afterMs: 0, electionMs: 1 });
    clock.advanceTo(clock.now() + 1);
    expect(set.primary()).toBe(1);
    // What is sent again takes its time like any other.
    clock.setRate(1);
    expect(await inserted).toMatchObject({ insertedCount: 900 });
    expect(set.sizes().documents).toBe(900);
  });
});

describe('a member that dies', () => {
  it('comes back as a new process, and as primary another is elected meanwhile', async () => {
    const { set, pass, clock } = await startStill({
      tag: 'member-down',
      afterMs: 0,
      member: 'primary',
      forMs: 30_000,
      electionMs: 5000,
    });
    clock.setRate(600);
    pass(1);
    expect(set.primary()).toBeUndefined();
    expect(clock.rate()).toBe(60);
    pass(5000);
    expect(set.primary()).toBe(1);
    pass(30_000);
    expect([set.primary(), clock.rate()]).toEqual([1, 600]);
  });

  it('is left to the agents when they stop the set, and does not come back by itself', async () => {
    const { set, pass } = await startStill({
      tag: 'member-down',
      afterMs: 0,
      member: 'secondary',
      forMs: 30_000,
      electionMs: 0,
    });
    pass(1);
    for (const member of [2, 1, 0]) set.shutDown(member);
    pass(60_000);
    expect(() => set.restoreTo({ form: 'opTime', at: set.newestOpTime() })).not.toThrow();
  });
});

it('is silent for a while: nothing is answered and nothing closed, and what was asked arrives afterwards', async () => {
  const { set, pass, connect, clock, faults } = await startStill();
  const client = await connect({}, directUri(set, 0));
  const db = client.db('loadtest');
  await db.command({ ping: 1 });
  faults.add({ tag: 'silence', afterMs: 0, forMs: 60_000 });
  pass(0);
  let answered = false;
  const asked = db.command({ insert: 'notes', documents: [{ _id: 1 }] }).then(() => (answered = true));
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(answered).toBe(false);
  pass(60_000);
  expect(await asked).toBe(true);
  expect(clock.rate()).toBe(0);
});

it('cuts every connection at once, and takes new ones', async () => {
  const { set, pass, connect, faults } = await startStill();
  const client = await connect({}, directUri(set, 2));
  const closed = new Promise((resolve) => client.once('connectionClosed', resolve));
  faults.add({ tag: 'cut', afterMs: 500 });
  pass(500);
  await closed;
  expect(await client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 });
});

it('answers late by story time', async () => {
  const { set, pass, connect, faults } = await startStill();
  const db = (await connect({}, directUri(set, 0))).db('loadtest');
  faults.add({ point: 'command', name: 'insert', when: 'before', times: 1, mishap: { tag: 'late', ms: 2000 } });
  let answered = false;
  const inserted = db.command({ insert: 'notes', documents: [{ _id: 1 }] }).then(() => (answered = true));
  await expect.poll(() => set.documents.collection('loadtest.notes')?.documents).toBe(1);
  pass(1999);
  await db.command({ ping: 1 });
  expect(answered).toBe(false);
  pass(1);
  expect(await inserted).toBe(true);
});

it.each<[Compared, Compared]>([
  ['lower', 'lower'],
  ['equal', 'lower'],
  ['equal', 'equal'],
  ['higher', 'lower'],
])('is restored with a %s term and a %s version of its configuration', async (term, setVersion) => {
  const { set, faults, connect } = await startSetForTest();
  const hello = async () => (await connect({}, directUri(set, 0))).db('admin').command({ hello: 1 });
  const before = await hello();
  faults.add({ tag: 'next-restore', term, setVersion });
  await restore(set, { form: 'opTime', at: set.newestOpTime() });
  const after = await hello();
  const compare = (a: string | number, b: string | number): Compared => (a < b ? 'lower' : a > b ? 'higher' : 'equal');
  expect(compare(String(after['electionId']), String(before['electionId']))).toBe(term);
  expect(compare(after['setVersion'], before['setVersion'])).toBe(setVersion);
});
