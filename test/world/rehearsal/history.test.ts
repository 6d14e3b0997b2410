import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder, observe, startWorld } from './remembered.ts';
import { STORY } from './story.ts';

const LONG = { timeout: 120_000 };

const linesOf = (path: string): readonly string[] => readFileSync(path, 'utf8').split(/(?<=\n)/);

/** Without the ids that somebody makes up, which differ from one world to the next. */
const withoutMadeIds = (seen: unknown): unknown =>
  JSON.parse(JSON.stringify(seen).replaceAll(/"_id":\{"\$oid":"[^"]*"\}/g, '"_id":"made up"'));

/** Tells the story without an end to the world, and what was to be seen after how many lines of its history. */
async function tellStory(history: string) {
  const world = await startWorld({ history });
  const told = [{ name: 'begin', lines: linesOf(history).length, seen: await observe(world) }];
  for (const { name, run } of STORY) {
    await run(world);
    told.push({ name, lines: linesOf(history).length, seen: await observe(world) });
  }
  await world.close();
  return told;
}

it('is had back from each line of its history as it was when that was written', LONG, async () => {
  const history = join(makeFolder(), 'world.log');
  const told = await tellStory(history);
  const lines = linesOf(history);
  expect(Math.max(...told.slice(1).map(({ lines }, k) => lines - told[k]!.lines))).toBe(1);
  const cut = join(makeFolder(), 'cut.log');
  for (let count = told[0]!.lines; count <= lines.length; count++) {
    writeFileSync(cut, lines.slice(0, count).join(''));
    const { name, seen } = told.findLast((one) => one.lines <= count)!;
    const world = await startWorld({ history: cut });
    expect(await observe(world), `after line ${count}, "${name}"`).toEqual(seen);
    await world.close();
  }
});

it('goes on as if nothing had happened when it is killed after every step of a story', LONG, async () => {
  const folder = makeFolder();
  const told = (await tellStory(join(folder, 'whole.log'))).at(-1)!;
  for (const { run } of STORY) {
    const world = await startWorld({ history: join(folder, 'killed.log') });
    await run(world);
    await world.close();
  }
  const world = await startWorld({ history: join(folder, 'killed.log') });
  expect(withoutMadeIds(await observe(world))).toEqual(withoutMadeIds(told.seen));
  await world.close();
});
