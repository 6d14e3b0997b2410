import { Box } from 'ink';
import type { Snapshot } from '../../src/proof/facts.ts';
import {
  BRIEFING,
  MEANWHILE,
  memberOf,
  sizesOf,
  SNAPSHOT,
  SNAPSHOT_LABELS,
  SNAPSHOT_ORDER,
  SNAPSHOT_STAGES,
  stageNote,
  stageOf,
  WAITED_FOR,
} from '../../src/wizard/copy/snapshot.ts';
import { copyOf } from '../../src/wizard/copy/by-hand.ts';
import { SNAPSHOTS } from '../../src/wizard/copy/snapshots.ts';
import { usualLine } from '../../src/wizard/copy/eta.ts';
import { SIGNS } from '../../src/wizard/copy/frame.ts';
import { dateTime, duration, timer } from '../../src/wizard/copy/words.ts';
import type { Progress } from '../../src/wizard/progress.ts';
import { isByHand, phaseOf } from '../../src/wizard/state.ts';
import { SnapshotByHand } from '../parts/ByHand.tsx';
import { Facts } from '../parts/Facts.tsx';
import { Line } from '../parts/Line.tsx';
import { StepBody } from '../parts/StepBody.tsx';
import type { ScreenProps } from './props.ts';

export function SnapshotScreen(props: ScreenProps) {
  const { state, now, height } = props;
  const phase = phaseOf(state, 'snapshot');
  const result = state.show.results.snapshot;
  if (isByHand(state)) {
    const { clickPath: start, ...rest } = copyOf(state, 'snapshot');
    const clickPath = phase.tag === 'running' ? SNAPSHOTS.clickPath : result ? undefined : start;
    return (
      <StepBody copy={{ ...rest, ...(clickPath === undefined ? {} : { clickPath }) }} phase={phase} height={height}>
        <SnapshotByHand {...props} />
      </StepBody>
    );
  }
  const { snapshotMs } = state.about.past;
  if (phase.tag === 'running') {
    return (
      <StepBody copy={SNAPSHOT} phase={phase} height={height}>
        <StageList progress={phase.progress} />
        <Box marginTop={1} flexShrink={0}>
          <Facts
            facts={[{ label: SNAPSHOT_LABELS.elapsed, value: timer(now - phase.since), note: usualLine(snapshotMs) }]}
          />
        </Box>
        <Box marginTop={1} flexDirection="column" flexShrink={0}>
          <Line as="strong">{WAITED_FOR}</Line>
          {MEANWHILE.map((line) => (
            <Line key={line}>{`• ${line}`}</Line>
          ))}
        </Box>
      </StepBody>
    );
  }
  // Where a backup is started tells nothing once it runs.
  const { clickPath: _start, ...started } = SNAPSHOT;
  return (
    <StepBody copy={result ? started : SNAPSHOT} phase={phase} height={height}>
      {result ? (
        <Complete snapshot={result.snapshot} tookMs={result.tookMs} />
      ) : (
        <>
          {BRIEFING.map((line) => (
            <Line key={line}>{line}</Line>
          ))}
          <Box marginTop={1} flexShrink={0}>
            <Facts facts={[{ label: SNAPSHOT_LABELS.takes, value: usualLine(snapshotMs), as: 'plain' }]} />
          </Box>
        </>
      )}
    </StepBody>
  );
}

const NAME_WIDTH = Math.max(...Object.values(SNAPSHOT_STAGES).map(({ name }) => name.length)) + 3;

/** Stages passed, the present one with what is known of it, and those to come. */
function StageList({ progress }: { readonly progress: Progress['snapshot'] | undefined }) {
  const present = progress ? stageOf(progress) : undefined;
  const at = present ? SNAPSHOT_ORDER.indexOf(present) : -1;
  return (
    <Box flexDirection="column" flexShrink={0}>
      {SNAPSHOT_ORDER.map((stage, k) => {
        const name = SNAPSHOT_STAGES[stage].name;
        if (k !== at || !progress) {
          const sign = k < at ? SIGNS.done : SIGNS.briefing;
          return <Line key={stage} as={k < at ? 'good' : 'quiet'}>{`${sign} ${name}`}</Line>;
        }
        return (
          <Line key={stage} as="accent">
            {`${stage === 'complete' ? SIGNS.done : SIGNS.running} ${name.padEnd(NAME_WIDTH)}${stageNote(stage, progress)}`}
          </Line>
        );
      })}
    </Box>
  );
}

function Complete({ snapshot, tookMs }: { readonly snapshot: Snapshot; readonly tookMs: number }) {
  const { created, completedAt, expiresAt } = snapshot;
  return (
    <Facts
      facts={[
        { label: SNAPSHOT_LABELS.created, value: dateTime(created.t * 1000), as: 'good' },
        ...(completedAt === undefined ? [] : [{ label: SNAPSHOT_LABELS.completed, value: dateTime(completedAt) }]),
        { label: SNAPSHOT_LABELS.member, value: memberOf(snapshot) },
        { label: SNAPSHOT_LABELS.sizes, value: sizesOf(snapshot) },
        ...(expiresAt === undefined ? [] : [{ label: SNAPSHOT_LABELS.expires, value: dateTime(expiresAt) }]),
        ...(tookMs === 0 ? [] : [{ label: SNAPSHOT_LABELS.took, value: duration(tookMs) }]),
      ]}
    />
  );
}
