import { Box } from 'ink';
import { judge } from '../../src/proof/guard.ts';
import { instantOf } from '../../src/proof/op-time.ts';
import type { Plateau } from '../../src/proof/points.ts';
import { plateauOf } from '../../src/proof/points.ts';
import { baseWords, pickerGuardWords } from '../../src/wizard/copy/by-hand.ts';
import * as copy from '../../src/wizard/copy/picker.ts';
import { movedLine, returnsLine, stayDeletedLine } from '../../src/wizard/copy/restore.ts';
import type { Picker } from '../../src/wizard/picker.ts';
import { baseOf } from '../../src/wizard/picker.ts';
import type { State } from '../../src/wizard/state.ts';
import { isByHand } from '../../src/wizard/state.ts';
import type { Survey } from '../../src/wizard/asides.ts';
import type { Fact } from '../parts/Facts.tsx';
import { Facts } from '../parts/Facts.tsx';
import { Line } from '../parts/Line.tsx';
import { AXIS_ROWS, PickChart } from '../parts/PickChart.tsx';
import type { PickChartInput, Tick } from '../parts/pick-plot.ts';
import { TextField } from '../parts/TextField.tsx';

const { PICKER_LABELS: LABELS } = copy;

interface PickerOverlayProps {
  readonly picker: Picker;
  readonly state: State;
  /** Story time. */
  readonly now: number;
  readonly width: number;
  readonly height: number;
}

/** From this height on each half of what a point brings back has a line of its own. */
const ROOMY_HEIGHT = 20;
/** The title, an empty line, the facts and the field. */
const AROUND_CHART = 8;
const PLOT_HEIGHT = { least: 3, most: 18 } as const;
const BEFORE_MS = 3000;

/** The fall of the count, the point in it, and everything that is known of that point. */
export function PickerOverlay({ picker, state, now, width, height }: PickerOverlayProps) {
  const survey = state.asides.survey?.latest;
  const plateau = survey?.plateaus[plateauOf(survey.plateaus, picker.point) ?? -1];
  if (!survey || !plateau) return null;
  const roomy = height >= ROOMY_HEIGHT;
  const plotHeight = Math.min(PLOT_HEIGHT.most, height - AROUND_CHART - AXIS_ROWS - (roomy ? 2 : 0));
  return (
    <Box flexDirection="column" height={height} overflow="hidden">
      <Box justifyContent="space-between" flexShrink={0} marginBottom={roomy ? 1 : 0}>
        <Line as="strong">{copy.PICKER_TITLE}</Line>
        <Line as="quiet">{copy.frozenAt(survey.now.t)}</Line>
      </Box>
      <PickChart
        input={chartOf(state, survey, picker)}
        width={width}
        height={Math.max(PLOT_HEIGHT.least, plotHeight)}
      />
      <Box marginTop={1} flexDirection="column" flexShrink={0}>
        <Facts facts={factsOf(state, picker, survey, plateau, now, roomy)} />
        <Field picker={picker} survey={survey} roomy={roomy} />
      </Box>
    </Box>
  );
}

function chartOf(state: State, { plateaus, side, now }: Survey, { point }: Picker): PickChartInput {
  const [first, second] = plateaus;
  const base = baseOf(side, point);
  const { coverage } = side;
  const covered = coverage.tag === 'ranges' ? coverage.ranges.at(-1)?.end : undefined;
  const ticks: Tick[] = [
    { at: now.t * 1000, name: 'now' },
    ...(covered ? [{ at: covered.t * 1000, name: 'coverageEnd' } as const] : []),
    ...(base && !isByHand(state) ? [{ at: base.created.t * 1000, name: 'base' } as const] : []),
    ...(first && second ? [{ at: first.to.t * 1000, name: 'firstDelete' } as const] : []),
  ];
  const from = (first?.from.t ?? now.t) * 1000 - BEFORE_MS;
  const span = { from, to: now.t * 1000 };
  return { plateaus, counts: state.show.counts, coverage, span, pointAt: instantOf(point), ticks };
}

function factsOf(
  state: State,
  { point, movedS }: Picker,
  { side, newest }: Survey,
  { outlook, iteration }: Plateau,
  now: number,
  roomy: boolean,
): readonly Fact[] {
  const guard = judge(point, side, newest);
  return [
    { label: LABELS.point, value: copy.pickedLine(point, now), note: copy.iterationLine(iteration) },
    {
      label: LABELS.op,
      value: copy.cutLine(point),
      as: 'plain',
      ...(movedS === 0 ? {} : { note: movedLine(movedS) }),
    },
    {
      label: LABELS.returns,
      value: returnsLine(outlook),
      as: 'accent',
      ...(roomy ? {} : { note: copy.stayLine(outlook.stayDeleted) }),
    },
    ...(roomy ? [{ label: LABELS.stay, value: stayDeletedLine(outlook.stayDeleted), as: 'plain' } as const] : []),
    { label: LABELS.base, value: baseWords(state, baseOf(side, point), point, now), as: 'plain' },
    {
      label: LABELS.guard[guard.tag],
      value: pickerGuardWords(state, guard, point),
      as: guard.tag === 'open' ? 'good' : 'warn',
    },
  ];
}

interface FieldProps {
  readonly picker: Picker;
  readonly survey: Survey;
  readonly roomy: boolean;
}

/** As wide as the labels of the facts above it. */
const labelWidth = (roomy: boolean): number => (roomy ? LABELS.stay : LABELS.returns).length + 3;

/** The field for a time, and why what was typed, or a key, leads nowhere. */
function Field({ picker: { typed, refused }, survey, roomy }: FieldProps) {
  return (
    <Box>
      {typed !== undefined && (
        <>
          <Box width={labelWidth(roomy)} flexShrink={0}>
            <Line as="accent">{LABELS.typed}</Line>
          </Box>
          <Box flexShrink={0} marginRight={2}>
            <TextField value={typed} active />
          </Box>
        </>
      )}
      {refused ? (
        <Line as="bad">{`✗ ${copy.refusalLine(refused, survey)}`}</Line>
      ) : (
        typed !== undefined && <Line as="quiet">{copy.TIME_ASKED}</Line>
      )}
    </Box>
  );
}
