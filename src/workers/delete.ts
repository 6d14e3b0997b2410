import { RefusedError } from '../errors.ts';
import type { IdList } from '../proof/id-set.ts';
import type { OpTime } from '../proof/op-time.ts';
import { isAfter, laterOf } from '../proof/op-time.ts';
import { createDraw } from '../proof/shuffle.ts';
import type { BaselineSeen, Progress, Results } from '../wizard/work.ts';
import type { Writer } from '../world/world.ts';
import { whileWaiting } from './patience.ts';
import { createRateWindow } from './rate-window.ts';
import { scanWithProgress, toBaselineSeen } from './stats.ts';
import type { Check, Context, Worker } from './worker.ts';

const RATE_WINDOW_MS = 5000;
/** Real milliseconds between two reports while one batch is on its way. */
const TICK_MS = 1000;
/** Between two looks at the set's clock before the first batch; story and real milliseconds. */
const CLOCK_LOOK_MS = { story: 200, real: 20 } as const;

type DeleteProgress = Progress['delete'];

interface Tally {
  readonly baseline: BaselineSeen;
  iteration: number;
  deleted: number;
  unknown: number;
  done: number;
  of: number;
  last?: OpTime;
}

/**
 * Deletes a percentage of the current documents at random, again and again, in batches with a pause after each. Stopping
 * settles the batch in flight and returns; each batch is in the ledger before it is sent.
 */
export const deleteDocuments: Worker<'delete'> = async function* (context) {
  const { world, records, show, input, signal } = context;
  const { database, clock } = world;
  const since = clock.now();
  await verifyMayDelete(context);
  const scan = yield* scanWithProgress(
    (onRead) => database.scanIds(signal, onRead),
    (): DeleteProgress => idle,
  );
  records.addBaseline({ ids: scan.ids, at: scan.at, from: 'delete' });
  const endWriting = records.beginWriting();
  const baseline = toBaselineSeen(scan);
  const tally: Tally = { baseline, iteration: 0, deleted: 0, unknown: 0, done: 0, of: 0 };
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
  return toResult(tally, clock.now() - since);
};

/** Holds when this show has deleted something already. */
export const isDeleted: Check<'delete'> = ({ earlier }) => Promise.resolve(earlier.delete);

const idle: DeleteProgress = { iteration: 0, deleted: 0, remaining: 0, done: 0, of: 0, perSecond: 0, unknown: 0 };

/** Refuses to delete what we did not load, or while a restore waits for its verdict. */
async function verifyMayDelete({ world: { database }, records, signal }: Context<'delete'>): Promise<void> {
  if (records.barrier) {
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

async function* sendBatch(
  { world: { database, clock }, records, signal }: Context<'delete'>,
  writer: Writer,
  ids: IdList,
  tally: Tally,
  report: () => DeleteProgress,
): AsyncGenerator<DeleteProgress, void, void> {
  const known = await database.opTime(signal).catch((error: unknown) => {
    // Stopped before anything of this batch was sent: what came before still counts.
    if (signal.aborted) return undefined;
    throw error;
  });
  if (!known) return;
  const after = tally.last ? laterOf(known, tally.last) : known;
  const { settle, withdraw } = records.intend({ iteration: tally.iteration, ids, after });
  const sent = writer.delete(ids, signal).catch((error: unknown) => {
    // Only what was never sent, or clearly refused, is thrown: nothing of it can have happened.
    withdraw();
    throw error;
  });
  const outcome = yield* whileWaiting(sent, clock, TICK_MS, report);
  const { size } = ids;
  tally.done += size;
  if (outcome.tag === 'unknown') {
    tally.unknown += size;
    settle(outcome);
    return;
  }
  tally.deleted += outcome.documents;
  tally.last = tally.last && isAfter(tally.last, outcome.at) ? tally.last : outcome.at;
  settle({ tag: 'done', at: outcome.at });
}

function toProgress({ baseline, iteration, deleted, unknown, done, of }: Tally, perSecond: number): DeleteProgress {
  return { baseline, iteration, deleted, remaining: baseline.documents - deleted, done, of, perSecond, unknown };
}

function toResult({ baseline, iteration, deleted, unknown, last }: Tally, tookMs: number): Results['delete'] {
  const remaining = baseline.documents - deleted;
  return { baseline, iterations: iteration, deleted, remaining, unknown, tookMs, ...(last ? { last } : {}) };
}
