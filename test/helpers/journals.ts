import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Journal, JournalHead, JournalLine } from '../../src/keep/journal.ts';
import { JOURNAL_VERSION } from '../../src/keep/journal.ts';
import type { RecordedLine } from '../../src/keep/recording.ts';
import { toLine } from '../../src/line-file.ts';
import type { RestorePoint } from '../../src/proof/op-time.ts';
import type { Step } from '../../src/wizard/steps.ts';
import type { Survey } from '../../src/wizard/asides.ts';
import type { Inputs } from '../../src/wizard/inputs.ts';
import type { Results } from '../../src/wizard/results.ts';
import { BASELINE, INPUTS, MEMBERS, NOW, RESULTS, SAMPLE, SNAPSHOT } from './states.ts';

/** When the show made here began, in real and in story time: a minute of story is a second of real time. */
export const BEGAN = NOW - 3_600_000;

export const HEAD: JournalHead = {
  program: 'minuteback',
  journal: JOURNAL_VERSION,
  version: '0.1.0',
  showId: '2026-11-24-abcdef',
  kind: 'rehearsal',
  target: 'rehearsal',
  db: 'loadtest',
  coll: 'events',
  seed: 7,
  inputs: INPUTS,
  from: 'preflight',
  realAt: BEGAN,
  storyAt: BEGAN,
};

const realOf = (storyAt: number): number => BEGAN + (storyAt - BEGAN) / 60;
export const line = (storyAt: number, event: JournalLine['event']): JournalLine => ({
  realAt: realOf(storyAt),
  storyAt,
  event,
});
export const recorded = (storyAt: number, event: RecordedLine['event']): RecordedLine => ({
  realAt: realOf(storyAt),
  storyAt,
  event,
});

/** A run that worked, from its start to its end. */
export function ran<S extends Step>(
  step: S,
  run: number,
  from: number,
  until: number,
  result: Results[S],
  input?: Inputs[S],
): readonly JournalLine[] {
  return [
    line(from, { type: 'started', step, run, at: from, input }),
    line(until, { type: 'finished', step, run, at: until, result }),
  ];
}

export const shown = (step: Step, at: number): JournalLine => line(at, { type: 'showed', step });

const second = (seconds: number): number => NOW + seconds * 1000;
const opTime = (seconds: number, i = 1) => ({ t: second(seconds) / 1000, i });

export const POINT: RestorePoint = { form: 'second', t: opTime(60).t };
export const DELETED: Results['delete'] = {
  baseline: BASELINE,
  iterations: 3,
  deleted: 15_000,
  remaining: 502_440,
  unknown: 0,
  tookMs: 90_000,
  last: opTime(100),
};
export const RESTORED: Results['restore'] = {
  point: POINT,
  jobId: 'job-1',
  before: 502_440,
  moves: [],
  tookMs: 270_000,
  stages: [
    { stage: 'requested', at: second(130) },
    { stage: 'accepted', at: second(140) },
    { stage: 'members-down', at: second(170) },
    { stage: 'members-up', at: second(380) },
    { stage: 'primary-elected', at: second(410) },
    { stage: 'goal-reached', at: second(430) },
  ],
};
export const VERIFIED: Results['verify'] = {
  verdict: { tag: 'verified', expected: 511_440, returned: 9000, stayDeleted: 6000 },
  found: 511_440,
  at: opTime(445),
  tookMs: 12_000,
  foundFingerprint: 'feed',
  expectedFingerprint: 'feed',
  checks: [
    {
      name: 'ids',
      result: 'good',
      seen: { expected: 511_440, found: 511_440, missing: 0, extra: 0, uncertain: 0, uncertainThere: 0 },
      tookMs: 10,
    },
    {
      name: 'sample',
      result: 'good',
      seen: { compared: 1000, altered: 0, unread: 0, notOurs: 0, ids: [] },
      tookMs: 10,
    },
    { name: 'others', result: 'good', seen: { inserted: 0, removed: 0, insertedIds: [], removedIds: [] }, tookMs: 0 },
  ],
};

