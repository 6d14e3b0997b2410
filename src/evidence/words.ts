import type { PointSource } from '../proof/facts.ts';
import { TOLD_BY_PRESENTER } from '../wizard/copy/by-hand.ts';
import { PROVEN, seenWords } from '../wizard/copy/proof-card.ts';
import { reasonLine, VERDICT_SIGNS, VERDICT_WORDS, verdictLine } from '../wizard/copy/verify.ts';
import { documents, duration, figures } from '../wizard/copy/words.ts';
import type { Outcome, StepEvidence } from './attempts.ts';
import type { Evidence, NotHeld, OnlyReal, Unproved, VerdictEvidence } from './evidence.ts';
import type { Fact, Report } from './model.ts';
import type { RestoreEvidence } from './restore.ts';
import type { Sitting } from './sittings.ts';

/* What a report says. Sentences without a full stop; every figure with where it comes from. */

export const TITLE = 'Evidence of a point-in-time recovery';
export const WATERMARK =
  'REHEARSAL: an embedded replica set and Ops Manager. No real system was touched, nothing is proved about one';
/** Across each page. */
export const SHORT_WATERMARK = 'REHEARSAL';
export const REDACTED = 'Names of hosts and ports are hidden';

export const presentedAt = (when: string): string => `presented ${when}`;
export const madeBy = (version: string, when: string, showId: string): string =>
  `Made by Minute Back ${version} at ${when}, from the journal of show ${showId}`;

export const RTO_BY_HAND = `clicked, ${TOLD_BY_PRESENTER}, to writable primary`;
export const NOT_MEASURED = 'not measured';
export const NOT_READ = 'not read';
export const durationOr = (ms: number | undefined): string => (ms === undefined ? NOT_MEASURED : duration(ms));

const TONES = { verified: 'good', different: 'bad', 'not-verified': 'open' } as const;

/** Whose words there are for what the backup side did. */
export const ofEngine = ({ product = 'ops-manager' }: Pick<Evidence, 'product'>) => ({
  about: { engine: { product } },
});

/** The verdict, or that there is none: success is never the default. */
export function verdictWords(
  verdict: VerdictEvidence | undefined,
  restore: RestoreEvidence | undefined,
): Report['verdict'] {
  if (!verdict) {
    const sentence = restore
      ? 'The restore was not verified: whether its documents are the expected ones is not known'
      : 'Nothing was restored in this show: there is nothing to prove';
    return { tone: 'open', sign: '?', word: 'NO VERDICT', sentence };
  }
  const { tag } = verdict.verdict;
  return {
    tone: TONES[tag],
    sign: VERDICT_SIGNS[tag],
    word: VERDICT_WORDS[tag],
    sentence: verdictLine(verdict.verdict),
  };
}

/** Documents lost, against what the restore point should have brought back. */
export function lostWords(verdict: VerdictEvidence | undefined): Omit<Fact, 'label'> {
  if (!verdict || verdict.verdict.tag === 'not-verified') return { value: 'not known without a verdict' };
  const lost = verdict.verdict.tag === 'verified' ? 0 : verdict.verdict.missing;
  const altered = verdict.verdict.tag === 'different' ? verdict.verdict.altered : 0;
  const note =
    altered > 0 ? `against the expected set; ${figures(altered)} more are altered` : 'against the expected set';
  return { value: documents(lost), note };
}

export const OUTCOMES: { readonly [O in StepEvidence['outcome']]: string } = {
  worked: 'done',
  failed: 'failed',
  stopped: 'stopped',
  unfinished: 'not ended in the journal',
  skipped: 'skipped',
  'not-begun': 'not begun',
};

export const ENDINGS: { readonly [E in Sitting['ended']]: string } = {
  left: 'left in good order',
  'cut-off': 'cut off',
  open: 'not left when this was made',
};

