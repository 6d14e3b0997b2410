import type { Phase, Show } from '../../src/wizard/show.ts';
import type { State } from '../../src/wizard/state.ts';
import type { Step } from '../../src/wizard/steps.ts';
import type { Progress } from '../../src/wizard/progress.ts';
import type { Results } from '../../src/wizard/results.ts';
import * as states from './break-states.ts';
import { DONE, FAILED, NOW, OP_TIME, running, SKIPPED, stateWith, watching } from './states.ts';

/** The steps of the third act. */
export const BREAK_STEPS = ['delete', 'restore', 'verify', 'wrap'] as const;
export type BreakStep = (typeof BREAK_STEPS)[number];

export interface BreakCase {
  readonly step: BreakStep;
  readonly name: string;
  readonly state: State;
}

interface Around {
  readonly results?: Partial<Results>;
  readonly asides?: State['asides'];
  readonly asideErrors?: State['asideErrors'];
  readonly counts?: Show['counts'];
  readonly tookMs?: Show['tookMs'];
  readonly phases?: { readonly [S in Step]?: Phase<S> };
}

/** A step of the third act on screen in a phase, with what the show has come to. */
export function at<S extends BreakStep>(step: S, phase: Phase<S>, around: Around = {}): State {
  const { results = {}, asides = watching(states.AFTER_DELETE), asideErrors = {}, counts, tookMs, phases } = around;
  const state = stateWith({ shown: step, phases: { ...phases, [step]: phase }, results, asides });
  return {
    ...state,
    asideErrors,
    show: { ...state.show, counts: counts ?? states.COUNTS, tookMs: tookMs ?? state.show.tookMs },
  };
}

const BRIEFING = { tag: 'briefing' } as const;

const TOOK: Show['tookMs'] = { load: 18_200, snapshot: 905_000, delete: 108_000, restore: 301_000, verify: 410 };

const deleting = (progress?: Progress['delete'], how = {}): State =>
  at('delete', running<'delete'>(progress, how), { results: states.BROKEN });

const restoring = (progress?: Progress['restore']): State =>
  at('restore', running<'restore'>(progress), { results: states.BROKEN });

const verified = (verify: Results['verify']): State =>
  at('verify', DONE, {
    results: { ...states.MENDED, verify },
    phases: { delete: DONE, restore: DONE },
    asides: watching({ ...states.AFTER_DELETE, count: { documents: verify.found, at: OP_TIME } }),
  });

const restored = { results: states.MENDED, phases: { delete: DONE, restore: DONE }, tookMs: TOOK } as const;
const proved = { ...restored, results: states.PROVED, phases: { ...restored.phases, verify: DONE } } as const;

