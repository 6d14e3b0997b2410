import type { Backup, Coverage, Member, Schedule, SetFacts, Snapshot, Stores } from '../../src/proof/facts.ts';
import type { OpTime } from '../../src/proof/op-time.ts';
import type { Phase, Show } from '../../src/wizard/show.ts';
import { createShowState } from '../../src/wizard/show.ts';
import type { Stage } from '../../src/wizard/stage.ts';
import { createStage } from '../../src/wizard/stage.ts';
import type { About, AsideRun, State } from '../../src/wizard/state.ts';
import type { Step } from '../../src/wizard/steps.ts';
import type { Sample, TargetSeen } from '../../src/wizard/asides.ts';
import type { Armed, Inputs } from '../../src/wizard/inputs.ts';
import type { BaselineSeen } from '../../src/wizard/seen.ts';
import type { Results } from '../../src/wizard/results.ts';
import type { Check } from '../../src/wizard/checks.ts';
import type { Progress } from '../../src/wizard/progress.ts';
import { CHECKS } from '../../src/wizard/checks.ts';

/** The story time of every state made here: 14:03:27 UTC. */
export const NOW = Date.UTC(2026, 10, 24, 14, 3, 27);
export const OP_TIME: OpTime = { t: NOW / 1000, i: 4 };

const ABOUT: About = {
  kind: 'rehearsal',
  showId: '2026-11-24-c109f8',
  seed: 7,
  namespace: 'loadtest.events',
  shownUri: 'mongodb://127.0.0.1:28001,127.0.0.1:28002,127.0.0.1:28003/?replicaSet=rehearsal',
  auto: false,
  engine: { product: 'ops-manager', onDemand: 'yes', windowIsFixed: false },
  readOnly: false,
  folder: '/home/presenter/.local/state/minuteback/shows/2026-11-24-c109f8',
  past: { snapshotMs: [840_000, 905_000, 1_010_000], restoreMs: [245_000, 282_000, 350_000] },
  notices: [],
};

export const INPUTS: Show['inputs'] = {
  load: { bytes: 2 ** 30, documentBytes: 2 ** 14, batch: 2000 },
  delete: { percent: 1, batch: 1000, pauseMs: 500 },
};

interface Parts {
  readonly shown?: Step;
  readonly phases?: { readonly [S in Step]?: Phase<S> };
  readonly results?: Partial<Results>;
  readonly inputs?: Partial<Show['inputs']>;
  readonly stage?: Partial<Stage>;
  readonly about?: Partial<About>;
  readonly asides?: State['asides'];
  readonly quitting?: boolean;
  readonly armed?: Armed;
}

/** A state that is plain but for the parts that a test cares about. */
export function stateWith({
  shown = 'preflight',
  phases,
  results,
  inputs,
  stage,
  about,
  asides,
  quitting,
  armed,
}: Parts): State {
  const show = createShowState({ ...INPUTS, ...inputs });
  return {
    about: { ...ABOUT, ...about },
    show: { ...show, phases: { ...show.phases, ...phases }, results: results ?? {}, ...(armed ? { armed } : {}) },
    stage: { ...createStage(shown, 20, NOW), ...stage },
    asides: asides ?? {},
    asideErrors: {},
    lastRun: 1,
    quitting: quitting ?? false,
    durable: [],
  };
}

/** A run that began two minutes before `NOW`. */
export function running<S extends Step>(
  progress?: Progress[S],
  how: { readonly paused?: boolean; readonly stopping?: boolean } = {},
): Phase<S> {
  return {
    tag: 'running',
    run: 1,
    since: NOW - 120_000,
    input: undefined as Inputs[S],
    stopping: how.stopping ?? false,
    paused: how.paused ?? false,
    ...(progress === undefined ? {} : { progress }),
  };
}

export const DONE = { tag: 'done', at: NOW } as const;
export const SKIPPED = { tag: 'skipped', why: 'free' } as const;
export const FAILED = {
  tag: 'failed',
  error: {
    kind: 'unreachable',
    message: 'Asked 127.0.0.1:28001 for its state, and nobody answered within 5 s',
    nextSteps: ['Check that mongod runs', 'Check the network, then press Enter to try again'],
    code: 'ECONNREFUSED',
  },
} as const;

export const MEMBERS: readonly Member[] = [
  { host: '127.0.0.1:28001', role: 'primary', processId: 'p1' },
  { host: '127.0.0.1:28002', role: 'secondary', processId: 'p2' },
  { host: '127.0.0.1:28003', role: 'secondary', processId: 'p3' },
];

export const SET: SetFacts = { setName: 'rehearsal', members: MEMBERS, version: '8.0.15', foreignDatabases: [] };

/** What a presenter has confirmed of that set, with nothing of others on it. */
export const ARMED: Armed = {
  setName: 'rehearsal',
  hosts: MEMBERS.map(({ host }) => host),
  namespace: 'loadtest.events',
  databases: [],
};

/** What the look at the target tells of it. */
export const TARGET: TargetSeen = {
  identity: { setName: ARMED.setName, hosts: ARMED.hosts },
  foreign: [],
  holding: { whose: 'ours', documents: 451_904, bytes: 7_404_000_000 },
};
export const looking = (target: Partial<TargetSeen> = {}) => ({
  target: { run: 90, latest: { ...TARGET, ...target } },
});

export const SAMPLE: Sample = { at: NOW - 400, members: MEMBERS, count: { documents: 451_904, at: OP_TIME } };
export const watching = (sample: Sample = SAMPLE): { readonly watch: AsideRun<'watch'> } => ({
  watch: { run: 1, latest: sample },
});

