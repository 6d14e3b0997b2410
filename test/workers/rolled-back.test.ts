import { describe, expect, it } from 'vitest';
import { expectedAt } from '../../src/proof/history.ts';
import { pickIds, sortIds, without } from '../../src/proof/id-set.ts';
import type { RestorePoint } from '../../src/proof/op-time.ts';
import { takeBackLost } from '../../src/workers/rolled-back.ts';
import { contextFor, createSmallWorld } from '../helpers/small-world.ts';

const never = new AbortController().signal;

/** Ten documents, of which two batches of two were deleted in the first term, as far as the ledger knows. */
async function deleted({ namesTerms = true } = {}) {
  const world = createSmallWorld(10);
  const { records } = contextFor(world, undefined);
  const all = sortIds(world.ids);
  const at = (i: number) => ({ t: 2e9, i });
  await records.addBaseline({ ids: all, at: at(1), from: 'delete' });
  const batch = (k: number) => pickIds(all, Uint32Array.of(2 * k, 2 * k + 1));
  for (const k of [0, 1]) {
    const { settle } = await records.intend({ iteration: 1, ids: batch(k), after: at(10 * k + 1) });
    settle({ tag: 'done', at: at(10 * k + 5), ...(namesTerms ? { term: 1 } : {}) });
  }
  const { database } = world;
  /** What a new primary has of them. */
  function change(gone: readonly number[]): void {
    world.ids = without(all, sortIds(pickIds(all, Uint32Array.from(gone)))).bytes;
    database.term = () => Promise.resolve(2);
  }
  const end: RestorePoint = { form: 'opTime', at: at(30) };
  return { world, records, database, change, end, at, all };
}

describe('what a primary lost with its office', () => {
  it('is taken back from the ledger, batch by batch and document by document', async () => {
    const { records, database, change, end, world } = await deleted();
    change([0, 1, 2]);
    expect(await takeBackLost(database, records, never)).toBe(1);
    expect(records.history.batches.map(({ gone, ids }) => (gone ?? ids).size)).toEqual([2, 1]);
    expect(expectedAt(records.history, end)).toMatchObject({ tag: 'known', ids: { size: 7 } });
    // Once is enough.
    expect(await takeBackLost(database, records, never)).toBe(0);
    expect(sortIds(world.ids).size).toBe(7);
  });

  it('leaves nothing of a batch that is there again as a whole', async () => {
    const { records, database, change } = await deleted();
    change([]);
    expect(await takeBackLost(database, records, never)).toBe(4);
    expect(records.history.batches).toEqual([]);
  });

  it('is nobody’s loss in the same term: who is there again then was inserted by others', async () => {
    const { records, database, change } = await deleted();
    change([]);
    database.term = () => Promise.resolve(1);
    expect(await takeBackLost(database, records, never)).toBe(0);
    expect(records.history.batches).toHaveLength(2);
  });

  it('cannot be told where a server names no terms: then nothing is known that rests on it', async () => {
    const { records, database, change, end, at } = await deleted({ namesTerms: false });
    change([]);
    expect(await takeBackLost(database, records, never)).toBe(0);
    const { ids } = await database.scanIds(never);
    await records.addBaseline({ ids, at: at(40), from: 'restore' });
    expect(expectedAt(records.history, end)).toMatchObject({ tag: 'not-known', because: 'foreign-writes' });
  });

  it('is not what a restore has brought back, from its request on', async () => {
    const { world, records, database, change, at } = await deleted();
    change([]);
    await records.ask({
      point: { form: 'opTime', at: at(1) },
      asked: at(30),
      goalBefore: 1,
      membersBefore: world.members,
      jobsBefore: [],
      loads: [],
      since: 0,
    });
    expect(await takeBackLost(database, records, never)).toBe(0);
    records.noteRestored();
    expect(await takeBackLost(database, records, never)).toBe(0);
    expect(records.history.batches).toHaveLength(2);
  });
});
