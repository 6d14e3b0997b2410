import { compareFound } from '../proof/found.ts';
import type { Expected, History } from '../proof/history.ts';
import { expectedAt, foreignWrites } from '../proof/history.ts';
import { fingerprint, toHexIds } from '../proof/id-set.ts';
import type { RestorePoint } from '../proof/op-time.ts';
import { isWithin } from '../proof/op-time.ts';
import { recordedAt } from '../proof/recorded.ts';
import type { Findings, ProofCheckName } from '../proof/verdict.ts';
import { boundaryOf, judgeFindings } from '../proof/verdict.ts';
import type { Progress } from '../wizard/progress.ts';
import { holding, lookForPrimary, whileWaiting } from './patience.ts';
import { readSample } from './sample.ts';
import { scanWithProgress } from './stats.ts';
import type { Context, Worker } from './worker.ts';

/** Real milliseconds between two reports while the server hashes. */
const TICK_MS = 1000;

type VerifyProgress = Progress['verify'];

/**
 * Reads every `_id` and compares the set with the expected one at the restore point, both sides of the boundary, a sample of
 * documents byte for byte, indexes and options, and the server's hash where there is one to compare with. Ends the barrier when
 * the verdict is out; a reading that failed leaves it standing.
 */
export const verify: Worker<'verify'> = async function* (context) {
  const { world, records, earlier, signal, since } = context;
  const { database, clock } = world;
  const { history } = records;
  const { asking, barrier } = records;
  const point = earlier.restore?.point;
  const keep = records.observe();
  const pointFrom = earlier.restore?.pointFrom;
  const expected = earlier.restore && (point ? expectedAt(history, point) : NOT_TOLD);
  const tookMs: { [C in ProofCheckName]?: number } = {};
  let progress: VerifyProgress = { ids: 0, of: sizeOf(expected), doing: 'ids', sampled: 0, toSample: 0, since };
  const scan = yield* scanWithProgress(
    context,
    (onRead) => database.scanIds(signal, onRead),
    (ids) => (progress = { ...progress, ids }),
  );
  tookMs.ids = clock.now() - since;
  progress = { ...progress, ids: scan.ids.size, doing: 'sample', since: clock.now() };
  const sample = yield* readSample(context, scan.ids, (sampled, toSample) => ({ ...progress, sampled, toSample }));
  tookMs.sample = clock.now() - progress.since;
  const after = yield* holding(database.shape(signal), clock, () => progress, {
    look: lookForPrimary(database, signal),
  });
  progress = { ...progress, doing: 'hash', sampled: sample.compared, since: clock.now() };
  const recorded = point && recordedAt(history, point);
  const hash = yield* readHash(context, recorded?.hash, () => progress);
  tookMs.hash = clock.now() - progress.since;
  const findings: Findings = {
    expected,
    found: scan.ids,
    others: othersBefore(history, point),
    boundary: point && boundaryOf(history, point),
    sample,
    shape: { before: recorded?.shape, after },
    hash,
    tookMs,
  };
  const { verdict, checks } = judgeFindings(findings);
  const idsFile = verdict.tag === 'different' ? await attachIds(context, findings) : undefined;
  // What was read is the new beginning: whatever is deleted next is counted from here.
  await keep({ ids: scan.ids, at: scan.at, from: 'verify', shape: after });
  // Only the restore that was judged; another may have been asked for meanwhile.
  if (earlier.restore && records.asking === asking) records.endAsking();
  if (earlier.restore && barrier && records.barrier === barrier) {
    database.lift(barrier);
    records.barrier = undefined;
  }
  const ledger = expected?.tag === 'known' ? { expectedFingerprint: fingerprint(expected.ids) } : {};
  return {
    verdict,
    checks,
    found: scan.ids.size,
    at: scan.at,
    foundFingerprint: fingerprint(scan.ids),
    ...ledger,
    ...(pointFrom ? { pointFrom } : {}),
    ...(idsFile === undefined ? {} : { idsFile }),
    tookMs: clock.now() - since,
  };
};

const NOT_TOLD: Expected = { tag: 'not-known', because: 'not-told' };

const sizeOf = (expected: Expected | undefined): number =>
  expected?.tag === 'known' ? expected.ids.size : expected?.tag === 'uncertain' ? expected.certain.size : 0;

/** Between the newest baseline before the point and the request of the restore. */
function othersBefore(history: History, point: RestorePoint | undefined): Findings['others'] {
  const from = point && history.baselines.findLast(({ at }) => isWithin(point, at));
  const until = history.restores.at(-1)?.asked;
  return foreignWrites(history, from?.at ?? { t: 0, i: 0 }, until ?? { t: 0, i: 0 });
}

/** Asks for the server's hash only where there is one to compare it with: it reads every byte. */
async function* readHash(
  { world: { database, clock }, signal }: Context<'verify'>,
  before: string | undefined,
  report: () => VerifyProgress,
): AsyncGenerator<VerifyProgress, Findings['hash'], void> {
  if (before === undefined) return { before, after: undefined };
  yield report();
  const hash = yield* whileWaiting(database.dbHash(signal), clock, TICK_MS, report);
  return hash.tag === 'hash' ? { before, after: hash.md5 } : { before, after: undefined, why: hash.why };
}

/** Every id of a difference, one a line, with what is wrong with it. */
async function attachIds({ records, run }: Context<'verify'>, findings: Findings): Promise<string | undefined> {
  const compared = compareFound(findings);
  if (!compared) return undefined;
  const { altered, unread } = findings.sample;
  const lists = { missing: compared.missing, extra: compared.extra, altered, unread };
  const lines = Object.entries(lists).flatMap(([what, ids]) => toHexIds(ids, Infinity).map((id) => `${what} ${id}\n`));
  return records.attach(`different-${run}.txt`, lines.join(''));
}
