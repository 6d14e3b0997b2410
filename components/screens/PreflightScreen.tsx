import { Box } from 'ink';
import type { Check } from '../../src/wizard/work.ts';
import {
  ABOUT_TO_LOOK,
  CHECK_NAMES,
  moreFixes,
  PREFLIGHT,
  tally,
  targetLines,
  VERDICTS,
} from '../../src/wizard/copy/preflight.ts';
import { phaseOf } from '../../src/wizard/state.ts';
import { Line } from '../parts/Line.tsx';
import { noticeLines } from '../parts/notice-lines.ts';
import { StepBody } from '../parts/StepBody.tsx';
import { wrapWords } from '../parts/wrap-words.ts';
import type { Meaning } from '../theme.ts';
import type { ScreenProps } from './props.ts';

const MEANINGS: { readonly [V in Check['verdict']]: Meaning } = {
  looking: 'quiet',
  good: 'good',
  warning: 'warn',
  bad: 'bad',
  unproved: 'warn',
};

/** The line of the lead, and the empty one under it. */
const LINES_ABOVE = 2;

export function PreflightScreen({ state, width, height }: ScreenProps) {
  const phase = phaseOf(state, 'preflight');
  const result = state.show.results.preflight;
  const checks = (phase.tag === 'running' ? phase.progress?.checks : undefined) ?? result?.checks ?? [];
  const failed = checks.some(({ verdict }) => verdict === 'bad');
  const target = (result && phase.tag !== 'running' && !failed ? targetLines(state, result) : []).flatMap((line) =>
    wrapWords(line, width),
  );
  const { clickPath, ...bare } = PREFLIGHT;
  const showsPath = clickPath !== undefined && target.length === 0;
  const free = height - LINES_ABOVE - checks.length - target.length - (showsPath ? 1 : 0);
  const notices = noticeLines(state.about.notices, width, Math.max(1, free));
  const room = free - notices.length;
  const details = detailsOf(checks, width);
  const lead = checks.length === 0 ? bare.lead : tally(checks);
  return (
    <StepBody copy={{ ...bare, lead, ...(showsPath ? { clickPath } : {}) }} phase={phase} height={height}>
      {checks.length === 0 && phase.tag !== 'failed' && <Line as="quiet">{ABOUT_TO_LOOK}</Line>}
      <Checks checks={checks} details={details} room={room} width={width} />
      <Box
        flexDirection="column"
        flexShrink={0}
        marginTop={room > details.flatMap(({ lines }) => lines).length ? 1 : 0}
      >
        {notices.map((line) => (
          <Line key={line} as="warn">
            {line}
          </Line>
        ))}
        {target.map((line) => (
          <Line key={line}>{line}</Line>
        ))}
      </Box>
    </StepBody>
  );
}

const INDENT = '    ';
const NAME_WIDTH = Math.max(...Object.values(CHECK_NAMES).map(({ length }) => length)) + 2;
const WORD_WIDTH = Math.max(...Object.values(VERDICTS).map(({ word }) => word.length)) + 2;
const HEAD_WIDTH = 2 + NAME_WIDTH + WORD_WIDTH;

/** What a check says beyond its own line. */
interface Detail {
  readonly name: Check['name'];
  readonly lines: readonly string[];
}

/** The rest of what failed checks have seen, and all fixes: those of failed checks first, the same words only once. */
function detailsOf(checks: readonly Check[], width: number): readonly Detail[] {
  const said = new Set<string>();
  return [...checks.filter(({ verdict }) => verdict === 'bad'), ...checks.filter(({ verdict }) => verdict !== 'bad')]
    .map(({ name, verdict, seen, fix }): Detail => {
      const rest = wrapWords(seen, width - HEAD_WIDTH)
        .slice(1)
        .join(' ');
      return {
        name,
        lines: [
          ...(verdict === 'bad' && rest !== '' ? wrapWords(rest, width - INDENT.length) : []),
          ...(fix === undefined ? [] : wrapWords(`→ ${fix}`, width - INDENT.length)),
        ],
      };
    })
    .filter(({ lines }) => lines.length > 0 && !said.has(lines.join()) && said.add(lines.join()));
}

/** As many details as there are lines for, and a line that says how many are left out. */
function fitDetails(details: readonly Detail[], room: number): readonly Detail[] {
  const fit = (lines: number): readonly Detail[] => {
    let used = 0;
    return details.filter((detail) => (used += detail.lines.length) <= lines);
  };
  const all = fit(room);
  return all.length === details.length ? all : fit(room - 1);
}

interface ChecksProps {
  readonly checks: readonly Check[];
  readonly details: readonly Detail[];
  readonly room: number;
  readonly width: number;
}

function Checks({ checks, details, room, width }: ChecksProps) {
  const shown = fitDetails(details, room);
  const hidden = details.length - shown.length;
  return (
    <Box flexDirection="column" flexShrink={0}>
      {checks.map((check) => (
        <Box key={check.name} flexDirection="column" flexShrink={0}>
          <CheckLine check={check} width={width} />
          {shown
            .find(({ name }) => name === check.name)
            ?.lines.map((line) => (
              <Line key={line}>{`${INDENT}${line}`}</Line>
            ))}
        </Box>
      ))}
      {hidden > 0 && room > 0 && <Line as="quiet">{`${INDENT}→ ${moreFixes(hidden)}`}</Line>}
    </Box>
  );
}

function CheckLine({ check: { name, verdict, seen }, width }: { readonly check: Check; readonly width: number }) {
  const { sign, word } = VERDICTS[verdict];
  return (
    <Box>
      <Box flexShrink={0}>
        <Line
          as={MEANINGS[verdict]}
        >{`${sign} ${CHECK_NAMES[name].padEnd(NAME_WIDTH)}${word.padEnd(WORD_WIDTH)}`}</Line>
      </Box>
      <Line>{verdict === 'bad' ? wrapWords(seen, width - HEAD_WIDTH)[0] : seen}</Line>
    </Box>
  );
}
