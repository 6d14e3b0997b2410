import { Box, Text } from 'ink';
import type { Member } from '../../src/proof/facts.ts';
import { afterWords, MEMBERS_TELL } from '../../src/wizard/copy/by-hand.ts';
import { usualLine } from '../../src/wizard/copy/eta.ts';
import * as copy from '../../src/wizard/copy/restore-run.ts';
import { duration, timer } from '../../src/wizard/copy/words.ts';
import { askedPoint } from '../../src/wizard/copy/noticed.ts';
import { asksPoint, isByHand, phaseOf } from '../../src/wizard/state.ts';
import type { StageMark, StageName } from '../../src/wizard/seen.ts';
import type { Progress } from '../../src/wizard/progress.ts';
import type { Results } from '../../src/wizard/results.ts';
import type { ScreenProps } from '../screens/props.ts';
import { THEME } from '../theme.ts';
import { BIG, BigDigits, bigWidth } from './BigDigits.tsx';
import { ClickNow } from './ByHand.tsx';
import type { Fact } from './Facts.tsx';
import { Facts } from './Facts.tsx';
import { Line } from './Line.tsx';
import { Members } from './Members.tsx';
import { Stages } from './Stages.tsx';
import { wrapWords } from './wrap-words.ts';

/** Members share the height of the stages with the clock. */
const MOST_MEMBERS = 3;
/** Cells of clock and members; the stages take the rest of the smallest body. */
const LEFT_WIDTH = { narrow: 27, wide: 36 } as const;
const WIDE = 86;
/** Cells beside the clock that words still fit into. */
const LEAST_BESIDE = 9;
/** Cells from which on the teaching text stands beside the stages; else below, from this height on, in full. */
const BESIDE_WIDTH = 130;
const BESIDE_GAP = 4;
const TALL_HEIGHT = 24;

/** The clock above the members, beside them the stages, below what the agents say. */
export function RestoreRun(props: ScreenProps & { readonly progress: Progress['restore'] }) {
  const { state, now, width, height, progress } = props;
  const { stages, members, moves, job, waitingFor, trouble, lastChangeAt } = progress;
  const tall = height >= TALL_HEIGHT;
  const past = state.about.past.restoreMs;
  const asked = asksPoint(state);
  if (progress.awaitsWord) return <ClickNow progress={progress} />;
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Course
        state={state}
        stages={stages}
        now={now}
        members={members.length > 0 ? members : (state.asides.watch?.latest?.members ?? [])}
        width={width}
        {...(past.length === 0 ? {} : { usual: usualLine(past) })}
      />
      <Box marginTop={tall ? 1 : 0} flexDirection="column" flexShrink={0}>
        {waitingFor === undefined && (
          <Box justifyContent="space-between" flexShrink={0}>
            <Line as="strong">{isByHand(state) ? MEMBERS_TELL : copy.MOVES}</Line>
            <Box flexShrink={0}>
              <Line as="quiet">{copy.changedLine(now - lastChangeAt)}</Line>
            </Box>
          </Box>
        )}
        {waitingFor === undefined ? (
          !isByHand(state) && <Agents moves={moves} most={tall ? Infinity : MOST_MEMBERS} />
        ) : (
          <Text {...THEME.warn}>{copy.waitingLine(waitingFor)}</Text>
        )}
        {trouble !== undefined && <Text {...THEME.warn}>{copy.troubleLine(trouble)}</Text>}
        {job && !isByHand(state) && (tall || trouble === undefined) && <Line as="quiet">{copy.jobLine(job)}</Line>}
      </Box>
      {asked && (
        <Box marginTop={tall ? 1 : 0} flexDirection="column" flexShrink={0}>
          {askedPoint(asked).map((line) => (
            <Line key={line} as="warn">
              {line}
            </Line>
          ))}
        </Box>
      )}
      {width < BESIDE_WIDTH && (tall || !asked) && (
        <Box marginTop={tall ? 1 : 0} flexShrink={0}>
          <Inside full={tall} />
        </Box>
      )}
    </Box>
  );
}

interface CourseProps {
  readonly state: ScreenProps['state'];
  readonly stages: readonly StageMark[];
  readonly members: readonly Member[];
  /** Story time; absent when the restore has ended. */
  readonly now?: number;
  readonly width: number;
  /** How long it took before. */
  readonly usual?: string;
}

