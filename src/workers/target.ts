import { toShowError } from '../errors.ts';
import type { Holding, TargetSeen } from '../wizard/asides.ts';
import type { World } from '../world/world.ts';
import type { AsideWorker } from './worker.ts';

/** Between two looks; story milliseconds, and the least in real time. */
const LOOK_MS = 5000;
const LOOK_AT_LEAST_REAL_MS = 1000;

/** Looks at what the show is about to work on, and what else is on the set. A look that fails tells nothing. Outlives outages. */
export const target: AsideWorker<'target'> = async function* ({ world, signal }) {
  for (;;) {
    const seen = await look(world, signal).catch(() => undefined);
    signal.throwIfAborted();
    if (seen) yield seen;
    await world.clock.sleep(LOOK_MS, signal, LOOK_AT_LEAST_REAL_MS);
  }
};

async function look({ database }: World, signal: AbortSignal): Promise<TargetSeen> {
  const [identity, foreign, holding] = await Promise.all([
    database.identity(signal),
    database.foreignDatabases(signal).catch((error: unknown) => ({ why: toShowError(error).message })),
    hold(database, signal),
  ]);
  return { identity, foreign, holding };
}

async function hold(database: World['database'], signal: AbortSignal): Promise<Holding> {
  const [marker, stats] = await Promise.all([database.marker(signal), database.stats(signal)]);
  const { estimatedDocuments: documents, dataBytes: bytes } = stats;
  return { whose: marker ? 'ours' : documents > 0 ? 'others' : 'nobody', documents, bytes };
}
