import type * as v from 'valibot';
import { RefusedError, UnreachableError } from '../../../errors.ts';
import type { Agent, Automation, RestoreJob, Schedule, Snapshot } from '../../../proof/facts.ts';
import { compareOpTimes } from '../../../proof/op-time.ts';
import type { BackupEngine, Clock } from '../../world.ts';
import type { Redact } from '../redact.ts';
import * as answers from './answers.ts';
import { createBudget } from './budget.ts';
import { createClockOffset, dated } from './clock-offset.ts';
import type { Http, Request } from './http.ts';
import { createHttp, isFine, meaningOf, toRefused } from './http.ts';
import { parseAnswer, readFilteredList, readList } from './lists.ts';
import type { Wanted } from './locate.ts';
import { createLocator, toProjectPath } from './locate.ts';
import { createEngineLooks } from './looks.ts';
import { AutomationConfig, pointOfJob } from './point.ts';
import { judgeConflict, judgeRestore, toRestoreBody } from './restore.ts';
import { readStores } from './stores.ts';
import { toTraits } from './traits.ts';
import type { Answer, Silence } from './transport.ts';
import { createTransport } from './transport.ts';
import { parseUrl } from './url.ts';

const API_PATH = '/api/public/v1.0';

/** As the default schedule keeps its snapshots. */
const ON_DEMAND_RETENTION_DAYS = 2;

const AGENT_KINDS = ['AUTOMATION', 'BACKUP', 'MONITORING'] as const satisfies readonly Agent['kind'][];

