import { setNameOf } from '../state.ts';
import type { State } from '../state.ts';
import type { Show } from '../show.ts';
import type { LoadInput } from '../inputs.ts';
import type { Progress, Resting } from '../progress.ts';
import type { StepCopy } from './copy.ts';
import { exactAt } from './stats.ts';
import { bytes, documents, duration, figures, rate } from './words.ts';

export const LOAD: StepCopy<'load'> = {
  title: 'Load documents',
  lead: 'Adds documents of known content, so that their return can be proved later',
  action: ({ inputs }) => `load ${bytes(inputs.load.bytes)}`,
  notes: [
    'Load before backup is on: else it goes through the oplog store too',
    'Too much at once has brought Ops Manager down: 1 GB, several rounds',
    'r loads the same again',
    'Each document is a function of a seed: nothing is kept on this machine',
  ],
  skip: 'the documents that are there are used',
  working: (progress) =>
    progress
      ? `Loading: ${figures(progress.documents)} of ${documents(progress.targetDocuments)}, ${flow(progress)}${progress.resting ? `: ${restNote(progress.resting)}` : ''}`
      : 'Loading: opening a writer',
  done: ({ documents: count, tookMs, rounds, stopped, stats }) =>
    rounds === 0 && !stopped
      ? alreadyThere(stats.storageBytes)
      : `${stopped ? 'Stopped: added' : 'Added'} ${documents(count)} in ${duration(tookMs)}${rounds > 1 ? `, ${rounds} rounds` : ''}`,
};

/** The speed, or for how long nothing has come back. */
export function flow({ stalledMs, bytesPerSecond, resting }: Progress['load']): string {
  if (resting) return resting.leftMs > 0 ? `rests ${duration(resting.leftMs)}` : 'waits';
  return stalledMs >= 1000 ? `stalled for ${duration(stalledMs)}` : rate(bytesPerSecond);
}

/** Why it rests. */
export function restNote(resting: Resting): string {
  switch (resting.because) {
    case 'pace':
      return 'so that Ops Manager keeps up';
    case 'checkpoint':
      return 'sizes on disk lag a minute behind';
    case 'engine': {
      const { answerMs, leftMs } = resting;
      if (leftMs === 0) return 'for an answer of Ops Manager';
      return answerMs === undefined
        ? 'Ops Manager does not answer'
        : `Ops Manager took ${duration(answerMs)} to answer`;
    }
    default:
      return resting satisfies never;
  }
}

export const LOAD_LABELS = {
  adds: 'Adds',
  to: 'To',
  how: 'How',
  until: 'Rounds',
  there: 'There now',
  round: 'Round',
  roundDocuments: 'Documents',
  speed: 'Speed',
  left: 'Time left',
  elapsed: 'Elapsed',
  rests: 'Rests since',
  disk: 'On disk',
  collection: 'In the collection',
  added: 'Added',
  took: 'Took',
  data: 'Data',
  storage: 'Storage',
} as const;

export const documentsOf = ({ bytes: wanted, documentBytes }: LoadInput): number =>
  Math.max(1, Math.round(wanted / documentBytes));

export const addsLine = (input: LoadInput): string =>
  `${bytes(input.bytes)}: ${documents(documentsOf(input))} of ${bytes(input.documentBytes)}`;

export function toLine(state: State): string {
  const setName = setNameOf(state);
  return `${state.about.namespace}${setName === undefined ? '' : ` on replica set ${setName}`}`;
}

export const howLine = ({ batch }: LoadInput): string => `in batches of ${documents(batch)}`;

export const untilLine = (untilBytes: number): string => `until ${bytes(untilBytes)} are on disk`;

export const countNote = (seconds: number): string => `documents, ${exactAt(seconds)}`;

export const KEEPS = 'Only adds: no document that is there is changed or removed';

/** The load goes through the oplog store as well then, which is slower and fills it. */
export const BACKUP_IS_ON = '! Backup is on: each document also goes through the oplog store';

const alreadyThere = (storageBytes: number): string => `Nothing was added: ${bytes(storageBytes)} are on disk already`;

export const STOPPED_EARLY = 'documents; stopped before the target';
export const DOCUMENTS = 'documents';

export const FLOW_NOTES = {
  speed: 'over the last 10 s',
  left: 'estimate',
  disk: 'server estimate',
  /** Of a member, by its last checkpoint. */
  checkpoint: 'on one member; lags up to a minute',
  quick: 'goes on once it answers within 2 s',
} as const;

export const ETA_LATER = 'once the speed is known';

/** Whether the show has seen a backup that is on. */
export function backupWasSeenOn({ results }: Show): boolean {
  return (
    results.snapshot !== undefined ||
    (results.schedule?.schedule !== undefined && isOn(results.schedule.backup.stateName))
  );
}

const isOn = (stateName: string): boolean => stateName === 'STARTED' || stateName === 'PROVISIONING';

/** Seen by the makers of the demo that this program replaces. */
export const BIG_LOAD_NOTE = 'Too much at once has brought Ops Manager down; 1 GB a round is gentle';
