import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it, vi } from 'vitest';
import { hostsOf, makeFolder, observe, startWorld, STORY_START } from './remembered.ts';
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

let told: Awaited<ReturnType<typeof tellStory>>;
let lines: readonly string[];
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'minuteback-'));
  told = await tellStory(join(folder, 'world.log'));
  lines = linesOf(join(folder, 'world.log'));
  rmSync(folder, { recursive: true });
});

it('is had back from each line of its history as it was when that was written', LONG, async () => {
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
  const history = join(makeFolder(), 'world.log');
  for (const { run } of STORY) {
    const world = await startWorld({ history });
    await run(world);
    await world.close();
  }
  const world = await startWorld({ history });
  expect(withoutMadeIds(await observe(world))).toEqual(withoutMadeIds(told.at(-1)!.seen));
  await world.close();
});

it('is had back as it was from a life in which time ran and everything came at once', LONG, async () => {
  const history = join(makeFolder(), 'world.log');
  const world = await startWorld({ history, speed: 1000 });
  const { clock, request, config, cluster } = world;
  const [mark, load] = STORY;
  await mark!.run(world);
  await load!.run(world);
  await request('PATCH', config, { statusName: 'STARTED' });
  let isWriting = true;
  const writing = world.withClient(async (client) => {
    const events = client.db('loadtest').collection('events');
    while (isWriting) {
      const { insertedId } = await client.db('foreign').collection('notes').insertOne({ at: clock.now() });
      await client
        .db('foreign')
        .collection('notes')
        .updateOne({ _id: insertedId }, { $set: { again: clock.now() } });
      const first = await events.findOne({}, { projection: { _id: 1 } });
      if (first) await events.deleteOne({ _id: first._id });
    }
  });
  await vi.waitFor(async () => expect((await request('GET', `${cluster}/snapshots`)).body.totalCount).toBe(1), 10_000);
  const point = Math.floor(clock.now() / 1000);
  await vi.waitFor(async () => {
    expect((await world.restoreTo({ pointInTimeUTCMillis: 1000 * point })).status).toBe(200);
  }, 10_000);
  isWriting = false;
  await writing;
  await world.jumpTo('data replaced');
  await world.jumpTo('goal reached');
  clock.setRate(0);
  const seen = await observe(world);
  await world.close();
  const again = await startWorld({ history, notBefore: clock.now() });
  expect(again.connection).toEqual({ ...world.connection, privateKey: again.connection.privateKey });
  expect(await observe(again)).toEqual(seen);
  await again.close();
});

it('notes the present while it moves, so that a kill takes little of it back', async () => {
  const history = join(makeFolder(), 'world.log');
  const world = await startWorld({ history, speed: 1 });
  await vi.waitFor(
    () => expect(linesOf(history).filter((line) => line.includes('"time"')).length).toBeGreaterThan(2),
    5000,
  );
  await world.close();
  const again = await startWorld({ history });
  expect(again.clock.now()).toBeGreaterThan(STORY_START);
  expect(again.clock.now()).toBeLessThanOrEqual(world.clock.now());
  await again.close();
});

it('runs a restore that a kill fell into to the same end', LONG, async () => {
  const [begun, ended] = ['restore', 'goal reached'].map((name) => told.find((one) => one.name === name)!);
  const cut = join(makeFolder(), 'cut.log');
  for (let count = begun!.lines; count < ended!.lines; count++) {
    writeFileSync(cut, lines.slice(0, count).join('') + lines[count]!.slice(0, -5));
    const world = await startWorld({ history: cut });
    await world.jumpTo('goal reached');
    expect(await observe(world), `after line ${count}`).toEqual(ended!.seen);
    await world.close();
  }
});

it('takes other ports when its own are taken meanwhile, and counts on what clients have seen of a process', async () => {
  const history = join(makeFolder(), 'world.log');
  const world = await startWorld({ history });
  const hello = (one: typeof world) => one.withClient((client) => client.db('admin').command({ hello: 1 }));
  const before = await hello(world);
  await world.close();
  const port = Number(hostsOf(world)[1]!.split(':')[1]);
  const squatter = createServer().listen(port, '127.0.0.1');
  await once(squatter, 'listening');
  const moved = await startWorld({ history });
  squatter.close();
  expect(moved.connection.uri).not.toBe(world.connection.uri);
  expect(moved.connection.opsManager).toBe(world.connection.opsManager);
  const after = await hello(moved);
  expect(after['hosts']).toEqual(hostsOf(moved));
  expect(after['topologyVersion'].processId).toEqual(before['topologyVersion'].processId);
  expect(Number(after['topologyVersion'].counter)).toBeGreaterThan(Number(before['topologyVersion'].counter));
  await moved.close();
  const stayed = await startWorld({ history });
  expect(stayed.connection.uri).toBe(moved.connection.uri);
  await stayed.close();
});

it('never comes back in a second before one that a client was told of', async () => {
  const history = join(makeFolder(), 'world.log');
  // Far too fast for a beat to say so.
  const world = await startWorld({ history, speed: 900 });
  const hello = await world.withClient((client) => client.db('admin').command({ hello: 1 }));
  await world.close();
  const again = await startWorld({ history });
  expect(Math.floor(again.clock.now() / 1000)).toBeGreaterThanOrEqual(Math.floor(hello['localTime'].getTime() / 1000));
  await again.close();
});

it('remembers of what was rolled back only that time has passed', LONG, async () => {
  const history = join(makeFolder(), 'world.log');
  const world = await startWorld({ history });
  const rolledBack = { tag: 'rolled-back', electionMs: 1000 } as const;
  world.faults.add({ point: 'command', name: 'delete', when: 'before', times: 1, mishap: rolledBack });
  await world.withClient(async (client) => {
    const notes = client.db('notes').collection<{ _id: number }>('notes');
    await notes.insertMany([{ _id: 1 }, { _id: 2 }]);
    const { deletedCount } = await notes.deleteMany({ _id: 1 }, { writeConcern: { w: 1 } });
    expect(deletedCount).toBe(1);
    world.pass(2);
    expect(await notes.countDocuments()).toBe(2);
    await notes.deleteOne({ _id: 2 });
  });
  await world.close();
  const again = await startWorld({ history });
  await again.withClient(async (client) => {
    expect(await client.db('notes').collection('notes').find().toArray()).toEqual([{ _id: 1 }]);
  });
  await again.close();
});
