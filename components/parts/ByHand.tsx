import { Box } from 'ink';
import type { Snapshot } from '../../src/proof/facts.ts';
import * as copy from '../../src/wizard/copy/by-hand.ts';
import { usualLine } from '../../src/wizard/copy/eta.ts';
import { typeLine } from '../../src/wizard/copy/restore.ts';
import { BRIEFING, MEANWHILE, SNAPSHOT_LABELS, WAITED_FOR } from '../../src/wizard/copy/snapshot.ts';
import { dateTime, duration, timer } from '../../src/wizard/copy/words.ts';
import { phaseOf } from '../../src/wizard/state.ts';
import type { Progress } from '../../src/wizard/progress.ts';
import type { ScreenProps } from '../screens/props.ts';
import { Facts } from './Facts.tsx';
import { Line } from './Line.tsx';
import { Members } from './Members.tsx';

/* What the screens show where nobody is asked: what the presenter does in the browser, and what was said of it. */

const { BY_HAND_LABELS: LABELS } = copy;
/** Members stand below what is to be typed. */
const MOST_MEMBERS = 4;

const Lines = ({ of }: { readonly of: readonly string[] }) => of.map((line) => <Line key={line}>{line}</Line>);

/** From the word that the backup was started to the word that its first snapshot is complete. */
export function SnapshotByHand({ state, now }: ScreenProps) {
  const phase = phaseOf(state, 'snapshot');
  const { snapshot: result } = state.show.results;
  const usual = usualLine(state.about.past.snapshotMs);
  if (phase.tag === 'running') {
    const { since } = phase;
    return (
      <>
        <Facts
          facts={[
            { label: LABELS.started, value: dateTime(since), note: copy.TOLD_BY_PRESENTER },
            { label: LABELS.elapsed, value: timer(now - since), note: usual },
          ]}
        />
        <Box marginTop={1} flexDirection="column" flexShrink={0}>
          <Line as="strong">{copy.SAY_COMPLETE}</Line>
          <Line as="quiet">{copy.WORD_COUNTS}</Line>
        </Box>
        <Box marginTop={1} flexDirection="column" flexShrink={0}>
          <Line as="strong">{WAITED_FOR}</Line>
          <Lines of={MEANWHILE.map((line) => `• ${line}`)} />
        </Box>
      </>
    );
  }
  if (!result) {
    return (
      <>
        <Lines of={BRIEFING} />
        <Box marginTop={1} flexDirection="column" flexShrink={0}>
          <Facts facts={[{ label: SNAPSHOT_LABELS.takes, value: usual, as: 'plain' }]} />
          <Line as="quiet">{copy.WORD_COUNTS}</Line>
        </Box>
      </>
    );
  }
  const waited = { label: LABELS.waited, value: duration(result.tookMs), note: copy.BY_HAND };
  return <Facts facts={[saidOf(LABELS.snapshot, result.snapshot), ...(result.tookMs === 0 ? [] : [waited])]} />;
}

const saidOf = (label: string, snapshot: Snapshot) =>
  ({ label, value: copy.saidComplete(snapshot), note: copy.TOLD_BY_PRESENTER, as: 'good' }) as const;

/** What can be set in the schedule's dialog; nobody told how it is set. */
export function ScheduleByHand({ state }: Pick<ScreenProps, 'state'>) {
  const { schedule } = state.show.results;
  return (
    <>
      <Line as="warn">{copy.NOBODY_ASKED}</Line>
      <Box marginTop={1} flexDirection="column" flexShrink={0}>
        <Line as="strong">{copy.SCHEDULE_TITLE}</Line>
        <Lines of={copy.SCHEDULE_OPTIONS.map((line) => `• ${line}`)} />
      </Box>
      {schedule && <Last snapshot={schedule.last} />}
    </>
  );
}

/** Only snapshots that were told of. */
export function SnapshotsByHand({ state }: Pick<ScreenProps, 'state'>) {
  const { snapshots } = state.show.results;
  return (
    <>
      <Line as="warn">{copy.NOBODY_ASKED}</Line>
      {snapshots && <Last snapshot={snapshots.snapshots[0]} />}
    </>
  );
}

function Last({ snapshot }: { readonly snapshot: Snapshot | undefined }) {
  return (
    <Box marginTop={1} flexShrink={0}>
      <Facts
        facts={[snapshot ? saidOf(LABELS.last, snapshot) : { label: LABELS.last, value: copy.NO_WORD, as: 'plain' }]}
      />
    </Box>
  );
}

/** Everything is ready, and the presenter clicks: what to type, and what Enter and Esc mean then. */
export function ClickNow({ progress }: { readonly progress: Progress['restore'] }) {
  const { point, members, touched } = progress;
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Line as="strong">{copy.CLICK_NOW}</Line>
      <Box marginTop={1} flexShrink={0}>
        {point && <Facts facts={[{ label: LABELS.type, value: typeLine(point), as: 'accent' }]} />}
      </Box>
      <Box marginTop={1} flexDirection="column" flexShrink={0}>
        <Line as="strong">{copy.THEN_ENTER}</Line>
        {touched ? (
          copy.TOUCHED.map((line) => (
            <Line key={line} as="warn">
              {line}
            </Line>
          ))
        ) : (
          <Line>{copy.ESC_STOPS}</Line>
        )}
      </Box>
      <Box marginTop={1} flexShrink={0}>
        <Members members={members} most={MOST_MEMBERS} />
      </Box>
    </Box>
  );
}
