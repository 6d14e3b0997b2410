import type { Asking } from '../ledger.ts';
import type { Member, RestoreJob } from '../proof/facts.ts';
import type { History } from '../proof/history.ts';
import type { OpTime, RestorePoint } from '../proof/op-time.ts';
import { BEGINNING, compareOpTimes, laterOf, limitOf } from '../proof/op-time.ts';
import type { Progress } from '../wizard/progress.ts';
import type { Results } from '../wizard/results.ts';
import type { TakenRestore } from '../wizard/inputs.ts';
import type { Barrier } from '../world/world.ts';
import { whileWaiting } from './patience.ts';
import { followJob } from './restore-follow.ts';
import type { Follower } from './restore-stages.ts';
import { createFollower } from './restore-stages.ts';
import type { Context } from './worker.ts';

/** Real milliseconds between two reports while somebody does not answer. */
const TICK_MS = 1000;
/** What is looked at before the set goes down is given so long, in real time: it may be going down already. */
const LOOK_MS = 5000;

type RestoreProgress = Progress['restore'];

/**
 * Takes up a restore that was begun in the browser: closes every writer at once, notes what is known of the set as it was, and
 * follows the job as one of ours. To which point it goes is asked of Ops Manager until it is told, and taken from the presenter
 * meanwhile. Stopping leaves the job running.
 */
export async function* takeUp(
  context: Context<'restore'>,
  input: TakenRestore,
): AsyncGenerator<RestoreProgress, Results['restore'], void> {
  const { world, records, earlier, signal } = context;
  const { clock, database, engine } = world;
  const { job } = input;
  const known = askedFor(records.asking, job);
  const follower = createFollower({
    point: known?.point,
    pointFrom: known?.pointFrom,
    taken: true,
    goalBefore: known ? known.goalBefore : input.before.goal,
    membersBefore: known?.membersBefore ?? input.before.members,
    now: () => clock.now(),
  });
  follower.accept(job, engine.clockOffsetMs(), input.before.at);
  const report = (): RestoreProgress => follower.progress();
  yield report();
  records.barrier ??= yield* whileWaiting(database.barrier(signal), clock, TICK_MS, report);
  if (!known?.job) yield* whileWaiting(note(context, input, records.barrier), clock, TICK_MS, report);
  const seek = (): Promise<void> => seekPoint(context, input, follower);
  yield* followJob(context, job, follower, seek);
  await seek().catch(() => signal.throwIfAborted());
  records.noteRestored();
  return follower.result(job.id, earlier.delete?.remaining);
}

/** What is known already of the job: that it was taken up before, or that it can be the answer to a request of ours that had none. */
function askedFor(asking: Asking | undefined, job: RestoreJob): Asking | undefined {
  if (asking?.job) return asking.job.id === job.id ? asking : undefined;
  return asking?.point && !asking.jobsBefore.includes(job.id) ? asking : undefined;
}

/** Notes the job with what is known of the set before it: an answer that does not come in time leaves that part unknown. */
async function note(
  { world, records, signal }: Context<'restore'>,
  taken: TakenRestore,
  barrier: Barrier,
): Promise<void> {
  const { database, engine } = world;
  const { job, before } = taken;
  const inTime = (): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]);
  const look = <T>(ask: (within: AbortSignal) => Promise<T>): Promise<T | undefined> =>
    ask(inTime()).catch(() => {
      signal.throwIfAborted();
      return undefined;
    });
  const [present, marker] = await Promise.all([
    look((within) => database.opTime(within)),
    look((within) => database.marker(within)),
  ]);
  await look((within) => witness(world, records, before.members, within));
  const asking: Asking = {
    taken: true,
    asked: present ? laterOf(present, newestOf(records.history)) : newestOf(records.history),
    ...(before.goal === undefined ? {} : { goalBefore: before.goal }),
    membersBefore: before.members,
    jobsBefore: before.jobs,
    loads: marker?.loads ?? records.loads,
    since: job.createdAt - (engine.clockOffsetMs() ?? 0),
    ...askedFor(records.asking, job),
    job,
  };
  await records.ask(asking).catch((error: unknown) => {
    database.lift(barrier);
    records.barrier = undefined;
    throw error;
  });
  records.accept(job);
}

/**
 * Reads what is there, so that writes by others show, as long as it is the set from before: it may go down at any moment, and
 * come back as another.
 */
async function witness(
  { database }: Context<'restore'>['world'],
  records: Context<'restore'>['records'],
  before: readonly Member[],
  signal: AbortSignal,
): Promise<void> {
  const isAsBefore = async (): Promise<boolean> => isSameSet(before, await database.probe(signal));
  if (!(await isAsBefore())) return;
  const { ids, at } = await database.scanIds(signal);
  const shape = await database.shape(signal);
  if (await isAsBefore()) await records.addBaseline({ ids, at, from: 'restore', shape });
}

/** Whether every member is up and none was restarted. */
function isSameSet(before: readonly Member[], now: readonly Member[]): boolean {
  const known = new Map(before.map(({ host, processId }) => [host, processId]));
  return now.every(({ host, role, processId }) => role !== 'down' && processId === known.get(host));
}

/** The newest op time that anything of ours has, or is known by. */
const newestOf = ({ baselines, batches, loads, restores }: History): OpTime =>
  [
    ...baselines.map(({ at }) => at),
    ...batches.map(({ after, outcome }) => (outcome.tag === 'done' ? outcome.at : after)),
    ...loads.map(({ after, until }) => until ?? after),
    ...restores.map(({ asked }) => asked),
  ].reduce(laterOf, BEGINNING);

const isSame = (a: RestorePoint | undefined, b: RestorePoint): boolean =>
  a !== undefined && compareOpTimes(limitOf(a), limitOf(b)) === 0;

/** Ops Manager knows better than the presenter, and what it has told once stands. */
export async function seekPoint(
  { world, records, signal, inputNow }: Context<'restore'>,
  { job, offered }: Pick<TakenRestore, 'job' | 'offered'>,
  follower: Follower,
): Promise<void> {
  if (follower.pointFrom === 'engine' || follower.pointFrom === 'snapshot') return;
  const told = await world.engine.pointOf(job, signal);
  const now = inputNow?.();
  const said = now?.said ? now.point : undefined;
  const source = told ? (job.pointInTime ? 'engine' : 'snapshot') : 'presenter';
  const point = told ?? said;
  const mayAsk = offered !== undefined && job.pointInTime && follower.has('plan-received');
  if (!point) return follower.askPoint(mayAsk && follower.progress().point === undefined);
  if (follower.pointFrom === source && isSame(follower.progress().point, point)) return;
  follower.aim(point, source);
  await records.ask({ ...records.asking!, point, pointFrom: source });
}
