import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLedger } from '../../src/keep/ledger.ts';
import { toLine } from '../../src/line-file.ts';
import { sortIds, toAnyIdList, toHexIds, toIdList } from '../../src/proof/id-set.ts';
import { outlookAt } from '../../src/proof/history.ts';
import type { Records } from '../../src/records.ts';
import { createRecords } from '../../src/records.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { MEMBERS } from '../helpers/states.ts';

const ids = (...last: number[]) => toIdList(Uint8Array.from(last.flatMap((k) => [...Array(11).fill(0), k])));
const LOAD = { second: 100, show: 'show-1', seed: 7, documentBytes: 1024 };
const JOB = { id: 'job-1', createdAt: 301_500, stateName: 'IN_PROGRESS', pointInTime: true } as const;
const ASKING = {
  point: { form: 'second', t: 190 },
  asked: { t: 300, i: 1 },
  goalBefore: 12,
  membersBefore: MEMBERS,
  jobsBefore: ['old'],
  loads: [],
  since: 301_000,
} as const;

function open(folder: string): { records: Records; close: () => void } {
  const { ledger, entries, close } = openLedger(folder);
  return { records: createRecords(ledger, entries), close };
}

/** Everything that records know, in a form that can be compared. */
const known = (records: Records): unknown => ({
  baselines: records.history.baselines.map(({ ids, ...rest }) => ({ ...rest, ids: toHexIds(ids, Infinity) })),
  batches: records.history.batches.map(({ ids, gone, ...rest }) => ({
    ...rest,
    ids: toHexIds(ids, Infinity),
    gone: gone && toHexIds(gone, Infinity),
  })),
  loads: [records.history.loads, records.loads, records.loadsOf(4)],
  restores: records.history.restores,
  asking: records.asking,
  snapshots: records.snapshotsBefore(9),
});

/** One walk: a load, two baselines, batches of every outcome, a restore that is asked for. */
async function walk(records: Records): Promise<void> {
  (await records.beginLoad(LOAD, { t: 100, i: 0 }, 4))({ t: 110, i: 9 });
  await records.addBaseline({ ids: sortIds(ids(1, 2, 3, 4)), at: { t: 120, i: 1 }, from: 'stats' });
  records.addHash('c0ffee');
  const mixed = sortIds(toAnyIdList([Buffer.from([16, 1, 0, 0, 0]), Buffer.from([7, ...Buffer.alloc(12, 3)])]));
  await records.addBaseline({ ids: mixed, at: { t: 130, i: 1 }, from: 'delete' }, 5);
  (await records.intend({ iteration: 1, ids: ids(1), after: { t: 200, i: 0 } })).settle({
    tag: 'done',
    at: { t: 200, i: 1 },
  });
  (await records.intend({ iteration: 1, ids: ids(9), after: { t: 201, i: 0 } })).withdraw();
  await records.intend({ iteration: 2, ids: ids(2, 3), after: { t: 202, i: 0 } });
  records.resolve(records.history.batches[1]!, ids(3), { t: 210, i: 0 });
  await records.intend({ iteration: 2, ids: ids(4), after: { t: 203, i: 0 } });
  await records.noteSnapshotAsked(['snapshot-1'], 9);
  await records.ask(ASKING);
  records.accept(JOB);
  records.noteRestored();
}

it('gives back everything that was written, in a new process', async () => {
  const folder = temporaryFolder();
  const first = open(folder);
  await walk(first.records);
  const before = known(first.records);
  first.close();
  const again = open(folder);
  expect(known(again.records)).toEqual(before);
  expect(again.records.baselineOf(5)?.ids.size).toBe(2);
  expect(again.records.history.batches.map(({ outcome }) => outcome.tag)).toEqual(['done', 'done', 'unknown']);
  again.records.endAsking();
  again.close();
  expect(open(folder).records.asking).toBeUndefined();
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077, name).toBe(0);
});

it('keeps the ids of two equal readings once', async () => {
  const folder = temporaryFolder();
  const { records } = open(folder);
  for (const t of [1, 2, 3]) await records.addBaseline({ ids: sortIds(ids(1, 2)), at: { t, i: 1 }, from: 'stats' });
  expect(readdirSync(folder).filter((name) => name.endsWith('.ids'))).toEqual(['baseline-0.ids']);
  expect(records.history.baselines).toHaveLength(3);
});

