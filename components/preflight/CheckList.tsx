import { Box } from 'ink';
import type { Check } from '../../src/wizard/checks.ts';
import { CHECK_NAMES } from '../../src/wizard/copy/preflight.ts';
import { Line } from '../parts/Line.tsx';
import { wrapWords } from '../parts/wrap-words.ts';
import { byWeight, fixLines, HEAD_WIDTH, indented } from './check-words.ts';
import { CheckLine } from './CheckLine.tsx';

/** What a check says beyond its own line. */
interface Detail {
  readonly name: Check['name'];
  readonly lines: readonly string[];
}

/** The rest of what was seen, and what to do: failed checks first, the same words only once. */
function detailsOf(checks: readonly Check[], width: number): readonly Detail[] {
  const said = new Set<string>();
  return byWeight(checks)
    .map((check): Detail => {
      const rest = wrapWords(check.seen, width - HEAD_WIDTH)
        .slice(1)
        .join(' ');
      return {
        name: check.name,
        lines: [...(rest === '' ? [] : indented(rest, width)), ...fixLines(check, width)],
      };
    })
    .filter(({ lines }) => lines.length > 0 && !said.has(lines.join()) && said.add(lines.join()));
}

/** Lines that it takes with all that there is to say. */
export const listHeight = (checks: readonly Check[], width: number): number =>
  checks.length + detailsOf(checks, width).reduce((lines, detail) => lines + detail.lines.length, 0);

interface CheckListProps {
  readonly checks: readonly Check[];
  /** Whether what to do is said: while all are looked at, no line moves another. */
  readonly detailed: boolean;
  readonly width: number;
}

/** A line for each check, and under it what to do. */
export function CheckList({ checks, detailed, width }: CheckListProps) {
  const details = detailed ? detailsOf(checks, width) : [];
  return (
    <Box flexDirection="column" flexShrink={0}>
      {checks.map(({ name, verdict, seen }) => (
        <Box key={name} flexDirection="column" flexShrink={0}>
          <CheckLine
            verdict={verdict}
            name={CHECK_NAMES[name]}
            seen={verdict === 'good' ? seen : wrapWords(seen, width - HEAD_WIDTH)[0]!}
          />
          {details
            .find((detail) => detail.name === name)
            ?.lines.map((line) => (
              <Line key={line}>{line}</Line>
            ))}
        </Box>
      ))}
    </Box>
  );
}
