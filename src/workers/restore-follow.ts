import { BugError, RefusedError, toShowError } from '../errors.ts';
import { isFailed } from '../proof/begun.ts';
import type { Automation, RestoreJob } from '../proof/facts.ts';
import type { Records } from '../records.ts';
import type { Progress } from '../wizard/progress.ts';
import { whileWaiting } from './patience.ts';
import type { Follower } from './restore-stages.ts';
import type { Context } from './worker.ts';
import { ProgramEnds } from './worker.ts';

/** Story milliseconds between two looks at automation and members, and the least in real time. */
const POLL_MS = 2000;
const POLL_AT_LEAST_REAL_MS = 100;
/** The job tells little, so it is asked every third time: two requests in six seconds keep well within the polling budget. */
const JOB_EVERY_POLLS = 3;
/** Real milliseconds between two reports while somebody does not answer. */
const TICK_MS = 1000;

type RestoreProgress = Progress['restore'];

/**
 * Follows a job that goes on whoever fails to answer us: no look may end the following of it. `seek` is another question that is
 * asked again and again, the job's turns left out. Throws a RefusedError when the job has failed. Where nobody tells that it does
 * not go on the presenter does, by stopping: it is followed no more, and known by then.
 */
export async function* followJob(
  context: Context<'restore'>,
  job: RestoreJob,
  follower: Follower,
  seek?: () => Promise<void>,
): AsyncGenerator<RestoreProgress, void, void> {
  try {
    yield* follow(context, job, follower, seek);
  } catch (error) {
    const { aborted, reason } = context.signal;
    if (context.world.handsOn && aborted && !(reason instanceof ProgramEnds)) await giveUp(context.records, job);
    throw error;
  }
}

async function* follow(
  { world: { engine, database, clock }, records, signal }: Context<'restore'>,
  job: RestoreJob,
  follower: Follower,
  seek: (() => Promise<void>) | undefined,
): AsyncGenerator<RestoreProgress, void, void> {
  const look = <T>(answer: Promise<T>): Promise<T | undefined> =>
    answer.catch((error: unknown) => {
      if (signal.aborted || error instanceof BugError) throw error;
      follower.stumble(toShowError(error).message);
      return undefined;
    });
  /** The members tell their part, whoever else is silent. */
  async function seeMembers(automation?: Automation): Promise<RestoreProgress> {
    follower.see(automation, await database.probe(signal));
    // Before a member has restarted, a writable primary is the old one: it answers until it is shut down.
    if (follower.hasRestarted() && !follower.has('primary-elected')) {
      const reached = await look(database.reach(signal));
      if (reached) follower.reach(reached.primary, reached.members);
    }
    return follower.progress();
  }

  for (let poll = 1; ; poll++) {
    follower.stumble(undefined);
    await seeMembers(yield* whileWaiting(look(engine.automation(signal)), clock, TICK_MS, seeMembers));
    const turn = poll % JOB_EVERY_POLLS;
    const asked = turn === 0 ? look(engine.restoreJob(job.id, signal)) : Promise.resolve(undefined);
    const heard = yield* whileWaiting(asked, clock, TICK_MS, seeMembers);
    if (turn === 1 && seek) yield* whileWaiting(look(seek()), clock, TICK_MS, seeMembers);
    if (heard && isFailed(heard)) throw await toFailure(records, heard);
    if (heard) follower.hear(heard);
    yield follower.progress();
    if (follower.isDone()) return;
    await clock.sleep(POLL_MS, signal, POLL_AT_LEAST_REAL_MS);
  }
}

/** The writers stay away: nobody knows what the set is now. Another job goes to a point of its own, and this one is known by then. */
function giveUp(records: Records, { id }: Pick<RestoreJob, 'id'>): Promise<void> {
  const { job: _failed, point: _point, pointFrom: _from, taken: _taken, ...asking } = records.asking!;
  return records.ask({ ...asking, jobsBefore: [...asking.jobsBefore, id] });
}

async function toFailure(records: Records, { id, stateName }: RestoreJob): Promise<RefusedError> {
  await giveUp(records, { id });
  return new RefusedError(`Ops Manager says of the restore job ${id}: ${stateName}`, {
    code: stateName,
    nextSteps: ['Open the job in Restore History and read its log', 'Look at the members before anything else is done'],
  });
}
