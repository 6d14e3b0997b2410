import { MongoClient } from 'mongodb';
import { expect, it, onTestFinished } from 'vitest';
import { RefusedError } from '../../src/errors.ts';
import { instantOf } from '../../src/proof/op-time.ts';
import { createRecords } from '../../src/records.ts';
import { NO_LEDGER } from '../../src/ledger.ts';
import type { Armed } from '../../src/wizard/inputs.ts';
import { adopt } from '../../src/workers/adopt.ts';
import { toHolder } from '../../src/workers/guards.ts';
import { restore } from '../../src/workers/restore.ts';
import type { Stage } from '../helpers/drilled.ts';
import { startStage } from '../helpers/drilled.ts';
import { runToEnd } from '../helpers/small-world.ts';

/* The guards against the rehearsal's servers, which another client changes under us. */

const never = new AbortController().signal;

async function connect(stage: Stage): Promise<MongoClient> {
  const client = new MongoClient(stage.host.connection.uri);
  onTestFinished(() => client.close());
  return client.connect();
}

const caught = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

/** Asks for a restore as the wizard would, with what was confirmed a while ago. */
function askFor(stage: Stage, armed: Armed): Promise<unknown> {
  const { host, database, engine } = stage;
  const world = { kind: 'live', database, engine, clock: host.clock, close: () => Promise.resolve() } as const;
  const t = Math.floor(host.clock.now() / 1000) - 60;
  const input = { point: { form: 'second', t }, typed: 'rehearsal', armed } as const;
  expect(instantOf(input.point)).toBeLessThan(host.clock.now());
  return caught(
    runToEnd(
      restore({
        world,
        show: { id: 'show-1', seed: 7 },
        records: createRecords(NO_LEDGER),
        earlier: {},
        signal: never,
        input,
        run: 1,
        since: 0,
        resuming: false,
      }),
    ),
  );
}

async function armedNow({ database }: Stage): Promise<Armed> {
  const [{ setName, hosts }, foreign] = await Promise.all([database.identity(never), database.foreignDatabases(never)]);
  return { setName, hosts, namespace: database.namespace, databases: foreign.map(({ name }) => name) };
}

it('asks for no restore once a database has come that nobody confirmed, the marker is gone, or another has the set', async () => {
  const stage = await startStage();
  await stage.load(50);
  const armed = await armedNow(stage);
  expect(armed.databases).toEqual(['earlier']);
  const client = await connect(stage);
  await client.db('orders').collection('all').insertOne({ total: 1 });
  expect(await askFor(stage, armed)).toMatchObject({ message: expect.stringMatching(/nobody confirmed: orders$/) });
  await client.db('orders').dropDatabase();

  const other = { show: 'show-2', host: 'stage', pid: 7 };
  await stage.database.dropLease(toHolder({ id: 'show-1' }), never);
  expect(await stage.database.putLease(other, undefined, never)).toBe(true);
  expect(await askFor(stage, armed)).toMatchObject({
    message: expect.stringContaining('held by show show-2 on stage'),
  });
  await stage.database.dropLease(other, never);

  const count = await stage.database.count(never);
  await client.db('minuteback').collection('shows').deleteMany({});
  expect(await askFor(stage, armed)).toMatchObject({ code: 'COLLECTION_OF_OTHERS' });
  expect(await caught(stage.deleteSome(1))).toMatchObject({ code: 'COLLECTION_OF_OTHERS' });
  expect(await caught(stage.load(10))).toMatchObject({ code: 'COLLECTION_OF_OTHERS' });
  expect((await stage.database.count(never))?.documents).toBe(count?.documents);
  expect(await stage.engine.restoreJobs(never)).toEqual([]);
});

it('works on a collection of others once it was adopted, and proves what returns', async () => {
  const stage = await startStage();
  const client = await connect(stage);
  const theirs = Array.from({ length: 60 }, (_, n) => ({ n }));
  await client.db('loadtest').collection('events').insertMany(theirs);
  expect(await caught(stage.load(10))).toBeInstanceOf(RefusedError);
  const { host, database, engine, records } = stage;
  const world = { kind: 'rehearsal', database, engine, clock: host.clock, close: () => Promise.resolve() } as const;
  const around = { world, show: { id: 'show-1', seed: 7 }, records, earlier: {}, signal: never };
  const { facts } = await runToEnd(adopt({ ...around, input: { typed: 'loadtest.events' } }));
  expect(facts).toMatchObject([{ documents: 60, adopted: true }]);
  expect(await database.marker(never)).toMatchObject({ loads: [], adopted: { show: 'show-1', documents: 60 } });
  await stage.load(40);
  await stage.backUp();
  const { result: deleted } = await stage.deleteSome(2);
  await stage.cover();
  await stage.restore({ form: 'second', t: deleted.baseline.at.t + 1 });
  const { result } = await stage.verify();
  expect(result).toMatchObject({ verdict: { tag: 'verified' }, found: 100 });
  const sample = result.checks.find(({ name }) => name === 'sample');
  expect(sample).toMatchObject({ result: 'good', seen: { notOurs: 60 } });
});
