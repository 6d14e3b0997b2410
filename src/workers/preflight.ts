import { setMaxListeners } from 'node:events';
import { toShowError } from '../errors.ts';
import type { EngineFacts, Marker, SetFacts } from '../proof/facts.ts';
import type { Check, CheckName, Results } from '../wizard/work.ts';
import { CHECKS } from '../wizard/work.ts';
import type { World } from '../world/world.ts';
import type { Worker } from './worker.ts';

/** Real milliseconds for one look. */
const PATIENCE_MS = 5000;
/** An automation agent that has not asked for its configuration for so long is taken for dead; story time, as Ops Manager's own clients judge. */
const AGENT_SILENT_MS = 60_000;
/** Ink 8 asks for it; older ones run, and say so. */
const NODE_WANTED = 22;

type Finding = Omit<Check, 'name'>;
type Found = Pick<Results['preflight'], 'set' | 'marker' | 'engine'>;

const good = (seen: string): Finding => ({ verdict: 'good', seen });
const warning = (seen: string, fix: string): Finding => ({ verdict: 'warning', seen, fix });
const bad = (seen: string, fix: string): Finding => ({ verdict: 'bad', seen, fix });
/** No Ops Manager was given: what only it could tell is for the presenter to look at. */
const notAsked = (fix: string): Finding => ({ verdict: 'unproved', seen: 'nobody is asked', fix });

/** Looks at everything the show stands on. Only reads; never throws but when it is stopped. */
export const preflight: Worker<'preflight'> = async function* ({ world, signal }) {
  const findings = new Map<CheckName, Finding>([['node', lookAtNode()]]);
  const list = (): Check[] =>
    CHECKS.map((name) => ({ name, ...(findings.get(name) ?? { verdict: 'looking', seen: '' }) }));
  yield { checks: list() };

  const found: { set?: SetFacts; marker?: Marker; engine?: EngineFacts } = {};
  // A timer of our own: within `AbortSignal.any` the one of `AbortSignal.timeout` may be collected before it fires on Node 20.
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  const within = AbortSignal.any([signal, patience.signal]);
  // All looks at once listen to it.
  setMaxListeners(100, within);
  const note = async (names: readonly CheckName[], look: () => Promise<readonly Finding[]>): Promise<void> => {
    try {
      const seen = await look();
      names.forEach((name, k) => findings.set(name, seen[k]!));
    } catch (error) {
      if (patience.signal.aborted) {
        const seen = `no answer within ${PATIENCE_MS / 1000} s`;
        for (const name of names) findings.set(name, { verdict: 'unproved', seen, fix: 'Press r to look again' });
        return;
      }
      const { message, nextSteps } = toShowError(error);
      const fix = nextSteps[0];
      for (const name of names) findings.set(name, { verdict: 'bad', seen: message, ...(fix ? { fix } : {}) });
    }
  };
  const looks = [
    note(['set', 'members'], async () => {
      found.set = await world.database.describe(within);
      return lookAtSet(found.set);
    }),
    note(['namespace'], async () => {
      const marker = await world.database.marker(within);
      if (marker) found.marker = marker;
      return [lookAtNamespace(world, marker)];
    }),
    note(['engine', 'cluster', 'agents'], async () => {
      const engine = await world.engine.describe(within);
      if (engine) found.engine = engine;
      return lookAtEngine(engine, world.clock.now());
    }),
    note(['automation'], async () => {
      const automation = await world.engine.automation(within);
      if (!automation) return [notAsked('See in Ops Manager that the deployment has settled')];
      const { goal, processes } = automation;
      const behind = processes.filter(({ achieved }) => achieved < goal).length;
      return [
        behind === 0
          ? good(`goal version ${goal} reached by ${processes.length} processes`)
          : warning(
              `${behind} of ${processes.length} processes are not at goal version ${goal}`,
              'Wait until the deployment has settled',
            ),
      ];
    }),
    note(['backup', 'coverage'], () => lookAtBackup(world, within)),
  ];
  // All look at once; the list grows in their stable order.
  try {
    for (const look of looks) {
      await look;
      signal.throwIfAborted();
      yield { checks: list() };
    }
  } finally {
    clearTimeout(timer);
  }
  return { checks: withHosts(list(), found), ...found };
};

