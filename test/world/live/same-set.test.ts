import { ObjectId } from 'bson';
import type { MongoClient } from 'mongodb';
import { expect, it } from 'vitest';
import type { Member } from '../../../src/proof/facts.ts';
import { watchForReplacement } from '../../../src/world/live/same-set.ts';

const ids = Array.from({ length: 6 }, () => new ObjectId());
const member = (k: number, id: ObjectId): Member => ({
  host: `a:${k}`,
  role: k === 0 ? 'primary' : 'secondary',
  processId: id.toHexString(),
});
const BEFORE = ids.slice(0, 3).map((id, k) => member(k, id));
const AFTER = ids.slice(3).map((id, k) => member(k, id));

/** A client that has heard of nothing, and whose next connection leads to this process. */
const clientTo = (processId: ObjectId | undefined): MongoClient => {
  const command = () => Promise.resolve(processId ? { topologyVersion: { processId } } : {});
  return { on: () => undefined, db: () => ({ command }) } as unknown as MongoClient;
};

const watch = (processId: ObjectId | undefined, before: readonly Member[], now: readonly Member[]) =>
  watchForReplacement(clientTo(processId), before, 'loadtest.events', () => Promise.resolve(now));

it('lets nothing be sent to a primary of a set that was restarted whole, which the client has not heard of', async () => {
  const { replaced, verify } = watch(ids[3], BEFORE, AFTER);
  await expect(verify()).rejects.toMatchObject({ kind: 'refused', code: 'SET_REPLACED' });
  expect(replaced.aborted).toBe(true);
  await expect(verify()).rejects.toMatchObject({ code: 'SET_REPLACED' });
});

it.each([
  ['is the one of before', ids[0], BEFORE, BEFORE],
  ['was restarted alone', ids[3], BEFORE, [AFTER[0]!, BEFORE[1]!, BEFORE[2]!]],
  ['tells no process', undefined, BEFORE, BEFORE],
  ['is of a set that told no process before', ids[3], BEFORE.map(({ host, role }) => ({ host, role })), AFTER],
] as const)('lets it be sent to a primary that %s', async (_, id, before, now) => {
  const { replaced, verify } = watch(id, before, now);
  await verify();
  expect(replaced.aborted).toBe(false);
});
