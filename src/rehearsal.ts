import type { Config } from './settings/config.ts';
import { createLiveClients } from './world/live/world.ts';
import { toInjections } from './world/rehearsal/drills.ts';
import type { RehearsalHost } from './world/rehearsal/world.ts';
import { startRehearsal } from './world/rehearsal/world.ts';
import { toVersion } from './version.ts';
import type { World } from './world/world.ts';

export interface RehearsalOptions extends Pick<Config, 'db' | 'coll' | 'writeConcern' | 'drills'> {
  readonly show: Pick<Config['show'], 'seed'>;
  /** Where the world keeps its own history, and the story time that the show has come to. */
  readonly history?: string;
  readonly notBefore?: number;
}

export interface RehearsalListeners {
  /** The servers have died by themselves. */
  readonly onError: (error: Error) => void;
  /** What they do is not kept any more, and why. */
  readonly onHistoryLost: (why: string) => void;
}

/**
 * Starts the rehearsal servers in a thread of their own and joins them with the clients that talk to real systems: what is
 * rehearsed is what runs on stage.
 */
export async function openRehearsal(
  { show, db, coll, writeConcern, drills, history, notBefore }: RehearsalOptions,
  { onError, onHistoryLost }: RehearsalListeners,
): Promise<World> {
  const host = await startRehearsal({
    seed: show.seed,
    namespace: `${db}.${coll}`,
    ...(history === undefined ? {} : { history }),
    ...(notBefore === undefined ? {} : { notBefore }),
  });
  host.onError(onError);
  host.onHistoryLost(onHistoryLost);
  const { uri, opsManager: url, publicKey, privateKey, projectId: project, clusterId: cluster } = host.connection;
  const key = { publicKey, privateKey };
  const { database, engine } = createLiveClients({
    // In rehearsal the project's key may see the administration as well.
    connection: { uri, db, coll, writeConcern, opsManager: { url, ...key, project, cluster, globalKey: key } },
    version: toVersion(),
    clock: host.clock,
  });
  return {
    kind: 'rehearsal',
    database,
    engine,
    clock: host.clock,
    rehearsal: { ...host.control, stepWorks: createDrilling(host, drills, show.seed) },
    async close() {
      await Promise.allSettled([database.close(), engine.close()]);
      await host.close();
    },
  };
}

/** Injects each drill once: when the step that it is for works for the first time. */
function createDrilling(
  { addFault }: Pick<RehearsalHost, 'addFault'>,
  drills: Config['drills'],
  seed: number,
): (step: string) => void {
  const waiting = new Set(drills);
  return (works) => {
    for (const wanted of [...waiting].filter(({ step }) => step === works)) {
      waiting.delete(wanted);
      toInjections(wanted.drill, seed).forEach(addFault);
    }
  };
}
