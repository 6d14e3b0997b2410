import type { CheckResult, ProofCheck, ProofCheckName, Seen } from '../../proof/verdict.ts';
import { NOT_KNOWN } from './restore.ts';
import { documents, duration, figures } from './words.ts';

export const CHECK_SIGNS: { readonly [R in CheckResult]: string } = { good: '✓', bad: '✗', open: '?', skipped: '-' };

export const CHECK_WORDS: { readonly [R in CheckResult]: string } = {
  good: 'good',
  bad: 'bad',
  open: 'open',
  skipped: 'skipped',
};

/** What each check proves. */
export const PROVEN: { readonly [C in ProofCheckName]: string } = {
  ids: 'The same _ids',
  'last-deleted-before': 'Deleted before: gone',
  'first-deleted-after': 'Deleted after: back',
  sample: 'Documents intact',
  indexes: 'Same indexes',
  options: 'Same options',
  hash: 'Same bytes',
  others: 'No writes by others',
};

/** The same where several share a line. */
export const CHECK_NAMES: { readonly [C in ProofCheckName]: string } = {
  ids: '_ids',
  'last-deleted-before': 'deleted before',
  'first-deleted-after': 'deleted after',
  sample: 'documents',
  indexes: 'indexes',
  options: 'options',
  hash: 'bytes',
  others: 'writes by others',
};

type Unseen = Extract<Seen['ids'], { because: unknown }>;

/** Why a check says nothing: in full, and in the few words that a small card has room for. */
const UNSEEN: { readonly [B in Unseen['because']]: { readonly full: string; readonly short: string } } = {
  'no-baseline': both(NOT_KNOWN['no-baseline'], 'no exact list precedes the point'),
  'load-since-baseline': both(NOT_KNOWN['load-since-baseline'], 'documents were loaded since the list'),
  'foreign-writes': both('others touched those documents', 'others touched those documents'),
  undone: both(NOT_KNOWN.undone, 'undone by another restore'),
  'not-told': both(NOT_KNOWN['not-told'], 'the point was not told'),
  'no-restore': both('nothing has been restored'),
  'nothing-deleted': both('nothing of ours was deleted on that side of the point', 'none was deleted on that side'),
  'nothing-of-ours': both('there are no documents of ours to compare', 'no documents of ours to compare'),
  'not-sampled': both('no document could be read', 'no document could be read'),
  'not-read-before': both('it was not read before the deletes', 'not read before the deletes'),
  'not-read-after': both('it could not be read after the restore', 'not read after the restore'),
  'deleted-before-point': both(
    'documents were deleted before the point, so the hash taken before says nothing',
    'some were deleted before the point',
  ),
  'not-certain': both('it is not certain which documents should be there', 'not certain what should be there'),
};

function both(full: string, short = full): { readonly full: string; readonly short: string } {
  return { full, short };
}

/** What a check saw, the figures first; `ids` stand behind them, as many as there is room for. */
export interface SeenWords {
  readonly full: string;
  readonly short: string;
  readonly ids: readonly string[];
}

/** Why a check says nothing, in our words and the server's; undefined where it says something. */
export function unseenWords({ seen }: ProofCheck): Omit<SeenWords, 'ids'> | undefined {
  if (!('because' in seen)) return undefined;
  const { full, short } = UNSEEN[seen.because];
  return seen.why === undefined ? { full, short } : { full: `${full}: ${seen.why}`, short: `${short}: ${seen.why}` };
}

/** What a check saw, or why it says nothing. */
export function seenWords(check: ProofCheck): SeenWords {
  const { seen, result } = check;
  const unseen = unseenWords(check);
  if (unseen) {
    const because = (words: string): string => `${CHECK_WORDS[result]}: ${words}`;
    return { full: because(unseen.full), short: because(unseen.short), ids: [] };
  }
  switch (check.name) {
    case 'ids':
      return idsWords(seen as Exclude<Seen['ids'], Unseen>);
    case 'last-deleted-before':
      return batchWords(seen as Batch);
    case 'first-deleted-after':
      return batchWords(seen as Batch);
    case 'sample':
      return sampleWords(seen as Exclude<Seen['sample'], Unseen>);
    case 'indexes':
      return plain(indexWords(seen as Exclude<Seen['indexes'], Unseen>));
    case 'options':
      return plain(pairWords('', seen as Exclude<Seen['options'], Unseen>));
    case 'hash':
      return plain(pairWords('md5 ', seen as Exclude<Seen['hash'], Unseen>));
    case 'others':
      return othersWords(seen as Seen['others']);
    default:
      return check satisfies never;
  }
}

