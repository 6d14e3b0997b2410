import { describe, expect, it, vi } from 'vitest';
import { RefusedError, UnreachableError } from '../../src/errors.ts';
import { fingerprint, joinIds, pickIds, sortIds, toIdList, without } from '../../src/proof/id-set.ts';
import { toReplaced } from '../../src/proof/same-set.ts';
import { expectedAt } from '../../src/proof/history.ts';
import { deleteDocuments } from '../../src/workers/delete.ts';
import { isLoaded, load } from '../../src/workers/load.ts';
import { stats } from '../../src/workers/stats.ts';
import { contextFor, createSmallWorld, runToEnd } from '../helpers/small-world.ts';

const LOAD = { bytes: 10 * 1024, documentBytes: 1024, batch: 4 };
const DELETE = { percent: 10, batch: 6, pauseMs: 500, iterations: 2 };

it('marks a load before its first document, and adds in batches', async () => {
  const world = createSmallWorld();
  const { facts, result } = await runToEnd(load(contextFor(world, LOAD)));
  expect(world.asked).toEqual(['mark', 'open load', 'insert 0-4', 'insert 4-8', 'insert 8-10', 'close load']);
  expect(result).toMatchObject({ documents: 10, rounds: 1, stopped: false });
  expect(facts.map(({ documents }) => documents)).toEqual([0, 4, 8, 10, 10].slice(0, facts.length));
});

it.each([
  ['load', () => load(contextFor(refusing(createSmallWorld()), LOAD)), { documents: 10 }],
  ['delete', () => deleteDocuments(contextFor(refusing(createSmallWorld(100)), DELETE)), { deleted: 19 }],
] as const)('waits for a primary also before the first connection of a %s', async (_, begin, wanted) => {
  const { facts, result } = await runToEnd<object, object>(begin());
  expect(result).toMatchObject(wanted);
  expect(facts.length).toBeGreaterThan(0);
});

/** Nobody is there for the first two connections of a writer. */
function refusing(world: ReturnType<typeof createSmallWorld>): typeof world {
  const openWriter = world.database.openWriter.bind(world.database);
  let left = 2;
  world.database.openWriter = (purpose, signal) =>
    left-- > 0 ? Promise.reject(new UnreachableError('no primary answers')) : openWriter(purpose, signal);
  return world;
}

it('goes on in rounds until so much is on disk, with a rest between', async () => {
  const world = createSmallWorld();
  const { facts, result } = await runToEnd(load(contextFor(world, { ...LOAD, untilBytes: 20 * 1200 })));
  expect(result.rounds).toBe(2);
  expect(new Set(result.loads.map(({ second }) => second)).size).toBe(2);
  expect(facts.some(({ resting }) => resting?.because === 'pace' && resting.leftMs > 0)).toBe(true);
});

