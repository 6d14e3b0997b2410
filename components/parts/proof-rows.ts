import type { ProofCheck } from '../../src/proof/verdict.ts';
import type { SeenWords } from '../../src/wizard/copy/proof-card.ts';
import { CHECK_NAMES, CHECK_SIGNS, CHECK_WORDS, PROVEN, seenWords } from '../../src/wizard/copy/proof-card.ts';
import { duration } from '../../src/wizard/copy/words.ts';
import type { Meaning } from '../theme.ts';

/** A line of the proof card. */
export interface ProofRow {
  readonly key: string;
  /** Sign and what is proved. */
  readonly head: string;
  readonly words: string;
  readonly took: string;
  readonly as: Meaning;
}

const MEANINGS: { readonly [R in ProofCheck['result']]: Meaning } = {
  good: 'good',
  bad: 'bad',
  open: 'warn',
  skipped: 'quiet',
};

const HEAD_WIDTH = Math.max(...Object.values(PROVEN).map(({ length }) => length)) + 4;
const GAP = '  ';

/** The checks that need a line of their own where there is too little room: the good ones share one, and the skipped ones another. */
const SHARED = ['good', 'skipped'] as const;

/** Lines that the checks need at least. */
export function leastRows(checks: readonly ProofCheck[]): number {
  const own = checks.filter(({ result }) => result === 'bad' || result === 'open').length;
  return own + SHARED.filter((shared) => checks.some(({ result }) => result === shared)).length;
}

/** Every check in a line; where there is no room for all, those that say nothing bad share theirs. */
export function proofRows(checks: readonly ProofCheck[], width: number, room: number): readonly ProofRow[] {
  const tooks = checks.map(({ tookMs, result }) => (tookMs > 0 && result !== 'skipped' ? duration(tookMs) : ''));
  const tookWidth = Math.max(0, ...tooks.map(({ length }) => length));
  const wordsWidth = width - HEAD_WIDTH - GAP.length - tookWidth;
  const rows = checks.map((check, k): ProofRow => {
    const { name, result } = check;
    return {
      key: name,
      head: `${CHECK_SIGNS[result]} ${PROVEN[name]}`.padEnd(HEAD_WIDTH),
      words: fitted(seenWords(check), wordsWidth).padEnd(wordsWidth) + GAP,
      took: tooks[k]!.padStart(tookWidth),
      as: MEANINGS[result],
    };
  });
  if (rows.length <= room) return rows;
  const own = rows.filter((_, k) => !SHARED.some((shared) => shared === checks[k]!.result));
  return [...own, ...SHARED.flatMap((result) => sharedRow(checks, result))];
}

function sharedRow(checks: readonly ProofCheck[], result: (typeof SHARED)[number]): readonly ProofRow[] {
  const names = checks.filter((check) => check.result === result).map(({ name }) => CHECK_NAMES[name]);
  if (names.length === 0) return [];
  const head = `${CHECK_SIGNS[result]} ${CHECK_WORDS[result]}: `;
  return [{ key: result, head, words: names.join(', '), took: '', as: MEANINGS[result] }];
}

/** In full where that fits; with as many of the ids as there is room for. */
function fitted({ full, short, ids }: SeenWords, width: number): string {
  const words = full.length <= width ? full : short;
  return ids.reduce((line, id, k) => {
    const longer = `${line}${k === 0 ? ': ' : ', '}${id}`;
    return longer.length <= width && (k === 0 || line.endsWith(ids[k - 1]!)) ? longer : line;
  }, words);
}
