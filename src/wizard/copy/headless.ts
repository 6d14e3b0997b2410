import type { Progress } from '../progress.ts';
import type { Results } from '../results.ts';
import { DELETE, perSecond, TAKING_BASELINE } from './delete.ts';
import { flow, LOAD, restNote } from './load.ts';
import { heldWords } from './reasons.ts';
import { bytes, documents, duration, figures, time } from './words.ts';

/** Steps that can be done alone, without a show around them. */
export type Headless = 'load' | 'delete';

const percent = (done: number, of: number): string => `${Math.floor((done / Math.max(1, of)) * 100)} %`;

function loadLine({
  round,
  documents: loaded,
  targetDocuments,
  etaMs,
  storageBytes,
  ...rest
}: Progress['load']): string {
  const { resting } = rest;
  const parts = [
    `round ${figures(round)}: ${figures(loaded)} of ${documents(targetDocuments)} (${percent(loaded, targetDocuments)})`,
    flow({ round, documents: loaded, targetDocuments, ...rest }) + (resting ? ` (${restNote(resting)})` : ''),
    ...(resting || etaMs === undefined ? [] : [`${duration(etaMs)} left`]),
    ...(storageBytes === undefined ? [] : [`${bytes(storageBytes)} on disk`]),
  ];
  return parts.join(', ');
}

function deleteLine(progress: Progress['delete']): string {
  const { baseline, iteration, done, of, deleted, remaining, unknown } = progress;
  if (!baseline) return TAKING_BASELINE;
  const parts = [
    `iteration ${figures(iteration)}: ${figures(done)} of ${figures(of)} (${percent(done, of)})`,
    perSecond(progress.perSecond),
    `${figures(deleted)} deleted`,
    `${figures(remaining)} left`,
    ...(unknown === 0 ? [] : [`${figures(unknown)} with unknown outcome`]),
  ];
  return parts.join(', ');
}

const LINES: { readonly [S in Headless]: (progress: Progress[S]) => string } = { load: loadLine, delete: deleteLine };

/** What a run does now, and what keeps it, in one line. */
export const progressLine = <S extends Headless>(step: S, progress: Progress[S]): string =>
  `${LINES[step](progress)}${heldWords(progress.held)}`;

/** What a run came to, in one line. */
export const SUMMARY_LINES: { readonly [S in Headless]: (result: Results[S]) => string } = {
  load: (result) => `${LOAD.done(result)}; ${bytes(result.stats.storageBytes)} on disk by the last checkpoint`,
  delete: DELETE.done,
};

export const stoppedLine = (summary: string): string =>
  summary.startsWith('Stopped') ? summary : `Stopped: ${summary.slice(0, 1).toLowerCase()}${summary.slice(1)}`;
export const NOTHING_DONE = 'Stopped before anything was done';

export const BEGINS: { readonly [S in Headless]: string } = { load: 'Loads into', delete: 'Deletes from' };
export const beginLine = (step: Headless, namespace: string, at: string): string =>
  `${BEGINS[step]} ${namespace} at ${at}`;

export const stampedLine = (at: number, line: string): string => `${time(at)}  ${line}`;

export const KEPT_AS: { readonly [S in Headless]: (id: string) => string } = {
  load: (id) => `Kept as show ${id}`,
  delete: (id) => `Kept as show ${id}: --resume ${id} goes on with it, to the restore`,
};
export const notKept = (why: string): string => `Not kept: ${why}`;

export const needsUri = (step: Headless): string =>
  `minuteback ${step} works on a real replica set: say which with --uri`;
export const NEEDS_URI_STEPS = [
  'For example --uri mongodb://host:27017',
  'To practise, start minuteback world and give the uri that it prints',
] as const;

export const lostLine = (show: string, host: string): string =>
  `Stopped, as show ${show} on ${host} has taken over the set; what was sent is settled`;

/** What to do where the wizard would ask for something, by the codes of the guards. */
export const STEPS_BY_CODE: Readonly<Record<string, readonly string[]>> = {
  COLLECTION_OF_OTHERS: [
    'Choose another collection with --coll',
    'Or have the wizard adopt it: minuteback --uri shows its size, and asks for its name',
  ],
  SET_HELD: [
    'Quit the other one: that gives the set back at once',
    'Or wait a minute after it has ended, and give --take-over',
  ],
  SET_HELD_BY_NOBODY: ['See that nobody works on this set any more', 'Then give --take-over'],
};