describe('rounds', () => {
  const UNTIL = { ...LOAD, untilBytes: 20 * 1200 };

  it('add nothing where so much is on disk already', async () => {
    const world = createSmallWorld(20);
    const { facts, result } = await runToEnd(load(contextFor(world, UNTIL)));
    expect(world.asked).toEqual([]);
    expect(facts).toEqual([]);
    expect(result).toMatchObject({ documents: 0, rounds: 0, stopped: false });
  });

  it('read the size again once a checkpoint must have been, before one too many is begun', async () => {
    const world = createSmallWorld();
    const sizes = world.database.stats.bind(world.database);
    let told = await sizes(new AbortController().signal);
    let toldAt = world.clock.now();
    // As on a server: what was written since the last checkpoint does not show.
    world.database.stats = async (signal) => {
      if (world.clock.now() - toldAt >= 60_000) [told, toldAt] = [await sizes(signal), world.clock.now()];
      return told;
    };
    const { facts, result } = await runToEnd(load(contextFor(world, { ...LOAD, untilBytes: 10 * 1200 })));
    expect(result.rounds).toBe(1);
    expect(facts.some(({ resting }) => resting?.because === 'checkpoint')).toBe(true);
  });

  it('wait for as long as Ops Manager does not answer, and say so', async () => {
    const world = createSmallWorld();
    const silent = Array.from({ length: 3 }, () => new UnreachableError('nobody answers'));
    let asked = 0;
    world.engine.backup = () => {
      asked += 1;
      const error = asked > 1 ? silent.pop() : undefined;
      return error ? Promise.reject(error) : Promise.resolve({ stateName: 'STARTED' });
    };
    const { facts, result } = await runToEnd(load(contextFor(world, UNTIL)));
    expect(result.rounds).toBe(2);
    expect(asked).toBe(5);
    const rests = facts.flatMap(({ resting }) => (resting?.because === 'engine' ? [resting] : []));
    expect(Math.max(...rests.map(({ forMs }) => forMs))).toBeGreaterThan(20_000);
    expect(rests.every(({ answerMs }) => answerMs === undefined)).toBe(true);
  });

  it('wait for as long as it answers slowly, and tell how slowly', async () => {
    const world = createSmallWorld();
    const now = vi.spyOn(Date, 'now');
    let [real, slow] = [0, 3];
    now.mockImplementation(() => real);
    world.engine.backup = () => {
      real += slow-- > 0 ? 3000 : 100;
      return Promise.resolve({ stateName: 'STARTED' });
    };
    const { facts, result } = await runToEnd(load(contextFor(world, UNTIL)));
    now.mockRestore();
    expect(result.rounds).toBe(2);
    const rests = facts.flatMap(({ resting }) =>
      resting?.because === 'engine' && resting.leftMs > 0 ? [resting] : [],
    );
    expect(rests.length).toBeGreaterThan(10);
    expect(rests.every(({ answerMs }) => answerMs === 3000)).toBe(true);
  });

  it('take a plain no for an answer, and wait for nobody who never answered', async () => {
    for (const answers of [[{ stateName: 'STOPPED' }, new RefusedError('not you')], [new UnreachableError('nobody')]]) {
      const world = createSmallWorld();
      world.engine.backup = () => {
        const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      };
      const { facts, result } = await runToEnd(load(contextFor(world, UNTIL)));
      expect(result.rounds).toBe(2);
      expect(facts.some(({ resting }) => resting?.because === 'engine' && resting.leftMs > 0)).toBe(false);
    }
  });

  it('end where they rest when they are stopped', async () => {
    const world = createSmallWorld();
    const stop = new AbortController();
    const { result } = await runToEnd(
      load(contextFor(world, UNTIL, stop.signal)),
      ({ resting }) => resting && stop.abort(),
    );
    expect(result).toMatchObject({ rounds: 1, documents: 10, stopped: true });
  });
});

it('refuses a write concern that no member more can meet, before anything is written', async () => {
  const world = createSmallWorld(100);
  world.database.verifyWriteConcern = () => Promise.reject(new RefusedError('the set has 3 that hold data'));
  await expect(runToEnd(load(contextFor(world, LOAD)))).rejects.toThrow('hold data');
  await expect(runToEnd(deleteDocuments(contextFor(world, DELETE)))).rejects.toThrow('hold data');
  expect(world.asked).toEqual([]);
});

it('sends a batch again while its outcome is unknown, and gives up after three times', async () => {
  const world = createSmallWorld();
  const lost = { tag: 'unknown', why: 'connection cut' } as const;
  world.outcomes.push(lost);
  const { result } = await runToEnd(load(contextFor(world, LOAD)));
  expect(result.documents).toBe(10);
  expect(world.asked.filter((what) => what === 'insert 0-4')).toHaveLength(2);

  const dead = createSmallWorld();
  dead.outcomes.push(lost, lost, lost);
  await expect(runToEnd(load(contextFor(dead, LOAD)))).rejects.toThrow('no answer came: connection cut');
  expect(dead.asked.at(-1)).toBe('close load');
});

it('settles the batch in flight when it is stopped, and tells what was loaded', async () => {
  const world = createSmallWorld();
  const stop = new AbortController();
  const { result } = await runToEnd(
    load(contextFor(world, LOAD, stop.signal)),
    ({ documents }) => documents >= 4 && stop.abort(),
  );
  expect(result).toMatchObject({ documents: 4, stopped: true });
  expect(world.asked.at(-1)).toBe('close load');
});

