import { Box } from 'ink';
import * as byHand from '../../src/wizard/copy/by-hand.ts';
import { VERDICT_SIGNS, VERDICT_WORDS } from '../../src/wizard/copy/verify.ts';
import * as copy from '../../src/wizard/copy/wrap.ts';
import { duration, timer } from '../../src/wizard/copy/words.ts';
import type { State } from '../../src/wizard/state.ts';
import { phaseOf } from '../../src/wizard/state.ts';
import type { Verdict } from '../../src/proof/verdict.ts';
import { BIG, BigDigits } from '../parts/BigDigits.tsx';
import type { Fact } from '../parts/Facts.tsx';
import { Facts } from '../parts/Facts.tsx';
import { Line } from '../parts/Line.tsx';
import { StepBody } from '../parts/StepBody.tsx';
import type { Row } from '../parts/Table.tsx';
import { Table } from '../parts/Table.tsx';
import type { Meaning } from '../theme.ts';
import type { ScreenProps } from './props.ts';

const { WRAP_LABELS: LABELS, PART_NAMES, HEADS } = copy;

/** From this height on an error leaves room for the table. */
const ROOMY_HEIGHT = 22;

export function WrapScreen({ state, now, height }: ScreenProps) {
  const phase = phaseOf(state, 'wrap');
  const roomy = height >= ROOMY_HEIGHT;
  const said = phase.tag === 'skipped' || (phase.tag === 'running' && phase.stopping);
  const crowded = !roomy && phase.tag !== 'failed';
  const gap = crowded ? 0 : 1;
  return (
    <StepBody copy={byHand.copyOf(state, 'wrap')} phase={phase} height={height}>
      <Recovery state={state} />
      <Box marginTop={gap} flexDirection="column" flexShrink={0}>
        <Facts
          facts={[
            { label: LABELS.next, value: nextLine(state, now), as: phase.tag === 'done' ? 'good' : 'strong' },
            ...(said && crowded ? [] : evidenceOf(state)),
          ]}
        />
        {roomy && <Line as="quiet">{copy.GAP}</Line>}
      </Box>
      {(roomy || phase.tag !== 'failed') && (
        <Box marginTop={gap} flexShrink={0}>
          <Table
            columns={[{ head: HEADS.part }, { head: HEADS.took, align: 'right' }, { head: HEADS.what }]}
            rows={partsOf(state)}
          />
        </Box>
      )}
    </StepBody>
  );
}

/** The measured recovery time, and beside it what was lost and whether that is proved. */
function Recovery({ state }: { readonly state: State }) {
  const { restore, verify } = state.show.results;
  return (
    <Box columnGap={3} flexShrink={0}>
      <BigDigits text={restore ? timer(restore.tookMs) : copy.NO_TIME} size={BIG} as={restore ? 'strong' : 'quiet'} />
      <Box flexDirection="column">
        <Line as="strong">{restore ? byHand.rtoWords(state) : copy.RTO_NONE}</Line>
        <Facts facts={provedOf(state, verify?.verdict)} />
      </Box>
    </Box>
  );
}

/** Where what is kept of the show lies, and how it is read and seen again. */
function evidenceOf({ about, evidence }: State): readonly Fact[] {
  const path = evidence ?? about.folder;
  if (path === undefined) return [{ label: LABELS.evidence, value: copy.NOTHING_KEPT, as: 'warn' }];
  return [
    { label: LABELS.evidence, value: path, as: 'plain', cut: 'middle' },
    { label: LABELS.again, value: copy.againLine(about.showId), as: 'plain' },
  ];
}

const MEANINGS: { readonly [T in Verdict['tag']]: Meaning } = {
  verified: 'good',
  different: 'bad',
  'not-verified': 'warn',
};

function provedOf(state: State, verdict: Verdict | undefined): readonly Fact[] {
  const note = verdict && copy.verdictNote(verdict);
  return [
    {
      label: LABELS.rpo,
      value: copy.lostLine(verdict),
      ...(verdict && verdict.tag !== 'not-verified' ? { note: copy.LOST_NOTE } : {}),
    },
    {
      label: LABELS.verdict,
      value: verdict ? `${VERDICT_SIGNS[verdict.tag]} ${VERDICT_WORDS[verdict.tag]}` : copy.NO_VERDICT,
      ...(note === undefined ? {} : { note }),
      as: verdict ? MEANINGS[verdict.tag] : 'warn',
    },
    ...lapOf(state),
    { label: LABELS.show, value: state.about.showId, as: 'plain' },
  ];
}

/** How long it took from the acceptance until the verdict was out. */
function lapOf(state: State): readonly Fact[] {
  const accepted = state.show.results.restore?.stages.find(({ stage }) => stage === 'accepted')?.at;
  const verify = phaseOf(state, 'verify');
  if (accepted === undefined || verify.tag !== 'done') return [];
  return [{ label: LABELS.proved, value: duration(verify.at - accepted), note: byHand.afterWords(state) }];
}

function nextLine(state: State, now: number): string {
  const { restore, wrap } = state.show.results;
  const phase = phaseOf(state, 'wrap');
  if (phase.tag === 'running') return phase.progress ? byHand.reopeningWords(state, phase.progress, now) : copy.ASKING;
  if (wrap) return byHand.openWords(state, wrap);
  return restore ? byHand.gapWords(state) : copy.NO_GAP;
}

/** What each part of the show took, all its runs together, and what came of it. */
function partsOf(state: State): readonly Row[] {
  const { show } = state;
  const { load, snapshot, delete: deleted, restore, verify } = show.results;
  const what = {
    load: load && load.documents > 0 ? copy.loadWhat(load) : '',
    snapshot: snapshot ? byHand.snapshotTold(state, snapshot) : '',
    delete: deleted ? copy.deleteWhat(deleted) : '',
    restore: restore ? byHand.restoreTold(state, restore) : '',
    verify: verify ? copy.verifyWhat(verify) : '',
  };
  return (Object.keys(PART_NAMES) as (keyof typeof PART_NAMES)[]).map((part) => {
    const tookMs = show.tookMs[part];
    return { key: part, cells: [PART_NAMES[part], tookMs === undefined ? '-' : duration(tookMs), what[part]] };
  });
}
