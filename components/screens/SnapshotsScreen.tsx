import { Box } from 'ink';
import type { Snapshot } from '../../src/proof/facts.ts';
import { COMPUTED, COVERAGE_NOTE, coverageLine, instant, SCHEDULE_LABELS } from '../../src/wizard/copy/schedule.ts';
import {
  COMPLETE,
  DASH,
  dayTime,
  expiry,
  HEADS,
  IN_PROGRESS,
  moreSnapshots,
  NO_SNAPSHOTS,
  READING_SNAPSHOTS,
  size,
  SNAPSHOTS,
} from '../../src/wizard/copy/snapshots.ts';
import { isByHand, phaseOf } from '../../src/wizard/state.ts';
import type { Results } from '../../src/wizard/results.ts';
import { SnapshotsByHand } from '../parts/ByHand.tsx';
import type { Fact } from '../parts/Facts.tsx';
import { Facts } from '../parts/Facts.tsx';
import { Line } from '../parts/Line.tsx';
import type { Column } from '../parts/Table.tsx';
import { Table } from '../parts/Table.tsx';
import { StepBody } from '../parts/StepBody.tsx';
import type { ScreenProps } from './props.ts';

/** From this width on there is room for the storage size too. */
const WIDE = 88;
/** Lead, table head, what stands below the table, and the click path. */
const LINES_AROUND = 9;

export function SnapshotsScreen({ state, width, height }: ScreenProps) {
  const phase = phaseOf(state, 'snapshots');
  const result = state.show.results.snapshots;
  return (
    <StepBody copy={SNAPSHOTS} phase={phase} height={height}>
      {isByHand(state) && <SnapshotsByHand state={state} />}
      {phase.tag === 'running' && !result && !isByHand(state) && <Line as="accent">{READING_SNAPSHOTS}</Line>}
      {result && !isByHand(state) && (
        <Box flexDirection="column" flexShrink={0}>
          <List snapshots={result.snapshots} wide={width >= WIDE} room={height - LINES_AROUND} />
          <Box marginTop={1} flexShrink={0}>
            <Facts facts={reached(result)} />
          </Box>
        </Box>
      )}
    </StepBody>
  );
}

interface ListProps {
  readonly snapshots: readonly Snapshot[];
  readonly wide: boolean;
  readonly room: number;
}

function List({ snapshots, wide, room }: ListProps) {
  if (snapshots.length === 0) return <Line as="warn">{NO_SNAPSHOTS}</Line>;
  const shown = snapshots.length <= room ? snapshots : snapshots.slice(0, room - 1);
  const hidden = snapshots.length - shown.length;
  const columns: Column[] = [
    { head: HEADS.created },
    { head: HEADS.data, align: 'right' },
    ...(wide ? [{ head: HEADS.storage, align: 'right' } as const] : []),
    { head: HEADS.state },
    { head: HEADS.expires },
    { head: HEADS.member },
  ];
  const rows = shown.map((snapshot) => ({
    key: snapshot.id,
    cells: [
      dayTime(snapshot.created.t * 1000),
      size(snapshot.dataBytes),
      ...(wide ? [size(snapshot.storageBytes)] : []),
      snapshot.complete ? COMPLETE : IN_PROGRESS,
      expiry(snapshot),
      snapshot.member ?? snapshot.memberRoleName ?? DASH,
    ],
    as: snapshot.complete ? ('plain' as const) : ('accent' as const),
  }));
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Table columns={columns} rows={rows} />
      {hidden > 0 && <Line as="quiet">{moreSnapshots(hidden)}</Line>}
    </Box>
  );
}

function reached({ snapshots, coverage, nextAt }: Results['snapshots']): readonly Fact[] {
  const last = snapshots.find(({ complete }) => complete);
  return [
    { label: SCHEDULE_LABELS.last, value: instant(last && last.created.t * 1000) },
    { label: SCHEDULE_LABELS.next, value: instant(nextAt), ...(nextAt === undefined ? {} : { note: COMPUTED }) },
    {
      label: SCHEDULE_LABELS.reach,
      value: coverageLine(coverage),
      ...(coverage.tag === 'ranges' && coverage.ranges.length > 0 ? { note: COVERAGE_NOTE } : {}),
    },
  ];
}