/** So many ids are named in a line. */
const SOME = 3;

const someIds = (ids: readonly string[]): string =>
  ids.length === 0 ? '' : `: ${ids.slice(0, SOME).join(', ')}${ids.length > SOME ? ' and more' : ''}`;

/** A check in one line of its own. */
export function checkLine(check: ProofCheck): string {
  const { full, ids } = seenWords(check);
  return (
    `${CHECK_SIGNS[check.result]} ${PROVEN[check.name]}: ${full}${someIds(ids)}` +
    (check.tookMs > 0 && check.result !== 'skipped' ? `, ${duration(check.tookMs)}` : '')
  );
}

const plain = (words: string): SeenWords => ({ full: words, short: words, ids: [] });

function idsWords(seen: Exclude<Seen['ids'], Unseen>): SeenWords {
  const { expected, found, missing, extra, uncertain, uncertainThere } = seen;
  const all =
    missing + extra === 0
      ? `${figures(expected)} expected, ${figures(found)} found`
      : `${figures(missing)} missing, ${figures(extra)} extra of ${figures(expected)} expected`;
  if (uncertain === 0) return plain(all);
  const open = `${figures(uncertain)} open, ${figures(uncertainThere)} of them there`;
  return { full: `${all}; ${open}`, short: missing + extra === 0 ? `${figures(found)} found; ${open}` : all, ids: [] };
}

type Batch = Exclude<Seen['last-deleted-before'], Unseen>;

function batchWords({ of, there, ids }: Batch): SeenWords {
  const words =
    there === 0
      ? `none of the batch of ${figures(of)}`
      : there === of
        ? `all of the batch of ${figures(of)}`
        : `${figures(there)} of the batch of ${figures(of)}`;
  return { full: words, short: words, ids };
}

function sampleWords({ compared, altered, unread, notOurs, ids }: Exclude<Seen['sample'], Unseen>): SeenWords {
  const wrong =
    altered + unread === 0
      ? [`${documents(compared)} equal, byte for byte`]
      : [
          ...(altered === 0 ? [] : [`${figures(altered)} altered`]),
          ...(unread === 0 ? [] : [`${figures(unread)} not to be read`]),
          `of ${figures(compared + unread)}`,
        ];
  const others = notOurs === 0 ? '' : `; ${figures(notOurs)} not ours, not compared`;
  return { full: wrong.join(', ') + others, short: wrong.join(', '), ids };
}

function indexWords({ count, missing, extra, altered }: Exclude<Seen['indexes'], Unseen>): string {
  const wrong = [...named('missing', missing), ...named('extra', extra), ...named('altered', altered)];
  return wrong.length === 0 ? `${figures(count)} ${count === 1 ? 'index' : 'indexes'}, as before` : wrong.join('; ');
}

const named = (word: string, names: readonly string[]): string[] =>
  names.length === 0 ? [] : [`${word} ${names.join(', ')}`];

const pairWords = (kind: string, { before, after }: { readonly before: string; readonly after: string }): string =>
  before === after ? (kind === '' ? 'as before' : `${kind}${after}`) : `before ${kind}${before}, now ${after}`;

function othersWords({ inserted, removed, insertedIds, removedIds }: Seen['others']): SeenWords {
  if (inserted + removed === 0) return plain('none between baseline and restore');
  const words = `${figures(inserted)} inserted, ${figures(removed)} removed`;
  return { full: words, short: words, ids: [...insertedIds, ...removedIds] };
}