function Course({ state, stages, members, now, width, usual }: CourseProps) {
  const left = width < WIDE ? LEFT_WIDTH.narrow : LEFT_WIDTH.wide;
  const text = timer(copy.timerMs(stages, now ?? 0) ?? 0);
  const beside = left - bigWidth(text, BIG) - 1;
  return (
    <Box columnGap={2} flexShrink={0}>
      <Box width={left} flexDirection="column" flexShrink={0}>
        <Box columnGap={1}>
          <BigDigits text={text} size={BIG} as={now === undefined ? 'good' : 'strong'} />
          {usual !== undefined && beside >= LEAST_BESIDE && <Usual text={usual} width={beside} />}
        </Box>
        <Members members={members} most={MOST_MEMBERS} />
      </Box>
      <Stages state={state} stages={stages} {...(now === undefined ? {} : { now })} />
      {width >= BESIDE_WIDTH && (
        <Box marginLeft={BESIDE_GAP}>
          <Inside full />
        </Box>
      )}
    </Box>
  );
}

/** Beside the clock, at its foot. */
function Usual({ text, width }: { readonly text: string; readonly width: number }) {
  return (
    <Box flexDirection="column" justifyContent="flex-end">
      {wrapWords(text, width).map((line) => (
        <Line key={line} as="quiet">
          {line}
        </Line>
      ))}
    </Box>
  );
}

/** Teaching text. None of it can be observed, so none of it is ever ticked. */
function Inside({ full }: { readonly full: boolean }) {
  if (!full) return <Line as="quiet">{copy.INSIDE_SHORT}</Line>;
  return (
    <Box flexDirection="column">
      <Line as="quiet">{copy.INSIDE}</Line>
      {copy.INSIDE_LINES.map((line) => (
        <Line key={line} as="quiet">{`• ${line}`}</Line>
      ))}
    </Box>
  );
}

interface AgentsProps {
  readonly moves: Progress['restore']['moves'];
  readonly most: number;
}

/** What the agents still have to do: those that say the same share a line, the furthest behind come first. */
function Agents({ moves, most }: AgentsProps) {
  if (moves.length === 0) return <Line as="quiet">{copy.NO_PLAN}</Line>;
  const saying = new Map<string, string[]>();
  for (const of of moves.toSorted((a, b) => b.left.length - a.left.length)) {
    const words = copy.movesLine(of);
    saying.set(words, [...(saying.get(words) ?? []), of.process]);
  }
  return [...saying]
    .slice(0, most)
    .map(([words, processes]) => <Line key={words}>{`${copy.agents(processes)}: ${words}`}</Line>);
}

/** The clock as it stopped, the stages, and the laps. */
export function RestoreResult({ state, width, result }: ScreenProps & { readonly result: Results['restore'] }) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Course state={state} stages={result.stages} members={state.asides.watch?.latest?.members ?? []} width={width} />
      <Box marginTop={1} flexShrink={0}>
        <Facts facts={lapsOf(state, result)} />
      </Box>
    </Box>
  );
}

function verdictAt(state: ScreenProps['state']): number | undefined {
  const verify = phaseOf(state, 'verify');
  return verify.tag === 'done' ? verify.at : undefined;
}

function lapsOf(state: ScreenProps['state'], { stages, tookMs, jobId }: Results['restore']): readonly Fact[] {
  const verdict = verdictAt(state);
  const at = (stage: StageName): number | undefined => stages.find((mark) => mark.stage === stage)?.at;
  const accepted = at('accepted');
  const lap = (label: string, ms: number, as: Fact['as'] = 'strong'): Fact => ({
    label,
    value: duration(ms),
    note: afterWords(state),
    as,
  });
  const goal = at('goal-reached');
  return [
    lap(copy.LAPS.primary, tookMs, 'good'),
    ...(accepted === undefined || goal === undefined ? [] : [lap(copy.LAPS.goal, goal - accepted)]),
    accepted === undefined || verdict === undefined
      ? { label: copy.LAPS.verified, value: copy.NOT_VERIFIED_YET, as: 'warn' }
      : lap(copy.LAPS.verified, verdict - accepted),
    { label: copy.LAPS.job, value: jobId, as: 'plain' },
  ];
}
