import { NO_LEDGER } from '../../src/ledger.ts';
import { expectedAt } from '../../src/proof/history.ts';
import { fingerprint } from '../../src/proof/id-set.ts';
import { createRecords } from '../../src/records.ts';
import { deleteDocuments } from '../../src/workers/delete.ts';
import { armedByCommand } from '../../src/workers/guards.ts';
import { load } from '../../src/workers/load.ts';
import { createLiveClients } from '../../src/world/live/world.ts';
import type { World } from '../../src/world/world.ts';
import { createStoryClock } from '../../src/world/rehearsal/clock.ts';
import type { Connection } from '../../src/world/rehearsal/servers.ts';

/*
 * A program of its own that loads and deletes on the world whose connection is its argument: one that a test can stop and let go
 * on. Each line that it prints is what was reported; the last one is what the ledger says is there.
 */

const {
  uri,
  opsManager: url,
  publicKey,
  privateKey,
  projectId,
  clusterId,
} = JSON.parse(process.argv[2]!) as Connection;
const clock = createStoryClock();
const { database, engine } = createLiveClients({
  connection: {
    uri,
    db: 'loadtest',
    coll: 'events',
    opsManager: { url, publicKey, privateKey, project: projectId, cluster: clusterId },
  },
  version: 'test',
  clock,
});
const world: World = { kind: 'live', database, engine, clock, close: () => Promise.resolve() };
const records = createRecords(NO_LEDGER);
const { signal } = new AbortController();
const around = { world, records, earlier: {}, signal, show: { id: 'show-1', seed: 7 }, resuming: false };
const tell = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

async function run<P, R>(step: string, work: AsyncGenerator<P, R, void>): Promise<R> {
  for (;;) {
    const turn = await work.next();
    if (turn.done) return turn.value;
    tell({ step, ...turn.value });
  }
}

const armed = await armedByCommand({ world, signal });
const LOAD = { armed, bytes: 600 * 1024, documentBytes: 1024, batch: 20 };
const DELETE = { armed, percent: 10, batch: 10, pauseMs: 50, iterations: 3 };
const loaded = await run('load', load({ ...around, input: LOAD, run: 1, since: clock.now() }));
const deleted = await run('delete', deleteDocuments({ ...around, input: DELETE, run: 2, since: clock.now() }));
const expected = expectedAt(records.history, { form: 'opTime', at: await database.opTime(signal) });
const ledger = expected.tag === 'known' ? fingerprint(expected.ids) : expected.tag;
tell({ loaded: loaded.documents, deleted: deleted.deleted, unknown: deleted.unknown, ledger });
await Promise.all([database.close(), engine.close()]);
clock.close();
