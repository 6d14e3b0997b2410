import { UnreachableError } from '../errors.ts';
import { countOf, gapsIn } from '../proof/content.ts';
import type { Load } from '../proof/facts.ts';
import type { OpTime } from '../proof/op-time.ts';
import type { Progress } from '../wizard/progress.ts';
import type { Writer } from '../world/world.ts';
import { holding, lookForPrimary, ridingOut } from './patience.ts';
import type { Context } from './worker.ts';

/** How often a batch is sent whose outcome is unknown: inserting the same documents again is safe. */
const ATTEMPTS = 3;
/** Changes of primary in a row after which a load ends with what is there. */
const CHANGES = 5;
/** For the last look after a stop, when the signal has fired already; real milliseconds. */
const LAST_LOOK_MS = 10_000;

type LoadProgress = Progress['load'];

export interface Sent {
  /** Absent when it was stopped between two tries. */
  readonly done?: { readonly documents: number; readonly at: OpTime; readonly term?: number };
  /** Nothing of it can come after this; an unanswered try leaves nothing open once all of it is there. */
  readonly isEndKnown: boolean;
}

/** One unit of progress. Sent again while its outcome is unknown; gives up after a few times. */
export async function* sendBatch(
  { world: { clock, database }, signal }: Context<'load'>,
  writer: Writer,
  one: Load,
  from: number,
  to: number,
  report: () => LoadProgress,
): AsyncGenerator<LoadProgress, Sent, void> {
  let why = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const insert = () => writer.insert(one, from, to, signal);
    const outcome = yield* ridingOut(clock, signal, report, insert, lookForPrimary(database, signal));
    if (!outcome) return { isEndKnown: attempt === 0 };
    if (outcome.tag === 'done') {
      return { done: outcome, isEndKnown: attempt === 0 || outcome.documents === to - from };
    }
    why = outcome.why;
    if (signal.aborted) break;
  }
  throw new UnreachableError(
    `Documents ${from} to ${to - 1} for ${database.namespace} were sent, and no answer came: ${why}`,
    {
      nextSteps: [
        'Look at the set on the preflight screen',
        'Press Enter to load again: what is there already is not written twice',
      ],
    },
  );
}

/** Documents that were acknowledged, the first of them by a primary of that term. */
interface Acknowledged {
  readonly load: Load;
  readonly documents: number;
  readonly term: number | undefined;
}

interface There {
  readonly documents: number;
  /** Of what was sent again. */
  readonly last?: OpTime;
}

/**
 * After a change of primary, looks which of the acknowledged documents a majority has, and sends the others again: what the old
 * primary had alone is rolled back (https://www.mongodb.com/docs/manual/core/replica-set-rollbacks/). A load that was stopped
 * only counts what is there.
 */
export async function* sendLostAgain(
  context: Context<'load'>,
  writer: Writer,
  { load, documents, term }: Acknowledged,
  report: () => LoadProgress,
): AsyncGenerator<LoadProgress, There, void> {
  const { world, input, signal } = context;
  const { database, clock } = world;
  const look = lookForPrimary(database, signal);
  let known = term;
  let last: OpTime | undefined;
  for (let changes = 0; changes < CHANGES; changes++) {
    const alive = signal.aborted ? AbortSignal.timeout(LAST_LOOK_MS) : signal;
    const present: number | undefined =
      known === undefined ? undefined : yield* holding(database.term(alive), clock, report, { for: 'outcome', look });
    if (known === undefined || present === undefined || present <= known) break;
    known = present;
    const { ids } = yield* holding(database.scanIds(alive), clock, report, { for: 'outcome', look });
    if (signal.aborted) return { documents: countOf(ids, load), ...(last ? { last } : {}) };
    for (const { from, to } of gapsIn(ids, load, documents, input.batch)) {
      const sent = yield* sendBatch(context, writer, load, from, to, report);
      last = sent.done?.at ?? last;
    }
  }
  return { documents, ...(last ? { last } : {}) };
}
