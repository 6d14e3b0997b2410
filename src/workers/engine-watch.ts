import { UnreachableError } from '../errors.ts';
import type { Begun, JobLook } from '../proof/begun.ts';
import { lookAgain, lookFirst } from '../proof/begun.ts';
import type { History } from '../proof/history.ts';
import type { BrowserLook } from '../wizard/asides.ts';
import type { Around, AsideContext, AsideWorker } from './worker.ts';

/** Story milliseconds between two looks, and the least in real time: what is done in the browser is noticed within five seconds. */
const POLL_MS = 4000;
const POLL_AT_LEAST_REAL_MS = 400;
/** Goals of automation change seldom, and are only needed as they were before a restore. */
const AUTOMATION_EVERY = 8;

/**
 * Looks for what the presenter does in Ops Manager's own pages: restore jobs that are not ours, and on the step that it belongs
 * to the state of the backup, or the schedule. Two requests in each look at most. Outlives outages of Ops Manager.
 */
export const watchBrowser: AsideWorker<'browser'> = async function* (context) {
  const { clock } = context.world;
  let hasSchedule = context.earlier.schedule?.schedule !== undefined;
  for (let round = 0; ; round++) {
    try {
      const seen = await look(context, { automation: round % AUTOMATION_EVERY === 0, hasSchedule });
      hasSchedule ||= seen.schedule !== undefined;
      yield seen;
    } catch (error) {
      context.signal.throwIfAborted();
      if (!(error instanceof UnreachableError)) throw error;
    }
    await clock.sleep(POLL_MS, context.signal, POLL_AT_LEAST_REAL_MS);
  }
};

interface Asks {
  readonly automation: boolean;
  /** There was one: nobody has to be asked whether the backup is on. */
  readonly hasSchedule: boolean;
}

async function look(context: AsideContext<'browser'>, asks: Asks): Promise<BrowserLook> {
  const { world, input, signal } = context;
  const { engine } = world;
  const at = world.clock.now();
  const jobs = await engine.restoreJobs(signal);
  const hasNew = jobs.some(({ id }) => !context.records.seen?.jobs.includes(id));
  const automation = asks.automation || hasNew ? await engine.automation(signal) : undefined;
  const begun = await lookForBegun(context, { at, jobs, ...(automation ? { automation } : {}) });
  return {
    ...(begun ? { begun } : {}),
    ...(input.asks === 'backup' ? { backup: await engine.backup(signal) } : {}),
    ...(input.asks === 'schedule' ? await readSchedule(context, asks) : {}),
  };
}

/** There is none while the backup is inactive. */
async function readSchedule(
  { world: { engine }, signal }: Around,
  { hasSchedule }: Asks,
): Promise<Pick<BrowserLook, 'schedule'>> {
  if (!hasSchedule && (await engine.backup(signal)).stateName === 'INACTIVE') return {};
  const schedule = await engine.schedule(signal);
  return schedule ? { schedule } : {};
}

/** Restores that somebody else has begun since the last look, whoever took that. */
export async function lookForBegun(
  { world: { database }, records, earlier, signal }: Around,
  look: Pick<JobLook, 'at' | 'jobs' | 'automation'>,
): Promise<Begun | undefined> {
  const members = await database.probe(signal);
  const seenNow: JobLook = { ...look, members, ours: records.jobs };
  // Servers date both; the clock of this machine has no part in it.
  const since = newestSecond(records.history) * 1000;
  const { seen, begun } = records.seen
    ? lookAgain(records.seen, seenNow)
    : lookFirst(seenNow, since, earlier.preflight?.set?.members);
  records.seen = seen;
  return begun;
}

/** The same by a look of its own. Throws where Ops Manager does not answer. */
export async function lookForJobs(around: Around): Promise<Begun | undefined> {
  const { engine, clock } = around.world;
  const at = clock.now();
  const jobs = await engine.restoreJobs(around.signal);
  const automation = await engine.automation(around.signal);
  return lookForBegun(around, { at, jobs, ...(automation ? { automation } : {}) });
}

/** Of what the ledger knows; never, where it knows nothing. In epoch seconds. */
const newestSecond = ({ baselines, batches, restores }: History): number =>
  baselines.length === 0
    ? Infinity
    : Math.max(
        ...baselines.map(({ at }) => at.t),
        ...batches.map(({ after }) => after.t),
        ...restores.map(({ asked }) => asked.t),
      );
