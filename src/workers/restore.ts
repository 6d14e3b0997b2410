import { RefusedError, UnreachableError } from '../errors.ts';
import type { Begun, JobLook } from '../proof/begun.ts';
import { isFailed } from '../proof/begun.ts';
import type { RestoreJob, SeenBefore } from '../proof/facts.ts';
import type { History } from '../proof/history.ts';
import type { OpTime } from '../proof/op-time.ts';
import { laterOf } from '../proof/op-time.ts';
import type { Asking } from '../ledger.ts';
import type { Progress } from '../wizard/progress.ts';
import type { RestoreInput, TakenRestore } from '../wizard/inputs.ts';
import type { Barrier, World } from '../world/world.ts';
import { verifyMayRestore } from './guards.ts';
import { whileWaiting } from './patience.ts';
import { lookForBegun, lookForJobs } from './engine-watch.ts';
import { followJob } from './restore-follow.ts';
import { createFollower } from './restore-stages.ts';
import { takeBackUnlessRestored } from './rolled-back.ts';
import type { Follower } from './restore-stages.ts';
import { seekPoint, takeUp } from './take-up.ts';
import type { Context, Worker } from './worker.ts';
import { NotBegun, ProgramEnds } from './worker.ts';

/** Story milliseconds between two looks for a job, and the least in real time. */
const POLL_MS = 2000;
const POLL_AT_LEAST_REAL_MS = 100;
/**
 * A point whose oplog has not arrived is asked for again each second, ten minutes at most, as MongoDB's own end-to-end tests do;
 * but so often in any case, because a machine may sleep that long. Meanwhile the presenter may begin one in the browser.
 */
const TOO_FRESH = { everyMs: 1000, forMs: 600_000, leastAttempts: 60, looksEvery: 4 } as const;
/** Real milliseconds between two reports while somebody does not answer. */
const TICK_MS = 1000;
/** How long a job is looked for whose request was not answered, and how often at least. */
const ADOPT = { forMs: 60_000, leastLooks: 10 } as const;

/** The code of the error that says that nobody knows whether a job was created: asking again is for whoever has looked. */
export const NO_JOB_APPEARED = 'NO_JOB_APPEARED';

type RestoreProgress = Progress['restore'];

/**
 * Closes every writer, asks for a restore once, and follows it until automation has reached its new goal, every member has
 * restarted and a fresh client has a writable primary. Stopping leaves an accepted job running: it cannot be recalled from here.
 * A run that was cut off follows the job that it had asked for, and asks for none.
 */
export const restore: Worker<'restore'> = async function* (context) {
  const { world, records, earlier, resuming, input } = context;
  if ('job' in input) return yield* takeUp(context, input);
  const { asking, late, failed, begun } = resuming
    ? askedBefore(context)
    : yield* whileWaiting(prepare(context, input), world.clock, TICK_MS, nothingYet(world, input));
  if (!asking) return yield* takeUp(context, { ...begun, offered: input.point });
  if (late && asking.taken) return yield* takeUp(context, { job: late, before: seenBefore(asking) });
  const barrier = records.barrier ?? (await world.database.barrier(context.signal));
  records.barrier = barrier;
  const { point, pointFrom, goalBefore, membersBefore, since } = asking;
  const follower = createFollower({ point, pointFrom, goalBefore, membersBefore, now: () => world.clock.now() });
  follower.mark('requested', since);
  if (world.handsOn && !late) follower.ask();
  yield follower.progress();
  const job =
    late ??
    (yield* resuming && !world.handsOn
      ? adopt(context, asking, 'this program ended before it came', follower)
      : requestUnlessBegun(context, barrier, asking, follower, failed));
  if ('before' in job) return yield* takeUp(context, { ...job, offered: input.point });
  const isOurs = records.asking?.job !== undefined;
  if (!isOurs) records.accept(job);
  follower.accept(job, world.engine.clockOffsetMs());
  // One that has only appeared may have been begun in the browser, to another point.
  const seek = isOurs || world.handsOn ? undefined : () => seekPoint(context, { job }, follower);
  yield* followJob(context, job, follower, seek);
  records.noteRestored();
  return follower.result(job.id, earlier.delete?.remaining);
};

/** A restore that the presenter has begun in the browser meanwhile. */
type BegunThere = Pick<TakenRestore, 'job' | 'before'>;

/**
 * What is asked for, and the job of an earlier request if it has appeared since, or what was known of an earlier restore that has
 * failed; or nothing, because another was begun.
 */
type Prepared =
  | { readonly asking: Asking; readonly late?: RestoreJob; readonly failed?: Asking; readonly begun?: undefined }
  | { readonly asking?: undefined; readonly late?: undefined; readonly failed?: undefined; readonly begun: BegunThere };

/** Jobs that nobody has noticed before. Where nobody is asked there are none. */
async function lookThere(
  context: Context<'restore'>,
  look: Pick<JobLook, 'at' | 'jobs' | 'automation'>,
): Promise<BegunThere | undefined> {
  return context.world.handsOn ? undefined : takenOf(await lookForBegun(context, look));
}

