import { Box, Text } from 'ink';
import type { Check } from '../../src/wizard/steps.ts';
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
import { StepBody } from '../parts/StepBody.tsx';
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
  const target = result && phase.tag !== 'running' && !failed ? targetLines(state, result) : [];
  const targetHeight = target.reduce((sum, line) => sum + Math.ceil(line.length / width), 0);
  const { clickPath, ...bare } = PREFLIGHT;
  const showsPath = clickPath !== undefined && target.length === 0;
  const room = height - LINES_ABOVE - checks.length - targetHeight - (showsPath ? 1 : 0);
  const lead = checks.length === 0 ? bare.lead : tally(checks);
  return (
    <StepBody copy={{ ...bare, lead, ...(showsPath ? { clickPath } : {}) }} phase={phase} height={height}>
      {checks.length === 0 && phase.tag !== 'failed' && <Line as="quiet">{ABOUT_TO_LOOK}</Line>}
      <Checks checks={checks} room={room} />
      <Box flexDirection="column" flexShrink={0} marginTop={room > fixesOf(checks).length ? 1 : 0}>
        {target.map((line) => (
          <Text key={line} wrap="wrap">
            {line}
          </Text>
        ))}
      </Box>
    </StepBody>
  );
}

/** What there is to fix, failed checks first. */
function fixesOf(checks: readonly Check[]): readonly Check[] {
  const fixable = checks.filter(({ fix }) => fix !== undefined);
  return [...fixable.filter(({ verdict }) => verdict === 'bad'), ...fixable.filter(({ verdict }) => verdict !== 'bad')];
}

/** The checks, with as many fixes as there is room for: those of failed checks first. */
function Checks({ checks, room }: { readonly checks: readonly Check[]; readonly room: number }) {
  const fixable = fixesOf(checks);
  const fits = Math.max(0, fixable.length <= room ? room : room - 1);
  const shown = new Set(fixable.slice(0, fits).map(({ name }) => name));
  const hidden = fixable.length - shown.size;
  return (
    <Box flexDirection="column" flexShrink={0}>
      {checks.map((check) => (
        <Box key={check.name} flexDirection="column" flexShrink={0}>
          <CheckLine check={check} />
          {shown.has(check.name) && <Line as="plain">{`    → ${check.fix}`}</Line>}
        </Box>
      ))}
      {hidden > 0 && room > 0 && <Line as="quiet">{`    → ${moreFixes(hidden)}`}</Line>}
    </Box>
  );
}

const NAME_WIDTH = Math.max(...Object.values(CHECK_NAMES).map(({ length }) => length)) + 2;
const WORD_WIDTH = Math.max(...Object.values(VERDICTS).map(({ word }) => word.length)) + 2;

function CheckLine({ check: { name, verdict, seen } }: { readonly check: Check }) {
  const { sign, word } = VERDICTS[verdict];
  return (
    <Box>
      <Box flexShrink={0}>
        <Line
          as={MEANINGS[verdict]}
        >{`${sign} ${CHECK_NAMES[name].padEnd(NAME_WIDTH)}${word.padEnd(WORD_WIDTH)}`}</Line>
      </Box>
      <Line>{seen}</Line>
    </Box>
  );
}
