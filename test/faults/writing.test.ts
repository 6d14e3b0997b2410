import { describe, expect, it } from 'vitest';
import { expectedAt } from '../../src/proof/history.ts';
import { isAfter } from '../../src/proof/op-time.ts';
import { without } from '../../src/proof/id-set.ts';
import type { Mishap } from '../../src/world/rehearsal/faults.ts';
import type { Stage } from '../helpers/drilled.ts';
import { startStage } from '../helpers/drilled.ts';

/* Loads and deletes while the set fails: whatever happens, what the ledger says is what is there. */

const never = new AbortController().signal;
const DOCUMENTS = 200;
/** The screen moves each second; twice that and more is left to a busy machine. */
const MOVES_WITHIN_MS = 2500;

const CUT: Mishap = { tag: 'cut' };
const answer = (code: number, codeName: string, errorLabels?: readonly string[]): Mishap => ({
  tag: 'answer',
  status: 200,
  body: { ok: 0, code, codeName, errmsg: codeName, ...(errorLabels ? { errorLabels } : {}) },
});
const OVERLOADED = answer(462, 'IngressRequestRateLimitExceeded', ['SystemOverloadedError', 'RetryableError']);
const INTERRUPTED = answer(11_602, 'InterruptedDueToReplStateChange');

/** The ids that are there and those that the ledger leaves, which must be the same ones. */
async function expectExact({ database, records }: Stage, documents: number): Promise<void> {
  const { ids } = await database.scanIds(never);
  const expected = expectedAt(records.history, { form: 'opTime', at: await database.opTime(never) });
  expect(expected.tag).toBe('known');
  if (expected.tag !== 'known') return;
  expect(expected.ids.size).toBe(documents);
  expect([without(expected.ids, ids).size, without(ids, expected.ids).size]).toEqual([0, 0]);
}

describe('a delete', () => {
  async function startLoaded(): Promise<Stage> {
    const stage = await startStage();
    await stage.load(DOCUMENTS);
    return stage;
  }

  it.each<readonly [string, (stage: Stage) => void]>([
    ['the connection is cut before a batch is done', ({ failCommand }) => failCommand('delete', 'before', CUT)],
    ['the connection is cut after a batch is done', ({ failCommand }) => failCommand('delete', 'after', CUT)],
    ['a batch is interrupted', ({ failCommand }) => failCommand('delete', 'after', INTERRUPTED)],
    ['the set turns two batches away', ({ failCommand }) => failCommand('delete', 'before', OVERLOADED, 2)],
    [
      'the primary steps down, and a batch with it',
      ({ failCommand, inject }) => {
        failCommand('delete', 'after', INTERRUPTED);
        inject({ tag: 'step-down', afterMs: 600, electionMs: 12_000 });
      },
    ],
    [
      'the primary dies and comes back',
      ({ inject }) => inject({ tag: 'member-down', afterMs: 600, member: 'primary', forMs: 30_000, electionMs: 8000 }),
    ],
    ['every connection is cut at once', ({ inject }) => inject({ tag: 'cut', afterMs: 600 })],
    [
      'a batch that was not answered is done two seconds later',
      ({ failCommand }) => failCommand('delete', 'before', { tag: 'belated', ms: 2000 }),
    ],
    ['the set is silent for a minute', ({ inject }) => inject({ tag: 'silence', afterMs: 600, forMs: 60_000 })],
  ])('ends exactly where %s', async (_, befall) => {
    const stage = await startLoaded();
    befall(stage);
    const { facts, result, longestGapMs } = await stage.deleteSome(2);
    expect(result).toMatchObject({ iterations: 2, unknown: 0 });
    await expectExact(stage, DOCUMENTS - result.deleted);
    expect(facts.length).toBeGreaterThan(0);
    expect(longestGapMs).toBeLessThan(MOVES_WITHIN_MS);
  });

  it('says that it waits while there is no primary, for how long and why', async () => {
    const stage = await startLoaded();
    stage.inject({ tag: 'step-down', afterMs: 600, electionMs: 200_000 });
    const { facts } = await stage.deleteSome(1);
    const held = facts.flatMap(({ held }) => held ?? []);
    expect(held.at(-1)).toMatchObject({ why: 'no member is primary' });
    expect(Math.max(...held.map(({ forMs }) => forMs))).toBeGreaterThan(60_000);
  });

  it('whose batch was done and not answered knows so before it sends the next one', async () => {
    const stage = await startLoaded();
    stage.failCommand('delete', 'after', CUT);
    const { facts } = await stage.deleteSome(1);
    expect(facts.filter(({ unknown }) => unknown > 0)).toEqual([]);
    const [lost, next] = stage.records.history.batches;
    expect(lost?.outcome.tag).toBe('done');
    expect(lost?.outcome.tag === 'done' && next && !isAfter(lost.outcome.at, next.after)).toBe(true);
  });

  it('whose batch was never done says so, and takes what is left in the next ones', async () => {
    const stage = await startLoaded();
    stage.failCommand('delete', 'before', CUT);
    const { result } = await stage.deleteSome(1);
    expect(result).toMatchObject({ deleted: 10, unknown: 0, remaining: DOCUMENTS - 10 });
  });

  it('is done with a batch once the set is closed to it, whatever a server does with it later', async () => {
    const stage = await startLoaded();
    stage.failCommand('delete', 'before', { tag: 'belated', ms: 30_000 });
    const { result } = await stage.deleteSome(1);
    expect(result).toMatchObject({ deleted: 10, unknown: 0 });
    await stage.host.clock.sleep(30_000, never);
    await expectExact(stage, DOCUMENTS - 10);
  });

  it('takes back what a primary acknowledged alone and lost with its office, and says so', async () => {
    const stage = await startLoaded();
    stage.failCommand('delete', 'before', { tag: 'rolled-back', electionMs: 2000 });
    const { facts, result } = await stage.deleteSome(2);
    expect(result).toMatchObject({ iterations: 2, unknown: 0, rolledBack: 10, remaining: DOCUMENTS - result.deleted });
    expect(facts.some(({ rolledBack }) => rolledBack === 10)).toBe(true);
    await expectExact(stage, DOCUMENTS - result.deleted);
  });

  it('takes it back also when the last batch was lost', async () => {
    const stage = await startLoaded();
    await stage.deleteSome(1);
    stage.failCommand('delete', 'before', { tag: 'rolled-back', electionMs: 2000 });
    const { result } = await stage.deleteSome(1, { batch: 100 });
    expect(result).toMatchObject({ deleted: 0, rolledBack: 18, remaining: DOCUMENTS - 20 });
    await expectExact(stage, DOCUMENTS - 20);
  });

  it('is told what to change when the user may not, and has deleted nothing', async () => {
    const stage = await startLoaded();
    stage.failCommand('delete', 'before', answer(13, 'Unauthorized'));
    await expect(stage.deleteSome(1)).rejects.toMatchObject({
      kind: 'refused',
      code: '13',
      message: expect.stringMatching(/^Could not delete from loadtest\.events on 127\.0\.0\.1:\d+/) as string,
      nextSteps: [expect.stringContaining('readWrite') as string],
    });
    await expectExact(stage, DOCUMENTS);
  });
});

