import type { RestoreJob } from '../../proof/facts.ts';
import type { StageMark, StageName } from '../seen.ts';
import type { Progress, Waiting } from '../progress.ts';
import { figures, time } from './words.ts';

export const STAGES: readonly StageName[] = [
  'requested',
  'accepted',
  'plan-received',
  'members-down',
  'replacing',
  'members-up',
  'primary-elected',
  'goal-reached',
];

export const STAGE_NAMES: { readonly [S in StageName]: string } = {
  requested: 'Requested',
  accepted: 'Accepted',
  'plan-received': 'Plan received',
  'members-down': 'Members down',
  replacing: 'Replacing and replaying',
  'members-up': 'Members up',
  'primary-elected': 'Primary elected',
  'goal-reached': 'Goal reached',
};

/** Beside the two stages that the big timer runs between. */
export const TIMER_NOTES: { readonly [S in StageName]?: string } = {
  accepted: 'timer starts',
  'primary-elected': 'timer stops',
};

export const NOT_OBSERVED = 'not observed';
export const NOT_OBSERVED_YET = 'not observed yet';

/** From the acceptance to the fresh writable primary, or to now; undefined before the acceptance. */
export function timerMs(stages: readonly StageMark[], now: number): number | undefined {
  const at = (stage: StageName): number | undefined => stages.find((mark) => mark.stage === stage)?.at;
  const accepted = at('accepted');
  return accepted === undefined ? undefined : Math.max(0, (at('primary-elected') ?? now) - accepted);
}

export const MOVES = 'What the agents still have to do, as they name it';
export const NO_PLAN = 'no plan yet';
export const AT_GOAL = 'goal reached';

export const changedLine = (agoMs: number): string =>
  `last change ${figures(Math.floor(Math.max(0, agoMs) / 1000))} s ago`;

/** Agents name moves in CamelCase. */
export const moveName = (move: string): string => move.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();

/** The move that an agent is at, what is left after it, and how far that is. */
export function movesLine({ seen, left, atGoal, error }: Progress['restore']['moves'][number]): string {
  if (error !== undefined) return `✗ ${error}`;
  if (atGoal) return `✓ ${AT_GOAL}`;
  if (seen.length === 0) return NO_PLAN;
  const gone = seen.filter((move) => !left.includes(move)).length;
  const names = left.map(moveName);
  return `${gone} of ${seen.length} done${names.length === 0 ? '' : `; left: ${names.join(', ')}`}`;
}

export function jobLine({ stateName, pointInTime }: RestoreJob): string {
  return pointInTime && stateName === 'FINISHED'
    ? `Job ${stateName}: for a point in time this only means that the job was created`
    : `Job ${stateName}`;
}

export const troubleLine = (why: string): string => `The last look failed, the restore goes on: ${why}`;

/** Too fresh a point is asked for again each second; a job whose answer was lost is looked for. Both have an end. */
export const waitingLine = ({ because, words, attempts, until }: Waiting): string =>
  because === 'too-fresh'
    ? `Not accepted yet: ${words}. Asked ${figures(attempts)} times, until ${time(until)}; Esc stops it`
    : `The answer was lost (${words}). Looking for the job, ${figures(attempts)} times, until ${time(until)}`;

/** What the seed of this demo tells the audience about the work within the agents. */
export const INSIDE = 'Inside the agents, not observable from here:';
export const INSIDE_LINES = [
  "restore the files of the backup cursor's snapshot",
  'start mongod in recovery mode',
  'apply the journal',
  'replay the oplog entries',
  'stop exactly at the chosen instant',
] as const;
export const INSIDE_SHORT = 'Inside, not observable: files, recovery mode, journal, oplog, exact stop';

export const LAPS = {
  primary: 'Writable primary',
  goal: 'Goal reached',
  verified: 'Verdict',
  job: 'Restore job',
} as const;
export const AFTER_ACCEPTANCE = 'after the acceptance';
export const NOT_VERIFIED_YET = 'not yet: whether all is back, only verify tells';

/** Several processes whose agents say the same. */
export const agents = (processes: readonly string[]): string =>
  processes.length === 1 ? processes[0]! : `${processes.length} agents`;
export const moreMembers = (count: number): string => `and ${count} more`;
