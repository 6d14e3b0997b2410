import type { RestorePoint } from '../../../proof/op-time.ts';
import type { Scheduled, StoryClock } from '../clock.ts';
import { isOfJob, type Faults, type JobUpset } from '../faults.ts';
import type { SetControl } from '../parts.ts';
import type { Stage, Timeline } from '../timeline.ts';
import type { Automation, PlannedRestore } from './automation.ts';
import { RESTORE_MOVES } from './automation.ts';
import type { BackupJob, HeldSnapshot } from './backup-job.ts';

export interface RestoreJob {
  readonly id: string;
  readonly createdAt: number;
  readonly base: HeldSnapshot;
  /** Absent of a snapshot as it is. */
  readonly point?: RestorePoint;
  /** Created, that is; what the agents do with it only automation tells. */
  finished: boolean;
  /** What its state reads instead. */
  stateName?: string;
}

/** The automated restores of the one cluster, one at a time. */
export interface Restores {
  /** Newest first. */
  jobs(): readonly RestoreJob[];
  running(): RestoreJob | undefined;
  /** Creates the job and sets the agents to work: to a point, or to the snapshot as it is. */
  start(point: RestorePoint | undefined, base: HeldSnapshot): RestoreJob;
  /** Resolves when no member is on its way to listening again: only then may story time be moved by hand. */
  settled(): Promise<void>;
}

/** While members are down, drivers must notice with their heartbeats of a second: faster, they would miss the outage. */
const FASTEST_WHILE_DOWN = 60;

interface Parts {
  readonly clock: StoryClock;
  readonly set: SetControl;
  readonly timeline: Timeline;
  readonly automation: Automation;
  readonly backup: BackupJob;
  readonly faults: Faults;
}

interface Move {
  readonly at: number;
  readonly run: () => void;
  readonly name?: string;
  readonly event: Scheduled;
}

/** Puts one restore into the queue of the clock: at once up to the election, so that one can jump to each stage of it. */
function runRestore(
  { clock, set, timeline, automation, backup }: Parts,
  nth: number,
  point: RestorePoint,
  planned: PlannedRestore,
  onBack: () => void,
) {
  const members = [...set.hosts.keys()];
  const first = members[0]!;
  const last = members.at(-1)!;
  /** The primary goes last. */
  const stopOrder = [...members].sort((a, b) => Number(a === set.primary()) - Number(b === set.primary()));
  const starting: Promise<void>[] = [];
  const due: Move[] = [];
  let isOver = false;
  let settled = Promise.resolve();
  let at = clock.now();

  const then = (stage: Stage, run: () => void, name?: string): void => {
    at += timeline.lengthMs(stage, nth);
    put({ at, run, ...(name === undefined ? {} : { name }) });
  };

  function put(move: Omit<Move, 'event'>): void {
    const event = clock.schedule(
      move.at,
      () => {
        due.splice(due.indexOf(mine), 1);
        move.run();
      },
      move.name,
    );
    const mine: Move = { ...move, event };
    due.push(mine);
  }

  /** The agents do nothing for so long, or from now on. */
  function rest(forMs: number): void {
    const waiting = due.splice(0);
    for (const { event } of waiting) event.cancel();
    if (forMs === Infinity) return;
    at += forMs;
    for (const move of waiting) put({ ...move, at: move.at + forMs });
  }

  /** The set, and the backup with it, stay as they are now. */
  function end(): void {
    rest(Infinity);
    clock.setCap(undefined);
    isOver = true;
  }

  function plan(): void {
    clock.setCap(FASTEST_WHILE_DOWN);
    automation.planRestore(planned);
    automation.plan(RESTORE_MOVES);
  }

  function shutDown(member: number): void {
    if (member === stopOrder[0]) {
      automation.finish('DownloadBackup');
      backup.interrupt();
    }
    set.shutDown(member);
    automation.finish('StopForRestore', member);
  }

  function replace(): void {
    set.restoreTo(point);
    automation.finish('ReplaceDataFiles');
  }

  function start(member: number): void {
    if (member === first) automation.finish('ReplayOplogToPoint');
    automation.finish('Start', member);
    starting.push(set.start(member));
    settled = Promise.all(starting).then(() => undefined);
  }

  function elect(): void {
    automation.finish('WaitAllRsMembersUp');
    automation.finish('WaitPrimaryElected');
    set.elect(timeline.pick('primary', nth, members.length));
    clock.setCap(undefined);
    at = clock.now();
    for (const member of members) {
      const stage = member === first ? 'firstReachesGoal' : 'nextReachesGoal';
      then(stage, () => reachGoal(member), member === last ? 'goal reached' : undefined);
    }
  }

  function reachGoal(member: number): void {
    automation.reachGoal(member);
    if (member !== last) return;
    isOver = true;
    onBack();
    backup.resume();
  }

  then('planArrives', plan);
  then('backupDownloads', () => shutDown(stopOrder[0]!), 'members down');
  for (const member of stopOrder.slice(1)) then('nextMemberStops', () => shutDown(member));
  then('dataIsReplaced', replace, 'data replaced');
  then('oplogReplays', () => start(first));
  for (const member of members.slice(1)) then('nextMemberStarts', () => start(member));
  then('primaryIsElected', elect, 'primary elected');
  return { isOver: () => isOver, settled: () => settled, rest, end };
}

export function createRestores(parts: Parts): Restores {
  const { clock, timeline } = parts;
  const jobs: RestoreJob[] = [];
  let run: ReturnType<typeof runRestore> | undefined;
  const arranged: JobUpset[] = [];

  function upset(job: RestoreJob, mine: ReturnType<typeof runRestore>, what: JobUpset): void {
    clock.schedule(Math.max(clock.now(), job.createdAt + what.afterMs), () => {
      if (mine.isOver()) return;
      if (what.tag === 'job-stalls') return mine.rest(what.forMs);
      if (what.tag === 'job-faults') return what.faults.forEach((fault) => parts.faults.add(fault));
      job.stateName = what.stateName;
      if (what.ends) mine.end();
    });
  }

  parts.faults.onUpset((what) => {
    if (!isOfJob(what)) return;
    if (run && !run.isOver()) upset(jobs[0]!, run, what);
    else arranged.push(what);
  });

  return {
    jobs: () => jobs,
    running: () => (run && !run.isOver() ? jobs[0] : undefined),
    start(point, base) {
      const nth = jobs.length + 1;
      const id = timeline.id('restore', nth);
      const wanted = point ? { point } : {};
      const job: RestoreJob = { id, createdAt: clock.now(), base, ...wanted, finished: false };
      jobs.unshift(job);
      // A job for a point in time is finished once it is created, whatever the agents still do, and that of a snapshot once the
      // data is back; seen in end-to-end tests of https://github.com/mongodb/mongodb-kubernetes.
      const finish = (): void => void (job.finished = true);
      if (point) clock.schedule(clock.now() + timeline.lengthMs('jobIsCreated', nth), finish);
      // The files of a snapshot hold all that it came after: https://www.mongodb.com/docs/ops-manager/current/core/backup-overview/
      const until = point ?? { form: 'opTime', at: base.takenAt };
      const mine = (run = runRestore(parts, nth, until, { jobId: id, ...wanted }, point ? () => undefined : finish));
      for (const what of arranged.splice(0)) upset(job, mine, what);
      return job;
    },
    settled: () => run?.settled() ?? Promise.resolve(),
  };
}
