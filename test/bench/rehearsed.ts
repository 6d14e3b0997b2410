import { createLiveClients } from '../../src/world/live/world.ts';
import { startRehearsal } from '../../src/world/rehearsal/world.ts';
import type { Database } from '../../src/world/world.ts';

export const DB = 'loadtest';
export const COLL = 'events';

/** Runs against a rehearsal set of its own, in a thread of its own, that takes writes as fast as they come. */
export async function withRehearsal<T>(run: (database: Database, uri: string) => Promise<T>): Promise<T> {
  const host = await startRehearsal({ seed: 7, paced: false, namespace: `${DB}.${COLL}` });
  const { uri, opsManager: url, publicKey, privateKey, projectId: project, clusterId: cluster } = host.connection;
  const { database, engine } = createLiveClients({
    connection: { uri, db: DB, coll: COLL, opsManager: { url, publicKey, privateKey, project, cluster } },
    version: 'bench',
    clock: host.clock,
  });
  try {
    return await run(database, uri);
  } finally {
    await Promise.allSettled([database.close(), engine.close()]);
    await host.close();
  }
}
