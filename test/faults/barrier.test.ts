import { expect, it, onTestFinished } from 'vitest';
import { idAt, toIdList } from '../../src/proof/id-set.ts';
import { createDatabase } from '../../src/world/live/database.ts';
import { createRedactor } from '../../src/world/live/redact.ts';
import type { Mishap } from '../../src/world/rehearsal/faults.ts';
import { restore, startSetForTest } from '../world/rehearsal/set/harness.ts';

/* Deletes that are on their way when a restore is asked for, however they fare: none of them reaches the set that comes back. */

const never = new AbortController().signal;
const LOAD = { second: 1_700_000_000, show: 'show-1', seed: 7, documentBytes: 256 };
const DOCUMENTS = 100;
const RUNS = 36;

/** What becomes of the delete that is in flight, by the number of the run. */
const MISHAPS: readonly (readonly ['before' | 'after', Mishap] | undefined)[] = [
  undefined,
  ['before', { tag: 'cut' }],
  ['after', { tag: 'cut' }],
  ['before', { tag: 'belated', ms: 40 }],
  ['before', { tag: 'belated', ms: 300 }],
  ['after', { tag: 'late', ms: 50 }],
];

it(`lets no delete cross, in ${RUNS} restores with one in flight and others queued`, { timeout: 60_000 }, async () => {
  const { set, faults, clock } = await startSetForTest();
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
  const loader = await database.openWriter('load', never);
  await loader.insert(LOAD, 0, DOCUMENTS, never);
  await loader.close();
  for (let run = 0; run < RUNS; run++) {
    const scan = await database.scanIds(never);
    expect(scan.ids.size, `before run ${run}`).toBe(DOCUMENTS);
    const [when, mishap] = MISHAPS[run % MISHAPS.length] ?? [];
    if (when && mishap) faults.add({ point: 'command', name: 'delete', when, times: 1, mishap });
    const writer = await database.openWriter('delete', never);
    // One in flight, and more than there are connections.
    const sent = Array.from({ length: 8 }, (_, k) =>
      writer.delete(toIdList(idAt(scan.ids, (run + 11 * k) % DOCUMENTS).slice()), never).catch((error: Error) => error),
    );
    for (let turns = run % 7; turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
    const barrier = await database.barrier(never);
    await restore(set, { form: 'opTime', at: scan.at }, run % 3);
    await expect.poll(() => database.reach(never), { timeout: 10_000, interval: 10 }).toBeDefined();
    // What was left with a server would come by now.
    clock.advanceTo(clock.now() + 1000);
    await Promise.all(sent);
    expect((await database.scanIds(never)).ids.size, `after run ${run}`).toBe(DOCUMENTS);
    database.lift(barrier);
  }
});
