import type { Automation, CoverageRange, Member, RestoreJob } from '../../src/proof/facts.ts';
import type { RestorePoint } from '../../src/proof/op-time.ts';
import type { ProofCheck } from '../../src/proof/verdict.ts';
import type { Candidate, Plateau } from '../../src/proof/points.ts';
import type { CountSample } from '../../src/wizard/show.ts';
import type { State } from '../../src/wizard/state.ts';
import type { Sample, Survey } from '../../src/wizard/asides.ts';
import type { StageMark, StageName } from '../../src/wizard/seen.ts';
import type { Progress } from '../../src/wizard/progress.ts';
import type { Results } from '../../src/wizard/results.ts';
import type { Verdict } from '../../src/proof/verdict.ts';
import { STAGES } from '../../src/wizard/copy/restore-run.ts';
import { BASELINE, COVERAGE, MEMBERS, NOW, OP_TIME, RESULTS, SNAPSHOT, watching } from './states.ts';

/** Two minutes before `NOW` the delete began; the baseline was taken a second earlier. */
export const FIRST_DELETE_S = OP_TIME.t - 120;
const BEFORE_DELETE = { ...BASELINE, at: { t: FIRST_DELETE_S - 1, i: 4 } };

export const DELETING: Progress['delete'] = {
  baseline: BEFORE_DELETE,
  iteration: 3,
  deleted: 12_297,
  remaining: 505_143,
  done: 2000,
  of: 5072,
  perSecond: 1812,
  unknown: 0,
};

export const DELETED: Results['delete'] = {
  baseline: BEFORE_DELETE,
  iterations: 3,
  deleted: 12_297,
  remaining: 505_143,
  unknown: 0,
  tookMs: 108_000,
  last: { t: OP_TIME.t - 12, i: 998 },
};

/** A count each second, falling since the first delete. */
export const COUNTS: readonly CountSample[] = Array.from({ length: 130 }, (_, k) => ({
  at: NOW - (130 - k) * 1000,
  documents: k < 10 ? 517_440 : Math.max(505_143, 517_440 - Math.floor((k - 9) / 2) * 210),
}));

export const AFTER_DELETE: Sample = {
  at: NOW - 400,
  members: MEMBERS,
  count: { documents: 505_143, at: OP_TIME },
};

/** The point that one minute back stands for. */
export const POINT: RestorePoint = { form: 'second', t: OP_TIME.t - 60 };
export const OP_TIME_POINT: RestorePoint = { form: 'opTime', at: { t: OP_TIME.t - 80, i: 1017 } };

export const CANDIDATES: readonly Candidate[] = [
  {
    name: 'minute-back',
    point: POINT,
    outlook: { tag: 'known', total: 516_628, returns: 4137, stayDeleted: 812 },
    movedS: 0,
  },
  {
    name: 'before-first-delete',
    point: { form: 'second', t: FIRST_DELETE_S },
    outlook: { tag: 'known', total: 517_440, returns: 4949, stayDeleted: 0 },
    movedS: 0,
  },
  {
    name: 'between-iterations',
    point: OP_TIME_POINT,
    outlook: { tag: 'known', total: 516_440, returns: 3949, stayDeleted: 1000 },
    movedS: 0,
  },
];

const BATCHES = 36;
const BATCHES_EACH = 12;

/** Three iterations of twelve batches, one each three seconds; the exact points between them. */
export const PLATEAUS: readonly Plateau[] = Array.from({ length: BATCHES + 1 }, (_, k): Plateau => {
  const gone = Math.round((k * DELETED.deleted) / BATCHES);
  return {
    from: k === 0 ? BEFORE_DELETE.at : { t: FIRST_DELETE_S + 3 * k - 2, i: 1017 },
    to: k === BATCHES ? OP_TIME : { t: FIRST_DELETE_S + 3 * k, i: 0 },
    iteration: Math.ceil(k / BATCHES_EACH),
    outlook: { tag: 'known', total: 517_440 - gone, returns: DELETED.deleted - gone, stayDeleted: gone },
  };
});

