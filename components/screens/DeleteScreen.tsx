import { Box } from 'ink';
import * as copy from '../../src/wizard/copy/delete.ts';
import { duration, figures } from '../../src/wizard/copy/words.ts';
import type { State } from '../../src/wizard/state.ts';
import { phaseOf } from '../../src/wizard/state.ts';
import type { BaselineSeen } from '../../src/wizard/seen.ts';
import type { Results } from '../../src/wizard/results.ts';
import type { Progress } from '../../src/wizard/progress.ts';
import { liveCount } from '../live-count.ts';
import { BIG } from '../parts/BigDigits.tsx';
import { BigFigures } from '../parts/BigFigures.tsx';
import { Chart } from '../parts/Chart.tsx';
import type { Fact } from '../parts/Facts.tsx';
import { Facts } from '../parts/Facts.tsx';
import { Line } from '../parts/Line.tsx';
import { StepBody } from '../parts/StepBody.tsx';
import type { Mark, Span } from '../parts/plot.ts';
import { Witness, witnessRows } from '../parts/Witness.tsx';
import type { ScreenProps } from './props.ts';

const { DELETE, DELETE_LABELS: LABELS } = copy;

/** Wide enough for "12,345,678". */
const FIGURES_WIDTH = 10;

export function DeleteScreen(props: ScreenProps) {
  const { state, now, height } = props;
  const phase = phaseOf(state, 'delete');
  const result = state.show.results.delete;
  const progress = phase.tag === 'running' ? phase.progress : undefined;
  const ended = (phase.tag === 'done' || phase.tag === 'skipped') && result;
  const plans = phase.tag === 'briefing' || phase.tag === 'failed';
  return (
    <StepBody copy={DELETE} phase={phase} height={height}>
      {progress?.baseline && (
        <Falling
          {...props}
          facts={factsOf(progress, progress.baseline)}
          baseline={progress.baseline}
          until={now}
          said={phase.tag === 'running' && (phase.paused || phase.stopping || progress.held !== undefined)}
        />
      )}
      {ended && (
        <Falling
          {...props}
          facts={resultOf(ended)}
          baseline={ended.baseline}
          until={phase.tag === 'done' ? phase.at : now}
          said={phase.tag === 'skipped'}
          last={ended.last?.t}
        />
      )}
      {phase.tag !== 'failed' && !progress?.baseline && !ended && <Count {...props} />}
      {phase.tag === 'running' && !progress?.baseline && (
        <Box marginTop={1} flexShrink={0}>
          <Line as="accent">{copy.TAKING_BASELINE}</Line>
        </Box>
      )}
      {plans && (
        <Box marginTop={1} flexShrink={0}>
          <Facts facts={planOf(state, now)} />
        </Box>
      )}
      <Witness namespace={state.about.namespace} height={height} />
    </StepBody>
  );
}

/** The count that the server told last. */
function Count({ state, now, width }: ScreenProps) {
  const count = liveCount({ state, now });
  return (
    <BigFigures
      of={[{ documents: count?.documents, captions: [copy.DOCUMENTS_NOW, count?.source ?? copy.NOT_COUNTED] }]}
      width={width}
      size={BIG}
    />
  );
}

function planOf(state: State, now: number): readonly Fact[] {
  const { delete: input } = state.show.inputs;
  return [
    { label: LABELS.each, value: copy.eachLine(input, liveCount({ state, now })?.documents) },
    { label: LABELS.batches, value: copy.batchesLine(input) },
    { label: LABELS.until, value: copy.untilLine(input), as: 'plain' },
    { label: LABELS.before, value: copy.BEFORE_LINE, as: 'plain' },
    { label: LABELS.question, value: copy.QUESTION_LINE, as: 'plain' },
  ];
}

interface FallingProps extends ScreenProps {
  readonly facts: readonly Fact[];
  readonly baseline: BaselineSeen;
  /** Where the chart ends, in story time. */
  readonly until: number;
  /** Whether a line above says how the step stands. */
  readonly said: boolean;
  /** Second of the last delete, once it is known to be the last. */
  readonly last?: number | undefined;
}

/** Lead, figures with their captions, the line on one minute back, and the gaps between them. */
const AROUND_CHART = 12;
const MOST_CHART = 14;
/** The chart reaches a little behind the baseline, and is never narrower in time than this. */
const CHART_MS = { before: 5000, least: 30_000 } as const;

/** The count as it falls beside what our ledger says, and how it got there. */
function Falling(props: FallingProps) {
  const { state, now, width, height, facts, baseline, until, said, last } = props;
  const room = height - AROUND_CHART - (said ? 2 : 0) - witnessRows(height);
  const from = baseline.at.t * 1000 - CHART_MS.before;
  const span: Span = { from, to: Math.max(until, from + CHART_MS.least) };
  const marks: Mark[] = [
    { at: baseline.at.t * 1000, sign: '┊', label: copy.CHART_MARKS.baseline },
    { at: copy.minuteBackAt(now), sign: '│', label: copy.CHART_MARKS.minuteBack },
  ];
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Box columnGap={3} flexShrink={0}>
        <Count {...props} />
        <Facts facts={facts} figures={FIGURES_WIDTH} />
      </Box>
      <Box marginTop={1} flexShrink={0}>
        <Chart counts={state.show.counts} span={span} marks={marks} width={width} height={Math.min(MOST_CHART, room)} />
      </Box>
      <Line as="strong">{copy.minuteBackLine(baseline.at.t, last, now)}</Line>
    </Box>
  );
}

const unknownOf = (unknown: number): readonly Fact[] =>
  unknown === 0 ? [] : [{ label: LABELS.unknown, value: figures(unknown), note: copy.UNKNOWN_NOTE, as: 'bad' }];

const rolledBackOf = (rolledBack = 0): readonly Fact[] =>
  rolledBack === 0
    ? []
    : [{ label: LABELS.rolledBack, value: figures(rolledBack), note: copy.ROLLED_BACK_NOTE, as: 'warn' }];

const goneOf = ({ documents }: BaselineSeen, remaining: number): readonly Fact[] => [
  { label: LABELS.gone, value: copy.goneOf(documents, remaining), note: copy.ofBaseline(documents) },
  { label: LABELS.remaining, value: figures(remaining), note: copy.LEDGER },
];

function factsOf(progress: Progress['delete'], baseline: BaselineSeen): readonly Fact[] {
  const { iteration, done, of, deleted, remaining, perSecond, unknown, rolledBack } = progress;
  return [
    { label: LABELS.iteration, value: figures(iteration) },
    { label: LABELS.done, value: figures(done), note: `of ${figures(of)}` },
    { label: LABELS.speed, value: copy.perSecond(perSecond), note: copy.OVER_SECONDS },
    { label: LABELS.deleted, value: figures(deleted), note: copy.LEDGER },
    ...goneOf(baseline, remaining),
    ...unknownOf(unknown),
    ...rolledBackOf(rolledBack),
  ];
}

function resultOf(result: Results['delete']): readonly Fact[] {
  const { baseline, deleted, remaining, unknown, rolledBack, iterations, tookMs } = result;
  return [
    { label: LABELS.deleted, value: figures(deleted), note: copy.LEDGER },
    { label: LABELS.iterations, value: figures(iterations) },
    { label: LABELS.took, value: duration(tookMs) },
    ...goneOf(baseline, remaining),
    ...unknownOf(unknown),
    ...rolledBackOf(rolledBack),
  ];
}
