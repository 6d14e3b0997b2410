import { expect, it, onTestFinished } from 'vitest';
import { sortIds } from '../../src/proof/id-set.ts';
import type { RestorePoint } from '../../src/proof/op-time.ts';
import { NO_LEDGER } from '../../src/ledger.ts';
import { createRecords } from '../../src/records.ts';
import { verify } from '../../src/workers/verify.ts';
import type { Context } from '../../src/workers/worker.ts';
import { createDatabase } from '../../src/world/live/database.ts';
import { createRedactor } from '../../src/world/live/redact.ts';
import { createStoryClock } from '../../src/world/rehearsal/clock.ts';
import type { Compared, Fault } from '../../src/world/rehearsal/faults.ts';
import type { World } from '../../src/world/world.ts';
import { runToEnd } from '../helpers/small-world.ts';
import { restore, startSetForTest } from '../world/rehearsal/set/harness.ts';

/*
 * Restored sets as clients may find them: how their election and their configuration stand to those from before decides whether a
 * client that lived through it ever sees them, and keys and times of before may be unknown to them. The verdict comes all the same.
 */

const never = new AbortController().signal;
const LOAD = { second: 1_700_000_000, show: 'show-1', seed: 7, documentBytes: 1024 };
const DOCUMENTS = 30;
/** Real time from the answer of the restored primary to the verdict. */
const VERDICT_WITHIN_MS = 5000;

const refuse = (name: string, code: number, codeName: string, errmsg: string): Fault => ({
  point: 'command',
  name,
  when: 'before',
  times: 1,
  mishap: { tag: 'answer', status: 200, body: { ok: 0, code, codeName, errmsg } },
});

const READS = ['ping', 'find', 'listIndexes'];
const KEYS = {
  'valid keys': [],
  'keys it does not know (211)': READS.map((name) =>
    refuse(name, 211, 'KeyNotFound', 'No keys found for HMAC that is valid for time'),
  ),
  'a time behind ours (72)': READS.map((name) =>
    refuse(
      name,
      72,
      'InvalidOptions',
      'readConcern afterClusterTime value must not be greater than the current clusterTime',
    ),
  ),
} as const;

const ROWS: readonly (readonly [term: Compared, setVersion: Compared])[] = [
  ['lower', 'lower'],
  ['lower', 'higher'],
  ['equal', 'lower'],
  ['equal', 'equal'],
  ['higher', 'lower'],
  ['higher', 'higher'],
];

async function startBroken() {
  const clock = createStoryClock();
  const { set, faults } = await startSetForTest({ clock });
  const redact = createRedactor([]);
  const database = createDatabase({
    uri: set.uri,
    db: 'loadtest',
    coll: 'events',
    writeConcern: 1,
    version: 't',
    redact,
  });
  onTestFinished(() => database.close());
  const records = createRecords(NO_LEDGER);
  await database.mark(LOAD, never);
  const loader = await database.openWriter('load', never);
  await loader.insert(LOAD, 0, DOCUMENTS, never);
  await loader.close();
  const scan = await database.scanIds(never);
  await records.addBaseline({ ids: scan.ids, at: scan.at, from: 'delete', shape: await database.shape(never) });
  const point: RestorePoint = { form: 'opTime', at: scan.at };
  const ids = sortIds(scan.ids);
  const { settle } = await records.intend({ iteration: 1, ids, after: scan.at });
  const deleter = await database.openWriter('delete', never);
  const outcome = await deleter.delete(ids, never);
  if (outcome.tag === 'done') settle({ tag: 'done', at: outcome.at });
  // Left open: the barrier closes it, as it does with a delete that runs.
  const { loads } = (await database.marker(never))!;
  await records.ask({
    point,
    asked: await database.opTime(never),
    goalBefore: 1,
    membersBefore: await database.probe(never),
    jobsBefore: [],
    loads,
    since: clock.now(),
  });
  records.barrier = await database.barrier(never);
  const world: World = {
    kind: 'rehearsal',
    database,
    clock,
    engine: undefined as never,
    close: () => Promise.resolve(),
  };
  async function judge() {
    const since = clock.now();
    const earlier = { restore: { point, jobId: 'j', stages: [], moves: [], tookMs: 1, before: 0 } };
    const context: Context<'verify'> = {
      world,
      records,
      earlier,
      since,
      signal: never,
      input: undefined,
      run: 1,
      resuming: false,
      show: { id: 'show-1', seed: 7 },
    };
    return (await runToEnd(verify(context))).result;
  }
  return { set, faults, database, records, point, judge };
}

it.each(ROWS)('is verified on a set whose term is %s and whose version is %s, whatever it knows', async (...row) => {
  const [term, setVersion] = row;
  async function restoreTo(keys: keyof typeof KEYS): Promise<void> {
    const { set, faults, database, records, point, judge } = await startBroken();
    faults.add({ tag: 'next-restore', term, setVersion, faults: KEYS[keys] });
    await restore(set, point, 1);
    await expect.poll(() => database.reach(never), { timeout: 10_000, interval: 20 }).toBeDefined();
    const answeredAt = Date.now();
    records.noteRestored();
    const { verdict } = await judge();
    expect(verdict, keys).toMatchObject({ tag: 'verified', expected: DOCUMENTS, returned: DOCUMENTS });
    expect(Date.now() - answeredAt, keys).toBeLessThan(VERDICT_WITHIN_MS);
    // Writers may come back, and the clients that count see the new primary.
    expect((await database.count(never))?.documents, keys).toBe(DOCUMENTS);
  }
  await Promise.all((Object.keys(KEYS) as (keyof typeof KEYS)[]).map(restoreTo));
});