export interface ApiKey {
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface OpsManagerSettings extends ApiKey, Wanted {
  /** As in the browser, with a path before the API's if there is one. */
  readonly url: string;
  /** For the stores and for snapshots on demand, which a project's key may not see or take. */
  readonly globalKey?: ApiKey;
  /** PEM of a private certificate authority. */
  readonly caFile?: string;
  readonly clock: Clock;
  readonly redact: Redact;
}

/** Ops Manager or Cloud Manager by its public API. Together at most 60 requests in a minute of story time. */
export function createOpsManager(settings: OpsManagerSettings): BackupEngine {
  const { clock, caFile, redact, globalKey } = settings;
  const url = parseUrl(settings.url);
  const offset = createClockOffset();
  const traits = toTraits(url, globalKey !== undefined);
  const transport = dated(createTransport(url, caFile, redact), clock, offset);
  const budget = createBudget(clock);
  let hosts: Promise<readonly { readonly hostname: string; readonly address: string }[]> | undefined;

  const connect = ({ publicKey, privateKey }: ApiKey): Http =>
    createHttp({
      transport,
      base: `${url.pathname.replace(/\/$/, '')}${API_PATH}`,
      credentials: { user: publicKey, password: privateKey },
      harmlessPath: toProjectPath(settings.project),
      budget,
      clock,
      redact,
    });
  const http = connect(settings);
  const globalHttp = globalKey && connect(globalKey);
  const locate = createLocator(http, settings, redact);

  async function toPaths(signal: AbortSignal) {
    const place = await locate(signal);
    const project = `/groups/${encodeURIComponent(place.projectId)}`;
    const id = encodeURIComponent(place.clusterId);
    return { place, project, cluster: `${project}/clusters/${id}`, config: `${project}/backupConfigs/${id}` };
  }

  let hidesRunning = false;

  async function readOne<S extends v.GenericSchema>(schema: S, request: Request): Promise<v.InferOutput<S>> {
    return parseAnswer(schema, await http.read(request), request.what, redact);
  }

  /** The answer to a change, or what the presenter must know: refused, not reached, or sent and unanswered. */
  function settleChange(heard: Answer | Silence, what: string): Answer {
    if (heard.tag === 'answer' && isFine(heard)) return heard;
    if (heard.tag === 'answer' && (heard.status === 401 || meaningOf(heard).write === 'undone')) {
      throw toRefused(heard, what, redact);
    }
    const why = heard.tag === 'silence' ? heard.why : `it answered ${heard.status}`;
    const sent = heard.tag === 'answer' || heard.sent;
    const state = sent ? ', and nobody can say whether it did' : '';
    throw new UnreachableError(`Could not ${what} at ${transport.host}: ${why}${state}`, {
      nextSteps: [...(sent ? ['See in Ops Manager whether it happened'] : []), 'Try again'],
    });
  }

  async function listHosts(signal: AbortSignal): Promise<Awaited<NonNullable<typeof hosts>>> {
    const { project, place } = await toPaths(signal);
    const path = `${project}/hosts?clusterId=${encodeURIComponent(place.clusterId)}`;
    return readList(http, { what: 'read the hosts of the cluster', path, signal }, answers.Host, redact);
  }

  function readHosts(signal: AbortSignal): NonNullable<typeof hosts> {
    hosts ??= listHosts(signal);
    hosts.catch(() => (hosts = undefined));
    return hosts;
  }

  async function readAgents(kind: Agent['kind'], signal: AbortSignal): Promise<Agent[]> {
    const { project } = await toPaths(signal);
    const request = { what: 'read the agents', path: `${project}/agents/${kind}`, signal };
    const agents = await readList(http, request, answers.Agent, redact);
    return agents.map((agent) => ({ ...agent, kind }));
  }

  async function readAllAgents(signal: AbortSignal): Promise<readonly Agent[]> {
    const agents: Agent[] = [];
    for (const kind of AGENT_KINDS) agents.push(...(await readAgents(kind, signal)));
    return agents;
  }

  async function readBackup(signal: AbortSignal): Promise<{ statusName: string }> {
    const { config } = await toPaths(signal);
    return readOne(answers.BackupConfig, { what: 'read the state of the backup', path: config, signal });
  }

  async function readSchedule(signal: AbortSignal): Promise<Schedule> {
    const { config } = await toPaths(signal);
    const request = { what: 'read the snapshot schedule', path: `${config}/snapshotSchedule`, signal };
    return readOne(answers.ScheduleAnswer, request);
  }

  async function readJobs(signal: AbortSignal): Promise<readonly RestoreJob[]> {
    const { cluster, place } = await toPaths(signal);
    const request = { what: 'read the restore jobs', path: `${cluster}/restoreJobs`, signal };
    const jobs = await readList(http, request, answers.JobAnswer, redact);
    return jobs.map((job) => answers.toJob(job, place.clusterId)).sort((a, b) => b.createdAt - a.createdAt);
  }

  async function readSnapshots(signal: AbortSignal): Promise<Snapshot[]> {
    // Without the filter the one in progress is hidden.
    const { cluster } = await toPaths(signal);
    const onUnfiltered = (): void => void (hidesRunning = true);
    const path = `${cluster}/snapshots`;
    const request = { what: 'read the snapshots', path, filter: 'completed=all', onUnfiltered, signal };
    const found: Snapshot[] = await readFilteredList(http, request, answers.SnapshotAnswer, redact);
    return found.sort((a, b) => compareOpTimes(b.created, a.created));
  }

  return {
    traits,
    hidesRunning: () => hidesRunning,
    looks: createEngineLooks({
      http,
      host: transport.host,
      encrypted: url.protocol === 'https:',
      clock,
      redact,
      locate,
      agents: readAllAgents,
    }),
    async describe(signal) {
      const { version, projectName, clusterName, setName } = await locate(signal);
      // Guards rest on it: one may have been added since.
      hosts = undefined;
      const facts = { version, projectName, clusterName, ...(setName ? { setName } : {}) };
      return { ...facts, hosts: (await readHosts(signal)).map(({ address }) => address) };
    },
    async backup(signal) {
      return { stateName: (await readBackup(signal)).statusName };
    },
    async startBackup(signal) {
      const what = 'start the backup';
      // The sync source has no effect since 4.2 and is asked for all the same.
      const { config } = await toPaths(signal);
      const body = { statusName: 'STARTED', storageEngineName: 'WIRED_TIGER', syncSource: 'PRIMARY' };
      const heard = await http.change({ what, method: 'PATCH', path: config, body, signal });
      try {
        settleChange(heard, what);
      } catch (error) {
        if (!(error instanceof RefusedError) || error.code !== 'CANNOT_START_BACKUP_INVALID_STATE') throw error;
        const { statusName } = await readBackup(signal);
        if (statusName !== 'STARTED' && statusName !== 'PROVISIONING') throw error;
      }
    },
    snapshots: readSnapshots,
    async takeSnapshot(signal) {
      const what = 'take a snapshot';
      const { cluster } = await toPaths(signal);
      const path = `${cluster}/snapshots/onDemandSnapshot?retentionDays=${ON_DEMAND_RETENTION_DAYS}`;
      settleChange(await (globalHttp ?? http).change({ what, method: 'POST', path, signal }), what);
    },
    schedule: readSchedule,
    async changeSchedule(patch, signal) {
      const what = 'change the snapshot schedule';
      const { config } = await toPaths(signal);
      const path = `${config}/snapshotSchedule`;
      settleChange(await http.change({ what, method: 'PATCH', path, body: patch, signal }), what);
      return readSchedule(signal);
    },
    async stores(signal) {
      if (traits.product === 'cloud-manager') return { tag: 'managed' };
      return globalHttp ? readStores(globalHttp, redact, signal) : { tag: 'noKey' };
    },
    async coverage(signal) {
      const what = 'read the restorable time ranges';
      const { cluster } = await toPaths(signal);
      const path = `${cluster}/restoreJobs/restorableTimeRanges`;
      try {
        const answer = await http.read({ what, method: 'POST', path, signal });
        return { tag: 'ranges', ranges: parseAnswer(answers.Ranges, answer, what, redact) };
      } catch (error) {
        // Before 8.0.6 there is no such call.
        if (error instanceof RefusedError && error.code === 'RESOURCE_NOT_FOUND') return { tag: 'unknown' };
        throw error;
      }
    },
    async automation(signal): Promise<Automation> {
      const { project } = await toPaths(signal);
      const request = { what: 'read the state of automation', path: `${project}/automationStatus`, signal };
      const { goalVersion, processes } = await readOne(answers.AutomationStatus, request);
      // The status is that of the whole project.
      const ours = new Set((await readHosts(signal)).map(({ hostname }) => hostname));
      const own = processes.filter(({ host }) => ours.has(host));
      return { goal: goalVersion, processes: own.length > 0 ? own : processes };
    },
    restoreJobs: readJobs,
    async restoreJob(id, signal) {
      const { cluster, place } = await toPaths(signal);
      const path = `${cluster}/restoreJobs/${encodeURIComponent(id)}`;
      const job = await readOne(answers.JobAnswer, { what: 'read the restore job', path, signal });
      return answers.toJob(job, place.clusterId);
    },
    async pointOf({ id, pointInTime, snapshotId }, signal) {
      if (!pointInTime) {
        const base = (await readSnapshots(signal)).find((snapshot) => snapshot.id === snapshotId);
        return base && { form: 'opTime', at: base.created };
      }
      const { project } = await toPaths(signal);
      const request = { what: 'read the automation config', path: `${project}/automationConfig`, signal };
      try {
        return pointOfJob(await readOne(AutomationConfig, request), id);
      } catch (error) {
        // A key that may not read it, or another form of it: then nobody tells.
        if (error instanceof RefusedError) return undefined;
        throw error;
      }
    },
    clockOffsetMs: () => offset.ms(),
    async startRestore(_barrier, point, signal) {
      const what = 'start the restore';
      const { place, cluster } = await toPaths(signal);
      const body = toRestoreBody(point, place);
      const heard = await http.change({ what, method: 'POST', path: `${cluster}/restoreJobs`, body, signal });
      if (heard.tag === 'silence' && !heard.sent) settleChange(heard, what);
      const judged = judgeRestore(heard, place.clusterId, what, redact);
      if (judged.tag !== 'conflict') return judged;
      const jobs = await readJobs(signal).catch(() => undefined);
      signal.throwIfAborted();
      return judgeConflict(judged, point, clock.now(), jobs);
    },
    close: () => transport.close(),
  };
}