function lookAtNode(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  const seen = `Node.js ${process.versions.node}`;
  return major >= NODE_WANTED ? good(seen) : warning(seen, `Use Node.js ${NODE_WANTED} or 24 on stage`);
}

function lookAtSet({ setName, version, members }: SetFacts): readonly Finding[] {
  const primary = members.find(({ role }) => role === 'primary');
  const down = members.filter(({ role }) => role === 'down');
  return [
    primary
      ? good(`${setName}, MongoDB ${version}, primary ${primary.host}`)
      : bad(`${setName} has no primary`, 'Wait for an election, or start the missing members'),
    down.length === 0
      ? good(`all ${members.length} up: ${members.map(({ role }) => role).join(', ')}`)
      : warning(
          `${down.map(({ host }) => host).join(', ')} did not answer`,
          'A restore needs every member: start it, or open its port',
        ),
  ];
}

function lookAtNamespace({ database }: World, marker: Marker | undefined): Finding {
  if (!marker)
    return warning(
      `${database.namespace} carries no marker of ours`,
      'Load documents: only what we loaded can be deleted and restored',
    );
  return good(`${database.namespace} is ours: ${marker.loads.length} loads, marked in minuteback.shows`);
}

function lookAtEngine(engine: EngineFacts | undefined, now: number): readonly Finding[] {
  if (!engine) {
    return [
      notAsked('Give --ops-manager to have it asked'),
      notAsked('See in Ops Manager that its hosts are those of the set'),
      notAsked('See in the Servers list that backup and automation agents are alive'),
    ];
  }
  const { version, projectName, clusterName, hosts, agents } = engine;
  const silent = agents.filter(
    ({ kind, lastSeenAt }) => kind === 'AUTOMATION' && now - (lastSeenAt ?? 0) > AGENT_SILENT_MS,
  );
  const count = (kind: string): number => agents.filter((agent) => agent.kind === kind).length;
  const kinds = `${count('AUTOMATION')} automation, ${count('BACKUP')} backup, ${count('MONITORING')} monitoring`;
  return [
    good(`Ops Manager ${version}, project ${projectName}`),
    good(`${clusterName}, ${hosts.length} hosts`),
    count('BACKUP') === 0
      ? bad(kinds, 'Activate the backup module in the Servers list')
      : silent.length > 0
        ? warning(`silent: ${silent.map(({ host }) => host).join(', ')}`, 'Look at the MongoDB Agent on that host')
        : good(kinds),
  ];
}

async function lookAtBackup({ engine }: World, signal: AbortSignal): Promise<readonly Finding[]> {
  const [{ stateName }, coverage, snapshots] = await Promise.all([
    engine.backup(signal),
    engine.coverage(signal),
    engine.snapshots(signal),
  ]);
  if (engine.traits.product === 'hands-on') {
    return [
      notAsked('See in Ops Manager whether the backup is on'),
      notAsked('See the restorable time ranges in Ops Manager'),
    ];
  }
  const complete = snapshots.filter((snapshot) => snapshot.complete).length;
  const off = stateName === 'INACTIVE' || stateName === 'STOPPED';
  return [
    off
      ? good(`${stateName}: it is started after the load`)
      : warning(
          `${stateName}, ${complete} snapshots complete`,
          'A load now goes through the oplog store as well: keep it small',
        ),
    coverage.tag === 'unknown'
      ? warning('this Ops Manager cannot tell its restorable ranges', 'Ops Manager 8.0.6 and later can')
      : good(coverage.ranges.length === 0 ? 'nothing restorable yet' : `${coverage.ranges.length} restorable ranges`),
  ];
}

/** The cluster that would be restored has to be the set that the driver talks to: compared once both are known. */
function withHosts(checks: readonly Check[], { set, engine }: Found): readonly Check[] {
  if (!set || !engine) return checks;
  const ours = new Set(set.members.map(({ host }) => host));
  const strangers = engine.hosts.filter((host) => !ours.has(host));
  if (strangers.length === 0) return checks;
  const finding = bad(
    `${engine.clusterName} has ${strangers.join(', ')}, which the replica set has not`,
    'Name the cluster that the connection string leads to',
  );
  return checks.map((check) => (check.name === 'cluster' ? { name: check.name, ...finding } : check));
}
