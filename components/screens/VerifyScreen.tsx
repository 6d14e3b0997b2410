import { Box } from 'ink';
import { instantOf } from '../../src/proof/op-time.ts';
import { CHART_MARKS } from '../../src/wizard/copy/restore.ts';
import { exactAt } from '../../src/wizard/copy/stats.ts';
import * as copy from '../../src/wizard/copy/verify.ts';
import type { State } from '../../src/wizard/state.ts';
import { phaseOf } from '../../src/wizard/state.ts';
import type { Progress } from '../../src/wizard/progress.ts';
import type { Results } from '../../src/wizard/results.ts';
import { Bar } from '../parts/Bar.tsx';
import type { Size } from '../parts/BigDigits.tsx';
import { BIG, SMALL } from '../parts/BigDigits.tsx';
import type { BigFigure } from '../parts/BigFigures.tsx';
import { BigFigures } from '../parts/BigFigures.tsx';
import { Chart } from '../parts/Chart.tsx';
import { Judged } from '../parts/Judged.tsx';
import { Line } from '../parts/Line.tsx';
import type { Mark } from '../parts/plot.ts';
import { StepBody } from '../parts/StepBody.tsx';
import { Witness, witnessRows } from '../parts/Witness.tsx';
import type { ScreenProps } from './props.ts';

const { VERIFY } = copy;
/** Heights of a body from which on the figures are large, and below which all of it is needed for the card. */
const LARGE_FIGURES = { verified: 23, otherwise: 33 } as const;
const ROOMY_HEIGHT = 23;
const LEAD_ROWS = 2;
const CAPTION_ROWS = 2;
/** What stands around a chart: lead, large figures, verdict, card, fingerprint, gaps. */
const AROUND_CHART = 23;
const CHART_HEIGHT = { least: 5, most: 14 } as const;

export function VerifyScreen({ state, now, width, height }: ScreenProps) {
  const phase = phaseOf(state, 'verify');
  const result = phase.tag === 'done' ? state.show.results.verify : undefined;
  const size = sizeOf(phase.tag === 'failed', result, height);
  const gap = result && height < ROOMY_HEIGHT ? 0 : 1;
  const chartHeight = Math.min(CHART_HEIGHT.most, height - AROUND_CHART - witnessRows(height));
  const room = height - LEAD_ROWS - size - CAPTION_ROWS - gap;
  return (
    <StepBody copy={VERIFY} phase={phase} height={height}>
      <BigFigures of={figuresOf(state)} width={width} size={size} />
      <Box marginTop={gap} flexDirection="column" flexShrink={0}>
        {phase.tag === 'briefing' && <Line>{notYet(state)}</Line>}
        {phase.tag === 'running' && <Reading progress={phase.progress} now={now} width={width} />}
        {result && <Judged result={result} width={width} room={room} />}
      </Box>
      {result?.verdict.tag === 'verified' && chartHeight >= CHART_HEIGHT.least && (
        <Box marginTop={1} flexShrink={0}>
          <FallAndReturn
            state={state}
            until={phase.tag === 'done' ? phase.at : now}
            width={width}
            height={chartHeight}
          />
        </Box>
      )}
      {(!result || result.verdict.tag === 'verified' || height >= ROOMY_HEIGHT) && (
        <Witness namespace={state.about.namespace} height={height} />
      )}
    </StepBody>
  );
}

/** The figures give way to the card and to what differs; nothing gives way to them. */
function sizeOf(failed: boolean, result: Results['verify'] | undefined, height: number): Size {
  if (!result) return failed ? SMALL : BIG;
  if (height >= LARGE_FIGURES[result.verdict.tag === 'verified' ? 'verified' : 'otherwise']) return BIG;
  return height >= ROOMY_HEIGHT ? SMALL : 1;
}

const notYet = (state: State): string =>
  phaseOf(state, 'restore').tag === 'running' ? copy.RESTORE_RUNS : copy.NOTHING_RESTORED;

function figuresOf(state: State): readonly BigFigure[] {
  const { delete: deleted, stats, verify } = state.show.results;
  const before = deleted?.baseline ?? stats?.baseline;
  const restoredSource = phaseOf(state, 'verify').tag === 'running' ? copy.BEING_READ : copy.NOT_READ;
  return [
    {
      documents: before?.documents,
      captions: [copy.FIGURE_LABELS.before, before ? exactAt(before.at.t) : copy.NOT_READ],
    },
    {
      documents: deleted?.remaining,
      captions: [copy.FIGURE_LABELS.after, deleted?.last ? copy.ledgerAt(deleted.last.t) : copy.NOT_READ],
    },
    {
      documents: verify?.found,
      captions: [copy.FIGURE_LABELS.restored, verify ? exactAt(verify.at.t) : restoredSource],
      as: 'accent',
    },
  ];
}

interface ReadingProps {
  readonly progress: Progress['verify'] | undefined;
  readonly now: number;
  readonly width: number;
}

function Reading({ progress, now, width }: ReadingProps) {
  const fraction = progress && copy.doneFraction(progress);
  return (
    <Box flexDirection="column" flexShrink={0}>
      {progress && copy.passedLines(progress).map((line) => <Line key={line}>{line}</Line>)}
      <Line as="accent">{VERIFY.working(progress, now)}</Line>
      {fraction !== undefined && <Bar fraction={fraction} width={width} />}
    </Box>
  );
}

interface FallAndReturnProps {
  readonly state: State;
  readonly until: number;
  readonly width: number;
  readonly height: number;
}

/** The count from the baseline to the verdict. While the restore ran nobody counted, and nothing is drawn. */
function FallAndReturn({ state, until, width, height }: FallAndReturnProps) {
  const { delete: deleted, restore, verify } = state.show.results;
  if (!deleted || !verify) return null;
  const from = deleted.baseline.at.t * 1000;
  const marks: Mark[] = [
    { at: from, sign: '┊', label: CHART_MARKS.baseline },
    ...(restore?.point ? [{ at: instantOf(restore.point), sign: '│', label: CHART_MARKS.restorePoint } as const] : []),
  ];
  const counts = [...state.show.counts, { at: verify.at.t * 1000, documents: verify.found }];
  return (
    <Chart
      counts={counts}
      span={{ from, to: Math.max(until, verify.at.t * 1000) }}
      marks={marks}
      width={width}
      height={height}
    />
  );
}
