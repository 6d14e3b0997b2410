import { Box } from 'ink';
import type { State } from '../../src/wizard/state.ts';
import { phaseOf } from '../../src/wizard/state.ts';
import * as verify from '../../src/wizard/copy/verify.ts';
import * as copy from '../../src/wizard/copy/wrap.ts';
import { duration } from '../../src/wizard/copy/words.ts';
import type { Fact } from '../parts/Facts.tsx';
import { Facts } from '../parts/Facts.tsx';
import { StepBody } from '../parts/StepBody.tsx';
import type { Row } from '../parts/Table.tsx';
import { Table } from '../parts/Table.tsx';
import type { ScreenProps } from './props.ts';

const { WRAP, WRAP_LABELS: LABELS, PART_NAMES, HEADS } = copy;

export function WrapScreen({ state, now, height }: ScreenProps) {
  const phase = phaseOf(state, 'wrap');
  return (
    <StepBody copy={WRAP} phase={phase} height={height}>
      <Table
        columns={[{ head: HEADS.part }, { head: HEADS.took, align: 'right' }, { head: HEADS.what }]}
        rows={partsOf(state)}
      />
      <Box marginTop={1} flexShrink={0}>
        <Facts facts={factsOf(state, now)} />
      </Box>
    </StepBody>
  );
}

/** What each part of the show took, all its runs together, and what came of it. */
function partsOf({ show }: State): readonly Row[] {
  const { load, restore, verify: judged, delete: deleted, snapshot } = show.results;
  const what = {
    load: load && load.documents > 0 ? copy.loadWhat(load) : '',
    snapshot: snapshot && '',
    delete: deleted && copy.deleteWhat(deleted),
    restore: restore && copy.restoreWhat(restore.tookMs),
    verify: judged && copy.verifyWhat(judged),
  };
  return (Object.keys(PART_NAMES) as (keyof typeof PART_NAMES)[]).map((part) => ({
    key: part,
    cells: [PART_NAMES[part], show.tookMs[part] === undefined ? '-' : duration(show.tookMs[part]), what[part] ?? ''],
  }));
}

function factsOf(state: State, now: number): readonly Fact[] {
  const { restore, verify: judged, wrap } = state.show.results;
  const phase = phaseOf(state, 'wrap');
  const verdict = judged?.verdict;
  const next =
    phase.tag === 'running'
      ? phase.progress
        ? copy.reopeningLine(phase.progress, now)
        : WRAP.working(undefined, now)
      : wrap
        ? copy.openLine(wrap)
        : restore
          ? copy.GAP_SHORT
          : copy.NO_GAP;
  return [
    {
      label: LABELS.rto,
      value: restore ? duration(restore.tookMs) : copy.RTO_NONE,
      ...(restore ? { note: copy.RTO_NOTE } : {}),
      as: 'accent',
    },
    { label: LABELS.rpo, value: copy.lostLine(verdict), ...(verdict ? { note: copy.LOST_NOTE } : {}), as: 'accent' },
    {
      label: LABELS.verdict,
      value: verdict ? `${verify.VERDICT_SIGNS[verdict.tag]} ${verify.VERDICT_WORDS[verdict.tag]}` : copy.NO_VERDICT,
      as: verdict?.tag === 'verified' ? 'good' : 'warn',
    },
    { label: LABELS.show, value: state.about.showId, as: 'plain' },
    { label: LABELS.next, value: next, as: 'strong' },
    ...(phase.tag === 'briefing' && restore ? [{ label: '', value: copy.ENTER_OPENS, as: 'quiet' } as const] : []),
  ];
}
