import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { EJSON } from 'bson';
import { Binary, MongoClient, type Collection, type Document } from 'mongodb';
import { onTestFinished } from 'vitest';
import type { OpenLog } from '../../../src/world/rehearsal/history-writer.ts';
import type { WorldOptions } from '../../../src/world/rehearsal/servers.ts';
import { createRehearsalServers } from '../../../src/world/rehearsal/servers.ts';
import { createRequester } from '../../helpers/signed-request.ts';

/** After any day on which these tests run, and before seconds no longer fit in an op time. */
export const STORY_START = Date.parse('2099-05-04T09:00:00Z');

/** The earlier documents, half a million, are apart from those that a test writes. */
export const REMEMBERED = { seed: 1, namespace: 'earlier.events' };

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'minuteback-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A world whose time only moves when a test moves it. Closing it is as if it were killed: nothing is written any more. */
export async function startWorld(options: Partial<WorldOptions> = {}, openLog?: OpenLog) {
  const servers = await createRehearsalServers(
    {
      seed: REMEMBERED.seed,
      speed: 0,
      paced: false,
      notBefore: STORY_START,
      namespace: REMEMBERED.namespace,
      ...options,
    },
    openLog,
  );
  const { connection, clock } = servers;
  // What is left of a connection to an earlier world on the same port ends with this.
  await fetch(connection.opsManager).then(
    (response) => response.text(),
    () => {},
  );
  const request = createRequester(connection.opsManager, connection);
  const project = `/groups/${connection.projectId}`;
  const cluster = `${project}/clusters/${connection.clusterId}`;
  const config = `${project}/backupConfigs/${connection.clusterId}`;

  async function jumpTo(name: string): Promise<void> {
    for (;;) {
      const reached = await servers.jump();
      if (reached === name) return;
      if (reached === undefined) throw new Error(`nothing is due any more, and "${name}" has not happened`);
    }
  }

  async function withClient<T>(work: (client: MongoClient) => Promise<T>): Promise<T> {
    const client = new MongoClient(connection.uri, { serverSelectionTimeoutMS: 5000 });
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  }

  const restoreTo = (point: object) =>
    request('POST', `${cluster}/restoreJobs`, {
      delivery: {
        methodName: 'AUTOMATED_RESTORE',
        targetGroupId: connection.projectId,
        targetClusterId: connection.clusterId,
      },
      ...point,
    });

  const pass = (seconds: number): void => clock.advanceTo(clock.now() + 1000 * seconds);
  return { ...servers, request, project, cluster, config, jumpTo, withClient, restoreTo, pass };
}

export type World = Awaited<ReturnType<typeof startWorld>>;

export const hostsOf = ({ connection }: World): string[] => /\/\/(.*)\/\?/.exec(connection.uri)![1]!.split(',');

async function listens(host: string): Promise<boolean> {
  const socket = connect(Number(host.split(':')[1]), '127.0.0.1');
  return once(socket, 'connect').then(
    () => socket.destroy().destroyed,
    () => false,
  );
}

/** The hello of one member, without what belongs to a connection. */
async function greet(host: string): Promise<unknown> {
  if (!(await listens(host))) return 'down';
  const client = new MongoClient(`mongodb://${host}/?directConnection=true`, { serverSelectionTimeoutMS: 5000 });
  try {
    const { topologyVersion, connectionId: _, ...hello } = await client.db('admin').command({ hello: 1 });
    const { uptimeMillis } = await client.db('admin').command({ serverStatus: 1 });
    return { ...hello, processId: topologyVersion.processId, uptimeMillis };
  } finally {
    await client.close();
  }
}

async function readCollection(all: Collection): Promise<object> {
  const count = await all.estimatedDocumentCount();
  return {
    count,
    indexes: await all.listIndexes().toArray(),
    stats: await all.aggregate([{ $collStats: { storageStats: {}, count: {} } }]).toArray(),
    // Half a million documents take their time to read.
    ...(count > 100_000 ? {} : { documents: (await all.find().toArray()).map(toShort) }),
  };
}

/** Large payloads as a checksum. */
const toShort = (document: Document): object =>
  Object.fromEntries(
    Object.entries(document).map(([name, value]) => [name, value instanceof Binary ? crc32(value.buffer) : value]),
  );

async function readData(client: MongoClient): Promise<unknown> {
  const { databases } = await client.db().admin().listDatabases();
  const seen: Record<string, unknown> = { databases };
  for (const { name } of databases) {
    const db = client.db(name);
    seen[name] = await db.command({ dbStats: 1, freeStorage: 1 });
    for (const collection of await db.listCollections().toArray()) {
      seen[`${name}.${collection.name}`] = { collection, ...(await readCollection(db.collection(collection.name))) };
    }
  }
  return seen;
}

/** All that clients can see of a world, as text in which the ports do not show. */
export async function observe(world: World): Promise<unknown> {
  const { request, project, cluster, config } = world;
  const hosts = hostsOf(world);
  const members = await Promise.all(hosts.map(greet));
  const asked = [
    ['GET', config],
    ['GET', `${config}/snapshotSchedule`],
    ['GET', `${cluster}/snapshots?completed=all`],
    ['POST', `${cluster}/restoreJobs/restorableTimeRanges`],
    ['GET', `${cluster}/restoreJobs`],
    ['GET', `${project}/automationStatus`],
    ['GET', `${project}/hosts`],
    ['GET', `${project}/agents/BACKUP`],
  ] as const;
  const answers: Record<string, unknown> = {};
  for (const [method, path] of asked) {
    const { status, body } = await request(method, path);
    answers[path] = { status, body };
  }
  const data = members.includes('down') ? 'down' : await world.withClient(readData);
  let text = EJSON.stringify({ now: world.clock.now(), members, answers, data });
  const ports = [...hosts, new URL(world.connection.opsManager).host].map((host) => host.split(':')[1]!);
  ports.forEach((port, k) => (text = text.replaceAll(new RegExp(`(:)${port}\\b`, 'g'), `$1port ${k}`)));
  return JSON.parse(text.replaceAll(/:port (\d)/g, ':"port $1"').replaceAll(/(127\.0\.0\.1):"(port \d)"/g, '$1:$2'));
}
