import { RefusedError } from '../errors.ts';
import { countOf } from '../proof/content.ts';
import type { Load } from '../proof/facts.ts';
import { laterOf } from '../proof/op-time.ts';
import type { LoadInput } from '../wizard/inputs.ts';
import type { Progress } from '../wizard/progress.ts';
import type { Results } from '../wizard/results.ts';
import { verifyMayChange, verifyMayLoad } from './guards.ts';
import { sendBatch, sendLostAgain } from './load-batch.ts';
import type { Disk, Round } from './load-progress.ts';
import { toLoadProgress } from './load-progress.ts';
import { holding, lookForPrimary, ridingOut } from './patience.ts';
import { createRateWindow } from './rate-window.ts';
import { createRounds } from './rounds.ts';
import type { Check, Context, Worker } from './worker.ts';
import { NotBegun } from './worker.ts';

/** Speed is a mean over so much story time. */
const RATE_WINDOW_MS = 10_000;
/** The size on disk is read so often; story milliseconds. */
const DISK_EVERY_MS = 5000;
/** For the last look after a stop, when the signal has fired already; real milliseconds. */
const LAST_LOOK_MS = 10_000;

type LoadProgress = Progress['load'];

/**
 * Adds documents in rounds until the round, or the size on disk, is reached; none where that is on disk already. Stopping waits for
 * the batch in flight: what is written stays, and the next load adds to it.
 */
export const load: Worker<'load'> = async function* (context) {
  const { world, records, input, signal, since } = context;
  const { database, clock } = world;
  if (context.resuming) return settleCutOff(context);
  if (records.barrier ?? records.asking) {
    throw new RefusedError('Loading was not begun: a restore waits for its verdict', {
      nextSteps: ['Go to verify first'],
    });
  }
  const look = lookForPrimary(database, signal);
  const first = { load: toLoad(context), round: 1, documentsBefore: 0, backupIsOn: false };
  const { counted, present, backupIsOn } = yield* holding(lookAround(context), clock, nothingYet(context, first), {
    look,
  });
  // Of an earlier load nothing can come any more.
  records.endLoads(present);
  const endWriting = records.beginWriting();
  const loads: Load[] = [];
  let documents = 0;
  try {
    const rounds = createRounds(context, backupIsOn !== undefined);
    for (let wanted = await rounds.isWanted(); wanted && !signal.aborted;) {
      const one = toLoad(context);
      const documentsBefore = (counted?.documents ?? 0) + documents;
      const round = { load: one, round: loads.length + 1, documentsBefore, backupIsOn: backupIsOn ?? false };
      const marked = yield* ridingOut(
        clock,
        signal,
        nothingYet(context, round),
        () => database.mark(one, signal).then(() => true),
        look,
      );
      if (!marked) break;
      loads.push(one);
      const last = yield* runRound(context, round);
      documents += last.documents;
      wanted = !signal.aborted && (yield* rounds.another(last, last.documents * input.documentBytes));
    }
  } finally {
    endWriting();
  }
  const stats = await database.stats(AbortSignal.timeout(LAST_LOOK_MS));
  return {
    documents,
    tookMs: clock.now() - since,
    rounds: loads.length,
    stats,
    loads,
    stopped: signal.aborted,
    ...(counted ? { total: counted.documents + documents } : {}),
  };
};

/** What has to be known before anything is sent. */
async function lookAround(context: Context<'load'>) {
  const { world, input, signal } = context;
  const { database } = world;
  await database.verifyWriteConcern(signal);
  await verifyMayChange(context, input);
  const counted = await database.count(signal);
  await verifyMayLoad(context, counted?.documents ?? 0);
  return { counted, present: await database.opTime(signal), backupIsOn: await isBackupOn(context) };
}

/** What is shown while nothing of a round was sent. */
const nothingYet =
  ({ world: { clock }, input }: Context<'load'>, round: Round): (() => LoadProgress) =>
  () => {
    const now = clock.now();
    const window = createRateWindow(RATE_WINDOW_MS, now);
    const { documentBytes } = input;
    const disk = { at: -Infinity };
    const targetDocuments = toTarget(input);
    return toLoadProgress(round, {
      documents: 0,
      targetDocuments,
      documentBytes,
      startedAt: now,
      answeredAt: now,
      disk,
      window,
      now,
    });
  };

const toTarget = ({ bytes, documentBytes }: LoadInput): number => Math.max(1, Math.round(bytes / documentBytes));