function takenOf(begun: Begun | undefined): BegunThere | undefined {
  const [job] = begun?.jobs ?? [];
  return begun && job && { job, before: begun.before };
}

/** What had been seen before a job that was taken up. */
const seenBefore = ({ jobsBefore, goalBefore, membersBefore }: Asking): SeenBefore => ({
  jobs: jobsBefore,
  ...(goalBefore === undefined ? {} : { goal: goalBefore }),
  members: membersBefore,
});

/** What is shown while nothing was asked for. */
const nothingYet =
  ({ clock }: World, { point }: RestoreInput): (() => RestoreProgress) =>
  () => ({ point, stages: [], members: [], moves: [], lastChangeAt: clock.now() });

/**
 * Everything that can fail before the request comes before the barrier: nothing has to be given back then. A request whose
 * answer was lost is not sent again once its job is there; until then the set is looked at anew, for it may have changed.
 */
async function prepare(context: Context<'restore'>, input: RestoreInput): Promise<Prepared> {
  const { world, records, signal } = context;
  const { engine, database, clock } = world;
  const before = records.asking;
  const late = before && (before.job ?? (before.point && onlyJob(newJobs(await engine.restoreJobs(signal), before))));
  if (late) return { asking: before, late };
  // A client that has lived through a restore may never see the primary that came after it.
  if (before && !(await database.reach(signal))) {
    throw new UnreachableError('No writable primary answers: no other restore was asked for', {
      nextSteps: ['Look at the members, and at the job in Restore History', 'Press Enter to try again'],
    });
  }
  const marker = await verifyMayRestore(context, input);
  await takeBackUnlessRestored(context);
  const newest = newestDelete(records.history);
  if (newest) await database.awaitMajority(newest, signal);
  const at = clock.now();
  const [automation, membersBefore, jobs] = await Promise.all([
    engine.automation(signal),
    database.probe(signal),
    engine.restoreJobs(signal),
  ]);
  const begun = await lookThere(context, { at, jobs, ...(automation ? { automation } : {}) });
  if (begun) return { begun };
  // Whether others wrote meanwhile is told by what is there now, against what the ledger says.
  const scan = await database.scanIds(signal);
  await records.addBaseline({ ids: scan.ids, at: scan.at, from: 'restore', shape: await database.shape(signal) });
  // Reading all of it takes time, in which the presenter may have begun one in the browser: there are never two.
  const jobsNow = await engine.restoreJobs(signal);
  const isNew = jobsNow.some(({ id }) => !jobs.some((job) => job.id === id));
  const begunSince = isNew ? await lookThere(context, { at: clock.now(), jobs: jobsNow }) : undefined;
  if (begunSince) return { begun: begunSince };
  const asking: Asking = {
    point: input.point,
    asked: await database.opTime(signal),
    ...(automation ? { goalBefore: automation.goal } : {}),
    membersBefore,
    // A job that comes of the earlier request is told by not having been there then.
    jobsBefore: before?.jobsBefore ?? jobsNow.map(({ id }) => id),
    loads: marker.loads,
    since: clock.now(),
  };
  await records.ask(asking);
  // Of one that has failed no point is known any more.
  return { asking, ...(before && !before.point && !world.handsOn ? { failed: before } : {}) };
}

function askedBefore({ records }: Context<'restore'>): Prepared {
  const { asking } = records;
  if (asking) return { asking, ...(asking.job ? { late: asking.job } : {}) };
  throw new NotBegun('Nothing was asked for');
}

/** The op time of the newest batch that is known to be deleted, however its run ended. */
function newestDelete({ batches }: History): OpTime | undefined {
  return batches.reduce<OpTime | undefined>(
    (newest, { outcome }) => (outcome.tag === 'done' ? (newest ? laterOf(newest, outcome.at) : outcome.at) : newest),
    undefined,
  );
}

const newJobs = (jobs: readonly RestoreJob[], { jobsBefore }: Asking): readonly RestoreJob[] =>
  jobs.filter(({ id, pointInTime, target }) => pointInTime && target !== 'elsewhere' && !jobsBefore.includes(id));

/** The one job that can be ours; throws where nobody can tell which of several is. */
function onlyJob(jobs: readonly RestoreJob[]): RestoreJob | undefined {
  const alive = jobs.length > 1 ? jobs.filter((job) => !isFailed(job)) : jobs;
  if (alive.length < 2) return alive[0];
  throw new RefusedError(`${alive.length} restore jobs have appeared since ours was asked for`, {
    nextSteps: ['Look at Restore History in Ops Manager', 'Cancel those that are not wanted, and press Enter'],
  });
}

/**
 * Sends the request once. Too fresh a point was definitely refused, so it may be asked again; a lost answer may not. Where the
 * presenter clicks in the browser instead, waits for the word that it was done.
 */
