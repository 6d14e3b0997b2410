import { isAfter } from '../proof/op-time.ts';
import type { Worker } from './worker.ts';

const POLL_MS = 5000;
const POLL_AT_LEAST_REAL_MS = 100;

/**
 * Closes the gap that a restore leaves: takes an on-demand snapshot, and waits until it is complete and something can be
 * restored again. Stopping ends the waiting; the snapshot goes on.
 */
export const wrap: Worker<'wrap'> = async function* ({ world: { engine, clock }, signal }) {
  const since = clock.now();
  const there = await engine.snapshots(signal);
  const before = new Set(there.filter(({ complete }) => complete).map(({ id }) => id));
  // One that runs already will do: only one can run at a time.
  if (there.every(({ complete }) => complete)) await engine.takeSnapshot(signal);
  for (;;) {
    const [snapshots, coverage] = await Promise.all([engine.snapshots(signal), engine.coverage(signal)]);
    const newest = snapshots.find(({ id }) => !before.has(id));
    const open =
      newest?.complete &&
      (coverage.tag === 'unknown' || coverage.ranges.some(({ end }) => !isAfter(newest.created, end)));
    if (open) return { snapshot: newest, openAt: clock.now(), tookMs: clock.now() - since };
    yield { since, ...(newest ? { snapshot: newest } : {}) };
    await clock.sleep(POLL_MS, signal, POLL_AT_LEAST_REAL_MS);
  }
};
