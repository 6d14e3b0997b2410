import { Box } from 'ink';
import type { Candidate } from '../../src/proof/points.ts';
import type { Guard } from '../../src/proof/guard.ts';
import type { Progress, StageMark } from '../../src/wizard/steps.ts';
import type { State } from '../../src/wizard/state.ts';
import { chosenCandidate, guardOf, phaseOf } from '../../src/wizard/state.ts';
import * as copy from '../../src/wizard/copy/restore.ts';
import { point, timer } from '../../src/wizard/copy/words.ts';
import { liveCount } from '../live-count.ts';
import { BIG, BigDigits, SMALL } from '../parts/BigDigits.tsx';
import { BigFigures } from '../parts/BigFigures.tsx';
import type { Fact } from '../parts/Facts.tsx';
import { Facts } from '../parts/Facts.tsx';
import { Line } from '../parts/Line.tsx';
import { Members } from '../parts/Members.tsx';
import { Stages } from '../parts/Stages.tsx';
import { StepBody } from '../parts/StepBody.tsx';
import type { ScreenProps } from './props.ts';

const { RESTORE, RESTORE_LABELS: LABELS } = copy;
const MOST_MEMBERS = 3;
/** Lines for agents in a small terminal; those that say the same share one. */
const MOST_AGENTS = 2;
/** Where the columns of a wide terminal begin to have room. */
const ROOMY_HEIGHT = 24;

export function RestoreScreen(props: ScreenProps) {
  const { state, now, height } = props;
  const phase = phaseOf(state, 'restore');
  const { clickPath, ...bare } = RESTORE;
  const runs = phase.tag === 'running';
  const path = runs ? copy.CANCEL_PATH : clickPath;
  const result = phase.tag === 'done' ? state.show.results.restore : undefined;
  return (
    <StepBody
      copy={{ ...bare, lead: leadOf(state), ...(path && !result ? { clickPath: path } : {}) }}
      phase={phase}
      height={height}
    >
      {(phase.tag === 'briefing' || phase.tag === 'failed') && <Choosing {...props} />}
      {runs && !phase.progress && <Line as="accent">{copy.COMMITTING}</Line>}
      {runs && phase.progress && <Running {...props} progress={phase.progress} />}
      {result && (
        <Box flexDirection="column">
          <Timer stages={result.stages} now={now} />
          <Box marginTop={1}>
            <Stages stages={result.stages} />
          </Box>
          <Line as="quiet">{copy.NEXT_VERIFY}</Line>
        </Box>
      )}
    </StepBody>
  );
}

function leadOf(state: State): string {
  const phase = phaseOf(state, 'restore');
  if (phase.tag === 'running' && phase.progress) return copy.toPoint(phase.progress.point);
  const { restore } = state.show.results;
  const survey = state.asides.survey?.latest;
  if (survey && phase.tag === 'briefing') return copy.frozenLead(survey.now.t);
  return phase.tag === 'done' && restore ? copy.restoredTo(restore.point) : RESTORE.lead;
}

/** Before -> now, the point with what it brings back, and whether it can be asked for. */
function Choosing({ state, now, width }: ScreenProps) {
  const before = state.show.results.delete?.baseline ?? state.show.results.stats?.baseline;
  const count = liveCount({ state, now });
  const candidate = chosenCandidate(state);
  const guard = guardOf(state);
  const survey = state.asides.survey?.latest;
  const draining = state.show.phases.delete.tag === 'running';
  const error = state.asideErrors.survey;
  return (
    <Box flexDirection="column" flexShrink={0}>
      <BigFigures
        of={[
          { documents: before?.documents, captions: [LABELS.before] },
          { documents: count?.documents, captions: [`${LABELS.now}, ${count?.source ?? copy.NOT_COUNTED}`] },
        ]}
        width={width}
        size={SMALL}
        arrow
      />
      <Box marginTop={1} flexDirection="column" flexShrink={0}>
        {draining && <Line as="accent">{copy.DRAINING}</Line>}
        {!draining && error && <Line as="bad">{copy.surveyFailed(error.message)}</Line>}
        {!draining && !error && !survey && <Line as="accent">{copy.SURVEYING}</Line>}
        {survey && candidate && guard && <Facts facts={choiceOf(state, candidate, guard, now)} />}
      </Box>
    </Box>
  );
}

