import { BugError, RefusedError, toShowError, UnreachableError } from '../errors.ts';
import type { RestoreJob } from '../proof/facts.ts';
import type { History } from '../proof/history.ts';
import type { OpTime } from '../proof/op-time.ts';
import { laterOf } from '../proof/op-time.ts';
import type { Progress } from '../wizard/work.ts';
import type { Barrier } from '../world/world.ts';
import { createFollower } from './restore-stages.ts';
import type { Follower } from './restore-stages.ts';
import type { Context, Worker } from './worker.ts';

/** Story milliseconds between two looks at automation and members, and the least in real time. */
const POLL_MS = 2000;
const POLL_AT_LEAST_REAL_MS = 100;
/** The job tells little, so it is asked every third time: two requests in six seconds keep well within the polling budget. */
const JOB_EVERY_POLLS = 3;
/** A point whose oplog has not arrived is asked for again each second, ten minutes at most, as MongoDB's own end-to-end tests do. */
const TOO_FRESH = { everyMs: 1000, forMs: 600_000 } as const;
/** How long a job is looked for whose request was not answered. */
const ADOPT_MS = 60_000;

type RestoreProgress = Progress['restore'];

/**
 * Closes every writer, asks for a restore once, and follows it until automation has reached its new goal, every member has
 * restarted and a fresh client has a writable primary. Stopping leaves the job running: it cannot be recalled from here.
 */
export const restore: Worker<'restore'> = async function* (context) {
  const { world, records, earlier, input, signal } = context;
  const { engine, database, clock } = world;
  const { point } = input;
  const newest = newestDelete(records.history);
  if (newest) await database.awaitMajority(newest, signal);
  // Everything that can fail before the request comes before the barrier too: nothing has to be given back then.
  const [marker, automation, membersBefore, jobs] = await Promise.all([
    database.marker(signal),
    engine.automation(signal),
    database.probe(signal),
    engine.restoreJobs(signal),
  ]);
  if (!marker) {
    throw new RefusedError(
      `Nothing in minuteback.shows says that ${database.namespace} is ours: no restore was asked for`,
      {
        nextSteps: ['Load documents first: only what this program loaded is restored'],
      },
    );
  }
  const barrier = records.barrier ?? (await database.barrier(signal));
  records.barrier = barrier;
  const goalBefore = automation.goal;
  const follower = createFollower({ point, goalBefore, membersBefore, now: () => clock.now() });
  follower.mark('requested');
  yield follower.progress();
  const asked = records.jobsBefore;
  const known = asked ?? new Set(jobs.map(({ id }) => id));
  records.jobsBefore = known;
  // A request whose answer was lost is never sent again: its job may have appeared since.
  const late = asked && jobs.find(({ id, pointInTime }) => pointInTime && !asked.has(id));
  const job = late ?? (yield* request(context, barrier, known, follower));
  records.jobsBefore = undefined;
  follower.accept(job);

  // The restore goes on whoever fails to answer us, so no look may end the following of it.
  const look = <T>(answer: Promise<T>): Promise<T | undefined> =>
    answer.catch((error: unknown) => {
      if (signal.aborted || error instanceof BugError) throw error;
      follower.stumble(toShowError(error).message);
      return undefined;
    });
  for (let poll = 1; ; poll++) {
    follower.stumble(undefined);
    const [automation, members] = await Promise.all([look(engine.automation(signal)), database.probe(signal)]);
    follower.see(automation, members);
    // Before a member has restarted, a writable primary is the old one: it answers until it is shut down.
    if (follower.hasRestarted() && !follower.has('primary-elected')) {
      const reached = await look(database.reach(signal));
      if (reached) follower.reach(reached.primary, reached.members);
    }
    const heard = poll % JOB_EVERY_POLLS === 0 ? await look(engine.restoreJob(job.id, signal)) : undefined;
    if (heard) follower.hear(heard);
    yield follower.progress();
    if (follower.isDone()) break;
    await clock.sleep(POLL_MS, signal, POLL_AT_LEAST_REAL_MS);
  }
  return follower.result(job.id, earlier.delete?.remaining);
};

/** The op time of the newest batch that is known to be deleted, however its run ended. */
function newestDelete({ batches }: History): OpTime | undefined {
  return batches.reduce<OpTime | undefined>(
    (newest, { outcome }) => (outcome.tag === 'done' ? (newest ? laterOf(newest, outcome.at) : outcome.at) : newest),
    undefined,
  );
}

/** Sends the request once. Too fresh a point was definitely refused, so it may be asked again; a lost answer may not. */
async function* request(
  { world, records, input: { point }, signal }: Context<'restore'>,
  barrier: Barrier,
  known: ReadonlySet<string>,
  follower: Follower,
): AsyncGenerator<RestoreProgress, RestoreJob, void> {
  const { engine, clock, database } = world;
  const since = clock.now();
  function giveBack(): void {
    database.lift(barrier);
    records.barrier = undefined;
    records.jobsBefore = undefined;
  }
  for (;;) {
    const answer = await engine.startRestore(barrier, point, signal).catch((error: unknown) => {
      // A clear no: nothing was begun, so nothing of ours has to stay away.
      giveBack();
      throw error;
    });
    if (answer.tag === 'accepted') return answer.job;
    if (answer.tag === 'unknown') return yield* adopt(world, known, answer.why, follower, signal);
    if (clock.now() - since > TOO_FRESH.forMs) {
      giveBack();
      throw new RefusedError(`The restore point was refused for ten minutes: ${answer.words}`, {
        nextSteps: ['Choose an earlier restore point', 'Look at the restorable ranges in Ops Manager'],
      });
    }
    yield follower.wait(answer.words);
    await clock.sleep(TOO_FRESH.everyMs, signal, POLL_AT_LEAST_REAL_MS);
  }
}

/** The answer was lost: the job, if there is one, is in the list. It is never asked for twice. */
async function* adopt(
  { engine, clock }: Context<'restore'>['world'],
  known: ReadonlySet<string>,
  why: string,
  follower: Follower,
  signal: AbortSignal,
): AsyncGenerator<RestoreProgress, RestoreJob, void> {
  const since = clock.now();
  while (clock.now() - since < ADOPT_MS) {
    const jobs = await engine.restoreJobs(signal).catch(() => []);
    const created = jobs.filter(({ id, pointInTime }) => pointInTime && !known.has(id));
    if (created.length === 1) return created[0]!;
    yield follower.wait(why);
    await clock.sleep(POLL_MS, signal, POLL_AT_LEAST_REAL_MS);
  }
  throw new UnreachableError(
    `The restore was asked for, the answer was lost (${why}), and no job has appeared for a minute`,
    {
      nextSteps: [
        'Look at Restore History in Ops Manager before anything else',
        'Press Enter to ask again only if no job is there',
      ],
    },
  );
}