/** A load that was cut off ends with what is there of it: more is added only when the presenter says so. */
async function settleCutOff({ world, records, run, since, signal }: Context<'load'>): Promise<Results['load']> {
  const { database, clock } = world;
  const loads = records.loadsOf(run);
  if (loads.length === 0) throw new NotBegun('No document was loaded');
  const { ids } = await database.scanIds(signal);
  records.endLoads(await database.opTime(signal));
  const documents = loads.reduce((sum, one) => sum + countOf(ids, one), 0);
  const stats = await database.stats(signal);
  return { documents, tookMs: clock.now() - since, rounds: loads.length, stats, loads, stopped: true };
}

/** Holds when what is there is ours. */
export const isLoaded: Check<'load'> = async ({ world: { database }, signal }) => {
  const marker = await database.marker(signal);
  if (!marker) return undefined;
  const stats = await database.stats(signal);
  if (stats.estimatedDocuments === 0) return undefined;
  return { documents: 0, tookMs: 0, rounds: 0, stats, loads: marker.loads, stopped: false };
};

/** Undefined where nobody tells: only a warning hangs on it, and preflight says what is wrong with the backup side. */
async function isBackupOn({ world: { engine }, signal }: Context<'load'>): Promise<boolean | undefined> {
  try {
    return !['INACTIVE', 'STOPPED'].includes((await engine.backup(signal)).stateName);
  } catch {
    return undefined;
  }
}

/** Each round is a load of its own, told apart by its second. */
function toLoad({ world: { clock }, records, show, input }: Context<'load'>): Load {
  const second = Math.max(Math.floor(clock.now() / 1000), (records.loads.at(-1)?.second ?? 0) + 1);
  const seed = (show.seed + records.loads.length) % 2 ** 32;
  return { second, show: show.id, seed, documentBytes: input.documentBytes };
}

const sizeOnDisk = async ({ world: { database }, signal }: Context<'load'>): Promise<number> =>
  (await database.stats(signal)).storageBytes;

async function* runRound(context: Context<'load'>, round: Round): AsyncGenerator<LoadProgress, LoadProgress, void> {
  const { world, records, input, signal } = context;
  const { clock, database } = world;
  const look = lookForPrimary(database, signal);
  const present = yield* holding(database.opTime(signal), clock, nothingYet(context, round), { look });
  const open = () => database.openWriter('load', signal);
  const writer = yield* ridingOut(clock, signal, nothingYet(context, round), open, look);
  if (!writer) throw signal.reason;
  const targetDocuments = toTarget(input);
  let last = present;
  const settle = await records.beginLoad(round.load, last, context.run);
  const startedAt = clock.now();
  const window = createRateWindow(RATE_WINDOW_MS, startedAt);
  let documents = 0;
  /** Of the primary that acknowledged the first batch. */
  let term: number | undefined;
  let answeredAt = startedAt;
  let disk: Disk = { at: -Infinity };
  let isEndKnown = true;
  const report = (): LoadProgress =>
    toLoadProgress(round, {
      documents,
      targetDocuments,
      documentBytes: input.documentBytes,
      startedAt,
      answeredAt,
      disk,
      window,
      now: clock.now(),
    });

  try {
    yield report();
    while (documents < targetDocuments && !signal.aborted) {
      const to = Math.min(targetDocuments, documents + input.batch);
      isEndKnown = false;
      const sent = yield* sendBatch(context, writer, round.load, documents, to, report);
      isEndKnown = sent.isEndKnown;
      if (!sent.done) break;
      const { documents: added, at } = sent.done;
      term ??= sent.done.term;
      documents += added;
      last = at;
      answeredAt = clock.now();
      window.add(answeredAt, added * input.documentBytes);
      const readDisk = answeredAt - disk.at >= DISK_EVERY_MS && !signal.aborted;
      // Only shown: an answer that does not come ends no load.
      if (readDisk) {
        const read = sizeOnDisk(context).then(
          (bytes): Disk => ({ at: answeredAt, bytes }),
          () => disk,
        );
        disk = yield* holding(read, clock, report, { look });
      }
      yield report();
    }
    const there = yield* sendLostAgain(context, writer, { load: round.load, documents, term }, report);
    documents = there.documents;
    last = there.last ? laterOf(last, there.last) : last;
    return report();
  } finally {
    await writer.close();
    // What was sent and never answered may still come: then its end stays open until something of ours begins anew.
    if (isEndKnown) settle(last);
  }
}
