import type { Config } from './settings/config.ts';
import type { LiveTarget } from './settings/target.ts';
import { toVersion } from './version.ts';
import { createClock } from './world/live/clock.ts';
import type { Said } from './world/live/hands-on.ts';
import { NOTHING_SAID } from './world/live/hands-on.ts';
import { createHandsOnClients, createLiveClients } from './world/live/world.ts';
import type { World } from './world/world.ts';

/**
 * Joins the clients of the real systems with the clock of this machine; without Ops Manager, with what the presenter has `said`.
 * Nothing connects yet; closing leaves the systems as they are.
 */
export function openLive(
  { uri, opsManager }: LiveTarget,
  { db, coll, writeConcern }: Pick<Config, 'db' | 'coll' | 'writeConcern'>,
  said: Said = NOTHING_SAID,
): World {
  const clock = createClock();
  const version = toVersion();
  const { database, engine, handsOn } = opsManager
    ? createLiveClients({ connection: { uri, db, coll, writeConcern, opsManager }, version, clock })
    : createHandsOnClients({ connection: { uri, db, coll, writeConcern }, version, clock, said });
  return {
    kind: 'live',
    database,
    engine,
    clock,
    ...(handsOn ? { handsOn } : {}),
    async close() {
      await Promise.allSettled([database.close(), engine.close()]);
    },
  };
}
