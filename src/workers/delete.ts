import { RefusedError } from '../errors.ts';
import type { DeleteBatch } from '../proof/history.ts';
import type { IdList } from '../proof/id-set.ts';
import { fingerprint } from '../proof/id-set.ts';
import type { OpTime } from '../proof/op-time.ts';
import { isAfter, laterOf } from '../proof/op-time.ts';
import { createDraw } from '../proof/shuffle.ts';
import type { Intent } from '../records.ts';
import type { BaselineSeen, Progress, Results } from '../wizard/work.ts';
import type { WriteOutcome, Writer } from '../world/world.ts';
import { ridingOut, whileWaiting } from './patience.ts';
import { createRateWindow } from './rate-window.ts';
import { scanWithProgress, toBaselineSeen } from './stats.ts';
import { takeBackLost } from './rolled-back.ts';
import { resolveUnknown, settleNewest, unknownOf } from './unknown.ts';
import type { Check, Context, Worker } from './worker.ts';
import { NotBegun } from './worker.ts';

const RATE_WINDOW_MS = 5000;
/** Real milliseconds between two reports while a lost batch is looked up. */
const TICK_MS = 1000;
/** Between two looks at the set's clock before the first batch; story and real milliseconds. */
const CLOCK_LOOK_MS = { story: 200, real: 20 } as const;
/** For looking up what became of unanswered batches after a stop, when the signal has fired already; real milliseconds. */
const LAST_LOOK_MS = 5000;

type DeleteProgress = Progress['delete'];

interface Tally {
  readonly baseline: BaselineSeen;
  iteration: number;
  deleted: number;
  unknown: number;
  rolledBack: number;
  /** Of the primary that did the last batch. */
  term?: number | undefined;
  done: number;
  of: number;
  last?: OpTime;
}

/**
 * Deletes a percentage of the current documents at random, again and again, in batches with a pause after each. Stopping
 * settles the batch in flight and returns; each batch is in the ledger, on disk, before it is sent. A run that was cut off
 * deletes nothing more: it tells what is gone.
 */
export const deleteDocuments: Worker<'delete'> = async function* (context) {
  const { world, records, show, input, signal, since } = context;
  const { database, clock } = world;
  if (context.resuming) return settleCutOff(context);
  await verifyMayDelete(context);
  await database.verifyWriteConcern(signal);
  records.endLoads(await database.opTime(signal));
  const scan = yield* scanWithProgress(
    (onRead) => database.scanIds(signal, onRead),
    (): DeleteProgress => idle,
  );
  const { ids, at } = scan;
  await records.addBaseline({ ids, at, from: 'delete', shape: await database.shape(signal) }, context.run);
  const endWriting = records.beginWriting();
  const baseline = toBaselineSeen(scan);
  const tally = toTally(baseline);
  const draw = createDraw(scan.ids, show.seed + records.history.batches.length);
  const window = createRateWindow(RATE_WINDOW_MS, clock.now());
  const report = (): DeleteProgress => toProgress(tally, window.perSecond(clock.now()));
  let writer: Writer | undefined;
  try {
    await leaveBaselineSecond(context, scan.at);
    writer = await database.openWriter('delete', signal);
    while (draw.left > 0 && !signal.aborted && tally.iteration < (input.iterations ?? Infinity)) {
      tally.iteration += 1;
      tally.of = Math.max(1, Math.round((draw.left * input.percent) / 100));
      tally.done = 0;
      while (tally.done < tally.of && !signal.aborted) {
        const before = tally.deleted;
        yield* sendBatch(context, writer, draw.take(Math.min(input.batch, tally.of - tally.done)), tally, report);
        window.add(clock.now(), tally.deleted - before);
        yield report();
        await clock.sleep(input.pauseMs, signal).catch(() => undefined);
      }
    }
  } finally {
    await writer?.close();
    endWriting();
  }
  await settleRest(context, tally);
  return toResult(tally, clock.now() - since);
};

/** Holds when this show has deleted something already. */
export const isDeleted: Check<'delete'> = ({ earlier }) => Promise.resolve(earlier.delete);

const idle: DeleteProgress = { iteration: 0, deleted: 0, remaining: 0, done: 0, of: 0, perSecond: 0, unknown: 0 };

const toTally = (baseline: BaselineSeen): Tally => ({
  baseline,
  iteration: 0,
  deleted: 0,
  unknown: 0,
  rolledBack: 0,
  done: 0,
  of: 0,
});

/** What is still open when the writer is closed; what nobody tells stays as it is. */
async function settleRest({ world: { database }, records }: Context<'delete'>, tally: Tally): Promise<void> {
  const signal = AbortSignal.timeout(LAST_LOOK_MS);
  try {
    tally.rolledBack += await takeBackLost(database, records, signal);
    await resolveUnknown(database, records, signal);
  } catch {
    // It is looked for again before a restore is offered.
  }
  count(tally, records.history.batches);
}

