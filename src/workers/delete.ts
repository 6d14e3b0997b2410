import { RefusedError } from '../errors.ts';
import type { Member } from '../proof/facts.ts';
import type { IdList } from '../proof/id-set.ts';
import { fingerprint } from '../proof/id-set.ts';
import type { OpTime } from '../proof/op-time.ts';
import { isAfter, laterOf } from '../proof/op-time.ts';
import { runsStill, toReplaced } from '../proof/same-set.ts';
import { createDraw } from '../proof/shuffle.ts';
import type { Intent, Records } from '../records.ts';
import type { BaselineSeen } from '../wizard/seen.ts';
import type { Results } from '../wizard/results.ts';
import type { Progress } from '../wizard/progress.ts';
import type { Database, WriteOutcome, Writer } from '../world/world.ts';
import { countBatches, toProgress, toResult, toTally, type Tally } from './delete-tally.ts';
import { lookForJobs } from './engine-watch.ts';
import { verifyIsOurs, verifyMayChange } from './guards.ts';
import { holding, lookForPrimary, ridingOut } from './patience.ts';
import { createRateWindow } from './rate-window.ts';
import { scanWithProgress, toBaselineSeen } from './stats.ts';
import { takeBackLost, takeBackUnlessRestored } from './rolled-back.ts';
import type { Settled } from './unknown.ts';
import { resolveUnknown, settleNewest } from './unknown.ts';
import type { Check, Context, Worker } from './worker.ts';
import { NotBegun } from './worker.ts';

const RATE_WINDOW_MS = 5000;
/** Between two looks at the set's clock before the first batch; story and real milliseconds. */
const CLOCK_LOOK_MS = { story: 200, real: 20 } as const;
/** For looking up what became of unanswered batches after a stop, when the signal has fired already; real milliseconds. */
const LAST_LOOK_MS = 5000;

type DeleteProgress = Progress['delete'];

/**
 * Deletes a percentage of the current documents at random, again and again, in batches with a pause after each. Stopping
 * settles the batch in flight and returns; each batch is in the ledger, on disk, before it is sent. A run that was cut off
 * deletes nothing more: it tells what is gone.
 */
export const deleteDocuments: Worker<'delete'> = async function* (context) {
  const { world, records, show, input, signal, since } = context;
  const { database, clock } = world;
  if (context.resuming) return settleCutOff(context);
  const look = lookForPrimary(database, signal);
  const before = await database.probe(signal);
  records.endLoads(yield* holding(verifyMayDelete(context), clock, () => idle, { look }));
  const scan = yield* scanWithProgress(
    context,
    (onRead) => database.scanIds(signal, onRead),
    (): DeleteProgress => idle,
  );
  const { ids, at } = scan;
  const shape = yield* holding(database.shape(signal), clock, () => idle, { look });
  await records.addBaseline({ ids, at, from: 'delete', shape }, context.run);
  const endWriting = records.beginWriting();
  const baseline = toBaselineSeen(scan);
  const tally = toTally(baseline);
  const draw = createDraw(scan.ids, show.seed + records.history.batches.length);
  const window = createRateWindow(RATE_WINDOW_MS, clock.now());
  const report = (): DeleteProgress => toProgress(tally, window.perSecond(clock.now()));
  let writer: Writer | undefined;
  try {
    writer = yield* ridingOut(clock, signal, report, () => openAfter(context, scan.at), look);
    if (!writer) throw signal.reason;
    while (draw.left > 0 && !signal.aborted && tally.iteration < (input.iterations ?? Infinity)) {
      tally.iteration += 1;
      tally.of = Math.max(1, Math.round((draw.left * input.percent) / 100));
      tally.done = 0;
      while (tally.done < tally.of && !signal.aborted) {
        const deletedBefore = tally.deleted;
        yield* sendBatch(
          { ...context, before },
          writer,
          draw.take(Math.min(input.batch, tally.of - tally.done)),
          tally,
          report,
        );
        window.add(clock.now(), tally.deleted - deletedBefore);
        yield report();
        await clock.sleep(input.pauseMs, signal).catch(() => undefined);
      }
    }
  } finally {
    await writer?.close();
    endWriting();
  }
  yield* holding(settleRest({ ...context, before }, tally), clock, report, { for: 'outcome', look });
  return toResult(tally, clock.now() - since);
};

/** Holds when this show has deleted something already. */
export const isDeleted: Check<'delete'> = ({ earlier }) => Promise.resolve(earlier.delete);

const idle: DeleteProgress = { iteration: 0, deleted: 0, remaining: 0, done: 0, of: 0, perSecond: 0, unknown: 0 };

/** A delete with the members that there were when it began: once none of them runs any more, the set is another. */
interface Deleting extends Context<'delete'> {
  readonly before: readonly Member[];
}

/** What is still open when the writer is closed; what nobody tells stays as it is. */
async function settleRest({ world: { database }, records, before }: Deleting, tally: Tally): Promise<void> {
  const signal = AbortSignal.timeout(LAST_LOOK_MS);
  try {
    if (!runsStill(before, await database.probe(signal))) return;
    tally.rolledBack += await takeBackLost(database, records, signal);
    await resolveUnknown(database, records, signal);
  } catch {
    // It is looked for again before a restore is offered.
  } finally {
    countBatches(tally, records.history.batches);
  }
}

