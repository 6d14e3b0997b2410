import type { Agent, Automation } from '../../proof/facts.ts';
import type { ClusterLook, EngineContact, MemberLook } from '../../proof/looks.ts';
import type { Finding } from './finding.ts';
import { bad, counted, good, names, warning } from './finding.ts';

/*
 * Ops Manager and what it says of the cluster.
 */

export function judgeContact({ host, version, encrypted }: EngineContact, isRehearsal: boolean): Finding {
  const seen = version === 'unknown' ? `at ${host}, which does not tell its version` : `${version} at ${host}`;
  return encrypted || isRehearsal
    ? good(seen)
    : warning(`${seen}, not encrypted`, 'Use https where Ops Manager offers it; the key itself is never sent');
}

/** The members that the driver knows, and those that it is never told of. */
export interface Hosts {
  readonly members: readonly MemberLook[];
  readonly hidden: readonly string[];
}

/** The cluster that would be restored has to be the set that the driver talks to. `hosts` is absent when that was not reached. */
export function judgeCluster(cluster: ClusterLook, hosts: Hosts | undefined): Finding {
  const { name, setName, projectName } = cluster;
  const seen = `${name} in ${projectName}, ${counted(cluster.hosts.length, 'host')}`;
  const told = hosts?.members.find((member) => member.setName !== undefined)?.setName;
  if (told !== undefined && setName !== undefined && told !== setName) {
    return bad(`${name} is the set ${setName}, and the connection string leads to ${told}`, NAME_IT);
  }
  if (!hosts) return warning(`${seen}; not compared with the set`, 'Look again when the set is reached');
  const driver = new Set([...hosts.members.map(({ host }) => host), ...hosts.hidden].map((host) => host.toLowerCase()));
  const theirs = new Set(cluster.hosts.map(({ address }) => address.toLowerCase()));
  const unknown = cluster.hosts.filter(({ address }) => !driver.has(address.toLowerCase()));
  const strangers = unknown.filter(({ hidden }) => !hidden);
  const missing = [...driver].filter((host) => !theirs.has(host));
  if (unknown.length === 0 && missing.length === 0) return good(`${seen} as in the set`);
  if (strangers.length === 0 && missing.length === 0) {
    return warning(
      `${seen}; the set does not tell this user of hidden ${names(unknown.map(({ address }) => address))}`,
      'Give the user clusterMonitor: backup and restore are refused while the hosts differ',
    );
  }
  const parts = [
    ...(strangers.length > 0 ? [`it has ${names(strangers.map(({ address }) => address))}`] : []),
    ...(missing.length > 0 ? [`the set has ${names(missing)}`] : []),
  ];
  const alias = strangers.flatMap(({ aliases }) => aliases).some((other) => missing.includes(other));
  return bad(
    `${name} is not the set of the connection string: ${parts.join(', and ')}`,
    alias ? 'The same hosts under other names: let Ops Manager and the set use the same ones' : NAME_IT,
  );
}

const NAME_IT = 'Name the cluster that the connection string leads to';

/** An agent that has not asked for its configuration for so long is taken for dead; story time, as Ops Manager's own clients judge. */
const AGENT_SILENT_MS = 60_000;

/** `now` is by Ops Manager's own clock. */
export function judgeAgents(agents: readonly Agent[], cluster: ClusterLook, now: number): Finding {
  const of = (kind: Agent['kind']): readonly Agent[] => agents.filter((agent) => agent.kind === kind);
  const isSilent = ({ lastSeenAt }: Agent): boolean => now - (lastSeenAt ?? 0) > AGENT_SILENT_MS;
  const seen = `${of('AUTOMATION').length} automation, ${of('BACKUP').length} backup, ${of('MONITORING').length} monitoring`;
  const machines = new Set(cluster.hosts.map(({ address }) => address.replace(/:\d+$/, '')));
  const managed = new Set(of('AUTOMATION').map(({ host }) => host));
  const alone = [...machines].filter((machine) => !managed.has(machine));
  if (of('AUTOMATION').length === 0 || alone.length > 0) {
    return bad(
      `${seen}: no automation agent on ${names(alone)}`,
      'A restore is done by the agents: let Ops Manager manage these hosts',
    );
  }
  if (of('BACKUP').length === 0) return bad(seen, 'Activate the backup module in the Servers list');
  if (of('BACKUP').every(isSilent)) {
    return bad(`${seen}: no backup agent was heard of for a minute`, 'Look at the MongoDB Agent on the hosts');
  }
  const silent = of('AUTOMATION').filter((agent) => machines.has(agent.host) && isSilent(agent));
  return silent.length > 0
    ? warning(`${seen}; silent: ${names(silent.map(({ host }) => host))}`, 'Look at the MongoDB Agent on that host')
    : good(seen);
}

export function judgeAutomation({ goal, processes }: Automation): Finding {
  const behind = processes.filter(({ achieved }) => achieved < goal);
  const failed = behind.find(({ error }) => error !== undefined);
  if (behind.length === 0) return good(`${counted(processes.length, 'process', 'processes')} at goal version ${goal}`);
  const moves = [...new Set(behind.flatMap(({ plan }) => plan))];
  return warning(
    `${behind.length} of ${processes.length} processes are not at goal version ${goal}${
      failed ? `: ${failed.error}` : moves.length > 0 ? `: ${names(moves)}` : ''
    }`,
    'Wait until the agents have done their work',
  );
}
