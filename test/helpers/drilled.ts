import { onTestFinished } from 'vitest';
import type { RestorePoint } from '../../src/proof/op-time.ts';
import type { LedgerEntry } from '../../src/ledger.ts';
import { NO_LEDGER } from '../../src/ledger.ts';
import type { Records } from '../../src/records.ts';
import { createRecords } from '../../src/records.ts';
import type { RestoreJob, SeenBefore } from '../../src/proof/facts.ts';
import type { DeleteInput, TakenRestore } from '../../src/wizard/inputs.ts';
import type { Progress } from '../../src/wizard/progress.ts';
import type { Results } from '../../src/wizard/results.ts';
import type { Step } from '../../src/wizard/steps.ts';
import { deleteDocuments } from '../../src/workers/delete.ts';
import { load } from '../../src/workers/load.ts';
import { restore } from '../../src/workers/restore.ts';
import { snapshot } from '../../src/workers/snapshot.ts';
import { verify } from '../../src/workers/verify.ts';
import type { Context, Worker } from '../../src/workers/worker.ts';
import { createLiveClients } from '../../src/world/live/world.ts';
import type { Fault, Injection, Mishap } from '../../src/world/rehearsal/faults.ts';
import type { RehearsalHost } from '../../src/world/rehearsal/world.ts';
import { startRehearsal } from '../../src/world/rehearsal/world.ts';
import type { BackupEngine, Database, World } from '../../src/world/world.ts';
import { createRequester } from './signed-request.ts';

const GROUP = '/api/public/v1.0/groups/*';

/** Ops Manager calls that tests have fail. */
export const CALLS = {
  automation: `GET ${GROUP}/automationStatus`,
  job: `GET ${GROUP}/clusters/*/restoreJobs/*`,
  jobs: `GET ${GROUP}/clusters/*/restoreJobs`,
  restore: `POST ${GROUP}/clusters/*/restoreJobs`,
  config: `GET ${GROUP}/automationConfig`,
} as const;

const DOCUMENT_BYTES = 1024;

/** Live clients on rehearsal servers in this thread, and the real workers over them. */
export interface Stage {
  readonly host: RehearsalHost;
  readonly database: Database;
  readonly engine: BackupEngine;
  readonly records: Records;
  /** Every line of the ledger. */
  readonly ledger: readonly LedgerEntry[];
  readonly inject: (...injections: readonly Injection[]) => void;
  readonly failCommand: (name: string, when: Fault['when'], mishap: Mishap, times?: number) => void;
  readonly failRequest: (call: keyof typeof CALLS, when: Fault['when'], mishap: Mishap, times?: number) => void;
  readonly load: (documents: number, onFact?: (fact: Progress['load']) => unknown) => Promise<Told<'load'>>;
  readonly deleteSome: (
    iterations: number,
    input?: Partial<DeleteInput>,
    onFact?: (fact: Progress['delete']) => unknown,
  ) => Promise<Told<'delete'>>;
  /** `onFact` is awaited: it may move the world on. */
  readonly restore: (point: RestorePoint, onFact?: (fact: Progress['restore']) => unknown) => Promise<Told<'restore'>>;
  /** Takes up a job that the browser has begun; `said` is asked for what the presenter has said since. */
  readonly takeUp: (input: TakenRestore, options?: TakeUpOptions) => Promise<Told<'restore'>>;
  /** What was there before a job that is begun now. */
  readonly lookBefore: () => Promise<SeenBefore>;
  /** A second client of Ops Manager, as the browser is one: asks for a restore, and answers with its job. */
  readonly browse: (point: object) => Promise<RestoreJob>;
  readonly verify: () => Promise<Told<'verify'>>;
  /** Backup on and a complete snapshot. */
  readonly backUp: () => Promise<void>;
  /** The same by the worker, with what it reports. */
  readonly takeFirstSnapshot: () => Promise<readonly Progress['snapshot'][]>;
  /** Waits until the oplog has arrived up to now. */
  readonly cover: () => Promise<void>;
  /** Jumps to the next event of that name. */
  readonly jumpTo: (name: RegExp) => Promise<void>;
}

export interface TakeUpOptions {
  readonly onFact?: (fact: Progress['restore']) => unknown;
  readonly said?: () => RestorePoint | undefined;
  readonly resuming?: boolean;
}

export interface Told<S extends Step> {
  readonly facts: readonly Progress[S][];
  readonly result: Results[S];
  /** The longest real time between two facts, in milliseconds, without what the test itself did. */
  readonly longestGapMs: number;
}

