import { Box } from 'ink';
import type { Check } from '../../src/wizard/checks.ts';
import { CHECK_NAMES, goodLine, moreFixes, severalChecks } from '../../src/wizard/copy/preflight.ts';
import { Line } from '../parts/Line.tsx';
import { wrapWords } from '../parts/wrap-words.ts';
import { byWeight, fixLines, HEAD_WIDTH, INDENT, indented } from './check-words.ts';
import { CheckLine } from './CheckLine.tsx';

/** Names of what is good may take so many lines, and more where there is room for all of the rest. */
const GOOD_LINES = 2;

/** One check that is not good, or several that say the same. */
interface Block {
  readonly key: string;
  readonly verdict: Check['verdict'];
  readonly name: string;
  readonly seen: string;
  readonly rest: readonly string[];
}

function toBlock(same: readonly Check[], width: number): Block {
  const [first] = same;
  const { name, verdict, seen } = first!;
  const [head = '', ...more] = wrapWords(seen, width - HEAD_WIDTH);
  const many = same.length > 1;
  return {
    key: name,
    verdict,
    name: many ? severalChecks(same.length) : CHECK_NAMES[name],
    seen: head,
    rest: [
      ...(more.length === 0 ? [] : indented(more.join(' '), width)),
      ...(many ? indented(same.map((check) => CHECK_NAMES[check.name]).join(', '), width) : []),
      ...fixLines(first!, width),
    ],
  };
}

/** What is not good, heaviest first. */
function blocksOf(checks: readonly Check[], width: number): readonly Block[] {
  const groups = new Map<string, Check[]>();
  for (const check of byWeight(checks)) {
    const key = `${check.verdict} ${check.seen}`;
    groups.set(key, [...(groups.get(key) ?? []), check]);
  }
  return [...groups.values()].map((same) => toBlock(same, width));
}

const heightOf = (blocks: readonly Block[]): number => blocks.reduce((lines, { rest }) => lines + 1 + rest.length, 0);

interface Fit {
  readonly shown: readonly Block[];
  /** Blocks of which more could be said. */
  readonly hidden: number;
}

/** First a line for each, then what else they say, as long as there are lines; one of them says what is left out. */
function fitBlocks(blocks: readonly Block[], room: number): Fit {
  if (heightOf(blocks) <= room) return { shown: blocks, hidden: 0 };
  const heads = blocks.slice(0, Math.max(0, room - 1));
  let left = room - 1 - heads.length;
  let hidden = blocks.length - heads.length;
  const shown = heads.map((block) => {
    if (block.rest.length <= left) {
      left -= block.rest.length;
      return block;
    }
    hidden += 1;
    return { ...block, rest: [] };
  });
  return { shown, hidden };
}

function goodLines(checks: readonly Check[], width: number, most: number): readonly string[] {
  const good = checks.filter(({ verdict }) => verdict === 'good').map(({ name }) => CHECK_NAMES[name]);
  if (good.length === 0) return [];
  for (let named = good.length; named > 0; named--) {
    const lines = wrapWords(goodLine(good, named), width);
    if (lines.length <= most) return lines;
  }
  return [goodLine(good, 0)];
}

interface CheckSummaryProps {
  readonly checks: readonly Check[];
  readonly room: number;
  readonly width: number;
}

/** What is good in two lines, and the rest in full: for where there are more checks than lines. */
export function CheckSummary({ checks, room, width }: CheckSummaryProps) {
  const blocks = blocksOf(checks, width);
  const good = goodLines(checks, width, Math.max(GOOD_LINES, room - heightOf(blocks)));
  const { shown, hidden } = fitBlocks(blocks, room - good.length);
  return (
    <Box flexDirection="column" flexShrink={0}>
      {good.map((line) => (
        <Line key={line} as="good">
          {line}
        </Line>
      ))}
      {shown.map(({ key, verdict, name, seen, rest }) => (
        <Box key={key} flexDirection="column" flexShrink={0}>
          <CheckLine verdict={verdict} name={name} seen={seen} />
          {rest.map((line) => (
            <Line key={line}>{line}</Line>
          ))}
        </Box>
      ))}
      {hidden > 0 && <Line as="quiet">{`${INDENT}→ ${moreFixes(hidden)}`}</Line>}
    </Box>
  );
}

/** Lines that it takes with all that has to be said. */
export const summaryHeight = (checks: readonly Check[], width: number): number =>
  goodLines(checks, width, GOOD_LINES).length + heightOf(blocksOf(checks, width));
