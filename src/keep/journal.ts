import type { EngineTraits } from '../proof/facts.ts';
import type { Inputs } from '../wizard/inputs.ts';
import type { JournalEvent, Show } from '../wizard/show.ts';
import { createShowState, hasBegun, reduceShow } from '../wizard/show.ts';
import { STEPS } from '../wizard/steps.ts';
import type { Step } from '../wizard/steps.ts';
import type { Lines } from '../line-file.ts';

/** The first line of a journal: what does not change during a show. Holds no secret. */
export interface JournalHead {
  readonly program: 'minuteback';
  readonly journal: typeof JOURNAL_VERSION;
  readonly version: string;
  readonly showId: string;
  readonly kind: 'live' | 'rehearsal';
  /** What set it is about: shows of the same target know each other's durations. */
  readonly target: string;
  readonly db: string;
  readonly coll: string;
  readonly seed: number;
  /** Absent in what earlier versions wrote: they knew Ops Manager alone. */
  readonly engine?: EngineTraits;
  /** The `w` of loads and deletes; absent in what earlier versions wrote. */
  readonly w?: number | 'majority';
  readonly inputs: { readonly load: Inputs['load']; readonly delete: Inputs['delete'] };
  readonly from: Step;
  /** Absent in a show that was presented: its one step was done by this command. */
  readonly command?: 'load' | 'delete';
  /** Epoch milliseconds, real and story time. */
  readonly realAt: number;
  readonly storyAt: number;
}

/** A later line: what happened, and when by both times. */
export interface JournalLine {
  readonly realAt: number;
  readonly storyAt: number;
  readonly event: JournalEvent | { readonly type: 'resumed' } | { readonly type: 'left' };
}

export const JOURNAL_VERSION = 1;

export interface Journal {
  readonly head: JournalHead;
  readonly lines: readonly JournalLine[];
}

/** What a show had come to, by its journal alone. */
export interface Folded {
  readonly show: Show;
  readonly shown: Step;
  /** The highest number that a run has had. */
  readonly lastRun: number;
  /** Story time of the last line. */
  readonly storyAt: number;
  /** It was left in good order, or not at all. */
  readonly left: boolean;
}

/** Every kind of event: a journal with another comes from a newer program. */
const KINDS: { readonly [T in JournalLine['event']['type']]: true } = {
  started: true,
  finished: true,
  errored: true,
  stopped: true,
  pointed: true,
  renewed: true,
  armed: true,
  adopted: true,
  skipped: true,
  told: true,
  rescheduled: true,
  'set-load': true,
  'set-delete': true,
  showed: true,
  resumed: true,
  left: true,
};

export type Unfit = 'empty' | 'garbled' | 'newer' | 'foreign';

/** The journal in these lines, or why they are none that this program can go by. */
export function toJournal({ values, end }: Lines): Journal | Unfit {
  if (end.tag === 'garbled') return end.at === 0 ? 'foreign' : 'garbled';
  const [head, ...lines] = values as [JournalHead | undefined, ...JournalLine[]];
  if (head === undefined) return 'empty';
  if (typeof head !== 'object' || head === null || head.program !== 'minuteback') return 'foreign';
  if (head.journal !== JOURNAL_VERSION) return 'newer';
  const known = ({ event }: JournalLine): boolean =>
    Object.hasOwn(KINDS, event.type) && (!('step' in event) || STEPS.includes(event.step));
  return lines.every(known) ? { head, lines } : 'newer';
}

/** Folds a journal. Pure: the same lines always come to the same show. */
export function foldJournal({ head, lines }: Journal): Folded {
  let show = createShowState(head.inputs);
  let shown = head.from;
  let lastRun = 0;
  for (const { event } of lines) {
    if (event.type === 'showed') shown = event.step;
    else if (event.type !== 'resumed' && event.type !== 'left') show = reduceShow(show, event);
    if (event.type === 'started') lastRun = Math.max(lastRun, event.run);
  }
  const last = lines.at(-1);
  return { show, shown, lastRun, storyAt: last?.storyAt ?? head.storyAt, left: last?.event.type === 'left' };
}

/**
 * Nothing is left to be resumed: it came to a verdict and was left in good order, or changed nothing at all, or was a command that
 * has left nothing to restore.
 */
export function isOver({ show, left }: Folded, { command }: Pick<JournalHead, 'command'>): boolean {
  const { phases, results, verdictOut } = show;
  if (!hasBegun(show)) return true;
  if (!left || verdictOut) return false;
  const deleted = results.delete;
  const isSpent = command === 'load' || (command === 'delete' && deleted && deleted.deleted + deleted.unknown === 0);
  return phases.verify.tag === 'done' || (isSpent === true && phases.snapshot.tag === 'briefing');
}
