import type { RestorePoint } from '../../../proof/op-time.ts';

/*
 * What the agents of the set still have to do, as `automationStatus` shows it. No public text has the moves of an automated
 * restore: `Start` and `WaitAllRsMembersUp` are attested elsewhere, the other names are invented for the rehearsal.
 */
export const RESTORE_MOVES = [
  'DownloadBackup',
  'StopForRestore',
  'ReplaceDataFiles',
  'ReplayOplogToPoint',
  'Start',
  'WaitAllRsMembersUp',
  'WaitPrimaryElected',
  'CleanUpAfterRestore',
] as const;

export type RestoreMove = (typeof RESTORE_MOVES)[number];

/** One process that automation manages; they stand in the order of the set's members. */
export interface AgentProcess {
  readonly name: string;
  readonly hostname: string;
  achieved: number;
  plan: readonly string[];
}

export interface Automation {
  goal(): number;
  readonly processes: readonly AgentProcess[];
  /** Publishes a new goal, and what each process has to do to reach it. */
  plan(moves: readonly string[]): void;
  /** Takes a move from the plan of one member, or of all. */
  finish(move: RestoreMove, member?: number): void;
  reachGoal(member: number): void;
  /** The restore that the processes are told of last. Whether a real one forgets it afterwards is not documented. */
  restore(): PlannedRestore | undefined;
  /** With the next plan each process is told of it. */
  planRestore(restore: PlannedRestore): void;
}

/** What the automation config says of a restore. */
export interface PlannedRestore {
  readonly jobId: string;
  /** Absent of a snapshot as it is. */
  readonly point?: RestorePoint;
}

/** Version of the automation configuration at the start: any number that has a past. */
const FIRST_GOAL = 12;

export function createAutomation(setName: string, hosts: readonly string[]): Automation {
  let goal = FIRST_GOAL;
  let told: PlannedRestore | undefined;
  const processes = hosts.map<AgentProcess>((host, member) => ({
    name: `${setName}_${member + 1}`,
    hostname: host.slice(0, host.lastIndexOf(':')),
    achieved: goal,
    plan: [],
  }));
  return {
    goal: () => goal,
    processes,
    plan(moves) {
      goal += 1;
      for (const process of processes) process.plan = moves;
    },
    finish(move, member) {
      for (const process of member === undefined ? processes : [processes[member]!]) {
        process.plan = process.plan.filter((left) => left !== move);
      }
    },
    restore: () => told,
    planRestore(restore) {
      told = restore;
    },
    reachGoal(member) {
      const process = processes[member]!;
      process.achieved = goal;
      process.plan = [];
    },
  };
}
