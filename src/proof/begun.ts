import type { Automation, Member, RestoreJob, SeenBefore } from './facts.ts';

/*
 * Which restore jobs somebody else has begun, by what was there before.
 */

/** Restores that were begun in the browser, newest first, and what was there before them. */
export interface Begun {
  readonly jobs: readonly RestoreJob[];
  readonly before: SeenBefore;
}

/** One look at the jobs, and at what they would change. */
export interface JobLook {
  /** When it began, in story time. */
  readonly at: number;
  /** Newest first. */
  readonly jobs: readonly RestoreJob[];
  /** Absent where it was not asked, or is not told. */
  readonly automation?: Automation;
  readonly members: readonly Member[];
  /** Jobs of ours, by id. */
  readonly ours: readonly string[];
}

/** Words of a job that will not come to an end; any other word is shown as it is, and never taken for an end. */
export const isFailed = ({ stateName }: RestoreJob): boolean => ['BROKEN', 'KILLED'].includes(stateName);

const isBusy = (automation: Automation | undefined): boolean =>
  automation?.processes.some(({ achieved }) => achieved < automation.goal) ?? false;

const isAllUp = (members: readonly Member[]): boolean =>
  members.length > 0 && members.every(({ role }) => role !== 'down');

/** While agents still work for a goal, the one before it is what those have that have not reached it. */
const goalBefore = ({ goal, processes }: Automation): number =>
  Math.min(goal, ...processes.map(({ achieved }) => achieved));

/** A job that names no target may be a download: only agents that work tell that it is none. */
const mayChangeUs = (job: RestoreJob, { automation, ours }: JobLook): boolean =>
  !ours.includes(job.id) &&
  !isFailed(job) &&
  (job.target === 'here' || (job.target === undefined && isBusy(automation)));

/**
 * The first look: what is there is known from now on, but for a restore that is under way and was created after `since`, when
 * our data was there already; `members` are those from before it, as far as anybody remembers.
 */
export function lookFirst(
  look: JobLook,
  since: number,
  remembered: readonly Member[] | undefined,
): { readonly seen: SeenBefore; readonly begun?: Begun } {
  const { at, jobs, automation, members } = look;
  const [newest] = jobs;
  const underWay = jobs.filter(
    (job) =>
      mayChangeUs(job, look) &&
      job.createdAt >= since &&
      (job.stateName === 'IN_PROGRESS' || (job === newest && isBusy(automation))),
  );
  const seen: SeenBefore = {
    ...(underWay.length > 0 ? {} : { at }),
    jobs: jobs.filter((job) => !underWay.includes(job)).map(({ id }) => id),
    ...(automation ? { goal: goalBefore(automation) } : {}),
    members: underWay.length > 0 ? (remembered ?? members) : members,
  };
  return { seen, ...(underWay.length > 0 ? { begun: { jobs: underWay, before: seen } } : {}) };
}

/** Each look after it: what is remembered moves on only while nobody has begun anything. */
export function lookAgain(seen: SeenBefore, look: JobLook): { readonly seen: SeenBefore; readonly begun?: Begun } {
  const { at, jobs, automation, members } = look;
  const fresh = jobs.filter((job) => !seen.jobs.includes(job.id));
  const begun = fresh.filter((job) => mayChangeUs(job, look));
  if (begun.length > 0) return { seen, begun: { jobs: begun, before: seen } };
  const settled = fresh.filter((job) => job.target !== undefined || isFailed(job) || look.ours.includes(job.id));
  const goal = automation && !isBusy(automation) ? automation.goal : seen.goal;
  return {
    seen: {
      at,
      jobs: [...seen.jobs, ...settled.map(({ id }) => id)],
      ...(goal === undefined ? {} : { goal }),
      members: isAllUp(members) ? members : seen.members,
    },
  };
}
