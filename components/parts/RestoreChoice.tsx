import { Box } from 'ink';
import type { Guard } from '../../src/proof/guard.ts';
import { instantOf } from '../../src/proof/op-time.ts';
import type { Candidate } from '../../src/proof/points.ts';
import { guardWords, rangesWords } from '../../src/wizard/copy/by-hand.ts';
import { usualLine } from '../../src/wizard/copy/eta.ts';
import * as copy from '../../src/wizard/copy/restore.ts';
import { point } from '../../src/wizard/copy/words.ts';
import type { State } from '../../src/wizard/state.ts';
import { chosenCandidate, guardOf, phaseOf } from '../../src/wizard/state.ts';
import type { Survey } from '../../src/wizard/asides.ts';
import { ErrorPanel } from '../ErrorPanel.tsx';
import { liveCount } from '../live-count.ts';
import type { ScreenProps } from '../screens/props.ts';
import { BIG, SMALL } from './BigDigits.tsx';
import { BigFigures } from './BigFigures.tsx';
import { Chart } from './Chart.tsx';
import type { Fact } from './Facts.tsx';
import { Facts } from './Facts.tsx';
import { Line } from './Line.tsx';
import type { Mark } from './plot.ts';

const { RESTORE_LABELS: LABELS } = copy;

/** From this height on there is room for large figures, all candidates and gaps; what is left below them is the chart's. */
const ROOMY_HEIGHT = 20;
const AROUND_CHART = 24;
const CHART_HEIGHT = { least: 4, most: 10 } as const;
const CHART_BEFORE_MS = 5000;

/** Before -> now, the point with what it brings back, and whether it can be asked for. */
export function RestoreChoice(props: ScreenProps) {
  const { state, now, width, height } = props;
  const survey = state.asides.survey?.latest;
  const candidate = chosenCandidate(state);
  const guard = guardOf(state);
  const failed = phaseOf(state, 'restore').tag === 'failed';
  const chartHeight = Math.min(CHART_HEIGHT.most, height - AROUND_CHART);
  return (
    <Box flexDirection="column" flexShrink={0}>
      {!failed && <BeforeAndNow {...props} />}
      <Box marginTop={failed ? 0 : 1} flexDirection="column" flexShrink={0}>
        {survey && candidate && guard ? (
          <Facts facts={choiceOf(state, { survey, candidate, guard }, now, height >= ROOMY_HEIGHT)} />
        ) : (
          <NotRead state={state} />
        )}
      </Box>
      {survey && candidate && !failed && chartHeight >= CHART_HEIGHT.least && (
        <Box marginTop={1} flexShrink={0}>
          <Fall state={state} survey={survey} candidate={candidate} width={width} height={chartHeight} />
        </Box>
      )}
    </Box>
  );
}

function BeforeAndNow({ state, now, width, height }: ScreenProps) {
  const before = state.show.results.delete?.baseline ?? state.show.results.stats?.baseline;
  const count = liveCount({ state, now });
  return (
    <BigFigures
      of={[
        { documents: before?.documents, captions: [LABELS.before] },
        { documents: count?.documents, captions: [`${LABELS.now}, ${count?.source ?? copy.NOT_COUNTED}`] },
      ]}
      width={width}
      size={height >= ROOMY_HEIGHT || !state.asides.survey?.latest ? BIG : SMALL}
      arrow
    />
  );
}

/** What is still waited for before a point can be chosen, or why it cannot be read. */
function NotRead({ state }: { readonly state: State }) {
  const error = state.asideErrors.survey;
  if (phaseOf(state, 'delete').tag === 'running') return <Line as="accent">{copy.DRAINING}</Line>;
  if (!error) return <Line as="accent">{copy.SURVEYING}</Line>;
  return (
    <>
      <Line as="strong">{copy.SURVEY_FAILED}</Line>
      <ErrorPanel error={error} />
    </>
  );
}

interface Choice {
  readonly survey: Survey;
  readonly candidate: Candidate;
  readonly guard: Guard;
}

function choiceOf(
  state: State,
  { survey: { candidates, side }, candidate, guard }: Choice,
  now: number,
  roomy: boolean,
): readonly Fact[] {
  const { outlook, name, point: of } = candidate;
  const why = copy.whyLine(candidate, candidates, state.stage.choice !== undefined);
  const at = candidates.indexOf(candidate);
  const rest = [...candidates.slice(at + 1), ...candidates.slice(0, Math.max(0, at))];
  const more = (why.length > 0 ? 1 : 0) + (outlook.tag === 'uncertain' ? 1 : 0) + (isSkipped(state) ? 2 : 0);
  const takes = usualLine(state.about.past.restoreMs);
  const others = rest.slice(0, roomy ? rest.length : more > 0 ? 0 : 1);
  return [
    { label: LABELS.point, value: point(of), note: copy.CANDIDATE_NAMES[name] },
    { label: LABELS.also, value: copy.alsoLine(of), as: 'plain' },
    { label: LABELS.returns, value: copy.returnsLine(outlook), as: outlook.tag === 'known' ? 'accent' : 'warn' },
    ...(outlook.tag === 'not-known'
      ? []
      : [{ label: LABELS.stay, value: copy.stayDeletedLine(outlook.stayDeleted), as: 'plain' } as const]),
    ...(outlook.tag === 'uncertain'
      ? [{ label: LABELS.uncertain, value: copy.NOT_KNOWN[outlook.because], as: 'warn' } as const]
      : []),
    ...(why.length === 0 ? [] : [{ label: LABELS.why, value: why.join('; '), as: 'plain' } as const]),
    { label: LABELS.ranges, value: rangesWords(state, side.coverage, now), as: 'plain' },
    { label: LABELS.guard[guard.tag], value: guardWords(state, guard, of), as: guard.tag === 'open' ? 'good' : 'warn' },
    ...others.map(
      (other, k) =>
        ({ label: k === 0 ? LABELS.others : ' '.repeat(k), value: copy.otherLine(other), as: 'quiet' }) as const,
    ),
    ...(roomy || more < 2 ? [{ label: LABELS.takes, value: takes, as: 'quiet' } as const] : []),
    { label: LABELS.type, value: copy.typeLine(of), as: 'accent' },
  ];
}

const isSkipped = (state: State): boolean => phaseOf(state, 'restore').tag === 'skipped';

interface FallProps {
  readonly state: State;
  readonly survey: Survey;
  readonly candidate: Candidate;
  readonly width: number;
  readonly height: number;
}

/** The count from the baseline to the frozen now, with the point in it. */
function Fall({ state, survey, candidate, width, height }: FallProps) {
  const { delete: deleted } = state.show.results;
  if (!deleted) return null;
  const from = deleted.baseline.at.t * 1000;
  const marks: Mark[] = [
    { at: from, sign: '┊', label: copy.CHART_MARKS.baseline },
    { at: instantOf(candidate.point), sign: '│', label: copy.CHART_MARKS.restorePoint },
  ];
  const span = { from: from - CHART_BEFORE_MS, to: survey.now.t * 1000 };
  return <Chart counts={state.show.counts} span={span} marks={marks} width={width} height={height} />;
}
