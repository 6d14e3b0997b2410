import { Box } from 'ink';
import type { Check } from '../../src/wizard/work.ts';
import { CHECK_NAMES, moreFixes } from '../../src/wizard/copy/preflight.ts';
import { Line } from '../parts/Line.tsx';
import { wrapWords } from '../parts/wrap-words.ts';
import { byWeight, fixLines, HEAD_WIDTH, INDENT, indented } from './check-words.ts';
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

/** As many details as there are lines for, one of which says how many are left out where some are. */
function fitDetails(details: readonly Detail[], room: number): readonly Detail[] {
  const fit = (lines: number): readonly Detail[] => {
    let used = 0;
    return details.filter((detail) => (used += detail.lines.length) <= lines);
  };
  const all = fit(room);
  return all.length === details.length ? all : fit(room - 1);
}

interface CheckListProps {
  readonly checks: readonly Check[];
  /** Lines beyond one for each check. */
  readonly room: number;
  readonly width: number;
}

/** A line for each check, and under it what to do. */
export function CheckList({ checks, room, width }: CheckListProps) {
  const details = detailsOf(checks, width);
  const shown = fitDetails(details, room);
  const hidden = details.length - shown.length;
  return (
    <Box flexDirection="column" flexShrink={0}>
      {checks.map(({ name, verdict, seen }) => (
        <Box key={name} flexDirection="column" flexShrink={0}>
          <CheckLine
            verdict={verdict}
            name={CHECK_NAMES[name]}
            seen={verdict === 'good' ? seen : wrapWords(seen, width - HEAD_WIDTH)[0]!}
          />
          {shown
            .find((detail) => detail.name === name)
            ?.lines.map((line) => (
              <Line key={line}>{line}</Line>
            ))}
        </Box>
      ))}
      {hidden > 0 && room > 0 && <Line as="quiet">{`${INDENT}→ ${moreFixes(hidden)}`}</Line>}
    </Box>
  );
}