async function* request(
  context: Context<'restore'>,
  barrier: Barrier,
  asking: Asking,
  follower: Follower,
  failed: Asking | undefined,
): AsyncGenerator<RestoreProgress, RestoreJob | BegunThere, void> {
  const { world, records, signal } = context;
  const { engine, clock, database } = world;
  const { point } = asking;
  if (!point) throw new NotBegun('No point was asked for');
  const until = clock.now() + TOO_FRESH.forMs;
  async function giveBack(): Promise<void> {
    // What a restore has left that failed nobody knows: our writers stay away.
    if (failed) return records.ask(failed);
    database.lift(barrier);
    records.barrier = undefined;
    records.withdrawAsking();
  }
  for (let attempts = 1; ; attempts++) {
    const asked = engine.startRestore(barrier, point, signal).catch(async (error: unknown) => {
      // A clear no: nothing was begun, so nothing of ours has to stay away.
      if (!mayHaveBegun(world, signal, follower)) await giveBack();
      throw error;
    });
    const answer = yield* whileWaiting(asked, clock, TICK_MS, async () =>
      world.handsOn ? follower.watch(await database.probe(signal)) : follower.progress(),
    );
    if (answer.tag === 'accepted') {
      records.accept(answer.job);
      return answer.job;
    }
    if (answer.tag === 'unknown') return yield* adopt(context, asking, answer.why, follower);
    if (clock.now() > until && attempts >= TOO_FRESH.leastAttempts) {
      await giveBack();
      throw new RefusedError(`The restore point was refused for ten minutes: ${answer.words}`, {
        nextSteps: ['Choose an earlier restore point', 'Look at the restorable ranges in Ops Manager'],
      });
    }
    yield follower.wait({ because: 'too-fresh', words: answer.words, attempts, until });
    await clock.sleep(TOO_FRESH.everyMs, signal, POLL_AT_LEAST_REAL_MS).catch(async (reason: unknown) => {
      // Stopped while nothing was begun.
      await giveBack();
      throw reason;
    });
    const begun = attempts % TOO_FRESH.looksEvery === 0 ? await lookForJobs(context).catch(() => undefined) : undefined;
    if (begun) {
      await giveBack();
      return takenOf(begun)!;
    }
  }
}

/** So Ops Manager's codes begin where another restore is in progress. */
const CONCURRENT = 'CONCURRENT_RESTORES';

/** A request that is refused because another restore was begun a moment before gives way to that one: there are never two. */
async function* requestUnlessBegun(
  context: Context<'restore'>,
  barrier: Barrier,
  asking: Asking,
  follower: Follower,
  failed: Asking | undefined,
): AsyncGenerator<RestoreProgress, RestoreJob | BegunThere, void> {
  try {
    return yield* request(context, barrier, asking, follower, failed);
  } catch (error) {
    if (!(error instanceof RefusedError) || !error.code?.startsWith(CONCURRENT)) throw error;
    const begun = context.world.handsOn ? undefined : takenOf(await lookForJobs(context));
    if (!begun) throw error;
    return begun;
  }
}

/** Nobody else tells whether the presenter has clicked: a program that ends asks again, and members that go down say more than a stop. */
const mayHaveBegun = ({ handsOn }: World, { reason }: AbortSignal, follower: Follower): boolean =>
  handsOn !== undefined && (reason instanceof ProgramEnds || follower.isTouched());

/** The answer was lost: the job, if there is one, is in the list. It is never asked for twice. */
async function* adopt(
  { world: { engine, clock }, signal }: Context<'restore'>,
  asking: Asking,
  why: string,
  follower: Follower,
): AsyncGenerator<RestoreProgress, RestoreJob, void> {
  const until = clock.now() + ADOPT.forMs;
  let jobs: readonly RestoreJob[] | undefined;
  for (let attempts = 1; attempts <= ADOPT.leastLooks || clock.now() < until; attempts++) {
    const listed = engine.restoreJobs(signal).catch(() => undefined);
    jobs = yield* whileWaiting(listed, clock, TICK_MS, () => follower.progress());
    const created = jobs && onlyJob(newJobs(jobs, asking));
    if (created) return created;
    yield follower.wait({ because: 'answer-lost', words: why, attempts, until });
    await clock.sleep(POLL_MS, signal, POLL_AT_LEAST_REAL_MS);
  }
  if (!jobs) {
    throw new UnreachableError(
      `The restore was asked for, the answer was lost (${why}), and Ops Manager does not tell which jobs there are`,
      { nextSteps: ['Look at Ops Manager', 'Press Enter to look for the job again: it is not asked for twice'] },
    );
  }
  throw new UnreachableError(
    `The restore was asked for, the answer was lost (${why}), and no job has appeared for a minute`,
    {
      code: NO_JOB_APPEARED,
      nextSteps: [
        'Look at Restore History in Ops Manager before anything else',
        'Press Enter to ask again only if no job is there',
      ],
    },
  );
}