it('takes what is there for loaded only when the marker says that it is ours', async () => {
  const ours = createSmallWorld(5);
  expect(await isLoaded(contextFor(ours, undefined))).toMatchObject({ documents: 0 });
  ours.marker = undefined;
  expect(await isLoaded(contextFor(ours, undefined))).toBeUndefined();
});

it('deletes a percentage of the current documents in each iteration, every id in the ledger', async () => {
  const world = createSmallWorld(100);
  const context = contextFor(world, DELETE);
  const { result } = await runToEnd(deleteDocuments(context));
  expect(world.asked).toEqual(['open delete', 'delete 6', 'delete 4', 'delete 6', 'delete 3', 'close delete']);
  expect(result).toMatchObject({ deleted: 19, remaining: 81, iterations: 2, unknown: 0, baseline: { documents: 100 } });
  const { batches } = context.records.history;
  const before = expectedAt(context.records.history, { form: 'second', t: batches[0]!.after.t });
  expect(before).toMatchObject({ tag: 'known', ids: { size: 100 }, returned: { size: 19 } });
  const now = expectedAt(context.records.history, { form: 'opTime', at: result.last! });
  expect(now).toMatchObject({ tag: 'known', ids: { size: 81 }, stayDeleted: { size: 19 } });
});

it('lets a whole second pass between the baseline and the first delete', async () => {
  const world = createSmallWorld(100);
  const context = contextFor(world, DELETE);
  await runToEnd(deleteDocuments(context));
  const { baselines, batches } = context.records.history;
  expect(batches[0]!.after.t).toBeGreaterThan(baselines[0]!.at.t);
});

it('deletes the same documents for the same seed', async () => {
  const remains = async (): Promise<string> => {
    const world = createSmallWorld(100);
    await runToEnd(deleteDocuments(contextFor(world, DELETE)));
    return Buffer.from(world.ids).toString('hex');
  };
  expect(await remains()).toBe(await remains());
});

it('looks up a batch whose answer was lost, once its writer is closed: what is still there was not deleted', async () => {
  const world = createSmallWorld(100);
  world.outcomes.push({ tag: 'unknown', why: 'connection cut' });
  const context = contextFor(world, { ...DELETE, iterations: 1 });
  const { result } = await runToEnd(deleteDocuments(context));
  expect(result).toMatchObject({ deleted: 4, unknown: 0, remaining: 96 });
  expect(context.records.history.batches).toHaveLength(1);
});

it('counts a batch whose answer was lost as deleted as far as its documents are gone', async () => {
  const world = createSmallWorld(100);
  world.outcomes.push({ tag: 'unknown', why: 'connection cut' });
  const findIds = world.database.findIds.bind(world.database);
  world.database.findIds = async (ids, signal) => {
    world.ids = without(sortIds(world.ids), sortIds(pickIds(ids, Uint32Array.of(0, 1)))).bytes;
    return findIds(ids, signal);
  };
  const context = contextFor(world, { ...DELETE, iterations: 1 });
  const { result } = await runToEnd(deleteDocuments(context));
  expect(result).toMatchObject({ deleted: 6, unknown: 0, remaining: 94 });
  expect(context.records.history.batches[0]).toMatchObject({ outcome: { tag: 'done' }, gone: { size: 2 } });
});

it('sends a batch again that was certainly not done, each time with an intent of its own', async () => {
  const world = createSmallWorld(100);
  const none = () => new UnreachableError('Could not delete just now: not primary');
  world.outcomes.push(none(), none(), none());
  const context = contextFor(world, { percent: 10, batch: 10, pauseMs: 500, iterations: 1 });
  const { result } = await runToEnd(deleteDocuments(context));
  expect(result).toMatchObject({ deleted: 10, unknown: 0, remaining: 90 });
  expect(world.asked.filter((what) => what === 'delete 10')).toHaveLength(4);
  expect(context.records.history.batches).toHaveLength(1);
});