export const BASELINE: BaselineSeen = { documents: 517_440, fingerprint: '0f3a9c5577e2d401', at: OP_TIME };

export const STATS: Results['stats']['stats'] = {
  estimatedDocuments: 517_440,
  dataBytes: 8_477_736_960,
  storageBytes: 10_308_928_143,
  freeStorageBytes: 1_048_576,
  averageDocumentBytes: 16_384,
  indexes: [{ name: '_id_', bytes: 16_558_080 }],
};

/** A load half through its only round. */
export const LOADING: Progress['load'] = {
  round: 1,
  documents: 31_522,
  targetDocuments: 65_536,
  totalDocuments: 483_426,
  bytesPerSecond: 58.3e6,
  stalledMs: 0,
  etaMs: 9400,
  storageBytes: 9.87e9,
  backupIsOn: false,
};

export const SNAPSHOT: Snapshot = {
  id: '6743f00000000000000000a1',
  complete: true,
  created: { t: OP_TIME.t - 1800, i: 1 },
  completedAt: NOW - 1_560_000,
  expiresAt: NOW + 2 * 86_400_000,
  member: '127.0.0.1:28003',
  memberRoleName: 'SECONDARY',
  dataBytes: 8_477_736_960,
  storageBytes: 10_308_928_143,
  versionName: '8.0.15',
};

export const STARTED: Backup = { stateName: 'STARTED' };

export const COVERAGE: Coverage = {
  tag: 'ranges',
  ranges: [{ start: { t: OP_TIME.t - 1800, i: 1 }, end: { t: OP_TIME.t - 12, i: 3 } }],
};

export const RHYTHM: Schedule = {
  snapshotIntervalHours: 24,
  snapshotRetentionDays: 2,
  dailySnapshotRetentionDays: 0,
  weeklySnapshotRetentionWeeks: 2,
  monthlySnapshotRetentionMonths: 1,
  pointInTimeWindowHours: 24,
  referenceHourOfDay: 18,
  referenceMinuteOfHour: 0,
  referenceTimeZoneOffset: '+0000',
};

export const STORES: Stores = {
  tag: 'stores',
  stores: [
    { kind: 'fileSystem', id: 'fs1', assignable: true, where: '/backup/snapshots' },
    { kind: 'oplogMongo', id: 'oplog1', assignable: true, where: 'appdb.rehearsal:27017' },
  ],
  daemons: [{ machine: 'opsmanager.rehearsal', headDirectory: '/backup/head', assignable: true }],
};

const SEEN: { readonly [C in Check['name']]: string } = {
  node: 'v22.20.0',
  terminal: '120 columns, 40 rows, xterm-256color, 256 colours',
  address: '127.0.0.1:28001 and 2 more, encrypted',
  names: '3 names resolved',
  set: 'rehearsal, primary 127.0.0.1:28001',
  members: '1 primary, 2 secondaries',
  topology: '3 members, each under its own name',
  versions: 'MongoDB 8.0.15, feature compatibility 8.0',
  clocks: '4 clocks within 2 s of this machine’s',
  user: 'access control is off: everybody may do everything',
  namespace: 'loadtest.events is ours: 451,904 documents, 7.4 GB',
  databases: 'none but ours: a restore replaces the whole set',
  disk: '200.0 GB free on the primary for 1.1 GB to be loaded',
  oplog: 'reaches back 3 days, 7.4 GB of 12.9 GB used',
  engine: '8.0.15 at 127.0.0.1:28080',
  key: 'accepted',
  cluster: 'rehearsal in Demo, 3 hosts as in the set',
  'automation-role': 'Project Automation Admin',
  'backup-role': 'Project Backup Admin, inferred from what it may read',
  agents: '3 automation, 1 backup, 1 monitoring',
  automation: '3 processes at goal version 12',
  backup: 'INACTIVE: it is started after the load',
  stores: '1 snapshot store, 1 oplog store, 1 daemon to assign',
  restores: 'none yet',
  coverage: 'nothing restorable yet',
};

/** All checks good but those named otherwise. */
export function checksWith(verdicts: { readonly [C in Check['name']]?: Check['verdict'] } = {}): readonly Check[] {
  return CHECKS.map((name): Check => {
    const verdict = verdicts[name] ?? 'good';
    const fix = verdict === 'good' || verdict === 'looking' ? {} : { fix: `Fix what is wrong with the ${name}` };
    return { name, verdict, seen: SEEN[name], ...fix };
  });
}

/** What all steps up to the delete leave behind. */
export const RESULTS = {
  preflight: {
    checks: checksWith(),
    set: SET,
    engine: {
      version: '8.0.15',
      projectName: 'Demo',
      clusterName: 'rehearsal',
      setName: 'rehearsal',
      hosts: MEMBERS.map(({ host }) => host),
      agents: [],
    },
  },
  load: { documents: 65_536, tookMs: 18_200, rounds: 1, stats: STATS, loads: [], stopped: false },
  snapshot: { snapshot: SNAPSHOT, tookMs: 905_000 },
  stats: {
    set: SET,
    stats: STATS,
    count: { documents: 517_440, at: OP_TIME },
    baseline: BASELINE,
    hash: { tag: 'taken', md5: '9a0364b9e99bb480dd25e1f0284c8555', tookMs: 12_000 },
  },
  stores: { stores: STORES },
  schedule: {
    backup: STARTED,
    schedule: RHYTHM,
    last: SNAPSHOT,
    nextAt: NOW + 14_193_000,
    coverage: COVERAGE,
  },
  snapshots: { snapshots: [SNAPSHOT], coverage: COVERAGE, nextAt: NOW + 14_193_000 },
} as const satisfies Partial<Results>;