const AUTOMATION: Automation = {
  goal: 12,
  processes: MEMBERS.map(({ host }, k) => ({ name: `rehearsal_${k + 1}`, host, achieved: 12, plan: [] })),
};

export const SURVEY: Survey = {
  now: OP_TIME,
  newest: OP_TIME,
  side: { coverage: COVERAGE, snapshots: [SNAPSHOT], jobs: [], automation: AUTOMATION },
  candidates: CANDIDATES,
  plateaus: PLATEAUS,
};

export const rangesUntil = (t: number): readonly CoverageRange[] => [
  { start: { t: OP_TIME.t - 1800, i: 1 }, end: { t, i: 3 } },
];

/** The asides while a restore point is chosen. */
export const choosing = (survey: Partial<Survey> = {}): State['asides'] => ({
  ...watching(AFTER_DELETE),
  survey: { run: 2, latest: { ...SURVEY, ...survey } },
});

export const JOB: RestoreJob = {
  id: '64f0aa11bb22cc33dd44ee04',
  createdAt: NOW - 190_000,
  stateName: 'FINISHED',
  pointInTime: true,
};

/** Seconds after the request at which each stage is first seen. */
const STAGE_AT_S: { readonly [S in StageName]: number } = {
  requested: 0,
  accepted: 1,
  'plan-received': 6,
  'members-down': 31,
  replacing: 45,
  'members-up': 268,
  'primary-elected': 283,
  'goal-reached': 301,
};

/** Marks of the stages up to `last`, without those left out; the request was `sinceMs` before `NOW`. */
export function stagesUntil(last: StageName, sinceMs: number, without: readonly StageName[] = []): StageMark[] {
  return STAGES.slice(0, STAGES.indexOf(last) + 1)
    .filter((stage) => !without.includes(stage))
    .map((stage) => ({ stage, at: NOW - sinceMs + STAGE_AT_S[stage] * 1000 }));
}

export const DOWN: readonly Member[] = MEMBERS.map(({ host }) => ({ host, role: 'down', why: 'ECONNREFUSED' }));

const MOVES = ['DownloadBackup', 'StopForRestore', 'ReplaceDataFiles', 'ReplayOplogToPoint', 'Start'];

export const RESTORING: Progress['restore'] = {
  point: POINT,
  stages: stagesUntil('replacing', 193_000),
  members: DOWN,
  moves: [1, 2, 3].map((k) => ({
    process: `rehearsal_${k}`,
    seen: MOVES,
    left: MOVES.slice(k === 1 ? 3 : 2),
    atGoal: false,
  })),
  job: JOB,
  lastChangeAt: NOW - 12_000,
};

export const READING: Progress['verify'] = {
  ids: 311_296,
  of: 516_628,
  doing: 'ids',
  sampled: 0,
  toSample: 0,
  since: NOW - 600,
};

export const RESTORED: Results['restore'] = {
  point: POINT,
  jobId: JOB.id,
  stages: stagesUntil('goal-reached', 330_000),
  moves: RESTORING.moves.map((moves) => ({ ...moves, left: [], atGoal: true })),
  tookMs: 282_000,
  before: 505_143,
};

const SOME_ID = '6743f0000f3a9c55000001f4';
const BOUNDARY = { of: 812, there: 0, ids: [SOME_ID], at: OP_TIME };

/** Every check good, but the hash, which says nothing where documents were deleted before the point. */
export const CHECKS: readonly ProofCheck[] = [
  {
    name: 'ids',
    result: 'good',
    seen: { expected: 516_628, found: 516_628, missing: 0, extra: 0, uncertain: 0, uncertainThere: 0 },
    tookMs: 410,
  },
  { name: 'last-deleted-before', result: 'good', seen: BOUNDARY, tookMs: 0 },
  { name: 'first-deleted-after', result: 'good', seen: { ...BOUNDARY, of: 1000, there: 1000 }, tookMs: 0 },
  {
    name: 'sample',
    result: 'good',
    seen: { compared: 1000, altered: 0, unread: 0, notOurs: 0, ids: [] },
    tookMs: 2100,
  },
  { name: 'indexes', result: 'good', seen: { count: 1, missing: [], extra: [], altered: [] }, tookMs: 0 },
  { name: 'options', result: 'good', seen: { before: '{}', after: '{}' }, tookMs: 0 },
  { name: 'hash', result: 'skipped', seen: { because: 'deleted-before-point' }, tookMs: 0 },
  {
    name: 'others',
    result: 'good',
    seen: { inserted: 0, removed: 0, insertedIds: [], removedIds: [] },
    tookMs: 0,
  },
];

