import { RefusedError } from '../errors.ts';
import { verifyMayChange } from './guards.ts';
import type { AsideWorker } from './worker.ts';

/**
 * Reads the size of a collection of others; once its full name was typed, notes in `minuteback.shows` that it is adopted, with how
 * many documents it has then. From there on everything works on it, and what was in it counts as documents of others.
 */
export const adopt: AsideWorker<'adopt'> = async function* (context) {
  const { world, show, input, signal } = context;
  const { database, clock } = world;
  const [count, { dataBytes: bytes }] = await Promise.all([database.count(signal), database.stats(signal)]);
  if (!count) {
    throw new RefusedError(`${database.namespace} was not adopted: a restore waits for its verdict`, {
      nextSteps: ['Go to verify first'],
    });
  }
  const { documents } = count;
  if (input.typed === undefined) {
    yield { documents, bytes, adopted: false };
    return;
  }
  if (input.typed !== database.namespace) {
    throw new RefusedError(
      `${database.namespace} was not adopted: ${JSON.stringify(input.typed)} is not its full name`,
      { nextSteps: ['Type the name of database and collection with a dot between them'] },
    );
  }
  await verifyMayChange(context, { ...input });
  await database.adopt({ show: show.id, at: Math.floor(clock.now()), documents }, signal);
  yield { documents, bytes, adopted: true };
};
