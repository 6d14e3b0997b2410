import { RefusedError } from '../errors.ts';
import type { BackupEngine, Database, World } from './world.ts';

function refuse(what: string): never {
  throw new RefusedError(`Refused to ${what}: this show is read only`, {
    nextSteps: ['Leave out --read-only to have it done'],
  });
}

/** The same world to look at. Whatever changes anything is refused in it, however it is asked for. */
export function readOnlyWorld(world: World): World {
  // Own properties alone are taken over: both are plain objects of functions.
  const database: Database = {
    ...world.database,
    mark: async () => refuse('note a load'),
    adopt: async () => refuse('adopt a collection'),
    putLease: async () => refuse('take the lease of the set'),
    dropLease: async () => refuse('give back the lease of the set'),
    // It writes a note beside the documents.
    fence: async () => refuse('close the set to what was not answered'),
    openWriter: async (purpose) => refuse(`open a connection for a ${purpose}`),
    // Without one no restore can be asked for.
    barrier: async () => refuse('stop what writes for a restore'),
  };
  const engine: BackupEngine = {
    ...world.engine,
    startBackup: async () => refuse('start the backup'),
    takeSnapshot: async () => refuse('take a snapshot'),
    changeSchedule: async () => refuse('change the snapshot schedule'),
    startRestore: async () => refuse('start a restore'),
  };
  return { ...world, database, engine };
}
