import { Box } from 'ink';
import type { Progress, Results } from '../../src/wizard/steps.ts';
import type { State } from '../../src/wizard/state.ts';
import { phaseOf } from '../../src/wizard/state.ts';
import * as copy from '../../src/wizard/copy/delete.ts';
import { witness } from '../../src/wizard/copy/stats.ts';
import { documents, figures } from '../../src/wizard/copy/words.ts';
import { liveCount } from '../live-count.ts';
import { SMALL } from '../parts/BigDigits.tsx';
import { BigFigures } from '../parts/BigFigures.tsx';
import { Chart } from '../parts/Chart.tsx';
import type { Fact } from '../parts/Facts.tsx';
import { Facts } from '../parts/Facts.tsx';
import { Line } from '../parts/Line.tsx';
import { StepBody } from '../parts/StepBody.tsx';
import type { ScreenProps } from './props.ts';

const { DELETE, DELETE_LABELS: LABELS } = copy;
/** Wide enough for "1,234,567,890". */
const FIGURES_WIDTH = 13;
/** What stands around the chart: lead, big figures, facts, witness and the gaps between them. */
const AROUND_CHART = 13;
const CHART_HEIGHT = { least: 3, most: 12 } as const;

export function DeleteScreen({ state, now, width, height }: ScreenProps) {
  const phase = phaseOf(state, 'delete');
  const result = state.show.results.delete;
  const progress = phase.tag === 'running' ? phase.progress : undefined;
  return (
    <StepBody copy={DELETE} phase={phase} height={height}>
      {phase.tag === 'briefing' && <Facts facts={planOf(state, now)} />}
      {phase.tag === 'running' && !progress?.baseline && <Line as="accent">{copy.TAKING_BASELINE}</Line>}
      {progress?.baseline && (
        <Falling
          state={state}
          now={now}
          width={width}
          height={height}
          facts={factsOf(progress, progress.baseline.documents)}
        />
      )}
      {phase.tag === 'done' && result && (
        <Falling state={state} now={now} width={width} height={height} facts={resultOf(result, now)} />
      )}
      <Box flexGrow={1} />
      <Line as="accent">{witness(state.about.namespace)}</Line>
    </StepBody>
  );
}

function planOf(state: State, now: number): readonly Fact[] {
  const { delete: input } = state.show.inputs;
  return [
    { label: LABELS.each, value: copy.eachLine(input, liveCount({ state, now })?.documents) },
    { label: LABELS.batches, value: copy.batchesLine(input) },
    { label: LABELS.until, value: copy.untilLine(input) },
    { label: LABELS.before, value: copy.BEFORE_LINE },
    { label: LABELS.question, value: copy.QUESTION_LINE },
  ];
}

/** The count as it falls, from the server and from our ledger, and how it got there. */
function Falling({ state, now, width, height, facts }: ScreenProps & { readonly facts: readonly Fact[] }) {
  const count = liveCount({ state, now });
  const first = state.show.results.delete?.baseline.at ?? baselineAt(state);
  const from = first ? (first.t - 5) * 1000 : now - 60_000;
  const room = Math.min(CHART_HEIGHT.most, height - AROUND_CHART - Math.max(0, facts.length - 4));
  return (
    <Box flexDirection="column" flexShrink={0}>
      <BigFigures
        of={[{ documents: count?.documents, captions: [count?.source ?? copy.NOT_COUNTED] }]}
        width={width}
        size={SMALL}
      />
      {room >= CHART_HEIGHT.least && (
        <Chart
          counts={state.show.counts}
          span={{ from, to: Math.max(now, from + 30_000) }}
          width={width}
          height={room}
        />
      )}
      <Box marginTop={1} flexShrink={0}>
        <Facts facts={facts} figures={FIGURES_WIDTH} />
      </Box>
    </Box>
  );
}

function baselineAt(state: State) {
  const phase = phaseOf(state, 'delete');
  return phase.tag === 'running' ? phase.progress?.baseline?.at : undefined;
}

const unknownOf = (unknown: number): readonly Fact[] =>
  unknown === 0 ? [] : [{ label: LABELS.unknown, value: figures(unknown), note: copy.UNKNOWN_NOTE, as: 'bad' }];

function factsOf(progress: Progress['delete'], baseline: number): readonly Fact[] {
  const { iteration, done, of, deleted, remaining, perSecond, unknown } = progress;
  const note = `${LABELS.done.toLowerCase()}: ${figures(done)} of ${figures(of)}`;
  return [
    { label: LABELS.iteration, value: figures(iteration), note },
    { label: LABELS.deleted, value: figures(deleted), note: `${copy.goneOf(baseline, remaining)} ${copy.OF_BASELINE}` },
    { label: LABELS.remaining, value: figures(remaining), note: copy.LEDGER },
    { label: LABELS.speed, value: copy.perSecond(perSecond), note: copy.OVER_SECONDS },
    ...unknownOf(unknown),
  ];
}

function resultOf(result: Results['delete'], now: number): readonly Fact[] {
  const { baseline, deleted, remaining, unknown, last, iterations } = result;
  const advice = last
    ? [{ label: LABELS.minuteBack, value: '', note: copy.minuteBackLine(baseline.at.t, last.t, now) }]
    : [];
  return [
    { label: LABELS.deleted, value: figures(deleted), note: `in ${copy.iterationsOf(iterations)}` },
    {
      label: LABELS.gone,
      value: copy.goneOf(baseline.documents, remaining),
      note: `of ${documents(baseline.documents)}`,
    },
    { label: LABELS.remaining, value: figures(remaining), note: copy.LEDGER },
    ...unknownOf(unknown),
    ...advice,
  ];
}
