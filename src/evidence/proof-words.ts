import type { CheckResult, ProofCheck, ProofCheckName, Seen } from '../proof/verdict.ts';
import { NOT_KNOWN } from '../wizard/copy/restore.ts';
import { documents, figures, opTime } from '../wizard/copy/words.ts';

/* The proof card in words: what each check asks, how it came out, and what it saw. */

export const CHECK_TITLES: { readonly [C in ProofCheckName]: string } = {
  ids: 'Every _id',
  'last-deleted-before': 'Last batch deleted before the point',
  'first-deleted-after': 'First batch deleted after the point',
  sample: 'Sample, byte for byte',
  indexes: 'Indexes',
  options: 'Collection options',
  hash: 'Hash of every byte',
  others: 'Writes by others',
};

export const RESULT_WORDS: { readonly [R in CheckResult]: string } = {
  good: '✓ good',
  bad: '✗ bad',
  open: '? not told',
  skipped: '- skipped',
};

type Unseen = Extract<Seen['ids'], { because: unknown }>;

/** Why a check says nothing. */
const UNSEEN_WORDS: { readonly [B in Unseen['because']]: string } = {
  ...NOT_KNOWN,
  'no-restore': 'nothing was restored',
  'nothing-deleted': 'nothing of ours was deleted on that side of the point',
  'nothing-of-ours': 'there are no documents of ours to compare',
  'not-sampled': 'no document could be read',
  'not-read-before': 'it was not read before the deletes',
  'not-read-after': 'it could not be read after the restore',
  'deleted-before-point': 'the hash before covers documents that were deleted before the point',
  'not-certain': 'not certain which documents should be there',
};

/** Why a check says nothing, in our words and the server's; undefined when it says something. */
export function unseenWords({ seen }: ProofCheck): string | undefined {
  if (!('because' in seen)) return undefined;
  const { because, why } = seen;
  const ours = UNSEEN_WORDS[because] ?? because;
  return why === undefined ? ours : `${ours}: ${why}`;
}

/** What a check saw, in figures and names; every difference is named. */
export function seenWords(check: ProofCheck): string {
  const unseen = unseenWords(check);
  if (unseen !== undefined) return unseen;
  switch (check.name) {
    case 'ids':
      return idsWords(check.seen as Exclude<Seen['ids'], Unseen>);
    case 'last-deleted-before':
      return batchWords(check.seen as Batch, 'the last of them by');
    case 'first-deleted-after':
      return batchWords(check.seen as Batch, 'all of them after');
    case 'sample':
      return sampleWords(check.seen as Exclude<Seen['sample'], Unseen>);
    case 'indexes':
      return indexWords(check.seen as Exclude<Seen['indexes'], Unseen>);
    case 'options':
    case 'hash':
      return pairWords(check.seen as Exclude<Seen['hash'], Unseen>);
    case 'others':
      return othersWords(check.seen);
    default:
      return check satisfies never;
  }
}

type Batch = Exclude<Seen['last-deleted-before'], Unseen>;

const list = (label: string, names: readonly string[]): string =>
  names.length === 0 ? '' : `; ${label}: ${names.join(', ')}`;

const idsWords = ({
  expected,
  found,
  missing,
  extra,
  uncertain,
  uncertainThere,
}: Exclude<Seen['ids'], Unseen>): string =>
  `${figures(found)} found, ${figures(expected)} expected, ${figures(missing)} missing, ${figures(extra)} extra` +
  (uncertain === 0 ? '' : `; of ${figures(uncertain)} that are not certain, ${figures(uncertainThere)} are there`);

const batchWords = ({ of, there, at }: Batch, when: string): string =>
  `${figures(there)} of ${documents(of)} there; deleted, ${when} ${opTime(at)}`;

const sampleWords = ({ compared, altered, unread, notOurs, ids }: Exclude<Seen['sample'], Unseen>): string =>
  `${documents(compared)} compared with what was written, ${figures(altered)} altered` +
  (unread === 0 ? '' : `, ${figures(unread)} could not be read`) +
  (notOurs === 0 ? '' : `; ${figures(notOurs)} not ours, not compared`) +
  list('altered or not read', ids);

const indexWords = ({ count, missing, extra, altered }: Exclude<Seen['indexes'], Unseen>): string =>
  `${figures(count)} there` + list('missing', missing) + list('extra', extra) + list('altered', altered);

const pairWords = ({ before, after }: { readonly before: string; readonly after: string }): string =>
  before === after ? `${after}, as before the deletes` : `${before} before the deletes, ${after} after the restore`;

const othersWords = ({ inserted, removed, insertedIds, removedIds }: Seen['others']): string =>
  inserted + removed === 0
    ? 'none between the baseline and the restore'
    : `${documents(inserted)} inserted and ${figures(removed)} removed by others` +
      list('inserted', insertedIds) +
      list('removed', removedIds);