export async function startStage({ seed = 7, speed = 60 } = {}): Promise<Stage> {
  const host = await startRehearsal({ thread: false, paced: false, namespace: 'earlier.events', seed, speed });
  const { uri, opsManager: url, publicKey, privateKey, projectId: project, clusterId: cluster } = host.connection;
  const { database, engine } = createLiveClients({
    connection: {
      uri,
      db: 'loadtest',
      coll: 'events',
      opsManager: { url, publicKey, privateKey, project, cluster },
    },
    version: 'test',
    clock: host.clock,
  });
  onTestFinished(async () => {
    await Promise.all([database.close(), engine.close()]);
    await host.close();
  });
  const world: World = { kind: 'rehearsal', database, engine, clock: host.clock, close: () => Promise.resolve() };
  const ledger: LedgerEntry[] = [];
  const records = createRecords({ ...NO_LEDGER, write: (entry) => void ledger.push(entry) });
  const earlier: { -readonly [S in Step]?: Results[S] } = {};
  const request = createRequester(url, { publicKey, privateKey });
  let runs = 0;

  async function run<S extends Step>(
    step: S,
    worker: Worker<S>,
    input: Context<S>['input'],
    onFact?: (fact: Progress[S]) => unknown,
    more: Partial<Pick<Context<S>, 'resuming' | 'inputNow'>> = {},
  ): Promise<Told<S>> {
    const signal = new AbortController().signal;
    const show = { id: 'show-1', seed };
    runs += 1;
    const since = host.clock.now();
    const work = worker({ world, show, records, earlier, signal, input, run: runs, since, resuming: false, ...more });
    const facts: Progress[S][] = [];
    let longestGapMs = 0;
    for (;;) {
      const askedAt = Date.now();
      const turn = await work.next();
      longestGapMs = Math.max(longestGapMs, Date.now() - askedAt);
      if (turn.done) {
        Object.assign(earlier, { [step]: turn.value });
        return { facts, result: turn.value, longestGapMs };
      }
      facts.push(turn.value);
      await onFact?.(turn.value);
    }
  }

  async function jumpTo(name: RegExp): Promise<void> {
    for (;;) {
      const reached = await host.control.jump();
      if (reached === undefined) throw new Error(`nothing is due any more, and ${String(name)} has not happened`);
      if (name.test(reached)) return;
    }
  }

  const never = new AbortController().signal;
  return {
    host,
    database,
    engine,
    records,
    ledger,
    inject: (...injections) => injections.forEach((one) => host.addFault(one)),
    failCommand: (name, when, mishap, times = 1) => host.addFault({ point: 'command', name, when, times, mishap }),
    failRequest: (call, when, mishap, times = 1) =>
      host.addFault({ point: 'request', name: CALLS[call], when, times, mishap }),
    load: (documents, onFact) =>
      run('load', load, { bytes: documents * DOCUMENT_BYTES, documentBytes: DOCUMENT_BYTES, batch: 50 }, onFact),
    deleteSome: (iterations, input, onFact) =>
      run('delete', deleteDocuments, { percent: 10, batch: 10, pauseMs: 500, iterations, ...input }, onFact),
    async restore(point, onFact) {
      // What the presenter is shown in full and types: the earlier load is a database of others here.
      const [{ setName, hosts }, foreign] = await Promise.all([
        database.identity(never),
        database.foreignDatabases(never),
      ]);
      const armed = { setName, hosts, namespace: database.namespace, databases: foreign.map(({ name }) => name) };
      return run('restore', restore, { point, typed: setName, armed }, onFact);
    },
    takeUp: (input, { onFact, said, resuming = false } = {}) =>
      run('restore', restore, input, onFact, {
        resuming,
        inputNow() {
          const point = said?.();
          return point ? { ...input, point, said: true } : input;
        },
      }),
    async lookBefore() {
      const [jobs, automation, members] = await Promise.all([
        engine.restoreJobs(never),
        engine.automation(never),
        database.probe(never),
      ]);
      return { jobs: jobs.map(({ id }) => id), members, ...(automation ? { goal: automation.goal } : {}) };
    },
    async browse(point) {
      const { body, status } = await request('POST', `/groups/${project}/clusters/${cluster}/restoreJobs`, {
        delivery: { methodName: 'AUTOMATED_RESTORE', targetGroupId: project, targetClusterId: cluster },
        ...point,
      });
      if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
      return engine.restoreJob(body.results[0].id, never);
    },
    verify: () => run('verify', verify, undefined as Context<'verify'>['input']),
    async backUp() {
      await engine.startBackup(never);
      await jumpTo(/^first snapshot complete$/);
    },
    async takeFirstSnapshot() {
      const jump = async (): Promise<void> => void (await host.control.jump());
      return (await run('snapshot', snapshot, undefined as Context<'snapshot'>['input'], jump)).facts;
    },
    async cover() {
      const until = await database.opTime(never);
      for (;;) {
        const coverage = await engine.coverage(never);
        if (coverage.tag === 'ranges' && coverage.ranges.some(({ end }) => end.t > until.t)) return;
        await host.clock.sleep(1000, never);
      }
    },
    jumpTo,
  };
}
