import { Binary, ObjectId, serialize } from 'bson';
import type {
  Automation,
  CollectionShape,
  Coverage,
  EngineFacts,
  ForeignDatabase,
  Load,
  Marker,
  Member,
  RestoreAnswer,
  RestoreJob,
  SetIdentity,
  Snapshot,
} from '../../src/proof/facts.ts';
import type { Lease } from '../../src/proof/lease.ts';
import { isHeldBy, isSameLease } from '../../src/proof/lease.ts';
import type { IdSet } from '../../src/proof/id-set.ts';
import { common, fingerprint, ID_BYTES, idAt, sortIds, toIdList, toIdSet, without } from '../../src/proof/id-set.ts';
import type { OpTime, RestorePoint } from '../../src/proof/op-time.ts';
import type { Content } from '../../src/proof/content.ts';
import { createContent, toShowHash, writeId } from '../../src/proof/content.ts';
import { NO_LEDGER } from '../../src/ledger.ts';
import { createRecords } from '../../src/records.ts';
import type { Barrier, Clock, RawDocument, World, WriteOutcome } from '../../src/world/world.ts';
import type { Context } from '../../src/workers/worker.ts';
import { createDatabaseLooks } from './looks.ts';
import { MEMBERS, SET, STATS, STORES } from './states.ts';

/** A clock that jumps to the end of whatever sleep ends first: story time without real time. */
export function createSteppedClock(startAt: number): Clock & { pass(ms: number): void } {
  let now = startAt;
  const sleeping = new Map<() => void, number>();

  function wakeNext(): void {
    const [wake, at] = [...sleeping].reduce((first, one) => (one[1] < first[1] ? one : first));
    sleeping.delete(wake);
    now = Math.max(now, at);
    wake();
  }

  return {
    now: () => now,
    pass(ms) {
      now += ms;
    },
    async sleep(ms, signal) {
      signal.throwIfAborted();
      await new Promise<void>((resolve) => {
        sleeping.set(resolve, now + Math.max(1, ms));
        // Another turn of the event loop, so that what is waited for can happen.
        setImmediate(wakeNext);
      });
      signal.throwIfAborted();
    },
  };
}

const HOSTS = MEMBERS.map(({ host }) => host);
const IDENTITY: SetIdentity = { setName: 'rehearsal', hosts: HOSTS };
const CLUSTER: EngineFacts = {
  version: '8.0.6',
  projectName: 'Demo',
  clusterName: 'rehearsal',
  setName: 'rehearsal',
  hosts: HOSTS,
  agents: [],
};

const START_AT = Date.UTC(2026, 10, 24, 14, 0, 0);

export interface SmallWorld extends World {
  readonly clock: ReturnType<typeof createSteppedClock>;
  /** What was asked of it, in order. */
  readonly asked: string[];
  ids: Uint8Array;
  marker: Marker | undefined;
  identity: SetIdentity;
  /** What the backup product says of the cluster. */
  cluster: EngineFacts;
  foreign: readonly ForeignDatabase[];
  /** Its dates follow the clock; `ageMs` is reckoned when it is read. */
  lease: Omit<Lease, 'ageMs'> | undefined;
  backupName: string;
  snapshots: readonly Snapshot[];
  coverage: Coverage;
  members: readonly Member[];
  automation: Automation;
  jobs: readonly RestoreJob[];
  /** What the backup product says that a job restores to. */
  told: RestorePoint | undefined;
  /** How far its clock is ahead. */
  offsetMs: number | undefined;
  writable: boolean;
  shape: CollectionShape;
  /** What is stored under these ids: by the loader's rule, unless a test has it otherwise. */
  read: (ids: IdSet) => readonly RawDocument[];
  /** What happens to the next writes, instead of success. */
  readonly outcomes: (WriteOutcome | Error)[];
  /** What the next restore requests are answered. */
  readonly answers: (RestoreAnswer | Error)[];
  /** Called at each look at automation: lets a test move the world on. */
  tick: () => void;
}

