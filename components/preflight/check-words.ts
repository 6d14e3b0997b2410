import type { Check } from '../../src/wizard/checks.ts';
import { CHECK_NAMES, VERDICTS } from '../../src/wizard/copy/preflight.ts';
import { wrapWords } from '../parts/wrap-words.ts';
import type { Meaning } from '../theme.ts';

export const MEANINGS: { readonly [V in Check['verdict']]: Meaning } = {
  looking: 'quiet',
  good: 'good',
  warning: 'warn',
  bad: 'bad',
  unproved: 'warn',
};

export const INDENT = '    ';

const longest = (words: readonly string[]): number => Math.max(...words.map(({ length }) => length));
export const NAME_WIDTH = longest(Object.values(CHECK_NAMES)) + 2;
const WORD_WIDTH = longest(Object.values(VERDICTS).map(({ word }) => word)) + 2;
export const HEAD_WIDTH = 2 + NAME_WIDTH + WORD_WIDTH;

/** Sign, name and verdict, in columns. */
export function headOf(verdict: Check['verdict'], name: string): string {
  const { sign, word } = VERDICTS[verdict];
  return `${sign} ${name.padEnd(NAME_WIDTH)}${word.padEnd(WORD_WIDTH)}`;
}

/** A text under the line that it belongs to. */
export const indented = (text: string, width: number): readonly string[] =>
  wrapWords(text, width - INDENT.length).map((line) => `${INDENT}${line}`);

export const fixLines = ({ fix }: Pick<Check, 'fix'>, width: number): readonly string[] =>
  fix === undefined ? [] : indented(`→ ${fix}`, width);

/** What is of this machine alone hurts nobody else. */
const OF_THE_MACHINE: readonly Check['name'][] = ['node', 'terminal', 'address', 'names'];

/** Failed ones before warnings, and those before what could not be looked at; of each, those of this machine last. */
export function byWeight(checks: readonly Check[]): readonly Check[] {
  const isOfMachine = ({ name }: Check): boolean => OF_THE_MACHINE.includes(name);
  const ordered = [...checks.filter((check) => !isOfMachine(check)), ...checks.filter(isOfMachine)];
  return (['bad', 'warning', 'unproved'] as const).flatMap((wanted) =>
    ordered.filter(({ verdict }) => verdict === wanted),
  );
}