/** A delete that was cut off ends with what is gone: what was sent and not answered is looked up. */
async function settleCutOff(context: Context<'delete'>): Promise<Results['delete']> {
  const { world, records, since, signal } = context;
  await resolveUnknown(world.database, records, signal);
  const rolledBack = await takeBackLost(world.database, records, signal);
  const baseline = records.baselineOf(context.run);
  const { batchesBefore = 0 } = baseline ?? {};
  if (!baseline || records.history.batches.length === batchesBefore) throw new NotBegun('No document was deleted');
  const { ids, at } = baseline;
  const seen: BaselineSeen = { documents: ids.size, fingerprint: fingerprint(ids), at };
  const tally = toTally(seen);
  count(tally, records.history.batches.slice(batchesBefore));
  tally.rolledBack = rolledBack;
  return toResult(tally, world.clock.now() - since);
}

/** What the ledger says of the batches of this run. */
function count(tally: Tally, batches: readonly DeleteBatch[]): void {
  const own = batches.filter(({ after }) => !isAfter(tally.baseline.at, after));
  const done = own.filter(({ outcome }) => outcome.tag === 'done');
  tally.unknown = unknownOf(own).reduce((sum, { ids }) => sum + ids.size, 0);
  tally.deleted = done.reduce((sum, { ids, gone = ids }) => sum + gone.size, 0);
  tally.iteration = own.at(-1)?.iteration ?? 0;
  for (const { outcome } of done) {
    if (outcome.tag === 'done') tally.last = tally.last ? laterOf(tally.last, outcome.at) : outcome.at;
  }
}

/** Refuses to delete what we did not load, or while a restore waits for its verdict. */
async function verifyMayDelete({ world: { database }, records, signal }: Context<'delete'>): Promise<void> {
  if (records.barrier ?? records.asking) {
    throw new RefusedError('Deleting was not begun: a restore waits for its verdict', {
      nextSteps: ['Go to verify first'],
    });
  }
  if (!(await database.marker(signal))) {
    throw new RefusedError(
      `Deleting was not begun: nothing in minuteback.shows says that ${database.namespace} is ours`,
      {
        nextSteps: ['Load documents first: only what this program loaded is deleted'],
      },
    );
  }
}

/**
 * Waits, a second at most, until the set's clock has left the second of the baseline: then a whole second lies between the
 * baseline and the first delete, and a restore to it brings back exactly the baseline.
 */
async function leaveBaselineSecond(
  { world: { database, clock }, signal }: Context<'delete'>,
  baselineAt: OpTime,
): Promise<void> {
  while ((await database.opTime(signal)).t <= baselineAt.t) {
    await clock.sleep(CLOCK_LOOK_MS.story, signal, CLOCK_LOOK_MS.real);
  }
}

/** Sends one batch, again where it is certain that nothing of it was done; undefined when it was stopped before that. */
async function* sendBatch(
  { world: { database, clock }, records, signal }: Context<'delete'>,
  writer: Writer,
  ids: IdList,
  tally: Tally,
  report: () => DeleteProgress,
): AsyncGenerator<DeleteProgress, void, void> {
  async function sendOnce(): Promise<{ outcome: WriteOutcome; settle: Intent['settle'] }> {
    const known = await database.opTime(signal);
    const after = tally.last ? laterOf(known, tally.last) : known;
    const stamp = writer.stamp();
    const { settle, withdraw } = await records.intend({ iteration: tally.iteration, ids, after, stamp });
    const outcome = await writer.delete(ids, signal, stamp).catch((error: unknown) => {
      // Only what was never sent, or clearly refused, is thrown: nothing of it can have happened.
      withdraw();
      throw error;
    });
    return { outcome, settle };
  }

  const sent = yield* ridingOut(clock, signal, report, sendOnce);
  // Stopped before anything of this batch was sent: what came before still counts.
  if (!sent) return;
  const { outcome, settle } = sent;
  const { size } = ids;
  tally.done += size;
  if (outcome.tag === 'unknown') {
    settle(outcome);
    // At once, so that the points after it need not wait for the end to be known.
    const settled = yield* whileWaiting(settleNewest(database, records, signal), clock, TICK_MS, report);
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
  const back = yield* whileWaiting(lost, clock, TICK_MS, report);
  tally.deleted -= back;
  tally.rolledBack += back;
}

const lostOf = ({ rolledBack }: Tally): { readonly rolledBack?: number } => (rolledBack > 0 ? { rolledBack } : {});

function toProgress(tally: Tally, perSecond: number): DeleteProgress {
  const { baseline, iteration, deleted, unknown, done, of } = tally;
  const remaining = baseline.documents - deleted;
  return { baseline, iteration, deleted, remaining, done, of, perSecond, unknown, ...lostOf(tally) };
}

function toResult(tally: Tally, tookMs: number): Results['delete'] {
  const { baseline, iteration, deleted, unknown, last } = tally;
  const remaining = baseline.documents - deleted;
  const rest = { ...lostOf(tally), ...(last ? { last } : {}) };
  return { baseline, iterations: iteration, deleted, remaining, unknown, tookMs, ...rest };
}
