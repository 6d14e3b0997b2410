import type { Connection } from '../../src/world/live/world.ts';
import { createLiveClients } from '../../src/world/live/world.ts';
import { startRehearsal } from '../../src/world/rehearsal/world.ts';
import type { EngineHost } from './backup-engine.contract.ts';
import { describeBackupEngine } from './backup-engine.contract.ts';

const API = '/api/public/v1.0/groups/*/clusters/*';

const CALLS = {
  startRestore: `POST ${API}/restoreJobs`,
  coverage: `POST ${API}/restoreJobs/restorableTimeRanges`,
  snapshots: `GET ${API}/snapshots`,
} as const;

const EVENTS = {
  'snapshot begins': / snapshot begins$/,
  'snapshot complete': / snapshot complete$/,
  restored: /^goal reached$/,
} as const;

describeBackupEngine('the rehearsal Ops Manager', async (): Promise<EngineHost> => {
  // Fast enough that the budget of requests, which is of story time, is never felt.
  const host = await startRehearsal({ thread: false, seed: 1, speed: 60 });
  const { uri, opsManager: url, publicKey, privateKey, projectId: project, clusterId: cluster } = host.connection;
  const key = { publicKey, privateKey };
  const open = (keys: Pick<Connection['opsManager'], 'publicKey' | 'privateKey' | 'globalKey'>) =>
    createLiveClients({
      connection: { uri, db: 'loadtest', coll: 'events', opsManager: { url, project, cluster, ...keys } },
      version: 'test',
      clock: host.clock,
    });
  const { engine, database } = open({ ...key, globalKey: key });
  const stranger = open({ publicKey, privateKey: 'not-the-key' });
  const humble = open(key);
  return {
    engine,
    database,
    stranger: stranger.engine,
    humble: humble.engine,
    async until(what) {
      for (;;) {
        const name = await host.control.jump();
        if (name === undefined) throw new Error(`nothing is due any more, and "${what}" has not happened`);
        if (EVENTS[what].test(name)) return;
      }
    },
    fail(call, how) {
      const when = how === 'lost' ? 'after' : 'before';
      const mishap = typeof how === 'string' ? ({ tag: 'cut' } as const) : ({ tag: 'answer', ...how } as const);
      host.addFault({ point: 'request', name: CALLS[call], when, times: 1, mishap });
    },
    vanish: () => host.close(),
    async close() {
      const clients = [database, engine, stranger.engine, humble.engine];
      await Promise.all(clients.map((client) => client.close()));
      await host.close();
    },
  };
});