describe('a load', () => {
  it.each<readonly [string, (stage: Stage) => void]>([
    ['answers are lost, twice each', ({ failCommand }) => failCommand('insert', 'after', CUT, 4)],
    ['the set turns requests away', ({ failCommand }) => failCommand('insert', 'before', OVERLOADED, 8)],
    ['the primary steps down', ({ inject }) => inject({ tag: 'step-down', afterMs: 20, electionMs: 12_000 })],
    ['every connection is cut at once', ({ inject }) => inject({ tag: 'cut', afterMs: 20 })],
    [
      'a primary acknowledges a batch alone and is replaced',
      ({ failCommand }) => failCommand('insert', 'before', { tag: 'rolled-back', electionMs: 2000 }),
    ],
    [
      'the last batch is lost with its primary',
      ({ failCommand }) =>
        // The mark of the load is acknowledged by a majority, and lost is the sub-batch that the fault meets.
        failCommand('insert', 'before', { tag: 'rolled-back', electionMs: 500 }, 6),
    ],
    ['replies are slow', ({ failCommand }) => failCommand('insert', 'before', { tag: 'late', ms: 2000 }, 3)],
  ])('has every document once where %s', async (_, befall) => {
    const stage = await startStage();
    befall(stage);
    const { result, longestGapMs } = await stage.load(DOCUMENTS);
    expect(result).toMatchObject({ documents: DOCUMENTS, stopped: false });
    expect(longestGapMs).toBeLessThan(MOVES_WITHIN_MS);
    expect((await stage.database.scanIds(never)).ids.size).toBe(DOCUMENTS);
  });

  it('has every document once where the set is silent for a minute, and says that it waits', async () => {
    const stage = await startStage();
    let isSilent = false;
    const { facts, result } = await stage.load(DOCUMENTS, ({ documents }) => {
      if (documents === 0 || isSilent) return;
      isSilent = true;
      stage.inject({ tag: 'silence', afterMs: 0, forMs: 120_000 });
    });
    expect(result).toMatchObject({ documents: DOCUMENTS, stopped: false });
    expect((await stage.database.scanIds(never)).ids.size).toBe(DOCUMENTS);
    expect(facts.some(({ held }) => held && held.forMs > 0)).toBe(true);
  });

  it('says what to do where the disks of the set are full', async () => {
    const stage = await startStage();
    stage.failCommand('insert', 'before', answer(14_031, 'OutOfDiskSpace'), 4);
    await stage.database.mark({ second: 1, show: 'x', seed: 1, documentBytes: 1024 }, never).catch(() => undefined);
    await expect(stage.load(DOCUMENTS)).rejects.toMatchObject({
      kind: 'refused',
      code: '14031',
      nextSteps: [expect.stringContaining('Make room') as string, expect.any(String) as string],
    });
  });
});