it('stops at once while nobody answers, with what came before', async () => {
  const world = createSmallWorld(100);
  const controller = new AbortController();
  world.outcomes.push(...Array.from({ length: 20 }, () => new UnreachableError('no primary')));
  const context = contextFor(world, { percent: 10, batch: 10, pauseMs: 500 }, controller.signal);
  const intend = context.records.intend.bind(context.records);
  let intents = 0;
  context.records.intend = (batch) => {
    intents += 1;
    if (intents === 5) controller.abort();
    return intend(batch);
  };
  const { result } = await runToEnd(deleteDocuments(context));
  expect(result).toMatchObject({ deleted: 0, unknown: 0 });
  expect(context.records.history.batches).toEqual([]);
});

it('leaves a batch unknown while nobody tells what became of it, and counts it as neither', async () => {
  const world = createSmallWorld(100);
  world.database.findIds = () => Promise.reject(new Error('no primary'));
  world.outcomes.push({ tag: 'unknown', why: 'connection cut' });
  const context = contextFor(world, { ...DELETE, iterations: 1 });
  const { result } = await runToEnd(deleteDocuments(context));
  expect(result).toMatchObject({ deleted: 4, unknown: 6 });
  expect(expectedAt(context.records.history, { form: 'opTime', at: result.last! })).toMatchObject({
    tag: 'uncertain',
    because: 'unknown-delete',
    certain: { size: 90 },
    uncertain: { size: 6 },
    stayDeleted: { size: 4 },
  });
});

it('closes the set to a batch before it looks what became of it, and looks no further where that is refused', async () => {
  const world = createSmallWorld(100);
  const fenced: unknown[] = [];
  world.database.fence = (stamp) => {
    fenced.push(stamp);
    return Promise.reject(new RefusedError('not authorized on minuteback'));
  };
  world.outcomes.push({ tag: 'unknown', why: 'connection cut' });
  const context = contextFor(world, { ...DELETE, iterations: 1 });
  const { result } = await runToEnd(deleteDocuments(context));
  expect(result).toMatchObject({ deleted: 4, unknown: 6 });
  expect(fenced[0]).toEqual({ session: '01'.repeat(16), number: 1 });
  expect(context.records.history.batches[0]).toMatchObject({ stamp: fenced[0], outcome: { tag: 'unknown' } });
});

it('looks for nothing of a batch on a set that was restored meanwhile', async () => {
  const world = createSmallWorld(100);
  let looks = 0;
  world.database.fence = () => Promise.reject(toReplaced('loadtest.events'));
  world.database.findIds = () => ((looks += 1), Promise.resolve(sortIds(toIdList(new Uint8Array()))));
  world.outcomes.push({ tag: 'unknown', why: 'connection cut' });
  const context = contextFor(world, { ...DELETE, iterations: 1 });
  const { result } = await runToEnd(deleteDocuments(context));
  expect([result.unknown, looks]).toEqual([6, 0]);
});

it('takes back what a change of primary has undone, up to the newest batch that is wholly gone', async () => {
  const world = createSmallWorld(100);
  const all = world.ids;
  const outcomeOf = (i: number, term: number) => ({ tag: 'done', documents: 5, at: { t: 2e9, i }, term }) as const;
  world.outcomes.push(outcomeOf(5, 3), outcomeOf(10, 3), outcomeOf(15, 4));
  const context = contextFor(world, { percent: 15, batch: 5, pauseMs: 500, iterations: 1 });
  const { batches } = context.records.history;
  const looked: number[] = [];
  const findIds = world.database.findIds.bind(world.database);
  world.database.term = () => Promise.resolve(4);
  world.database.findIds = (ids, signal) => {
    looked.push(batches.findIndex((batch) => fingerprint(sortIds(batch.ids)) === fingerprint(sortIds(ids))));
    // Of the second batch two are there again, and all of the others are gone.
    const gone = joinIds(
      batches.map((batch, k) => (k === 1 ? pickIds(batch.ids, Uint32Array.of(0, 1, 2)) : batch.ids)),
    );
    world.ids = without(sortIds(all), sortIds(gone)).bytes;
    return findIds(ids, signal);
  };
  const { facts, result } = await runToEnd(deleteDocuments(context));
  expect(result).toMatchObject({ deleted: 13, remaining: 87, rolledBack: 2 });
  expect(facts.at(-1)).toMatchObject({ deleted: 13, rolledBack: 2 });
  // The second was looked at, and the first vouched for the rest; once more at the end.
  expect(looked.slice(0, 2)).toEqual([1, 0]);
  expect(batches[1]).toMatchObject({ outcome: { tag: 'done', at: { t: 2e9, i: 10 }, term: 3 } });
  expect(batches[1]?.gone?.size).toBe(3);
});

