import type { Results, Verdict } from '../work.ts';
import type { StepCopy } from './copy.ts';
import { NOT_KNOWN } from './restore.ts';
import { documents, figures, time } from './words.ts';

export const VERIFY: StepCopy<'verify'> = {
  title: 'Verify',
  lead: 'Whether exactly the expected documents are there: no more, no fewer',
  action: () => 'verify',
  notes: [
    'Compare the first and the last big figure aloud',
    'Equal counts prove little: the verdict compares every _id',
    'Deleted before the point stays deleted: that is right, not a loss',
    'Have somebody count in mongosh: a witness that is not this program',
  ],
  skip: 'nothing was verified, so nothing is proved',
  working: (progress) => (progress ? readingLine(progress.ids, progress.of) : READING),
  done: (result) => `${VERDICT_WORDS[result.verdict.tag]} ${verdictLine(result.verdict)}`,
};

export const VERDICT_WORDS: { readonly [T in Verdict['tag']]: string } = {
  verified: 'VERIFIED',
  different: 'DIFFERENT',
  'not-verified': 'COULD NOT VERIFY',
};

export const VERDICT_SIGNS: { readonly [T in Verdict['tag']]: string } = {
  verified: '✓',
  different: '✗',
  'not-verified': '?',
};

/** What was found, in one line, without the verdict's word. */
export function verdictLine(verdict: Verdict): string {
  switch (verdict.tag) {
    case 'verified':
      return `${equalLine(verdict.expected)}; ${halvesLine(verdict.returned, verdict.stayDeleted)}`;
    case 'different':
      return differenceLine(verdict);
    case 'not-verified':
      return reasonLine(verdict.because);
    default:
      return verdict satisfies never;
  }
}

export const equalLine = (expected: number): string =>
  `${documents(expected)} ${expected === 1 ? 'equals' : 'equal'} the expected set`;

/** Both halves of what a verified restore did. */
export const halvesLine = (returned: number, stayDeleted: number): string =>
  `${figures(returned)} returned; ` +
  (stayDeleted === 0
    ? 'none was deleted before the point'
    : `${figures(stayDeleted)} deleted before the point ${stayDeleted === 1 ? 'stays' : 'stay'} deleted`);

export const differenceLine = (difference: Extract<Verdict, { tag: 'different' }>): string =>
  `${figures(difference.missing)} missing and ${figures(difference.extra)} extra, of ${documents(difference.expected)} expected`;

export const reasonLine = (because: Extract<Verdict, { tag: 'not-verified' }>['because']): string =>
  because === 'no-restore'
    ? 'nothing has been restored in this show'
    : because === 'sample-unread'
      ? 'the documents themselves could not be read'
      : `what should be there is not known: ${NOT_KNOWN[because]}`;

export const PROVES = 'Every _id was read from the primary and compared, id by id, with the ledger';
export const NOT_COMPARED = 'Every _id was read from the primary, but there is no exact list to compare';
export const READING = 'Reading every _id from the primary';
export const COMPARING = 'Comparing, id by id, with what the ledger expects';
export const NOTHING_RESTORED = 'Nothing has been restored yet: there is nothing to verify';
export const RESTORE_RUNS = 'The restore is still running: its result is verified when it is done';

export const readingLine = (ids: number, of: number): string =>
  of > 0 && ids >= of
    ? `${COMPARING}: ${figures(ids)} read`
    : `${READING}: ${figures(ids)}${of === 0 ? '' : ` of ${figures(of)}`}`;

export const FIGURE_LABELS = {
  before: 'before the deletes',
  after: 'after the deletes',
  restored: 'restored',
} as const;
export const NOT_READ = 'not read yet';
export const BEING_READ = 'being read';
export const ledgerAt = (seconds: number): string => `ledger at ${time(seconds * 1000)}`;

export const VERIFY_LABELS = {
  fingerprint: 'Fingerprint',
  took: 'Reading took',
  missing: 'Missing',
  extra: 'Extra',
} as const;

export const fingerprintLine = ({ expectedFingerprint, foundFingerprint }: Results['verify']): string =>
  expectedFingerprint === undefined
    ? `found ${foundFingerprint}, nothing to compare it with`
    : `expected ${expectedFingerprint}, found ${foundFingerprint}`;

export const moreIds = (count: number): string => `and ${figures(count)} more`;
