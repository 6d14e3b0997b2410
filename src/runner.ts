import { setMaxListeners } from 'node:events';
import { toShowError } from './errors.ts';
import type { Records } from './records.ts';
import type { Effect, EventBody } from './wizard/events.ts';
import { runningOf } from './wizard/show.ts';
import type { State } from './wizard/state.ts';
import type { Step } from './wizard/steps.ts';
import type { Aside, AsideInputs } from './wizard/asides.ts';
import type { Inputs } from './wizard/inputs.ts';
import type { ShowFacts, TerminalFacts } from './workers/worker.ts';
import { NotBegun, ProgramEnds } from './workers/worker.ts';
import { ASIDE_WORKERS, CHECKS, WORKERS } from './workers/workers.ts';
import type { World } from './world/world.ts';

/** Progress of one run is passed on so often at most; the newest wins. */
const PROGRESS_MS = 100;

/** Every call in flight listens to the signal of its run; more than so many would be a leak. */
const MOST_LISTENERS = 100;

export interface RunnerOptions {
  readonly world: World;
  readonly show: ShowFacts;
  readonly records: Records;
  /** The terminal as it is when it is asked for. */
  readonly terminal?: (() => TerminalFacts) | undefined;
  readonly stateNow: () => State;
  readonly dispatch: (event: EventBody) => void;
}

export interface Runner {
  /** Starts, stops or holds a run, or passes on what the presenter says to it. Ignores effects that are not about runs. */
  perform(effect: Effect): void;
  /** Aborts every run and resolves when all have ended, or after `withinMs` of real time. */
  close(withinMs: number): Promise<void>;
}

interface Run {
  readonly controller: AbortController;
  readonly gate: Gate;
  readonly ended: Promise<void>;
}

/** The only owner of AbortControllers: turns effects into runs, and what runs say into events. */
export function createRunner({ world, show, records, terminal, stateNow, dispatch }: RunnerOptions): Runner {
  const runs = new Map<number, Run>();
  let lastCheck = 0;
  let closing = false;

  function begin(run: number, drive: (signal: AbortSignal, gate: Gate) => Promise<void>): void {
    const controller = new AbortController();
    setMaxListeners(MOST_LISTENERS, controller.signal);
    const gate = createGate();
    const ended = drive(controller.signal, gate).finally(() => runs.delete(run));
    runs.set(run, { controller, gate, ended });
  }

  const around = (signal: AbortSignal) => ({
    world,
    show,
    records,
    earlier: stateNow().show.results,
    signal,
    ...(terminal ? { terminal: terminal() } : {}),
  });

  function startStep<S extends Step>(step: S, run: number, input: Inputs[S], resuming: boolean): void {
    begin(run, async (signal, gate) => {
      const told = createThrottle<EventBody>(dispatch);
      try {
        const phase = stateNow().show.phases[step];
        const since = phase.tag === 'running' ? phase.since : world.clock.now();
        const inputNow = (): Inputs[S] | undefined => runningOf(stateNow().show, step)?.input;
        const work = WORKERS[step]({ ...around(signal), input, inputNow, run, since, resuming });
        let turn = await work.next();
        while (!turn.done) {
          told.push({ type: 'progressed', step, run, progress: turn.value });
          // Pausing is not pulling. An abort opens the gate, so that the worker can settle what it began.
          await gate.opened(signal);
          turn = await work.next();
        }
        told.flush();
        dispatch({ type: 'finished', step, run, result: turn.value });
      } catch (error) {
        told.flush();
        // What is cut off by the end of the program goes on with the next one.
        if (signal.aborted && closing) return;
        // Libraries disagree about what an abort throws; the signal does not.
        const verdictOut = records.asking !== undefined;
        dispatch(
          signal.aborted || error instanceof NotBegun
            ? { type: 'stopped', step, run, verdictOut }
            : { type: 'errored', step, run, error: toShowError(error), verdictOut },
        );
      }
    });
  }

  function startAside<A extends Aside>(aside: A, run: number, input: AsideInputs[A]): void {
    begin(run, async (signal) => {
      try {
        for await (const facts of ASIDE_WORKERS[aside]({ ...around(signal), input })) {
          if (!signal.aborted) dispatch({ type: 'aside-told', aside, run, facts });
        }
        if (!signal.aborted) dispatch({ type: 'aside-ended', aside, run });
      } catch (error) {
        if (!signal.aborted) dispatch({ type: 'aside-ended', aside, run, error: toShowError(error) });
      }
    });
  }

  function look(step: Step): void {
    // Checks have no run of their own in the state; negative numbers keep them apart.
    begin((lastCheck -= 1), async (signal) => {
      try {
        const result = await CHECKS[step]?.(around(signal));
        dispatch({ type: 'checked', step, ...(result === undefined ? {} : { result }) });
      } catch {
        // What cannot be seen does not hold; the step's own work will say why when it is started.
        if (!signal.aborted) dispatch({ type: 'checked', step });
      }
    });
  }

  return {
    perform(effect) {
      if (effect.type === 'start') startStep(effect.step, effect.run, effect.input as never, effect.resuming ?? false);
      else if (effect.type === 'start-aside') startAside(effect.aside, effect.run, effect.input as never);
      else if (effect.type === 'check') look(effect.step);
      else if (effect.type === 'abort') runs.get(effect.run)?.controller.abort();
      else if (effect.type === 'confirm') world.handsOn?.say(effect.step, effect.word);
      else if (effect.type === 'hold') runs.get(effect.run)?.gate.hold(effect.paused);
    },
    async close(withinMs) {
      closing = true;
      const ending = [...runs.values()];
      for (const { controller } of ending) controller.abort(new ProgramEnds());
      const patience = new AbortController();
      const late = new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, withinMs);
        patience.signal.addEventListener('abort', () => clearTimeout(timer));
      });
      await Promise.race([Promise.allSettled(ending.map(({ ended }) => ended)), late]);
      patience.abort();
    },
  };
}

interface Gate {
  hold(shut: boolean): void;
  /** Resolves when the gate is open, or the signal has fired. */
  opened(signal: AbortSignal): Promise<void>;
}

function createGate(): Gate {
  let shut = false;
  let open: (() => void) | undefined;
  return {
    hold(wanted) {
      shut = wanted;
      if (!shut) open?.();
    },
    async opened(signal) {
      while (shut && !signal.aborted) {
        await new Promise<void>((resolve) => {
          open = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
    },
  };
}

/** Passes on the first at once and then the newest, once in each stretch of `PROGRESS_MS`. */
function createThrottle<T>(pass: (value: T) => void): { push(value: T): void; flush(): void } {
  let waiting: T | undefined;
  let timer: NodeJS.Timeout | undefined;
  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (waiting !== undefined) pass(waiting);
    waiting = undefined;
  }
  return {
    push(value) {
      if (timer) {
        waiting = value;
        return;
      }
      pass(value);
      timer = setTimeout(() => {
        timer = undefined;
        const newest = waiting;
        waiting = undefined;
        if (newest !== undefined) this.push(newest);
      }, PROGRESS_MS);
    },
    flush,
  };
}
