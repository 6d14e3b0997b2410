import { setTimeout as sleep } from 'node:timers/promises';
import { kindOfRead, unwrap } from './errors.ts';

/** After the first try. Raw commands are not repeated by the driver, and after a restore one new client may not be enough. */
const REPEATS = 2;
/** Real time between two tries: keys and primaries need a moment. */
const PAUSE_MS = 200;
/** Real time after which a read is not sent again that found no server or no answer: somebody has waited for it already. */
const REPEAT_WITHIN_MS = 3_000;

/** What was cut off in the middle, as by the sleep of this machine, is read again however long it took. */
const isCut = (thrown: unknown): boolean =>
  ['MongoNetworkError', 'MongoPoolClearedError'].includes(unwrap(thrown).name);

/**
 * Runs a read again where the table of errors says so: twice at most, `retry` at once or when it was cut, `new-client` always.
 * `mayGoOn` is asked before each repetition.
 */
export async function repeatRead<T>(signal: AbortSignal, run: () => Promise<T>, mayGoOn: () => boolean): Promise<T> {
  const startedAt = Date.now();
  for (let left = REPEATS; ; left--) {
    try {
      return await run();
    } catch (error) {
      const kind = kindOfRead(error);
      const isSoon = Date.now() - startedAt < REPEAT_WITHIN_MS;
      const helps = kind === 'new-client' || (kind === 'retry' && (isSoon || isCut(error)));
      if (left === 0 || !helps || signal.aborted || !mayGoOn()) throw error;
      await sleep(PAUSE_MS, undefined, { signal });
    }
  }
}