it('comes to what had been written, whatever byte it was killed at', async () => {
  const folder = temporaryFolder();
  const first = open(folder);
  await walk(first.records);
  first.close();
  const path = join(folder, 'ledger.jsonl');
  const content = readFileSync(path);
  for (let length = 0; length <= content.length; length += 7) {
    writeFileSync(path, content.subarray(0, length));
    const { records, close } = open(folder);
    const { batches } = records.history;
    // Whatever was sent before the kill is known as sent.
    expect(batches.every(({ outcome }) => outcome.tag === 'done' || outcome.why !== '')).toBe(true);
    close();
  }
});

it('says what is wrong with a ledger that cannot be gone by', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'ledger.jsonl');
  const { records, close } = open(folder);
  await walk(records);
  close();
  const content = readFileSync(path);
  content[content.length >> 1]! ^= 1;
  writeFileSync(path, content);
  expect(() => open(folder)).toThrow('is garbled');
  writeFileSync(path, toLine({ program: 'minuteback', ledger: 99 }));
  expect(() => open(folder)).toThrow('another version');
});

it('throws before anything is sent when it cannot be written, and goes on where it was once it can', async () => {
  const folder = temporaryFolder();
  const { ledger, close } = openLedger(folder);
  let full = true;
  const entries: unknown[] = [];
  const records = createRecords({
    write: (entry) => void entries.push(entry),
    attach: () => Promise.resolve(undefined),
    async flush() {
      if (full) throw new Error('ENOSPC: no space left on device');
      for (const entry of entries.splice(0)) ledger.write(entry as never);
      await ledger.flush();
    },
  });
  await expect(records.intend({ iteration: 1, ids: ids(1), after: { t: 1, i: 0 } })).rejects.toThrow('ENOSPC');
  expect(records.history.batches).toEqual([]);
  await expect(records.ask(ASKING)).rejects.toThrow('ENOSPC');
  expect(records.asking).toBeUndefined();
  full = false;
  await records.ask(ASKING);
  full = true;
  await expect(records.ask({ ...ASKING, jobsBefore: [] })).rejects.toThrow('ENOSPC');
  expect(records.asking).toEqual(ASKING);
  // Whoever only looks is not disturbed.
  expect(await records.observe()({ ids: sortIds(ids(1)), at: { t: 1, i: 1 }, from: 'stats' })).toBe(true);
  full = false;
  await records.intend({ iteration: 1, ids: ids(2), after: { t: 2, i: 0 } });
  close();
  const again = open(folder);
  expect(known(again.records)).toEqual(known(records));
});

it('refuses a write once it is closed, in words', async () => {
  const folder = temporaryFolder();
  const { ledger, close } = openLedger(folder);
  close();
  ledger.write({ type: 'restored' });
  await expect(ledger.flush()).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringMatching(/could not be written: .* is closed$/),
  });
});

it('cuts off a line that a kill has torn before it goes on', async () => {
  const folder = temporaryFolder();
  const first = open(folder);
  await first.records.noteSnapshotAsked(['a'], 1);
  first.close();
  appendFileSync(join(folder, 'ledger.jsonl'), '0000');
  const second = open(folder);
  await second.records.noteSnapshotAsked(['b'], 2);
  second.close();
  const { records } = open(folder);
  expect(records.snapshotsBefore(2)).toEqual(['b']);
  expect(records.snapshotsBefore(1)).toBeUndefined();
});

it('keeps to itself which batches a baseline knows when an older one turns out not to have been deleted', async () => {
  const { records } = open(temporaryFolder());
  await records.addBaseline({ ids: sortIds(ids(1, 2, 3)), at: { t: 10, i: 1 }, from: 'delete' });
  await records.intend({ iteration: 1, ids: ids(1), after: { t: 11, i: 0 } });
  await records.addBaseline({ ids: sortIds(ids(1, 2, 3)), at: { t: 20, i: 1 }, from: 'delete' }, 7);
  expect(records.baselineOf(7)?.batchesBefore).toBe(1);
  const deleted = await records.intend({ iteration: 1, ids: ids(2), after: { t: 21, i: 0 } });
  deleted.settle({ tag: 'done', at: { t: 21, i: 1 } });
  records.resolve(records.history.batches[0]!, ids(), { t: 30, i: 0 });
  expect(records.history.batches).toHaveLength(1);
  expect(records.baselineOf(7)?.batchesBefore).toBe(0);
  expect(outlookAt(records.history, { form: 'second', t: 15 })).toMatchObject({ tag: 'known', total: 3, returns: 1 });
  expect(outlookAt(records.history, { form: 'second', t: 29 })).toMatchObject({ tag: 'known', total: 2, returns: 0 });
});

it('notes a restore once that was followed to its end twice', async () => {
  const { records } = open(temporaryFolder());
  await records.ask(ASKING);
  records.noteRestored();
  records.noteRestored();
  expect(records.history.restores).toHaveLength(1);
});
