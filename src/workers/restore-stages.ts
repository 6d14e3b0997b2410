import type { Automation, Member, PointSource, RestoreJob } from '../proof/facts.ts';
import type { RestorePoint } from '../proof/op-time.ts';
import type { Moves, StageMark, StageName } from '../wizard/seen.ts';
import type { Progress, Waiting } from '../wizard/progress.ts';
import type { Results } from '../wizard/results.ts';

type RestoreProgress = Progress['restore'];

/** Folds what is observed of a restore into stages. */
export interface Follower {
  /** First observed now, or at an earlier story time. */
  mark(stage: StageName, at?: number): void;
  has(stage: StageName): boolean;
  wait(waiting: Waiting): RestoreProgress;
  /** From here on the presenter's word is waited for. */
  ask(): void;
  /** The members while it is waited for: a restore that nobody told of shows in them. */
  watch(members: readonly Member[]): RestoreProgress;
  /** Whether a member has gone down or was restarted while the presenter's word was waited for. */
  isTouched(): boolean;
  /**
   * From when the job was created; its clock is so many milliseconds ahead, where that is known. It is not earlier than
   * `notBefore`, when it was not there yet.
   */
  accept(job: RestoreJob, offsetMs: number | undefined, notBefore?: number): void;
  /** What it restores to, by somebody's word; undefined while nobody has told. */
  readonly pointFrom: PointSource | undefined;
  aim(point: RestorePoint, from: PointSource | undefined): void;
  /** Whether the presenter is asked for the point. */
  askPoint(asks: boolean): void;
  /** Automation is absent when it was not told. */
  see(automation: Automation | undefined, members: readonly Member[]): void;
  /** Why a look failed; undefined when looks begin anew. */
  stumble(why: string | undefined): void;
  reach(primary: string, members: readonly Member[]): void;
  hear(job: RestoreJob): void;
  /** Whether any member is up again with another process than before the request. */
  hasRestarted(): boolean;
  isDone(): boolean;
  progress(): RestoreProgress;
  result(jobId: string, before: number | undefined): Results['restore'];
}

interface Start {
  /** Absent while nobody has told it. */
  readonly point: RestorePoint | undefined;
  readonly pointFrom?: PointSource | undefined;
  /** It was begun in the browser. */
  readonly taken?: boolean;
  /** Absent where automation does not tell: then the members alone say when it is done. */
  readonly goalBefore: number | undefined;
  readonly membersBefore: readonly Member[];
  readonly now: () => number;
}

