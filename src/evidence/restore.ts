import type { RecordedLine } from '../keep/recording.ts';
import { judge } from '../proof/guard.ts';
import type { Outlook } from '../proof/history.ts';
import type { PointSource } from '../proof/facts.ts';
import type { OpTime, RestorePoint } from '../proof/op-time.ts';
import { compareOpTimes, instantOf } from '../proof/op-time.ts';
import type { CandidateName } from '../proof/points.ts';
import { pickedCandidate } from '../wizard/state.ts';
import type { Survey } from '../wizard/asides.ts';
import type { Results } from '../wizard/results.ts';
import type { StageMark, StageName } from '../wizard/seen.ts';
import type { Attempt, Outcome } from './attempts.ts';

/** The last restore that was begun: what it was to, what that meant, and how long each part took. */
export interface RestoreEvidence {
  readonly outcome: Outcome;
  readonly from: number;
  readonly until?: number;
  /** Absent where nobody has told to which point a restore went that was begun in the browser. */
  readonly point?: RestorePoint;
  /** Who told it; absent of one that was asked for from here. */
  readonly pointFrom?: PointSource;
  /** It was begun in the browser. */
  readonly taken?: true;
  readonly instant?: number;
  /** What the point was called on screen. */
  readonly candidate?: CandidateName;
  /** What the point was said to bring back when it was chosen. */
  readonly outlook?: Outlook;
  /** The snapshot that the oplog is replayed onto, by the last look at the backup side before. */
  readonly base?: { readonly created: OpTime; readonly snapshotId: string };
  readonly jobId?: string;
  readonly stages: readonly StageEvidence[];
  /** From the acceptance to the fresh writable primary. */
  readonly recoveryMs?: number;
  /** From the acceptance to the verdict. */
  readonly toVerdictMs?: number;
}

/** When a stage was first observed, and how long it was until the next. */
export interface StageEvidence {
  readonly stage: StageName;
  readonly at: number;
  readonly tookMs?: number;
}

export function toRestore(
  attempts: readonly Attempt[],
  { restore: result }: Partial<Results>,
  recorded: readonly RecordedLine[],
  verdictAt: number | undefined,
  byHand: boolean,
): RestoreEvidence | undefined {
  const attempt = attempts.findLast(({ step }) => step === 'restore');
  if (!attempt?.input) return undefined;
  const worked = attempt.outcome === 'worked' ? result : undefined;
  const { point } = worked ?? attempt.input;
  const aim = point
    ? { point, instant: instantOf(point), ...toChosen(lastSurvey(recorded, attempt.from), point, byHand) }
    : {};
  const marks = worked?.stages ?? lastStages(recorded, attempt.run);
  const acceptedAt = marks.find(({ stage }) => stage === 'accepted')?.at;
  return {
    outcome: attempt.outcome,
    from: attempt.from,
    ...(attempt.until === undefined ? {} : { until: attempt.until }),
    ...aim,
    ...(worked?.pointFrom ? { pointFrom: worked.pointFrom } : {}),
    ...(worked?.taken || 'job' in attempt.input ? { taken: true } : {}),
    ...(worked ? { jobId: worked.jobId, recoveryMs: worked.tookMs } : {}),
    stages: toStages(marks),
    ...(worked && acceptedAt !== undefined && verdictAt !== undefined ? { toVerdictMs: verdictAt - acceptedAt } : {}),
  };
}

function toStages(marks: readonly StageMark[]): readonly StageEvidence[] {
  const inTime = marks.toSorted((a, b) => a.at - b.at);
  return inTime.map(({ stage, at }, k) => {
    const next = inTime[k + 1]?.at;
    return { stage, at, ...(next === undefined ? {} : { tookMs: next - at }) };
  });
}

function lastStages(recorded: readonly RecordedLine[], run: number): readonly StageMark[] {
  const line = recorded.findLast(
    ({ event }) => event.type === 'progressed' && event.step === 'restore' && event.run === run,
  );
  return line?.event.type === 'progressed' && 'stages' in line.event.progress ? line.event.progress.stages : [];
}

function lastSurvey(recorded: readonly RecordedLine[], before: number): Survey | undefined {
  const line = recorded.findLast(({ event, storyAt }) => event.type === 'surveyed' && storyAt <= before);
  return line?.event.type === 'surveyed' ? line.event.survey : undefined;
}

const isSame = (a: RestorePoint, b: RestorePoint): boolean =>
  a.form === 'second' ? b.form === 'second' && a.t === b.t : b.form === 'opTime' && compareOpTimes(a.at, b.at) === 0;

/** What the last look before the restore said of its point. */
function toChosen(
  survey: Survey | undefined,
  point: RestorePoint,
  byHand: boolean,
): Pick<RestoreEvidence, 'candidate' | 'outlook' | 'base'> {
  if (!survey) return {};
  const candidate =
    survey.candidates.find((one) => isSame(one.point, point)) ?? pickedCandidate({ point, movedS: 0 }, survey);
  const guard = judge(point, survey.side, survey.newest);
  const base = guard.tag === 'open' && !byHand ? guard.base : undefined;
  return {
    ...(candidate ? { candidate: candidate.name, outlook: candidate.outlook } : {}),
    ...(base ? { base: { created: base.created, snapshotId: base.id } } : {}),
  };
}
