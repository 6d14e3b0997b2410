import { Box } from 'ink';
import { ABOUT_TO_LOOK, PREFLIGHT, tally, targetLines } from '../../src/wizard/copy/preflight.ts';
import { phaseOf } from '../../src/wizard/state.ts';
import { Line } from '../parts/Line.tsx';
import { noticeLines } from '../parts/notice-lines.ts';
import { StepBody } from '../parts/StepBody.tsx';
import { wrapWords } from '../parts/wrap-words.ts';
import { CheckGrid } from '../preflight/CheckGrid.tsx';
import { CheckList, listHeight } from '../preflight/CheckList.tsx';
import { CheckSummary, summaryHeight } from '../preflight/CheckSummary.tsx';
import type { ScreenProps } from './props.ts';

/** The line of the lead, and the empty one under it. */
const LINES_ABOVE = 2;
/** What stands below the checks when all are good: the target, or the click path. */
const LINES_BELOW = 3;

export function PreflightScreen({ state, width, height }: ScreenProps) {
  const phase = phaseOf(state, 'preflight');
  const result = state.show.results.preflight;
  const looking = phase.tag === 'running';
  const checks = (looking ? phase.progress?.checks : undefined) ?? result?.checks ?? [];
  const failed = checks.some(({ verdict }) => verdict === 'bad');
  const target = (result && !looking && !failed ? targetLines(state, result) : []).flatMap((line) =>
    wrapWords(line, width),
  );
  const { clickPath, ...bare } = PREFLIGHT;
  const showsPath = clickPath !== undefined && target.length === 0;
  const free = height - LINES_ABOVE - target.length - (showsPath ? 1 : 0);
  // While all are looked at nothing may move, whatever is found: by the height alone.
  const inLines = looking
    ? checks.length + LINES_ABOVE + LINES_BELOW <= height
    : listHeight(checks, width) + Math.min(1, state.about.notices.length) <= free;
  const needed = looking ? checks.length : inLines ? listHeight(checks, width) : summaryHeight(checks, width);
  const notices = noticeLines(state.about.notices, width, Math.max(1, free - needed));
  const room = free - notices.length;
  const lead = checks.length === 0 ? bare.lead : tally(checks);
  return (
    <StepBody copy={{ ...bare, lead, ...(showsPath ? { clickPath } : {}) }} phase={phase} height={height}>
      {checks.length === 0 && phase.tag !== 'failed' && <Line as="quiet">{ABOUT_TO_LOOK}</Line>}
      {inLines && <CheckList checks={checks} detailed={!looking} width={width} />}
      {!inLines && looking && <CheckGrid checks={checks} width={width} />}
      {!inLines && !looking && <CheckSummary checks={checks} room={room} width={width} />}
      <Box flexDirection="column" flexShrink={0} marginTop={room > needed ? 1 : 0}>
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
