import { expect, it } from 'vitest';
import { confirmTarget } from '../../src/commands/confirm-target.ts';
import { workAlone } from '../../src/commands/work-alone.ts';
import { RefusedError } from '../../src/errors.ts';
import type { JournalLine } from '../../src/keep/journal.ts';
import { foldJournal } from '../../src/keep/journal.ts';
import { NO_LEDGER } from '../../src/ledger.ts';
import { createRecords } from '../../src/records.ts';
import { HEAD } from '../helpers/journals.ts';
import type { SmallWorld } from '../helpers/small-world.ts';
import { createSmallWorld } from '../helpers/small-world.ts';

const LOAD = { bytes: 10 * 1024, documentBytes: 1024, batch: 4 };
const DELETE = { percent: 10, batch: 6, pauseMs: 500, iterations: 2 };

/** What a step done alone comes to, and what its journal holds. */
async function alone(
  step: 'load' | 'delete',
  world: SmallWorld,
  { unkept, signal = new AbortController().signal }: { unkept?: string; signal?: AbortSignal } = {},
) {
  const lines: JournalLine[] = [];
  const at = () => ({ realAt: 0, storyAt: world.clock.now() });
  const keeper = {
    keep: (events: readonly JournalLine['event'][]) => {
      lines.push(...events.map((event) => ({ ...at(), event })));
      return unkept;
    },
    hear: () => undefined,
    note: (event: JournalLine['event']) => void lines.push({ ...at(), event }),
    lose: () => undefined,
    close: () => undefined,
  };
  const show = { showId: 'show-1', seed: 7, load: LOAD, delete: DELETE };
  const kept = { keeper, records: createRecords(NO_LEDGER) };
  const facts: object[] = [];
  const confirm = () => confirmTarget({ world, show: { id: 'show-1', seed: 7 }, signal }, false);
  const outcome = await workAlone({ step, world, show, kept, signal, confirm, tell: (fact) => void facts.push(fact) });
  return { outcome, facts, folded: foldJournal({ head: HEAD, lines }), records: kept.records };
}

it('loads, and leaves a show with that one step done', async () => {
  const { outcome, facts, folded } = await alone('load', createSmallWorld());
  expect(outcome).toMatchObject({ tag: 'done', result: { documents: 10 } });
  expect(facts.length).toBeGreaterThan(1);
  expect(folded.show.phases.load.tag).toBe('done');
  expect(folded).toMatchObject({ left: true, lastRun: 1, show: { results: { load: { documents: 10 } } } });
});

it('deletes with the ledger that a restore will be judged by', async () => {
  const { outcome, folded, records } = await alone('delete', createSmallWorld(100));
  expect(outcome).toMatchObject({ tag: 'done', result: { deleted: 19, iterations: 2 } });
  expect(records.history.batches.map(({ ids }) => ids.size)).toEqual([6, 4, 6, 3]);
  expect(records.history.baselines).toHaveLength(1);
  expect(folded.show.phases.delete.tag).toBe('done');
});

it('deletes nothing where the journal cannot be written, and loads all the same', async () => {
  const world = createSmallWorld(100);
  const { outcome } = await alone('delete', world, { unkept: 'ENOSPC' });
  expect(outcome).toMatchObject({ tag: 'failed', begun: false, error: { kind: 'refused' } });
  expect(world.asked).toEqual([]);
  expect((await alone('load', createSmallWorld(), { unkept: 'ENOSPC' })).outcome.tag).toBe('done');
});

it('stands in the journal as not begun where it was refused, and as failed where something was done', async () => {
  const foreign = createSmallWorld(100);
  foreign.marker = undefined;
  const refused = await alone('delete', foreign);
  expect(refused.outcome).toMatchObject({ tag: 'failed', begun: false });
  expect(refused.folded.show.phases.delete.tag).toBe('briefing');
  const cut = createSmallWorld(100);
  cut.outcomes.push({ tag: 'done', documents: 6, at: { t: cut.clock.now() / 1000 + 2, i: 1 } }, new RefusedError('no'));
  const failed = await alone('delete', cut);
  expect(failed.outcome).toMatchObject({ tag: 'failed', begun: true });
  expect(failed.folded.show.phases.delete.tag).toBe('failed');
});

it('is stopped without a result before anything was done', async () => {
  const world = createSmallWorld(100);
  const { outcome, folded } = await alone('delete', world, { signal: AbortSignal.abort() });
  expect(outcome).toEqual({ tag: 'stopped' });
  expect(world.asked).toEqual([]);
  expect(folded.show.phases.delete.tag).toBe('briefing');
});