/** A delete that was cut off ends with what is gone: what was sent and not answered is looked up. */
async function settleCutOff(context: Context<'delete'>): Promise<Results['delete']> {
  const { world, records, since } = context;
  const rolledBack = await lookUp(context);
  const baseline = records.baselineOf(context.run);
  const { batchesBefore = 0 } = baseline ?? {};
  if (!baseline || records.history.batches.length === batchesBefore) throw new NotBegun('No document was deleted');
  const { ids, at } = baseline;
  const seen: BaselineSeen = { documents: ids.size, fingerprint: fingerprint(ids), at };
  const tally = toTally(seen);
  countBatches(tally, records.history.batches.slice(batchesBefore));
  tally.rolledBack = rolledBack;
  return toResult(tally, world.clock.now() - since);
}

/** What became of what was sent. Where a restore may have been begun meanwhile nothing is written: it stays as the ledger has it. */
async function lookUp(context: Context<'delete'>): Promise<number> {
  const { world, records, signal } = context;
  const mayLook = world.handsOn
    ? true
    : await lookForJobs(context).then(
        (begun) => !begun,
        () => false,
      );
  signal.throwIfAborted();
  if (!mayLook) return 0;
  await resolveUnknown(world.database, records, signal);
  return takeBackUnlessRestored(context);
}

/** Refuses to delete what is not ours, or while a restore waits for its verdict; answers the present of the set. */
async function verifyMayDelete(context: Context<'delete'>): Promise<OpTime> {
  const { world, records, input, signal } = context;
  const { database } = world;
  if (records.barrier ?? records.asking) {
    throw new RefusedError('Deleting was not begun: a restore waits for its verdict', {
      nextSteps: ['Go to verify first'],
    });
  }
  await database.verifyWriteConcern(signal);
  await verifyMayChange(context, input);
  await verifyIsOurs(context, 'Deleting was not begun');
  return database.opTime(signal);
}

/**
 * Opens a writer once the set's clock has left the second of the baseline, a second at most: then a whole second lies between
 * the baseline and the first delete, and a restore to it brings back exactly the baseline.
 */
async function openAfter(
  { world: { database, clock }, signal }: Context<'delete'>,
  baselineAt: OpTime,
): Promise<Writer> {
  while ((await database.opTime(signal)).t <= baselineAt.t) {
    await clock.sleep(CLOCK_LOOK_MS.story, signal, CLOCK_LOOK_MS.real);
  }
  return database.openWriter('delete', signal);
}

/** Throws once there is a primary and no member runs any more that ran before. */
async function verifyStillThere(database: Database, before: readonly Member[], signal: AbortSignal): Promise<void> {
  const members = await database.probe(signal);
  const isWhole = members.some(({ role }) => role === 'primary');
  if (isWhole && !runsStill(before, members)) throw toReplaced(database.namespace);
}

/** A set that was restored meanwhile tells nothing of what was sent before, and nothing is written to it. */
async function settleThere(
  database: Database,
  records: Records,
  before: readonly Member[],
  signal: AbortSignal,
): Promise<Settled | undefined> {
  return runsStill(before, await database.probe(signal)) ? settleNewest(database, records, signal) : undefined;
}

/** Sends one batch, again where it is certain that nothing of it was done; undefined when it was stopped before that. */
async function* sendBatch(
  { world: { database, clock }, records, signal, before }: Deleting,
  writer: Writer,
  ids: IdList,
  tally: Tally,
  report: () => DeleteProgress,
): AsyncGenerator<DeleteProgress, void, void> {
  const look = lookForPrimary(database, signal);

  let tries = 0;
  async function sendOnce(): Promise<{ outcome: WriteOutcome; settle: Intent['settle'] }> {
    // A client that has lived through a restore may never see the primary that came after it.
    if (tries > 0) await verifyStillThere(database, before, signal);
    tries += 1;
    const known = await database.opTime(signal);
    const after = tally.last ? laterOf(known, tally.last) : known;
    const stamp = writer.stamp();
    const { settle, withdraw } = await records.intend({ iteration: tally.iteration, ids, after, stamp });
    // Stopped meanwhile, perhaps because a restore was begun in the browser: its writer may be closed by now.
    if (signal.aborted) {
      withdraw();
      throw signal.reason;
    }
    const outcome = await writer.delete(ids, signal, stamp).catch((error: unknown) => {
      // Only what was never sent, or clearly refused, is thrown: nothing of it can have happened.
      withdraw();
      throw error;
    });
    return { outcome, settle };
  }

  const sent = yield* ridingOut(clock, signal, report, sendOnce, look);
  // Stopped before anything of this batch was sent: what came before still counts.
  if (!sent) return;
  const { outcome, settle } = sent;
  const { size } = ids;
  tally.done += size;
  if (outcome.tag === 'unknown') {
    settle(outcome);
    // At once, so that the points after it need not wait for the end to be known.
    const settled = yield* holding(settleThere(database, records, before, signal), clock, report, {
      for: 'outcome',
      look,
    });
    if (!settled) tally.unknown += size;
    else {
      tally.deleted += settled.gone;
      tally.last = settled.at;
    }
    return;
  }
  tally.deleted += outcome.documents;
  tally.last = tally.last && isAfter(tally.last, outcome.at) ? tally.last : outcome.at;
  const { at, term } = outcome;
  const done = { tag: 'done', at, ...(term === undefined ? {} : { term }) } as const;
  settle(done, outcome.documents < size ? outcome.documents : undefined);
  const isNew = tally.term !== undefined && term !== undefined && term > tally.term;
  tally.term = term;
  if (!isNew) return;
  // Another primary has answered: what the one before had acknowledged alone is there again.
  const lost = takeBackLost(database, records, signal).catch(() => 0);
  const back = yield* holding(lost, clock, report, { for: 'outcome', look });
  tally.deleted -= back;
  tally.rolledBack += back;
}