export const SURVEY: Survey = {
  now: opTime(120),
  newest: opTime(125),
  plateaus: [],
  candidates: [
    {
      name: 'minute-back',
      point: POINT,
      outlook: { tag: 'known', total: 511_440, returns: 9000, stayDeleted: 6000 },
      movedS: 0,
    },
  ],
  side: {
    coverage: {
      tag: 'ranges',
      ranges: [{ start: SNAPSHOT.created, end: opTime(118), snapshotId: SNAPSHOT.id }],
    },
    snapshots: [SNAPSHOT],
    jobs: [],
    automation: { goal: 3, processes: MEMBERS.map(({ host }) => ({ name: host, host, achieved: 3, plan: [] })) },
  },
};

/** A show from first step to verdict, with one failed attempt at its snapshot. */
export const LINES: readonly JournalLine[] = [
  ...ran('preflight', 2, BEGAN, BEGAN + 5000, RESULTS.preflight),
  shown('load', second(-3000)),
  ...ran('load', 3, second(-3000), second(-2900), RESULTS.load, INPUTS.load),
  shown('snapshot', second(-2800)),
  line(second(-2790), { type: 'started', step: 'snapshot', run: 4, at: second(-2790), input: undefined }),
  line(second(-2780), {
    type: 'errored',
    step: 'snapshot',
    run: 4,
    at: second(-2780),
    error: { kind: 'refused', message: 'Ops Manager refused: no daemon', nextSteps: ['Add one'], code: 'NO_DAEMON' },
    verdictOut: false,
  }),
  ...ran('snapshot', 5, second(-2700), second(-1800), RESULTS.snapshot),
  shown('stats', second(-600)),
  ...ran('stats', 6, second(-600), second(-590), RESULTS.stats),
  shown('cursors', second(-500)),
  line(second(-400), { type: 'told', step: 'cursors', at: second(-400) }),
  line(second(-300), { type: 'skipped', step: 'stores', why: 'free' }),
  shown('delete', second(-10)),
  ...ran('delete', 7, second(-5), second(105), DELETED, INPUTS.delete),
  shown('restore', second(110)),
  ...ran('restore', 9, second(128), second(431), RESTORED, { point: POINT }),
  shown('verify', second(440)),
  ...ran('verify', 10, second(441), second(453), VERIFIED),
  line(second(500), { type: 'left' }),
];

export const RECORDING: readonly RecordedLine[] = [
  recorded(second(-20), {
    type: 'sampled',
    sample: { ...SAMPLE, at: second(-20), count: { documents: 517_440, at: opTime(-20) } },
  }),
  ...Array.from({ length: 20 }, (_, k) =>
    recorded(second(5 + k * 5), {
      type: 'sampled',
      sample: { ...SAMPLE, at: second(5 + k * 5), count: { documents: 517_440 - k * 750, at: opTime(5 + k * 5) } },
    }),
  ),
  recorded(second(50), {
    type: 'progressed',
    step: 'delete',
    run: 7,
    progress: {
      baseline: BASELINE,
      iteration: 2,
      deleted: 7000,
      remaining: 510_440,
      done: 10,
      of: 5000,
      perSecond: 70,
      unknown: 0,
    },
  }),
  recorded(second(120), { type: 'surveyed', survey: SURVEY }),
  recorded(second(200), {
    type: 'progressed',
    step: 'restore',
    run: 9,
    progress: {
      point: POINT,
      stages: RESTORED.stages.slice(0, 3),
      members: MEMBERS,
      moves: [],
      lastChangeAt: second(170),
    },
  }),
];

export const LEDGER: readonly unknown[] = [
  {
    type: 'intent',
    batch: { iteration: 1, ids: { bytes: Buffer.alloc(12 * 10).toString('base64') }, after: opTime(2) },
  },
  { type: 'settled', batch: 0, outcome: { tag: 'done', at: opTime(3) } },
];

export const JOURNAL: Journal = { head: HEAD, lines: LINES };

/** A show's folder as the program leaves it. */
export function writeShow(
  shows: string,
  { head, lines }: Journal = JOURNAL,
  recording: readonly RecordedLine[] = RECORDING,
): string {
  const folder = join(shows, head.showId);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'journal.jsonl'), [head, ...lines].map(toLine).join(''));
  writeFileSync(join(folder, 'recording.jsonl'), recording.map(toLine).join(''));
  writeFileSync(join(folder, 'ledger.jsonl'), [{ program: 'minuteback', ledger: 1 }, ...LEDGER].map(toLine).join(''));
  return folder;
}
