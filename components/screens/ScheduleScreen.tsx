import { Box } from 'ink';
import type { Schedule } from '../../src/proof/facts.ts';
import {
  CHANGING,
  COMPUTED,
  count,
  COVERAGE_NOTE,
  coverageUntil,
  EDIT_HINT,
  everyHours,
  FIXED_WINDOW,
  inactiveLines,
  instant,
  READING_SCHEDULE,
  referenceTime,
  SCHEDULE,
  SCHEDULE_LABELS,
  weekday,
} from '../../src/wizard/copy/schedule.ts';
import { isByHand, phaseOf } from '../../src/wizard/state.ts';
import type { Results } from '../../src/wizard/results.ts';
import { ScheduleByHand } from '../parts/ByHand.tsx';
import type { Fact } from '../parts/Facts.tsx';
import { Facts } from '../parts/Facts.tsx';
import { Line } from '../parts/Line.tsx';
import { StepBody } from '../parts/StepBody.tsx';
import type { ScreenProps } from './props.ts';

export function ScheduleScreen({ state, height }: ScreenProps) {
  const phase = phaseOf(state, 'schedule');
  const result = state.show.results.schedule;
  const changing = state.asides.reschedule !== undefined;
  return (
    <StepBody copy={SCHEDULE} phase={phase} height={height}>
      {isByHand(state) && <ScheduleByHand state={state} />}
      {phase.tag === 'running' && !result && !isByHand(state) && <Line as="accent">{READING_SCHEDULE}</Line>}
      {result && !isByHand(state) && <Known result={result} fixed={state.about.engine.windowIsFixed} />}
      {result?.schedule && (
        <Box marginTop={1} flexShrink={0}>
          <Line as={changing ? 'accent' : 'quiet'}>{changing ? CHANGING : EDIT_HINT}</Line>
        </Box>
      )}
    </StepBody>
  );
}

function Known({ result, fixed }: { readonly result: Results['schedule']; readonly fixed: boolean }) {
  const { backup, schedule } = result;
  if (!schedule) {
    return inactiveLines(backup.stateName).map((line) => (
      <Line key={line} as="warn">
        {line}
      </Line>
    ));
  }
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Facts facts={kept(schedule, fixed)} />
      <Box marginTop={1} flexShrink={0}>
        <Facts facts={reached(result)} />
      </Box>
    </Box>
  );
}

function kept(schedule: Schedule, fixed: boolean): readonly Fact[] {
  return [
    { label: SCHEDULE_LABELS.interval, value: everyHours(schedule.snapshotIntervalHours), as: 'accent' },
    {
      label: SCHEDULE_LABELS.window,
      value: count(schedule.pointInTimeWindowHours, 'hour'),
      ...(fixed ? { note: FIXED_WINDOW } : {}),
      as: 'accent',
    },
    { label: SCHEDULE_LABELS.base, value: count(schedule.snapshotRetentionDays, 'day') },
    { label: SCHEDULE_LABELS.daily, value: count(schedule.dailySnapshotRetentionDays, 'day') },
    { label: SCHEDULE_LABELS.weekly, value: count(schedule.weeklySnapshotRetentionWeeks, 'week') },
    { label: SCHEDULE_LABELS.monthly, value: count(schedule.monthlySnapshotRetentionMonths, 'month') },
    { label: SCHEDULE_LABELS.reference, value: referenceTime(schedule) },
    { label: SCHEDULE_LABELS.full, value: weekday(schedule.fullIncrementalDayOfWeek) },
  ];
}

function reached({ last, nextAt, coverage }: Results['schedule']): readonly Fact[] {
  return [
    {
      label: SCHEDULE_LABELS.last.padEnd(SCHEDULE_LABELS.window.length),
      value: instant(last && last.created.t * 1000),
    },
    { label: SCHEDULE_LABELS.next, value: instant(nextAt), ...(nextAt === undefined ? {} : { note: COMPUTED }) },
    {
      label: SCHEDULE_LABELS.coverage,
      value: coverageUntil(coverage),
      ...(coverage.tag === 'ranges' && coverage.ranges.length > 0 ? { note: COVERAGE_NOTE } : {}),
    },
  ];
}
