import type { MongoClient, ObjectId, ServerDescription } from 'mongodb';
import type { Member } from '../../proof/facts.ts';
import { toReplaced } from '../../proof/same-set.ts';

const processOf = ({ type, topologyVersion }: ServerDescription): string | undefined =>
  type === 'Unknown' ? undefined : (topologyVersion?.processId as ObjectId | undefined)?.toHexString();

/**
 * Fires with a RefusedError once a client sees a primary, and not one member runs as it did before: a restore restarts every
 * member and swaps what is stored, while an election or a crash leaves others running. The driver tells of a member before it
 * hands it to whoever waits for a primary (`Topology.serverUpdateHandler` in
 * https://github.com/mongodb/node-mongodb-native/blob/main/src/sdam/topology.ts), so that what waits is never sent to it.
 */
export function watchForReplacement(client: MongoClient, before: readonly Member[], namespace: string): AbortSignal {
  const known = new Set(before.flatMap(({ processId }) => (processId === undefined ? [] : [processId])));
  const present = new Map<string, string>();
  const replaced = new AbortController();
  client.on('serverDescriptionChanged', ({ address, newDescription }) => {
    const id = processOf(newDescription);
    if (id === undefined) present.delete(address);
    else present.set(address, id);
    const isOther = known.size > 0 && present.size > 0 && ![...present.values()].some((one) => known.has(one));
    if (newDescription.type !== 'RSPrimary' || !isOther || replaced.signal.aborted) return;
    replaced.abort(toReplaced(namespace));
  });
  return replaced.signal;
}