/** Folds what is observed into stages. A stage that was not observed is never marked. */
export function createFollower({ taken = false, goalBefore, membersBefore, now, ...aim }: Start): Follower {
  let { point, pointFrom } = aim;
  let asksPoint = false;
  const stages: StageMark[] = [];
  const moves = new Map<string, Moves>();
  const processesBefore = new Map(membersBefore.map(({ host, processId }) => [host, processId]));
  const wasUp = new Set(membersBefore.filter(({ role }) => role !== 'down').map(({ host }) => host));
  const everDown = new Set<string>();
  let members = membersBefore;
  let automation: Automation | undefined;
  let job: RestoreJob | undefined;
  let waitingFor: Waiting | undefined;
  let trouble: string | undefined;
  let awaitsWord = false;
  let touchedAt: number | undefined;
  let lastChangeAt = now();
  let seen = '';

  const aimed = () => ({
    ...(point ? { point } : {}),
    ...(pointFrom ? { pointFrom } : {}),
    ...(taken ? ({ taken } as const) : {}),
  });
  const has = (stage: StageName): boolean => stages.some((mark) => mark.stage === stage);
  const up = (member: Member): boolean => member.role !== 'down';
  /** By its process id; a server that does not tell one counts as restarted once it was seen down. */
  const restarted = ({ host, role, processId }: Member): boolean =>
    role !== 'down' && (processId === undefined ? everDown.has(host) : processId !== processesBefore.get(host));

  const isNewGoal = (goal: number): boolean => goalBefore !== undefined && goal > goalBefore;
  const isAtGoal = ({ goal, processes }: Automation): boolean =>
    isNewGoal(goal) && processes.length > 0 && processes.every(({ achieved }) => achieved >= goal);

  /**
   * Of a snapshot as it is a job reads FINISHED once the data is back, of a point in time at once (end-to-end tests of
   * https://github.com/mongodb/mongodb-kubernetes). That tells where the goal was reached before our first look.
   */
  const isBack = (): boolean => job?.pointInTime === false && job.stateName === 'FINISHED';

  function mark(stage: StageName, at = now()): void {
    if (has(stage)) return;
    stages.push({ stage, at });
    lastChangeAt = now();
  }

  function seeMoves({ goal, processes }: Automation): void {
    for (const { name, plan, achieved, error } of processes) {
      const before = moves.get(name)?.seen ?? [];
      const fresh = isNewGoal(goal) ? plan.filter((move) => !before.includes(move)) : [];
      const atGoal = isNewGoal(goal) && achieved >= goal;
      moves.set(name, {
        process: name,
        seen: [...before, ...fresh],
        left: atGoal ? [] : plan,
        atGoal,
        ...(error ? { error } : {}),
      });
    }
  }

  function seeMembers(): void {
    for (const member of members) if (!up(member)) everDown.add(member.host);
    if (members.some((member) => !up(member))) mark('members-down');
    if (has('members-down') && members.every((member) => !up(member))) mark('replacing');
    if (has('members-down') && members.every(restarted)) mark('members-up');
  }

  return {
    mark,
    has,
    wait(waiting) {
      waitingFor = waiting;
      return this.progress();
    },
    ask() {
      awaitsWord = true;
    },
    watch(newMembers) {
      members = newMembers;
      const touched = members.some((member) => wasUp.has(member.host) && (!up(member) || restarted(member)));
      touchedAt = touched ? (touchedAt ?? now()) : undefined;
      return this.progress();
    },
    isTouched: () => touchedAt !== undefined,
    get pointFrom() {
      return pointFrom;
    },
    aim(told, from) {
      point = told;
      pointFrom = from;
      asksPoint = false;
      lastChangeAt = now();
    },
    askPoint(asks) {
      asksPoint = asks;
    },
    accept(accepted, offsetMs = 0, notBefore = -Infinity) {
      job = accepted;
      waitingFor = undefined;
      awaitsWord = false;
      // The job is dated by another clock; a word that comes late is not later than what it told of.
      const requestedAt = stages.find(({ stage }) => stage === 'requested')?.at ?? -Infinity;
      const created = Math.max(accepted.createdAt - offsetMs, requestedAt, notBefore);
      mark('accepted', Math.min(now(), created, touchedAt ?? Infinity));
      if (touchedAt !== undefined) mark('members-down', touchedAt);
    },
    see(told, newMembers) {
      members = newMembers;
      automation = told ?? automation;
      if (told) seeMoves(told);
      if (told && isNewGoal(told.goal)) mark('plan-received');
      seeMembers();
      if (told && isAtGoal(told) && members.every(restarted)) mark('goal-reached');
      const picture = JSON.stringify([automation, members, job?.stateName]);
      if (picture !== seen) lastChangeAt = now();
      seen = picture;
    },
    stumble(why) {
      trouble = why;
    },
    reach(primary, reachedMembers) {
      const found = reachedMembers.find(({ host }) => host === primary);
      if (found && restarted(found)) mark('primary-elected');
    },
    hear(heard) {
      job = heard;
    },
    hasRestarted: () => members.some(restarted),
    isDone: () =>
      (goalBefore === undefined || has('goal-reached') || isBack()) &&
      has('primary-elected') &&
      members.every(restarted),
    progress: () => ({
      ...aimed(),
      ...(asksPoint ? { asksPoint } : {}),
      stages: [...stages],
      members,
      moves: [...moves.values()],
      lastChangeAt,
      ...(automation ? { automation } : {}),
      ...(job ? { job } : {}),
      ...(waitingFor === undefined ? {} : { waitingFor }),
      ...(trouble === undefined ? {} : { trouble }),
      ...(awaitsWord ? { awaitsWord } : {}),
      ...(awaitsWord && touchedAt !== undefined ? { touched: true } : {}),
    }),
    result(jobId, before) {
      const at = (stage: StageName): number => stages.find((one) => one.stage === stage)!.at;
      return {
        ...aimed(),
        jobId,
        stages: [...stages],
        moves: [...moves.values()],
        before,
        tookMs: at('primary-elected') - at('accepted'),
      };
    },
  };
}