/** Every phase that the third act is drawn in, and the ways in which it looks different. */
export const BREAK_CASES: readonly BreakCase[] = [
  { step: 'delete', name: 'briefing', state: at('delete', BRIEFING) },
  { step: 'delete', name: 'running, baseline', state: deleting() },
  { step: 'delete', name: 'running', state: deleting(states.DELETING) },
  {
    step: 'delete',
    name: 'running, held',
    state: deleting({
      ...states.DELETING,
      unknown: 1000,
      rolledBack: 1000,
      held: { for: 'again', forMs: 11_000, why: 'Could not delete on a,b,c: no primary answers' },
    }),
  },
  { step: 'delete', name: 'running, unknown', state: deleting({ ...states.DELETING, unknown: 1000 }) },
  { step: 'delete', name: 'paused', state: deleting(states.DELETING, { paused: true }) },
  { step: 'delete', name: 'stopping', state: deleting(states.DELETING, { stopping: true }) },
  { step: 'delete', name: 'done', state: at('delete', DONE, { results: states.BROKEN }) },
  { step: 'delete', name: 'failed', state: at('delete', FAILED) },
  { step: 'delete', name: 'skipped', state: at('delete', SKIPPED) },
  { step: 'restore', name: 'briefing, nothing read', state: at('restore', BRIEFING, { results: states.BROKEN }) },
  {
    step: 'restore',
    name: 'briefing, draining',
    state: at('restore', BRIEFING, {
      results: states.BROKEN,
      phases: { delete: running<'delete'>(states.DELETING, { stopping: true }) },
    }),
  },
  {
    step: 'restore',
    name: 'briefing, closed',
    state: at('restore', BRIEFING, {
      results: states.BROKEN,
      asides: states.choosing({
        side: {
          ...states.SURVEY.side,
          coverage: { tag: 'ranges', ranges: states.rangesUntil(OP_TIME.t - 67) },
        },
      }),
    }),
  },
  {
    step: 'restore',
    name: 'briefing, open',
    state: at('restore', BRIEFING, { results: states.BROKEN, asides: states.choosing() }),
  },
  {
    step: 'restore',
    name: 'briefing, preselected',
    state: at('restore', BRIEFING, {
      results: states.BROKEN,
      asides: states.choosing({
        candidates: states.CANDIDATES.map((candidate) =>
          candidate.name === 'minute-back'
            ? { ...candidate, outlook: { tag: 'known', total: 505_143, returns: 0, stayDeleted: 12_297 } }
            : { ...candidate, movedS: -3 },
        ),
      }),
    }),
  },
  {
    step: 'restore',
    name: 'briefing, survey failed',
    state: at('restore', BRIEFING, { results: states.BROKEN, asideErrors: { survey: FAILED.error } }),
  },
  { step: 'restore', name: 'running, no progress', state: restoring() },
  {
    step: 'restore',
    name: 'running, too fresh',
    state: restoring({
      point: states.POINT,
      stages: states.stagesUntil('requested', 9000),
      moves: [],
      members: [],
      lastChangeAt: NOW - 9000,
      waitingFor: {
        because: 'too-fresh',
        words: 'Invalid restore point: the oplog has not reached it',
        attempts: 7,
        until: NOW + 591_000,
      },
    }),
  },
  { step: 'restore', name: 'running, replacing', state: restoring(states.RESTORING) },
  {
    step: 'restore',
    name: 'running, elected',
    state: restoring({
      ...states.RESTORING,
      stages: states.stagesUntil('primary-elected', 290_000, ['replacing']),
      members: watching().watch.latest!.members,
      moves: states.RESTORING.moves.map((moves, k) => ({ ...moves, left: k === 2 ? ['Start'] : [], atGoal: k !== 2 })),
      trouble: 'Ops Manager did not answer within 5 s',
    }),
  },
  { step: 'restore', name: 'done', state: at('restore', DONE, { results: states.MENDED, phases: { delete: DONE } }) },
  {
    step: 'restore',
    name: 'failed',
    state: at('restore', FAILED, { results: states.BROKEN, asides: states.choosing() }),
  },
  {
    step: 'restore',
    name: 'skipped',
    state: at('restore', SKIPPED, { results: states.BROKEN, asides: states.choosing() }),
  },
  { step: 'verify', name: 'briefing', state: at('verify', BRIEFING, { results: states.BROKEN }) },
  {
    step: 'verify',
    name: 'briefing, restoring',
    state: at('verify', BRIEFING, {
      results: states.BROKEN,
      phases: { restore: running<'restore'>(states.RESTORING) },
    }),
  },
  { step: 'verify', name: 'running, no progress', state: at('verify', running<'verify'>(), restored) },
  { step: 'verify', name: 'running', state: at('verify', running<'verify'>(states.READING), restored) },
  {
    step: 'verify',
    name: 'stopping',
    state: at('verify', running<'verify'>({ ...states.READING, ids: 1000 }, { stopping: true }), restored),
  },
  {
    step: 'verify',
    name: 'running, comparing',
    state: at('verify', running<'verify'>({ ...states.READING, ids: 516_628 }), restored),
  },
  { step: 'verify', name: 'verified', state: verified(states.VERIFIED) },
  { step: 'verify', name: 'different', state: verified(states.DIFFERENT) },
  { step: 'verify', name: 'could not verify', state: verified(states.NOT_VERIFIED) },
  { step: 'verify', name: 'touched by others', state: verified(states.TOUCHED) },
  {
    step: 'verify',
    name: 'running, sample',
    state: at(
      'verify',
      running<'verify'>({ ...states.READING, ids: 516_628, doing: 'sample', toSample: 1000 }),
      restored,
    ),
  },
  {
    step: 'verify',
    name: 'running, hash',
    state: at('verify', running<'verify'>({ ...states.READING, ids: 516_628, doing: 'hash', sampled: 1000 }), restored),
  },
  { step: 'verify', name: 'failed', state: at('verify', FAILED, restored) },
  { step: 'verify', name: 'skipped', state: at('verify', SKIPPED, restored) },
  { step: 'wrap', name: 'briefing', state: at('wrap', BRIEFING, proved) },
  {
    step: 'wrap',
    name: 'briefing, no verdict',
    state: at('wrap', BRIEFING, { results: states.BROKEN, tookMs: { delete: 108_000 } }),
  },
  {
    step: 'wrap',
    name: 'stopping',
    state: at('wrap', running<'wrap'>({ since: NOW - 9000 }, { stopping: true }), proved),
  },
  { step: 'wrap', name: 'running, no progress', state: at('wrap', running<'wrap'>(), proved) },
  {
    step: 'wrap',
    name: 'running',
    state: at(
      'wrap',
      running<'wrap'>({ since: NOW - 120_000, snapshot: { ...states.REOPENED.snapshot, complete: false } }),
      proved,
    ),
  },
  {
    step: 'wrap',
    name: 'done',
    state: at('wrap', DONE, { ...proved, results: { ...states.PROVED, wrap: states.REOPENED } }),
  },
  { step: 'wrap', name: 'failed', state: at('wrap', FAILED, proved) },
  { step: 'wrap', name: 'skipped', state: at('wrap', SKIPPED, proved) },
];
