import { Box } from 'ink';
import { SIGNS } from '../../src/wizard/copy/frame.ts';
import { stagesOf, stageTitle } from '../../src/wizard/copy/by-hand.ts';
import { NOT_OBSERVED, NOT_OBSERVED_YET, STAGES } from '../../src/wizard/copy/restore-run.ts';
import { time, timer } from '../../src/wizard/copy/words.ts';
import type { State } from '../../src/wizard/state.ts';
import type { StageMark, StageName } from '../../src/wizard/seen.ts';
import type { Meaning } from '../theme.ts';
import { Line } from './Line.tsx';

interface StagesProps {
  /** The show tells which stages can be observed at all. */
  readonly state: Pick<State, 'about'>;
  readonly stages: readonly StageMark[];
  /** Story time; absent when the restore has ended. */
  readonly now?: number;
}

interface StageRow {
  readonly sign: string;
  readonly when: string;
  readonly as: Meaning;
}

/** Every stage in order: when it was first observed, and how long it was until the next one. What was not observed is not ticked. */
export function Stages({ state, stages, now }: StagesProps) {
  const inTime = stages.toSorted((a, b) => a.at - b.at);
  const furthest = Math.max(-1, ...stages.map(({ stage }) => STAGES.indexOf(stage)));
  const rows = stagesOf(state).map((stage) => ({ stage, name: stageTitle(state, stage) }));
  const nameWidth = Math.max(...rows.map(({ name }) => name.length)) + 1;
  return (
    <Box flexDirection="column" flexShrink={0}>
      {rows.map(({ stage, name }) => {
        const { sign, when, as } = toRow(stage, inTime, STAGES.indexOf(stage) < furthest, now);
        return (
          <Line key={stage} as={as}>
            {`${sign} ${name.padEnd(nameWidth)}${when}`.trimEnd()}
          </Line>
        );
      })}
    </Box>
  );
}

function toRow(stage: StageName, inTime: readonly StageMark[], passed: boolean, now: number | undefined): StageRow {
  const k = inTime.findIndex((mark) => mark.stage === stage);
  const mark = inTime[k];
  if (!mark) {
    if (now === undefined) return { sign: SIGNS.skipped, when: NOT_OBSERVED, as: 'quiet' };
    return { sign: SIGNS.briefing, when: passed ? NOT_OBSERVED_YET : '', as: 'quiet' };
  }
  const next = inTime[k + 1]?.at;
  const until = next ?? now;
  const took = until === undefined ? '' : `  ${timer(until - mark.at)}`;
  const isPresent = next === undefined && now !== undefined;
  return {
    sign: isPresent ? SIGNS.running : SIGNS.done,
    when: `${time(mark.at)}${took}`,
    as: isPresent ? 'accent' : 'good',
  };
}
