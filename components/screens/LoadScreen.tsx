import { Box } from 'ink';
import type { Phase } from '../../src/wizard/show.ts';
import type { Progress } from '../../src/wizard/progress.ts';
import type { Results } from '../../src/wizard/results.ts';
import type { State } from '../../src/wizard/state.ts';
import {
  addsLine,
  backupWasSeenOn,
  BACKUP_IS_ON,
  countNote,
  DOCUMENTS,
  ETA_LATER,
  flow,
  FLOW_NOTES,
  howLine,
  KEEPS,
  LOAD,
  LOAD_LABELS,
  restNote,
  STOPPED_EARLY,
  toLine,
  untilLine,
} from '../../src/wizard/copy/load.ts';
import { STALE } from '../../src/wizard/copy/stats.ts';
import { bytes, duration, figures, timer } from '../../src/wizard/copy/words.ts';
import { phaseOf } from '../../src/wizard/state.ts';
import { Bar } from '../parts/Bar.tsx';
import type { Fact } from '../parts/Facts.tsx';
import { Facts } from '../parts/Facts.tsx';
import { Line } from '../parts/Line.tsx';
import { StepBody } from '../parts/StepBody.tsx';
import { isStale } from '../staleness.ts';
import type { ScreenProps } from './props.ts';

export function LoadScreen({ state, now, width, height }: ScreenProps) {
  const phase = phaseOf(state, 'load');
  const progress = phase.tag === 'running' ? phase.progress : undefined;
  const backupIsOn = progress ? progress.backupIsOn : backupWasSeenOn(state.show);
  return (
    <StepBody copy={LOAD} phase={phase} height={height}>
      <Part state={state} phase={phase} now={now} width={width} />
      {backupIsOn && phase.tag !== 'done' && (
        <Box marginTop={1} flexShrink={0}>
          <Line as="warn">{BACKUP_IS_ON}</Line>
        </Box>
      )}
    </StepBody>
  );
}

interface PartProps {
  readonly state: State;
  readonly phase: Phase<'load'>;
  readonly now: number;
  readonly width: number;
}

function Part({ state, phase, now, width }: PartProps) {
  const result = state.show.results.load;
  if (phase.tag === 'running' && phase.progress) {
    return <Running state={state} progress={phase.progress} elapsedMs={now - phase.since} now={now} width={width} />;
  }
  if (phase.tag === 'running') {
    return <Facts facts={[...toCome(state, now), { label: LOAD_LABELS.elapsed, value: timer(now - phase.since) }]} />;
  }
  if (result && phase.tag !== 'briefing') return <Facts facts={totals(state, result, now)} figures={FIGURES_WIDTH} />;
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Facts facts={toCome(state, now)} />
      <Box marginTop={1} flexShrink={0}>
        <Line>{KEEPS}</Line>
      </Box>
    </Box>
  );
}

/** What pressing Enter will add, and to what. */
function toCome(state: State, now: number): readonly Fact[] {
  const { load } = state.show.inputs;
  return [
    { label: LOAD_LABELS.adds, value: addsLine(load) },
    { label: LOAD_LABELS.to, value: toLine(state) },
    { label: LOAD_LABELS.how, value: howLine(load), as: 'plain' },
    ...(load.untilBytes === undefined
      ? []
      : [{ label: LOAD_LABELS.until, value: untilLine(load.untilBytes), as: 'plain' } as const]),
    ...collection(LOAD_LABELS.there, state, now),
  ];
}

/** The live count of the collection, once a sample has told it. */
function collection(label: string, state: State, now: number): readonly Fact[] {
  const sample = state.asides.watch?.latest;
  if (!sample?.count) return [];
  const { documents: count, at } = sample.count;
  const note = isStale(sample.at, now, state) ? `${countNote(at.t)}, ${STALE}` : countNote(at.t);
  return [{ label, value: figures(count), note }];
}

/** Wide enough for "stalled for 12 s" and "1,234,567,890". */
const FIGURES_WIDTH = 16;

interface RunningProps {
  readonly state: State;
  readonly progress: Progress['load'];
  readonly elapsedMs: number;
  readonly now: number;
  readonly width: number;
}

function Running({ state, progress, elapsedMs, now, width }: RunningProps) {
  const { documents: loaded, targetDocuments, round, etaMs, storageBytes, stalledMs, resting } = progress;
  const slow = stalledMs >= 1000;
  const facts: Fact[] = [
    { label: LOAD_LABELS.roundDocuments, value: figures(loaded), note: `of ${figures(targetDocuments)}` },
    {
      label: LOAD_LABELS.speed,
      value: flow(progress),
      ...(slow ? {} : { note: resting ? restNote(resting) : FLOW_NOTES.speed }),
      as: slow || resting?.because === 'engine' ? 'warn' : 'strong',
    },
    ...(resting?.because === 'engine'
      ? [{ label: LOAD_LABELS.rests, value: duration(resting.forMs), note: FLOW_NOTES.quick }]
      : []),
    ...(resting
      ? []
      : [
          {
            label: LOAD_LABELS.left,
            value: etaMs === undefined ? '-' : duration(etaMs),
            note: etaMs === undefined ? ETA_LATER : FLOW_NOTES.left,
          },
        ]),
    { label: LOAD_LABELS.elapsed, value: timer(elapsedMs) },
    ...(storageBytes === undefined
      ? []
      : [{ label: LOAD_LABELS.disk, value: bytes(storageBytes), note: FLOW_NOTES.checkpoint }]),
    ...collection(LOAD_LABELS.collection, state, now),
    ...(round > 1 ? [{ label: LOAD_LABELS.round, value: figures(round), note: toRounds(state) }] : []),
  ];
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Bar fraction={loaded / targetDocuments} width={width} />
      <Box marginTop={1} flexShrink={0}>
        <Facts facts={facts} figures={FIGURES_WIDTH} />
      </Box>
    </Box>
  );
}

const toRounds = ({ show }: State): string => {
  const { untilBytes } = show.inputs.load;
  return untilBytes === undefined ? '' : untilLine(untilBytes);
};

function totals(state: State, result: Results['load'], now: number): readonly Fact[] {
  const { documents: added, tookMs, rounds, stats, stopped } = result;
  return [
    // What a skip found there was not added by this step.
    ...(rounds === 0
      ? []
      : [
          { label: LOAD_LABELS.added, value: figures(added), note: stopped ? STOPPED_EARLY : DOCUMENTS },
          { label: LOAD_LABELS.took, value: duration(tookMs) },
        ]),
    ...(rounds > 1 ? [{ label: LOAD_LABELS.round, value: figures(rounds) }] : []),
    ...collection(LOAD_LABELS.collection, state, now),
    { label: LOAD_LABELS.data, value: bytes(stats.dataBytes), note: FLOW_NOTES.disk },
    { label: LOAD_LABELS.storage, value: bytes(stats.storageBytes), note: FLOW_NOTES.disk },
  ];
}
