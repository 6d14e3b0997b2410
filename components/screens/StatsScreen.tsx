import { Box } from 'ink';
import type { Count, Member } from '../../src/proof/facts.ts';
import type { Results } from '../../src/wizard/results.ts';
import type { State } from '../../src/wizard/state.ts';
import { phaseOf } from '../../src/wizard/state.ts';
import {
  baselineLine,
  exactAt,
  freeWithin,
  FROM_METADATA,
  hashingLine,
  hashLine,
  OF_BSON,
  ROLES,
  STALE,
  STATS,
  STATS_LABELS,
} from '../../src/wizard/copy/stats.ts';
import { bytes, figures } from '../../src/wizard/copy/words.ts';
import type { Fact } from '../parts/Facts.tsx';
import { Facts } from '../parts/Facts.tsx';
import { Line } from '../parts/Line.tsx';
import { StepBody } from '../parts/StepBody.tsx';
import { Witness } from '../parts/Witness.tsx';
import { isStale } from '../staleness.ts';
import type { ScreenProps } from './props.ts';

/** Wide enough for "1,234,567,890". */
const FIGURES_WIDTH = 13;

/** What is drawn as soon as it is read, while the server still hashes. */
type Figures = Omit<Results['stats'], 'hash'>;

export function StatsScreen({ state, now, height }: ScreenProps) {
  const phase = phaseOf(state, 'stats');
  const progress = phase.tag === 'running' ? phase.progress : undefined;
  const result = progress?.found ?? state.show.results.stats;
  return (
    <StepBody copy={STATS} phase={phase} height={height}>
      {phase.tag === 'running' && !progress?.found && (!result || height > 17) && (
        <Line as="accent">{STATS.working(phase.progress, now)}</Line>
      )}
      {result && (
        <Box flexDirection="column" flexShrink={0}>
          <Facts facts={figuresOf(state, result, now)} figures={FIGURES_WIDTH} />
          <Box marginTop={1} flexShrink={0}>
            <Facts facts={[...setOf(state, result), hashOf(state, now)]} />
          </Box>
        </Box>
      )}
      <Witness namespace={state.about.namespace} height={height} />
    </StepBody>
  );
}

/** The newest exact count: what the sampling tells, unless it has told nothing. */
function countOf(state: State, result: Figures): { readonly count: Count; readonly sampledAt?: number } {
  const sample = state.asides.watch?.latest;
  return sample?.count ? { count: sample.count, sampledAt: sample.at } : { count: result.count };
}

function figuresOf(state: State, result: Figures, now: number): readonly Fact[] {
  const { stats } = result;
  const { count, sampledAt } = countOf(state, result);
  const stale = sampledAt !== undefined && isStale(sampledAt, now, state);
  return [
    {
      label: STATS_LABELS.documents,
      value: figures(count.documents),
      note: `${exactAt(count.at.t)}${stale ? `, ${STALE}` : ''}`,
      as: 'accent',
    },
    { label: STATS_LABELS.estimate, value: figures(stats.estimatedDocuments), note: FROM_METADATA },
    { label: STATS_LABELS.data, value: bytes(stats.dataBytes), note: OF_BSON },
    { label: STATS_LABELS.storage, value: bytes(stats.storageBytes), note: freeWithin(stats.freeStorageBytes) },
    { label: STATS_LABELS.average, value: bytes(stats.averageDocumentBytes) },
    {
      label: STATS_LABELS.indexes,
      value: bytes(stats.indexes.reduce((sum, index) => sum + index.bytes, 0)),
      note: stats.indexes.map(({ name }) => name).join(', '),
    },
  ];
}

const ROLE_WIDTH = Math.max(...Object.values(ROLES).map(({ length }) => length)) + 2;

const memberFact = ({ host, role }: Member, k: number): Fact => ({
  label: k === 0 ? STATS_LABELS.members : '',
  value: `${ROLES[role].padEnd(ROLE_WIDTH)}${host}`,
  as: role === 'down' ? 'bad' : 'plain',
});

function setOf(state: State, { set, baseline }: Figures): readonly Fact[] {
  const members = state.asides.watch?.latest?.members ?? set.members;
  return [
    { label: STATS_LABELS.set, value: `${set.setName}, MongoDB ${set.version}` },
    ...members.map(memberFact),
    { label: STATS_LABELS.baseline, value: baselineLine(baseline.documents, baseline.at), as: 'good' },
    { label: STATS_LABELS.fingerprint, value: baseline.fingerprint, as: 'plain' },
  ];
}

/** The server's hash of every byte, for how long it has been at it, or why there is none. */
function hashOf(state: State, now: number): Fact {
  const phase = phaseOf(state, 'stats');
  const { hashingSince } = (phase.tag === 'running' ? phase.progress : undefined) ?? {};
  const hash = state.show.results.stats?.hash;
  const label = STATS_LABELS.hash;
  if (hashingSince !== undefined) return { label, value: hashingLine(now - hashingSince), as: 'accent' };
  return { label, value: hash ? hashLine(hash) : '', as: hash?.tag === 'taken' ? 'plain' : 'quiet' };
}