function choiceOf(state: State, candidate: Candidate, guard: Guard, now: number): readonly Fact[] {
  const { candidates, side } = state.asides.survey!.latest!;
  const { outlook, name, point: of } = candidate;
  const why = copy.whyLine(candidate, candidates, state.stage.choice !== undefined);
  const other = candidates[(candidates.indexOf(candidate) + 1) % candidates.length];
  return [
    { label: LABELS.point, value: `${copy.CANDIDATE_NAMES[name]}, ${point(of)}`, as: 'strong' },
    { label: LABELS.also, value: copy.alsoLine(of), as: 'plain' },
    { label: LABELS.returns, value: copy.returnsLine(outlook), as: 'accent' },
    ...(outlook.tag === 'known'
      ? [{ label: LABELS.stay, value: copy.stayDeletedLine(outlook.stayDeleted), as: 'plain' } as const]
      : []),
    ...(why.length === 0 ? [] : [{ label: LABELS.why, value: why.join('; '), as: 'quiet' } as const]),
    { label: LABELS.ranges, value: copy.rangesLine(side.coverage, now), as: 'plain' },
    { label: LABELS.guard[guard.tag], value: copy.guardLine(guard, of), as: guard.tag === 'open' ? 'good' : 'warn' },
    ...(other && other !== candidate
      ? [{ label: LABELS.others, value: copy.otherLine(other), as: 'quiet' } as const]
      : []),
    { label: LABELS.type, value: copy.typeLine(of), as: 'accent' },
  ];
}

function Timer({ stages, now }: { readonly stages: readonly StageMark[]; readonly now: number }) {
  return <BigDigits text={timer(copy.timerMs(stages, now) ?? 0)} size={SMALL} />;
}

/** The clock beside the members, then the stages, then what the agents say. */
function Running({ state, now, height, width, progress }: ScreenProps & { readonly progress: Progress['restore'] }) {
  const { stages, members, moves, job, waitingFor, trouble, lastChangeAt } = progress;
  const roomy = height >= ROOMY_HEIGHT;
  const size = roomy ? BIG : SMALL;
  return (
    <Box flexDirection="column" flexShrink={0} width={width}>
      <Box columnGap={4} flexShrink={0}>
        <BigDigits text={timer(copy.timerMs(stages, now) ?? 0)} size={size} />
        <Box flexDirection="column" flexShrink={0}>
          <Members
            members={members.length > 0 ? members : (state.asides.watch?.latest?.members ?? [])}
            most={MOST_MEMBERS}
          />
        </Box>
        <Line as="quiet">{copy.changedLine(now - lastChangeAt)}</Line>
      </Box>
      <Box marginTop={roomy ? 1 : 0} flexShrink={0}>
        <Stages stages={stages} now={now} />
      </Box>
      {waitingFor !== undefined && <Line as="warn">{copy.waitingLine(waitingFor)}</Line>}
      {trouble !== undefined && <Line as="warn">{trouble}</Line>}
      {roomy && <Line as="quiet">{copy.MOVES}</Line>}
      {waitingFor === undefined && trouble === undefined && (
        <Agents moves={moves} most={roomy ? Infinity : MOST_AGENTS} />
      )}
      {roomy && job && <Line as="quiet">{copy.jobLine(job)}</Line>}
      {roomy ? (
        <Box marginTop={1} flexDirection="column">
          <Line as="quiet">{copy.INSIDE}</Line>
          {copy.INSIDE_LINES.map((line) => (
            <Line key={line} as="quiet">{`• ${line}`}</Line>
          ))}
        </Box>
      ) : (
        <Line as="quiet">{copy.INSIDE_SHORT}</Line>
      )}
    </Box>
  );
}

/** What the agents still have to do: those that say the same share a line, the furthest behind come first. */
function Agents({ moves, most }: { readonly moves: Progress['restore']['moves']; readonly most: number }) {
  const saying = new Map<string, string[]>();
  for (const of of moves.toSorted((a, b) => b.left.length - a.left.length)) {
    const words = copy.movesLine(of);
    saying.set(words, [...(saying.get(words) ?? []), of.process]);
  }
  return [...saying]
    .slice(0, most)
    .map(([words, processes]) => <Line key={words}>{`${copy.agents(processes)}: ${words}`}</Line>);
}
