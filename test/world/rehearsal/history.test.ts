import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SetupError } from '../../../src/errors.ts';
import { openLineFile, toLine, type LineFile } from '../../../src/line-file.ts';
import { createHistoryWriter } from '../../../src/world/rehearsal/history-writer.ts';
import { readHistory, toBeginning, type Entry } from '../../../src/world/rehearsal/history.ts';
import { hostsOf, makeFolder, REMEMBERED, startWorld } from './remembered.ts';

const BEGINNING = toBeginning(REMEMBERED, 1000);
const ENTRIES: readonly Entry[] = [
  { tag: 'ports', port: 20_000, opsManagerPort: 20_003 },
  { tag: 'time', at: 1000.25 },
  {
    tag: 'call',
    at: 1500,
    method: 'PATCH',
    path: '/somewhere?retentionDays=1',
    body: { ä: [1] },
    permissions: ['read'],
  },
  { tag: 'time', at: 2000 },
];

const contentOf = (...values: readonly unknown[]): string => values.map(toLine).join('');

it('reads back what was noted, in order and up to a line that is torn', () => {
  const path = join(makeFolder(), 'world.log');
  const writer = createHistoryWriter(path, BEGINNING, undefined);
  writer.note({ tag: 'time', at: 1 });
  writer.open();
  for (const entry of ENTRIES) writer.note(entry);
  // Time that is known already is no news.
  writer.note({ tag: 'time', at: 2000 });
  writer.close();
  writer.note({ tag: 'time', at: 3000 });
  const content = readFileSync(path);
  expect(String(content)).toBe(contentOf(BEGINNING, ...ENTRIES));
  fc.assert(
    fc.property(fc.integer({ min: 0, max: content.length }), (bytes) => {
      writeFileSync(path, content.subarray(0, bytes));
      const lines = content.subarray(0, bytes).toString('latin1').split('\n').length - 1;
      const told = readHistory(path, REMEMBERED);
      expect(told?.entries).toEqual(lines === 0 ? undefined : ENTRIES.slice(0, lines - 1));
    }),
    { seed: 1, examples: [[0], [1], [9], [40]] },
  );
});

it('cuts off what a kill tore, and goes on behind it', () => {
  const path = join(makeFolder(), 'world.log');
  writeFileSync(path, `${contentOf(BEGINNING, ...ENTRIES)}0badc0de {"tag":"ti`);
  const writer = createHistoryWriter(path, BEGINNING, readHistory(path, REMEMBERED));
  writer.open();
  writer.note({ tag: 'time', at: 1999 });
  writer.note({ tag: 'time', at: 3000 });
  writer.close();
  expect(readFileSync(path, 'utf8')).toBe(contentOf(BEGINNING, ...ENTRIES, { tag: 'time', at: 3000 }));
});

const lines = contentOf(BEGINNING, ...ENTRIES);
const disagreeing: Entry = {
  tag: 'write',
  at: 3000,
  from: 5,
  to: 6,
  changes: [{ tag: 'dropped', in: 'earlier.events', at: 6 }],
};

it.each([
  ['a line inside that is garbled', lines.replace('"at":1500', '"at":1501'), 'line 4 is garbled'],
  ['a newer version', contentOf({ ...BEGINNING, version: 2 }, ...ENTRIES), 'a newer version'],
  ['an older version', contentOf({ ...BEGINNING, version: 0 }), 'an older version'],
  ['a journal of something else', contentOf({ what: 'journal' }, { at: 1 }), 'something else'],
  ['a line of something else', contentOf('a'), 'something else'],
  ['a text', 'Remember the milk\n', 'something else'],
  ['a text without an end', 'Remember the milk', 'something else'],
  ['the history of another seed', contentOf({ ...BEGINNING, seed: 2 }), 'of seed 2 and earlier.events, not of seed 1'],
  ['the history of another namespace', contentOf({ ...BEGINNING, namespace: 'a.b' }), 'seed 1 and a.b'],
  ['a write that cannot have been', contentOf(BEGINNING, disagreeing), 'The history disagrees'],
  ['a call that is refused', contentOf(BEGINNING, ENTRIES[2]), '/somewhere'],
  ['an entry that nobody knows', contentOf(BEGINNING, { tag: 'miracle' }), 'something unknown'],
])('refuses %s, and leaves it as it is', async (_, content, why) => {
  const history = join(makeFolder(), 'world.log');
  writeFileSync(history, content);
  const started = startWorld({ history });
  await expect(started).rejects.toBeInstanceOf(SetupError);
  await expect(started).rejects.toMatchObject({
    message: expect.stringContaining(history),
    nextSteps: ['Start afresh with --fresh'],
  });
  await expect(started).rejects.toThrow(why);
  expect(readFileSync(history, 'utf8')).toBe(content);
});

it('refuses what it may not read', async () => {
  await expect(startWorld({ history: makeFolder() })).rejects.toBeInstanceOf(SetupError);
});

it('begins afresh where a kill left less than a line', async () => {
  const history = join(makeFolder(), 'world.log');
  writeFileSync(history, contentOf(BEGINNING).slice(0, 30));
  const world = await startWorld({ history });
  await world.close();
  expect(readHistory(history, REMEMBERED)?.entries).toMatchObject([{ tag: 'ports' }, { tag: 'time' }]);
});

it('leaves no history of a world that came to nothing', async () => {
  const world = await startWorld();
  const history = join(makeFolder(), 'world.log');
  await expect(startWorld({ history, port: Number(hostsOf(world)[0]!.split(':')[1]) })).rejects.toBeInstanceOf(
    SetupError,
  );
  expect(existsSync(history)).toBe(false);
  await world.close();
});

const makeAFew = (world: Awaited<ReturnType<typeof startWorld>>) =>
  world.withClient((client) =>
    client
      .db('foreign')
      .collection('notes')
      .insertMany([{ n: 1 }, { n: 2 }]),
  );

it('goes on without a history that cannot be written any more, says so once, and puts it aside', async () => {
  const history = join(makeFolder(), 'world.log');
  let isFull = false;
  const open = (path: string, bytes: number): LineFile => {
    const file = openLineFile(path, bytes);
    return {
      ...file,
      append(value) {
        if (isFull) throw new Error('ENOSPC: no space left on device, write');
        file.append(value);
      },
    };
  };
  const world = await startWorld({ history }, open);
  await makeAFew(world);
  isFull = true;
  await makeAFew(world);
  expect(await world.historyLost).toBe('ENOSPC: no space left on device, write');
  isFull = false;
  await makeAFew(world);
  expect(await world.withClient((client) => client.db('foreign').collection('notes').countDocuments())).toBe(6);
  await world.close();
  expect(existsSync(history)).toBe(false);
  expect(readHistory(`${history}.bad`, REMEMBERED)?.entries.filter(({ tag }) => tag === 'write')).toHaveLength(1);
});

it('goes on where a history cannot even be begun', async () => {
  const history = join(makeFolder(), 'nowhere', 'world.log');
  const world = await startWorld({ history });
  expect(await world.historyLost).toContain('ENOENT');
  await makeAFew(world);
  await world.close();
});
