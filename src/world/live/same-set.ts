import type { Document, MongoClient, ObjectId } from 'mongodb';
import type { Member } from '../../proof/facts.ts';
import { runsStill, toReplaced } from '../../proof/same-set.ts';

/** Of a server's description, or of its `hello`. */
const processOf = ({ topologyVersion }: { readonly topologyVersion?: Document | null }): string | undefined =>
  (topologyVersion?.['processId'] as ObjectId | undefined)?.toHexString();

export interface Replacement {
  /** Fires with a RefusedError. */
  readonly replaced: AbortSignal;
  /**
   * Asks the primary who it is, right before it is written to, and throws the same error: a client that has slept through the
   * whole of a restore opens its next connection before it has heard of it.
   */
  readonly verify: () => Promise<void>;
}

/**
 * Watches for a primary of a set in which not one member runs as it did before: a restore restarts every member and swaps what is
 * stored, while an election or a crash leaves others running. The driver tells of a member before it hands it to whoever waits for
 * a primary (`Topology.serverUpdateHandler` in
 * https://github.com/mongodb/node-mongodb-native/blob/main/src/sdam/topology.ts), so that what waits is never sent to it.
 */
export function watchForReplacement(
  client: MongoClient,
  before: readonly Member[],
  namespace: string,
  probe: (signal: AbortSignal) => Promise<readonly Member[]>,
): Replacement {
  const known = new Set(before.flatMap(({ processId }) => (processId === undefined ? [] : [processId])));
  const present = new Map<string, string>();
  const controller = new AbortController();
  const { signal } = controller;
  client.on('serverDescriptionChanged', ({ address, newDescription }) => {
    const id = newDescription.type === 'Unknown' ? undefined : processOf(newDescription);
    if (id === undefined) present.delete(address);
    else present.set(address, id);
    const isOther = known.size > 0 && present.size > 0 && ![...present.values()].some((one) => known.has(one));
    if (newDescription.type !== 'RSPrimary' || !isOther || signal.aborted) return;
    controller.abort(toReplaced(namespace));
  });
  return {
    replaced: signal,
    async verify() {
      signal.throwIfAborted();
      if (known.size === 0) return;
      const id = processOf(await client.db('admin').command({ hello: 1 }, { signal }));
      if (id === undefined || known.has(id)) return;
      if (runsStill(before, await probe(signal))) return;
      controller.abort(toReplaced(namespace));
      signal.throwIfAborted();
    },
  };
}