/** The checks with some of them otherwise. */
export const checksBut = (...others: readonly ProofCheck[]): readonly ProofCheck[] =>
  CHECKS.map((check) => others.find(({ name }) => name === check.name) ?? check);

const judged = (verdict: Verdict, found: number): Results['verify'] => ({
  verdict,
  found,
  at: OP_TIME,
  tookMs: 410,
  foundFingerprint: '0f3a9c5577e2d401',
  expectedFingerprint: '0f3a9c5577e2d401',
  checks: CHECKS,
});

export const VERIFIED = judged({ tag: 'verified', expected: 516_628, returned: 4137, stayDeleted: 812 }, 516_628);

const hexIds = (count: number): string[] =>
  Array.from({ length: count }, (_, k) => `6743f0000f3a9c55${k.toString(16).padStart(8, '0')}`);

export const DIFFERENT: Results['verify'] = {
  ...judged(
    {
      tag: 'different',
      expected: 516_628,
      missing: 23,
      extra: 1,
      altered: 0,
      missingIds: hexIds(20),
      extraIds: ['6743f0ffffffffffffffffff'],
      alteredIds: [],
      catalog: [],
      hash: false,
    },
    516_606,
  ),
  foundFingerprint: '77e2d4010f3a9c55',
  idsFile: '/home/presenter/.local/state/minuteback/shows/2026-11-24-c109f8/different-12.txt',
  checks: checksBut(
    {
      name: 'ids',
      result: 'bad',
      seen: { expected: 516_628, found: 516_606, missing: 23, extra: 1, uncertain: 0, uncertainThere: 0 },
      tookMs: 410,
    },
    { name: 'first-deleted-after', result: 'bad', seen: { ...BOUNDARY, of: 1000, there: 977 }, tookMs: 0 },
  ),
};

const { expectedFingerprint: _none, ...foundOnly } = VERIFIED;
export const NOT_VERIFIED: Results['verify'] = {
  ...foundOnly,
  verdict: {
    tag: 'not-verified',
    because: 'unknown-delete',
    claim: { certain: 515_628, uncertain: 1000, uncertainThere: 812 },
  },
  checks: checksBut({
    name: 'ids',
    result: 'open',
    seen: { expected: 515_628, found: 516_440, missing: 0, extra: 0, uncertain: 1000, uncertainThere: 812 },
    tookMs: 410,
  }),
};

/** Others wrote between the baseline and the restore: what only we touched is held to account all the same. */
export const TOUCHED: Results['verify'] = {
  ...foundOnly,
  verdict: {
    tag: 'not-verified',
    because: 'foreign-writes',
    claim: { certain: 516_437, uncertain: 3, uncertainThere: 2 },
  },
  checks: checksBut(
    {
      name: 'ids',
      result: 'open',
      seen: { expected: 516_437, found: 516_439, missing: 0, extra: 0, uncertain: 3, uncertainThere: 2 },
      tookMs: 410,
    },
    {
      name: 'others',
      result: 'bad',
      seen: { inserted: 2, removed: 1, insertedIds: [SOME_ID, SOME_ID], removedIds: [SOME_ID] },
      tookMs: 0,
    },
  ),
};

export const REOPENED: Results['wrap'] = {
  snapshot: { ...SNAPSHOT, created: { t: OP_TIME.t - 60, i: 1 } },
  openAt: NOW - 10_000,
  tookMs: 640_000,
};

/** What all steps up to the restore leave behind. */
export const BROKEN = { ...RESULTS, delete: DELETED } as const satisfies Partial<Results>;
export const MENDED = { ...BROKEN, restore: RESTORED } as const satisfies Partial<Results>;
export const PROVED = { ...MENDED, verify: VERIFIED } as const satisfies Partial<Results>;