/** A world in memory that a test turns by hand. Op times follow its clock. */
export function createSmallWorld(documents = 0): SmallWorld {
  const clock = createSteppedClock(START_AT);
  const earlier: Load = { second: 1, show: 'earlier', seed: 1, documentBytes: 1024 };
  const first = new Uint8Array(documents * ID_BYTES);
  for (let k = 0; k < documents; k++) writeId(earlier, first, k * ID_BYTES, k);
  let ordinal = 0;
  let barriers = 0;
  let stamps = 0;
  const opTime = (): OpTime => ({ t: Math.floor(clock.now() / 1000), i: (ordinal += 1) });
  const world: SmallWorld = {
    kind: 'rehearsal',
    clock,
    asked: [],
    ids: first,
    marker: documents > 0 ? { setName: 'rehearsal', namespace: 'loadtest.events', loads: [earlier] } : undefined,
    identity: IDENTITY,
    cluster: CLUSTER,
    foreign: [],
    lease: undefined,
    backupName: 'INACTIVE',
    snapshots: [],
    coverage: { tag: 'ranges', ranges: [] },
    members: MEMBERS,
    automation: { goal: 3, processes: MEMBERS.map(({ host }) => ({ name: host, host, achieved: 3, plan: [] })) },
    jobs: [],
    told: undefined,
    offsetMs: undefined,
    writable: true,
    shape: { indexes: [{ name: '_id_', text: '{"v":2,"key":{"_id":1},"name":"_id_"}' }], options: '{}' },
    read: (ids) => byRule(world, ids),
    outcomes: [],
    answers: [],
    tick: () => undefined,
    close: () => Promise.resolve(),
    database: {
      looks: createDatabaseLooks(),
      namespace: 'loadtest.events',
      shownUri: 'mongodb://small',
      probe: () => Promise.resolve(world.members),
      describe: () => Promise.resolve(SET),
      identity: () => Promise.resolve(world.identity),
      foreignDatabases: () => Promise.resolve(world.foreign),
      stats: () =>
        Promise.resolve({
          ...STATS,
          estimatedDocuments: toIdSet(world.ids).size,
          storageBytes: world.ids.length * 100,
        }),
      opTime: () => Promise.resolve({ t: Math.floor(clock.now() / 1000), i: ordinal }),
      count: () => Promise.resolve(barriers > 0 ? undefined : { documents: toIdSet(world.ids).size, at: opTime() }),
      scanIds: () => Promise.resolve({ ids: sortIds(world.ids), at: opTime(), snapshot: true }),
      shape: () => Promise.resolve(world.shape),
      dbHash: () => Promise.resolve({ tag: 'hash', md5: fingerprint(sortIds(world.ids)), at: opTime() }),
      readDocuments: (ids) => Promise.resolve(world.read(common(sortIds(ids), sortIds(world.ids)))),
      findIds: (ids) => Promise.resolve(without(sortIds(ids), without(sortIds(ids), sortIds(world.ids)))),
      marker: () => Promise.resolve(world.marker),
      mark(load) {
        world.asked.push('mark');
        const loads = [...(world.marker?.loads ?? []), load];
        world.marker = { setName: 'rehearsal', namespace: 'loadtest.events', loads };
        return Promise.resolve();
      },
      adopt(adopted) {
        world.asked.push('adopt');
        world.marker = { setName: 'rehearsal', namespace: 'loadtest.events', loads: [], ...world.marker, adopted };
        return Promise.resolve();
      },
      lease: () => Promise.resolve(leaseNow()),
      putLease(holder, over) {
        const found = leaseNow();
        const may = over ? found !== undefined && isSameLease(found, over) : !found || isHeldBy(found, holder);
        const since = !over && world.lease ? world.lease.since : clock.now();
        if (may) world.lease = { ...holder, since, renewedAt: clock.now() };
        return Promise.resolve(may);
      },
      dropLease(holder) {
        const found = leaseNow();
        if (found && isHeldBy(found, holder)) world.lease = undefined;
        return Promise.resolve();
      },
      verifyWriteConcern: () => Promise.resolve(),
      openWriter(purpose) {
        world.asked.push(`open ${purpose}`);
        return Promise.resolve({
          insert: (load, from, to) =>
            write(`insert ${from}-${to}`, to - from, () => {
              const added = new Uint8Array((to - from) * ID_BYTES);
              for (let k = from; k < to; k++) writeId(load, added, (k - from) * ID_BYTES, k);
              world.ids = Buffer.concat([world.ids, added]);
            }),
          stamp: () => ({ session: '01'.repeat(16), number: (stamps += 1) }),
          delete: (ids) =>
            write(`delete ${ids.size}`, ids.size, () => {
              world.ids = without(sortIds(world.ids), sortIds(ids)).bytes;
            }),
          close: () => Promise.resolve(void world.asked.push(`close ${purpose}`)),
        });
      },
      fence: () => Promise.resolve(opTime()),
      term: () => Promise.resolve(1),
      awaitMajority: () => Promise.resolve(void world.asked.push('await majority')),
      barrier() {
        barriers += 1;
        world.asked.push('barrier');
        return Promise.resolve({} as Barrier);
      },
      reach() {
        const primary = world.members.find(({ role }) => role === 'primary')?.host;
        return Promise.resolve(world.writable && primary ? { members: world.members, primary } : undefined);
      },
      lift() {
        barriers -= 1;
        world.asked.push('lift');
      },
      close: () => Promise.resolve(),
    },
    engine: {
      traits: { product: 'ops-manager', onDemand: 'yes', windowIsFixed: false },
      describe: () => Promise.resolve(world.cluster),
      backup: () => Promise.resolve({ stateName: world.backupName }),
      startBackup: () => Promise.resolve(void world.asked.push('start backup')),
      snapshots() {
        world.tick();
        return Promise.resolve(world.snapshots);
      },
      takeSnapshot: () => Promise.resolve(void world.asked.push('take snapshot')),
      schedule: () => Promise.resolve({ snapshotIntervalHours: 24 }),
      changeSchedule: (patch) => Promise.resolve({ snapshotIntervalHours: 24, ...patch }),
      stores: () => Promise.resolve(STORES),
      coverage: () => Promise.resolve(world.coverage),
      automation() {
        world.tick();
        return Promise.resolve(world.automation);
      },
      restoreJobs: () => Promise.resolve(world.jobs),
      restoreJob: (id) => Promise.resolve(world.jobs.find((job) => job.id === id)!),
      pointOf: () => Promise.resolve(world.told),
      clockOffsetMs: () => world.offsetMs,
      startRestore() {
        world.asked.push('restore');
        const answer = world.answers.shift() ?? new Error('no answer left');
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
      close: () => Promise.resolve(),
    },
  };

  function leaseNow(): Lease | undefined {
    return world.lease && { ...world.lease, ageMs: clock.now() - world.lease.renewedAt };
  }

  function write(what: string, count: number, apply: () => void): Promise<WriteOutcome> {
    world.asked.push(what);
    const outcome = world.outcomes.shift();
    if (outcome instanceof Error) return Promise.reject(outcome);
    if (outcome) return Promise.resolve(outcome);
    apply();
    ordinal += count;
    return Promise.resolve({ tag: 'done', documents: count, at: opTime() });
  }
  return world;
}

/** The documents as the loader of the marker's loads wrote them. */
function byRule({ marker }: SmallWorld, ids: IdSet): readonly RawDocument[] {
  const contents = new Map<Load, Content>();
  return Array.from({ length: ids.size }, (_, k) => {
    const id = idAt(ids, k);
    const view = new DataView(id.buffer, id.byteOffset, ID_BYTES);
    const load = marker?.loads.find(
      ({ second, show }) => second === view.getUint32(0) && toShowHash(show) === view.getUint32(4),
    );
    const seq = view.getUint32(8);
    const content = load && (contents.get(load) ?? createContent(load));
    if (load && content) contents.set(load, content);
    const payload = content?.payloadOf(seq) ?? Buffer.alloc(0);
    return { id: toIdList(id), bytes: serialize({ _id: new ObjectId(id.slice()), seq, payload: new Binary(payload) }) };
  });
}

/** What a worker is given, with a world of its own. */
export function contextFor<I>(world: SmallWorld, input: I, signal = new AbortController().signal) {
  const show = { id: 'show-1', seed: 7 };
  const records = createRecords(NO_LEDGER);
  const since = world.clock.now();
  return { world, show, records, earlier: {}, input, run: 1, since, resuming: false, signal } satisfies Omit<
    Context<'load'>,
    'input'
  > & { input: I };
}

/** Runs a worker to its end; every yielded fact, and the result. */
export async function runToEnd<P, R>(
  work: AsyncGenerator<P, R, void>,
  onFact?: (fact: P) => void,
): Promise<{ facts: P[]; result: R }> {
  const facts: P[] = [];
  for (;;) {
    const turn = await work.next();
    if (turn.done) return { facts, result: turn.value };
    facts.push(turn.value);
    onFact?.(turn.value);
  }
}
