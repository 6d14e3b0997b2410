import type { Document, MongoClient, ServerHeartbeatFailedEvent } from 'mongodb';
import { clean } from './clean.ts';
import { within } from './deadline.ts';

/** Real time that one member gets to answer. */
const PROBE_MS = 1_000;

/** The members that a `hello` names: data-bearing, priority 0 and arbiters, and never hidden ones (https://www.mongodb.com/docs/manual/reference/command/hello/). */
export const hostsOf = (hello: Document): string[] =>
  ['hosts', 'passives', 'arbiters'].flatMap((kind) =>
    ((hello[kind] as unknown[] | undefined) ?? []).map((host) => clean(String(host))),
  );

/** One `hello` within a second. A refused connection is heard of at once, while selecting a server would go on trying. */
export async function sayHello(client: MongoClient, signal: AbortSignal): Promise<Document> {
  let refuse: (event: ServerHeartbeatFailedEvent) => void = () => undefined;
  const refused = new Promise<never>((_, reject) => {
    refuse = ({ failure }) => reject(failure);
  });
  client.once('serverHeartbeatFailed', refuse);
  let late: AbortSignal | undefined;
  try {
    return await within(PROBE_MS, signal, (deadline) => {
      late = deadline;
      return Promise.race([client.db('admin').command({ hello: 1 }, { signal: deadline }), refused]);
    });
  } catch (error) {
    // The driver takes our deadline for that of its pool, by its name, and would have it that no connection became free.
    late?.throwIfAborted();
    throw error;
  } finally {
    client.off('serverHeartbeatFailed', refuse);
  }
}
