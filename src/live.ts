import type { Config } from './config.ts';
import { SetupError } from './errors.ts';
import type { LiveTarget } from './settings/target.ts';
import { toVersion } from './version.ts';
import { createClock } from './world/live/clock.ts';
import { createLiveClients } from './world/live/world.ts';
import type { World } from './world/world.ts';

/** Joins the clients of the real systems with the clock of this machine. Nothing connects yet; closing leaves the systems as they are. */
export function openLive(
  { uri, opsManager }: LiveTarget,
  { db, coll, writeConcern }: Pick<Config, 'db' | 'coll' | 'writeConcern'>,
): World {
  if (!opsManager) {
    throw new SetupError('Presenting without Ops Manager is not part of this version', {
      nextSteps: ['Give --ops-manager, --project and --cluster as well'],
    });
  }
  const clock = createClock();
  const { database, engine } = createLiveClients({
    connection: { uri, db, coll, writeConcern, opsManager },
    version: toVersion(),
    clock,
  });
  return {
    kind: 'live',
    database,
    engine,
    clock,
    async close() {
      await Promise.allSettled([database.close(), engine.close()]);
    },
  };
}
