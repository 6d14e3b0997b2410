import type { Records } from '../records.ts';
import type { Step } from '../wizard/steps.ts';
import type { Aside, AsideFacts, AsideInputs } from '../wizard/asides.ts';
import type { Inputs } from '../wizard/inputs.ts';
import type { Progress } from '../wizard/progress.ts';
import type { Results } from '../wizard/results.ts';
import type { World } from '../world/world.ts';

/** The show that the work is done for. */
export interface ShowFacts {
  readonly id: string;
  readonly seed: number;
  /** Nothing is to be changed; default: false. */
  readonly readOnly?: boolean;
}

/** The terminal that a show is shown on, as it is now. */
export interface TerminalFacts {
  /** False when the output goes elsewhere. */
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly rows: number;
  /** `TERM`. */
  readonly term?: string;
  /** How many it can show; 1 without any. */
  readonly colors: number;
  /** The show is told in lines, which need no size. */
  readonly lines: boolean;
  /** What the environment calls an encoding that knows no box of a table: a multiplexer would draw question marks. */
  readonly locale?: string;
}

/** What every piece of work is given. */
export interface Around {
  readonly world: World;
  readonly show: ShowFacts;
  readonly records: Records;
  /** What the steps before have left. */
  readonly earlier: Partial<Results>;
  readonly signal: AbortSignal;
  readonly terminal?: TerminalFacts;
}

export interface Context<S extends Step> extends Around {
  readonly input: Inputs[S];
  /** The same with what the presenter has said since it began; absent where nobody can. */
  readonly inputNow?: () => Inputs[S] | undefined;
  readonly run: number;
  /** Story time at which the run began; before a kill, if it was cut off by one. */
  readonly since: number;
  /**
   * The run was cut off, and this is its end: it finds out what has become of what it began, and waits for what goes on outside.
   * It begins nothing anew that changes anything.
   */
  readonly resuming: boolean;
}

export interface AsideContext<A extends Aside> extends Around {
  readonly input: AsideInputs[A];
}

/** A run that was cut off had begun nothing yet: its step stands where it stood before. */
export class NotBegun extends Error {}

/** Why everything is stopped when the program ends: what goes on outside is taken up by the next one. */
export class ProgramEnds extends Error {}

/**
 * Yields typed facts, returns what later steps need, throws what it cannot fix. When the signal fires, `load` and `delete`
 * settle what is in flight and return; all others throw.
 */
export type Worker<S extends Step> = (context: Context<S>) => AsyncGenerator<Progress[S], Results[S], void>;

/** Whether what a step is for holds already, and with which result. */
export type Check<S extends Step> = (context: Around) => Promise<Results[S] | undefined>;

/** A run beside the steps: yields facts for as long as it is wanted. */
export type AsideWorker<A extends Aside> = (context: AsideContext<A>) => AsyncGenerator<AsideFacts[A], void, void>;
