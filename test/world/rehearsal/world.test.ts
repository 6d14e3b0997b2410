import type { Timestamp } from 'mongodb';
import { MongoClient } from 'mongodb';
import { expect, it, onTestFinished, vi } from 'vitest';
import { SetupError } from '../../../src/errors.ts';
import type { HostOptions } from '../../../src/world/rehearsal/world.ts';
import { startRehearsal } from '../../../src/world/rehearsal/world.ts';
import { createRequester } from '../../helpers/signed-request.ts';

async function start(options: Partial<HostOptions> = {}) {
  const host = await startRehearsal({ seed: 1, thread: false, paced: false, ...options });
  onTestFinished(() => host.close());
  const { connection, control } = host;
  const request = createRequester(connection.opsManager, connection);
  const project = `/groups/${connection.projectId}`;
  const cluster = `${project}/clusters/${connection.clusterId}`;
  async function jumpTo(name: string): Promise<void> {
    for (;;) {
      const reached = await control.jump();
      if (reached === name) return;
      if (reached === undefined) throw new Error(`nothing is due any more, and "${name}" has not happened`);
    }
  }
  return { ...host, request, project, cluster, jumpTo };
}

/** A client of its own for one piece of work, as the product's probes are. */
async function withClient<T>(uri: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 1500 });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

const countOf = (uri: string) =>
  withClient(uri, (client) => client.db('loadtest').collection('events').countDocuments({}, { hint: '_id_' }));

it('begins with the documents of earlier loads, each known to the marker', async () => {
  const { connection } = await start();
  expect(await countOf(connection.uri)).toBe(451_904);
  const shows = await withClient(connection.uri, (client) =>
    client.db('minuteback').collection('shows').find().toArray(),
  );
  expect(JSON.stringify(shows)).toContain('loadtest.events');
});

it('restores the whole set to a second: deleted documents are back, later writes are gone, every member was down', async () => {
  const { connection, control, request, project, cluster, jumpTo } = await start();
  const { uri } = connection;
  await request('PATCH', `${project}/backupConfigs/${connection.clusterId}`, {
    statusName: 'STARTED',
    storageEngineName: 'WIRED_TIGER',
    syncSource: 'PRIMARY',
  });
  await jumpTo('first snapshot complete');

  const secondOfSet = () =>
    withClient(uri, async (client) => {
      const { operationTime } = await client.db('admin').command({ ping: 1 });
      return (operationTime as Timestamp).getHighBits();
    });
  const point = (await secondOfSet()) + 1;
  control.pace(100);
  await vi.waitFor(async () => expect(await secondOfSet()).toBeGreaterThan(point), 10_000);
  await withClient(uri, async (client) => {
    const events = client.db('loadtest').collection('events');
    const ids = (await events.find({}, { projection: { _id: 1 }, limit: 1000 }).toArray()).map(({ _id }) => _id);
    expect((await events.deleteMany({ _id: { $in: ids } })).deletedCount).toBe(1000);
    await client.db('foreign').collection('notes').insertOne({ written: 'later' });
  });
  expect(await countOf(uri)).toBe(450_904);

  await vi.waitFor(async () => {
    const { body } = await request('POST', `${cluster}/restoreJobs/restorableTimeRanges`);
    expect(Date.parse(body[0].end.date) / 1000).toBeGreaterThanOrEqual(point);
  }, 10_000);
  control.pace(1);
  const { status } = await request('POST', `${cluster}/restoreJobs`, {
    delivery: {
      methodName: 'AUTOMATED_RESTORE',
      targetGroupId: connection.projectId,
      targetClusterId: connection.clusterId,
    },
    pointInTimeUTCMillis: point * 1000,
  });
  expect(status).toBe(200);
  await jumpTo('data replaced');
  await expect(countOf(uri)).rejects.toThrow(/ECONNREFUSED/);
  await jumpTo('goal reached');
  expect(await countOf(uri)).toBe(451_904);
  expect(await withClient(uri, (client) => client.db('foreign').collection('notes').countDocuments())).toBe(0);
});

it('lets its speed be changed, and says so to those who watch', async () => {
  const { control, clock } = await start({ speed: 5 });
  expect(control.rate()).toBe(5);
  const changed = vi.fn();
  control.onChange(changed);
  control.pace(1000);
  expect(changed).toHaveBeenCalled();
  const before = clock.now();
  await clock.sleep(60_000, new AbortController().signal);
  expect(clock.now() - before).toBeGreaterThanOrEqual(60_000);
});

it('leaves nothing running when a port is taken', async () => {
  const { connection } = await start();
  const opsManagerPort = Number(new URL(connection.opsManager).port);
  await expect(start({ opsManagerPort })).rejects.toBeInstanceOf(SetupError);
});
