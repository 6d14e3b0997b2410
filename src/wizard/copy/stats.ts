import type { StepCopy } from './copy.ts';
import type { Member } from '../../proof/facts.ts';
import type { HashSeen } from '../seen.ts';
import { bytes, documents, duration, figures, opTime, time } from './words.ts';

export const STATS: StepCopy<'stats'> = {
  title: 'What is in the database',
  lead: 'The figures to remember: they must be the same after the restore',
  action: () => 'count',
  notes: [
    'Example: 517,440 documents, 10.31 GB of storage',
    'Run the line at the bottom in mongosh: a witness of its own',
    'The baseline is every _id; its fingerprint names that exact set',
  ],
  skip: 'nothing was counted, so the figures before the delete come later',
  working: (progress, now) =>
    !progress
      ? 'Reading the figures of the collection'
      : progress.found
        ? `Figures read; ${hashingLine(now - (progress.hashingSince ?? now))}`
        : `Reading every _id: ${figures(progress.ids)} so far`,
  done: ({ count, stats }) => `${documents(count.documents)}, ${bytes(stats.storageBytes)} of storage`,
};

export const STATS_LABELS = {
  documents: 'Documents',
  estimate: 'Server estimate',
  data: 'Data',
  storage: 'Storage',
  average: 'Average document',
  indexes: 'Indexes',
  set: 'Replica set',
  members: 'Members',
  baseline: 'Baseline',
  fingerprint: 'Fingerprint',
  hash: 'Hash',
} as const;

export const hashingLine = (ms: number): string => `the server hashes every byte: ${duration(ms)}; deleting ends it`;

/** The server's hash of the baseline, or why there is none. */
export function hashLine(hash: HashSeen): string {
  if (hash.tag === 'taken') return `md5 ${hash.md5}, of every byte, in ${duration(hash.tookMs)}`;
  switch (hash.because) {
    case 'refused':
      return `none: ${hash.why}`;
    case 'writing':
      return 'none: documents were written meanwhile';
    case 'stopped':
      return 'none: it was ended before it was through';
    default:
      return hash satisfies never;
  }
}

export const exactAt = (seconds: number): string => `exact at ${time(seconds * 1000)}`;
export const STALE = 'stale';
export const FROM_METADATA = 'from metadata';
export const OF_BSON = 'uncompressed BSON';
export const freeWithin = (free: number): string => `on disk, ${bytes(free)} of it free for reuse`;

export const baselineLine = (count: number, at: { readonly t: number; readonly i: number }): string =>
  `${documents(count)} at ${opTime(at)}`;

export const ROLES: { readonly [R in Member['role']]: string } = {
  primary: 'primary',
  secondary: 'secondary',
  other: 'not ready',
  down: 'down',
};

export const WITNESS = 'Count it yourself, in mongosh:';

/** What counts the collection exactly in mongosh, by the `_id` index. */
export function witness(namespace: string): string {
  const dot = namespace.indexOf('.');
  const [database, collection] = [namespace.slice(0, dot), namespace.slice(dot + 1)];
  const handle = /^[A-Za-z]\w*$/.test(collection) ? `.${collection}` : `.getCollection(${JSON.stringify(collection)})`;
  return `db.getSiblingDB(${JSON.stringify(database)})${handle}.countDocuments({}, {hint: "_id_"})`;
}