/** Beside figures of a delete that did not come to its end and has no ledger. */
export const LAST_SHOWN = 'as shown last; the delete did not come to its end';

/** Said of a restore that did not come to its end. */
export const RESTORE_OUTCOMES: { readonly [O in Exclude<Outcome, 'worked'>]: string } = {
  failed: 'The restore failed: what follows is what was seen of it',
  stopped: 'The restore was stopped: what follows is what was seen of it',
  unfinished: 'The journal ends before the restore did: what follows is what was seen of it',
};

const ONLY_REAL_WORDS: { readonly [W in OnlyReal]: string } = {
  durations: 'how long a first snapshot and a restore take on real hardware, and in which order members go down',
  moves: "the names of the moves in the agents' plans during a restore",
  terms: 'terms and set versions after a restore',
  refusals: 'the exact error codes for a point that cannot be restored to, and for a second restore at the same time',
  coverage: 'how far the coverage trails on a quiet set',
  throughput: 'how fast a real set loads, deletes and is read',
};

const NO_HASH = {
  writing: 'documents were being written',
  stopped: 'it was stopped',
} as const;

/** What tells to which point a restore went that was begun in the browser. */
export const POINT_KNOWN_BY: { readonly [S in PointSource]: string } = {
  snapshot: 'the op time of the snapshot that was restored as it is',
  engine: 'Ops Manager, by the automation config of the agents',
  presenter: 'the presenter, who said so while it ran: Ops Manager did not tell it',
};

/** What is not proved, and why. */
export function unprovedWords(unproved: Unproved): string {
  switch (unproved.tag) {
    case 'no-restore':
      return 'Nothing was restored, so no recovery is proved';
    case 'no-verdict':
      return 'The restore has no verdict, so nothing is proved of what it brought back';
    case 'not-verified':
      return `The verdict is open: ${reasonLine(unproved.because)}`;
    case 'unknown-deletes':
      return `${documents(unproved.documents)} were sent to be deleted and no answer came: whether they were is not known from the delete itself`;
    case 'foreign-writes':
      return `Others wrote between the baseline and the restore: ${documents(unproved.inserted)} inserted, ${figures(unproved.removed)} removed. What became of those is not judged`;
    case 'check':
      return `${PROVEN[unproved.check.name]}: ${seenWords(unproved.check).full}`;
    case 'point-by-presenter':
      return 'To which point it was restored is told by the presenter alone: the expected documents are those of that point';
    case 'written-since-verdict':
      return 'Documents were loaded or deleted after the verdict: it speaks of the state before them';
    case 'by-hand':
      return `No Ops Manager was asked: that a snapshot was complete and when the restore was clicked was ${TOLD_BY_PRESENTER}, and every duration from there on begins by hand`;
    case 'no-hash':
      return `No hash of every byte was taken beside the first baseline: ${unproved.because === 'refused' ? (unproved.words ?? 'the server refused') : NO_HASH[unproved.because]}`;
    case 'only-real':
      return onlyRealWords([unproved.what]);
    default:
      return unproved satisfies never;
  }
}

export const onlyRealWords = (all: readonly OnlyReal[]): string =>
  `Only a real system can prove ${all.map((what) => ONLY_REAL_WORDS[what]).join('; ')}`;

/** What the journal does not hold, in a list after "Not held". */
export const NOT_HELD: { readonly [N in NotHeld]: string } = {
  versions: 'the versions of both servers',
  set: 'the name and the members of the replica set',
  snapshot: 'a snapshot that this show waited for',
  baseline: 'a baseline',
  counts: 'any count of documents',
  'first-delete': 'the op time of the first delete',
  outlook: 'what the restore point was said to bring back',
  'base-snapshot': 'the snapshot that the restore began from',
  stages: 'the stages of the restore',
  'recovery-time': 'a recovery time',
};

export const failedWords = (words: string, code: string | undefined): string =>
  code === undefined ? words : `${words} (${code})`;
