import { armLines, takeLeaseLines } from './guards.ts';
import { BIG_LOAD_NOTE, documentsOf } from './load.ts';
import type { Question } from '../stage.ts';
import type { State } from '../state.ts';
import { STEPS } from '../steps.ts';
import { phaseOf } from '../state.ts';
import type { Intent } from '../events.ts';
import { bytes, documents, figures } from './words.ts';
import { COPY } from './steps.ts';

export const HELP = 'Keys';
export const THEY_MAY_ASK = 'They may ask';

/** What keys do, in the few words that a small terminal has room for. */
export const HELP_WORDS: { readonly [I in Intent]?: string } = {
  advance: 'start, reveal, or go on',
  yes: 'that point was typed there',
  stop: 'close, or stop the work here',
  pause: 'pause, and go on',
  edit: 'edit values',
  point: 'pick the restore point',
  next: 'next step',
  back: 'previous step',
  skip: 'skip the step',
  jump: 'jump ahead (rehearsal)',
  again: 'do the step again',
  notes: 'notes',
  faster: 'hurry faster (rehearsal)',
  slower: 'hurry slower (rehearsal)',
  blank: 'blank screen',
  quit: 'quit',
  interrupt: 'stop, then quit',
};

/** What audiences ask, with answers that hold for Ops Manager in general. */
export const ASKED: readonly { readonly question: string; readonly answer: string; readonly short: string }[] = [
  {
    question: 'Why does storage not shrink after deletes?',
    answer: 'Freed blocks are kept for reuse; compact or a new sync returns them',
    short: 'Storage does not shrink after deletes: freed blocks are kept for reuse',
  },
  {
    question: 'What of the writes after the restore point?',
    answer: 'They are lost too: the whole set goes back, with every database',
    short: 'Writes after the restore point are lost too, in every database',
  },
  {
    question: 'Can we restore a second time?',
    answer: 'Only once a new snapshot is complete: a restore leaves a gap',
    short: 'No second restore to a point in time until a new snapshot is complete',
  },
  {
    question: 'Why does the whole set restart?',
    answer: 'Every member gets the same files, and is down while they are replaced',
    short: 'The whole set restarts: each member is down while its files are replaced',
  },
  {
    question: 'Exact or estimated count?',
    answer: 'An exact count reads the _id index; an estimate may be off after a crash',
    short: 'Exact counts read the _id index; estimates are metadata and may be off',
  },
];

export const GO_TO = 'Go to';
export const CONFIRM = 'Are you sure?';
const NO_SNAPSHOT = 'No snapshot was seen yet: without one (step 3) none of them comes back';
export const Y_OR_NOT = 'y: yes     any other key: no';

/** What `y` is asked for, in full: first what will happen, then what it means. */
export function questionLines(question: Question, state: State): readonly string[] {
  const { load, delete: deletes } = state.show.inputs;
  const { namespace } = state.about;
  switch (question) {
    case 'arm':
      return armLines(state);
    case 'take-lease':
      return takeLeaseLines(state);
    case 'big-load':
      return [
        `Load ${bytes(load.bytes)} in one round: ${documents(documentsOf(load))} into ${namespace}?`,
        BIG_LOAD_NOTE,
      ];
    case 'delete':
      return [
        `Delete ${deletes.percent} % of the current documents of ${namespace}, again and again?`,
        `In batches of ${figures(deletes.batch)}, ${figures(deletes.pauseMs)} ms after each, until stopped with Esc`,
        ...(state.show.results.snapshot ? [] : [NO_SNAPSHOT]),
      ];
    case 'make-delete':
      return [
        `Skip the delete? The rehearsal then deletes three times ${deletes.percent} % of ${namespace} by itself`,
        'Only the rehearsal set is touched',
      ];
    case 'again':
      return [
        `Do "${COPY[state.stage.shown].title}" again?`,
        'It changes something outside: what it did before stays done',
      ];
    case 'not-going-on':
      return [
        'Was the restore not begun, or cancelled in the browser?',
        'It is followed no more; nothing of ours writes until that is clear',
      ];
    case 'quit':
      return [
        `Quit while this is running: ${runningTitles(state)}?`,
        state.about.kind === 'rehearsal'
          ? state.about.folder === undefined
            ? 'The rehearsal ends with it: nothing of it goes on'
            : 'minuteback --resume takes it up; a load or a delete ends with what was done'
          : 'Loading and deleting stop; backup and restore go on in Ops Manager',
      ];
    default:
      return question satisfies never;
  }
}

const runningTitles = (state: State): string =>
  STEPS.filter((step) => phaseOf(state, step).tag === 'running')
    .map((step) => COPY[step].title)
    .join(', ');
