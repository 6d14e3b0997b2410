import { setMaxListeners } from 'node:events';
import { RefusedError, toShowError } from '../errors.ts';
import type { Kept, ShowConfig } from '../show.ts';
import type { Headless } from '../wizard/copy/headless.ts';
import type { JournalEvent } from '../wizard/show.ts';
import { RULES } from '../wizard/steps.ts';
import type { Confirmed, Inputs } from '../wizard/inputs.ts';
import type { Progress } from '../wizard/progress.ts';
import type { Worker } from '../workers/worker.ts';
import { WORKERS } from '../workers/workers.ts';
import type { World } from '../world/world.ts';
import type { Outcome, Teller } from './headless-lines.ts';

/** The only run of its show. */
const RUN = 1;
/** Every call in flight listens to the signal; more than so many would be a leak. */
const MOST_LISTENERS = 100;

export interface Alone<S extends Headless> {
  readonly step: S;
  readonly world: World;
  readonly show: Pick<ShowConfig, 'showId' | 'seed'> & { readonly [T in Headless]: Inputs[T] };
  readonly kept: Pick<Kept, 'keeper' | 'records'>;
  /** Looks at what is to be worked on; throws where it cannot. */
  readonly confirm: (signal: AbortSignal) => Promise<Confirmed>;
  /** Stops the work: what was sent is settled first. */
  readonly signal: AbortSignal;
  readonly tell: Teller<S>['progress'];
}

/**
 * Does the work of one step as a show of its own: the same worker over the same ledger, and a journal that the show can be taken up
 * from. Never throws: what the worker throws is the outcome. Where nothing can be kept, what destroys is not begun.
 */
export async function workAlone<S extends Headless>({
  step,
  world,
  show,
  kept: { keeper, records },
  confirm,
  signal,
  tell,
}: Alone<S>): Promise<Outcome<S>> {
  const { clock } = world;
  const since = clock.now();
  const at = () => ({ realAt: Date.now(), storyAt: clock.now() });
  const keep = (event: JournalEvent): string | undefined => keeper.keep([event], { type: 'opened', ...at() }, true);
  setMaxListeners(MOST_LISTENERS, signal);
  try {
    const input = { ...show[step], ...(await confirm(signal)) } as Inputs[S];
    const why = keep({ type: 'started', step, run: RUN, at: since, input });
    if (why !== undefined && RULES[step].destroys) {
      throw new RefusedError(`Nothing was begun: the journal of this run cannot be written (${why})`, {
        nextSteps: ['Make room on the disk, or set XDG_STATE_HOME to a folder that can be written'],
      });
    }
    const around = { world, show: { id: show.showId, seed: show.seed }, records, earlier: {}, signal };
    const worker: Worker<S> = WORKERS[step];
    const work = worker({ ...around, input, run: RUN, since, resuming: false });
    let turn = await work.next();
    while (!turn.done) {
      const progress: Progress[S] = turn.value;
      keeper.hear({ type: 'progressed', step, run: RUN, progress, ...at() });
      tell(progress, clock.now());
      turn = await work.next();
    }
    keep({ type: 'finished', step, run: RUN, at: clock.now(), result: turn.value });
    return { tag: signal.aborted ? 'stopped' : 'done', result: turn.value };
  } catch (error) {
    const begun = records.history.batches.length + records.loads.length > 0;
    const ended = { step, run: RUN, at: clock.now(), verdictOut: false } as const;
    keep(
      begun && !signal.aborted
        ? { type: 'errored', error: toShowError(error), ...ended }
        : { type: 'stopped', ...ended },
    );
    return signal.aborted ? { tag: 'stopped' } : { tag: 'failed', error, begun };
  } finally {
    keeper.note({ type: 'left' }, at());
  }
}
