import { compareWithExpected, expectedAt } from '../proof/history.ts';
import { fingerprint, toHexIds } from '../proof/id-set.ts';
import type { Progress, Verdict } from '../wizard/work.ts';
import { scanWithProgress } from './stats.ts';
import type { Worker } from './worker.ts';

/** So many ids of a difference are shown. */
const SHOWN_IDS = 20;

/**
 * Reads every `_id` and compares it, id by id, with what the ledger expects at the restore point. Ends the barrier when the
 * verdict is out; a reading that failed leaves it standing.
 */
export const verify: Worker<'verify'> = async function* ({ world, records, earlier, signal, since }) {
  const { database, clock } = world;
  const { barrier } = records;
  const keep = records.observe();
  const expected = earlier.restore && expectedAt(records.history, earlier.restore.point);
  const of = expected?.tag === 'known' ? expected.ids.size : 0;
  const toProgress = (ids: number): Progress['verify'] => ({
    ids,
    of,
    doing: 'ids',
    sampled: 0,
    toSample: 0,
    since,
  });
  const scan = yield* scanWithProgress((onRead) => database.scanIds(signal, onRead), toProgress);
  const found = { found: scan.ids.size, at: scan.at, foundFingerprint: fingerprint(scan.ids) };
  const tookMs = (): number => clock.now() - since;
  if (expected?.tag !== 'known') {
    const verdict: Verdict = { tag: 'not-verified', because: expected?.because ?? 'no-restore' };
    await end();
    return { ...found, verdict, checks: [], tookMs: tookMs() };
  }
  const { missing, extra, expectedFingerprint } = compareWithExpected(expected.ids, scan.ids);
  const verdict: Verdict =
    missing.size + extra.size === 0
      ? { tag: 'verified', expected: of, returned: expected.returned.size, stayDeleted: expected.stayDeleted.size }
      : {
          tag: 'different',
          expected: of,
          missing: missing.size,
          extra: extra.size,
          altered: 0,
          missingIds: toHexIds(missing, SHOWN_IDS),
          extraIds: toHexIds(extra, SHOWN_IDS),
          alteredIds: [],
          catalog: [],
          hash: false,
        };
  await end();
  return { ...found, verdict, checks: [], expectedFingerprint, tookMs: tookMs() };

  async function end(): Promise<void> {
    // What was read is the new beginning: whatever is deleted next is counted from here.
    await keep({ ids: scan.ids, at: scan.at, from: 'verify' });
    if (earlier.restore) records.endAsking();
    // Only the barrier of the restore that was judged; another may have been put up meanwhile.
    if (!earlier.restore || !barrier || records.barrier !== barrier) return;
    database.lift(barrier);
    records.barrier = undefined;
  }
};
