import type { PointSource } from '../../proof/facts.ts';
import type { Progress } from '../progress.ts';
import type { Results } from '../results.ts';
import type { Verdict } from '../../proof/verdict.ts';
import type { StepCopy } from './copy.ts';
import { NOT_KNOWN } from './restore.ts';
import { documents, duration, figures, time } from './words.ts';

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
  working: (progress, now) => (progress ? doingLine(progress, now) : READING),
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
      return (
        reasonLine(verdict.because) +
        (verdict.claim ? `; ${lowerFirst(claimLine(verdict.because, verdict.claim))}` : '')
      );
    default:
      return verdict satisfies never;
  }
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

export const equalLine = (expected: number): string =>
  `${documents(expected)} ${expected === 1 ? 'equals' : 'equal'} the expected set`;

/** Both halves of what a verified restore did. */
export const halvesLine = (returned: number, stayDeleted: number): string =>
  `${figures(returned)} returned; ` +
  (stayDeleted === 0
    ? 'none was deleted before the point'
    : `${figures(stayDeleted)} deleted before the point ${stayDeleted === 1 ? 'stays' : 'stay'} deleted`);

/** What differs, and of how many documents; then what else does. */
export function differenceLine(difference: Extract<Verdict, { tag: 'different' }>): string {
  const { missing, extra, altered, expected, catalog, hash } = difference;
  const also = [...catalog.map((what) => `${what} differ`), ...(hash ? ['the bytes differ'] : [])];
  return (
    `${figures(missing)} missing, ${figures(extra)} extra, ${figures(altered)} altered, of ${documents(expected)} expected` +
    (also.length === 0 ? '' : `; ${also.join(', ')}`)
  );
}

type NotVerified = Extract<Verdict, { tag: 'not-verified' }>;

/** What can be said although not everything can. */
export function claimLine(because: NotVerified['because'], claim: NonNullable<NotVerified['claim']>): string {
  const { certain, uncertain, uncertainThere } = claim;
  if (because === 'sample-unread') {
    return `Every _id, ${figures(certain)} of them, is as expected; no document itself could be read`;
  }
  const ours = because === 'foreign-writes' ? 'Everything that only we touched' : 'Everything that is certain';
  const [was, were] = because === 'foreign-writes' ? ['was', 'were'] : ['is', 'are'];
  const theirs = `${uncertain === 1 ? was : were} ${because === 'foreign-writes' ? 'touched by others' : 'not certain'}`;
  const there =
    uncertain === 1
      ? uncertainThere === 1
        ? 'it is there'
        : 'it is not there'
      : `${figures(uncertainThere)} of them are there`;
  return (
    `${ours}, ${documents(certain)}, is as expected; ` +
    `${figures(uncertain)} ${uncertain === 1 ? 'id' : 'ids'} ${theirs}, ${there}`
  );
}

export const reasonLine = (because: NotVerified['because']): string =>
  because === 'no-restore'
    ? 'nothing has been restored in this show'
    : because === 'sample-unread'
      ? 'the documents themselves could not be read'
      : `what should be there is not known: ${NOT_KNOWN[because]}`;

export const READING = 'Reading every _id from the primary';
export const COMPARING = 'Comparing, id by id, with what the ledger expects';
export const SAMPLING = 'Reading documents at random';
export const HASHING = 'The server hashes every byte';
export const NOTHING_RESTORED = 'Nothing has been restored yet: there is nothing to verify';
export const RESTORE_RUNS = 'The restore is still running: its result is verified when it is done';

/** What is being done now. */
export function doingLine({ doing, ids, of, sampled, toSample, since }: Progress['verify'], now: number): string {
  switch (doing) {
    case 'ids':
      return of > 0 && ids >= of
        ? `${COMPARING}: ${figures(ids)} read`
        : `${READING}: ${figures(ids)}${of === 0 ? '' : ` of ${figures(of)}`}`;
    case 'sample':
      return `${SAMPLING}: ${figures(sampled)} of ${figures(toSample)} rebuilt from their seeds`;
    case 'hash':
      return `${HASHING}: ${duration(now - since)}`;
    default:
      return doing satisfies never;
  }
}

/** What has been done before it. */
export function passedLines({ doing, ids, sampled }: Progress['verify']): readonly string[] {
  return [
    ...(doing === 'ids' ? [] : [`Every _id read and compared: ${figures(ids)}`]),
    ...(doing === 'hash' ? [`Rebuilt from their seeds and compared: ${documents(sampled)}`] : []),
  ];
}

/** How far what is done now has come; the server does not tell how far its hash is. */
export function doneFraction({ doing, ids, of, sampled, toSample }: Progress['verify']): number | undefined {
  if (doing === 'ids') return of > 0 ? ids / of : undefined;
  return doing === 'sample' && toSample > 0 ? sampled / toSample : undefined;
}

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
  missing: 'Missing',
  extra: 'Extra',
  altered: 'Altered',
  file: 'All of them',
} as const;

export const fingerprintLine = ({ expectedFingerprint, foundFingerprint }: Results['verify']): string =>
  expectedFingerprint === undefined
    ? `found ${foundFingerprint}, nothing to compare it with`
    : expectedFingerprint === foundFingerprint
      ? `${foundFingerprint}, as expected`
      : `expected ${expectedFingerprint}, found ${foundFingerprint}`;

/** What the verdict rests on besides what was read, where that is somebody's word. */
export const POINT_WORDS: { readonly [S in PointSource]: string } = {
  snapshot: 'Restored as its snapshot is: expected is the state at its op time',
  engine: 'Restored from the browser: the point is told by Ops Manager',
  presenter: 'Restored from the browser: the point is told by the presenter, and by nobody else',
};

export const moreIds = (count: number): string => `and ${figures(count)} more`;