it('withdraws a batch that was clearly refused', async () => {
  const world = createSmallWorld(100);
  const context = contextFor(world, { ...DELETE, iterations: 1 });
  world.outcomes.push(new Error('the set is gone'));
  await expect(runToEnd(deleteDocuments(context))).rejects.toThrow('the set is gone');
  expect(context.records.history.batches).toEqual([]);
  expect(world.asked.at(-1)).toBe('close delete');
});

it('returns when it is stopped, with what it had deleted', async () => {
  const world = createSmallWorld(100);
  const stop = new AbortController();
  const context = contextFor(world, { ...DELETE, iterations: 50 }, stop.signal);
  const { result } = await runToEnd(deleteDocuments(context), ({ deleted }) => deleted >= 10 && stop.abort());
  expect(result).toMatchObject({ deleted: 10, iterations: 1 });
});

it('touches nothing without our marker, nor while a restore waits for its verdict', async () => {
  const world = createSmallWorld(100);
  world.marker = undefined;
  await expect(runToEnd(deleteDocuments(contextFor(world, DELETE)))).rejects.toThrow('are ours');
  const waiting = contextFor(createSmallWorld(100), DELETE);
  waiting.records.barrier = {} as never;
  await expect(runToEnd(deleteDocuments(waiting))).rejects.toThrow('waits for its verdict');
  await expect(runToEnd(load({ ...waiting, input: LOAD }))).rejects.toThrow('waits for its verdict');
  expect(waiting.world.asked).toEqual([]);
});

it('takes no baseline while something of ours writes', async () => {
  const context = contextFor(createSmallWorld(100), undefined);
  const end = context.records.beginWriting();
  await runToEnd(stats(context));
  expect(context.records.history.baselines).toHaveLength(0);
  end();
  await runToEnd(stats(context));
  // One that was read, and one that was read again after the server had hashed it.
  expect(context.records.history.baselines).toHaveLength(2);
  expect(context.records.history.baselines[1]?.hash).toBeDefined();
});

it('lets points after a load be judged that was stopped before its first batch was answered', async () => {
  const world = createSmallWorld(10);
  world.outcomes.push(new Error('no primary'));
  const context = contextFor(world, LOAD);
  await expect(runToEnd(load(context))).rejects.toThrow('no primary');
  world.clock.pass(5000);
  await runToEnd(stats({ ...context, input: undefined }));
  const t = Math.floor(world.clock.now() / 1000) + 5;
  expect(expectedAt(context.records.history, { form: 'second', t })).toMatchObject({ tag: 'known', ids: { size: 10 } });
});

it('leaves the end of a load open whose batch was answered short after it was not answered at all', async () => {
  const world = createSmallWorld();
  const context = contextFor(world, LOAD);
  const t = Math.floor(world.clock.now() / 1000);
  // What the first try sent beyond the second document may still come.
  world.outcomes.push({ tag: 'unknown', why: 'cut' }, { tag: 'done', documents: 2, at: { t, i: 9 } });
  const running = load(context);
  let turn = await running.next();
  while (!turn.done && turn.value.documents < 2) turn = await running.next();
  await running.return(undefined as never);
  expect(context.records.history.loads).toEqual([expect.not.objectContaining({ until: expect.anything() })]);
});

it('loads on while nobody tells how much is on disk', async () => {
  const world = createSmallWorld();
  const size = world.database.stats.bind(world.database);
  let looks = 0;
  world.database.stats = (signal) =>
    (looks += 1) === 1 ? Promise.reject(new UnreachableError('No primary', { nextSteps: [] })) : size(signal);
  const { result } = await runToEnd(load(contextFor(world, LOAD)));
  expect(result.documents).toBe(10);
  expect(looks).toBeGreaterThan(1);
});
