import type { PlannedRestore } from '../automation.ts';
import { refuse } from '../refusal.ts';
import type { ApiRequest, Route } from '../routing.ts';
import { selfLink, toIso, toPage, toTimestamp } from '../routing.ts';
import type { Site } from '../site.ts';
import { PROJECT_NAME } from '../site.ts';

const AGENT_TYPES = ['MONITORING', 'BACKUP', 'AUTOMATION'];
/** How often agents report, in seconds: their last call is at most this old. */
const AGENT_PERIOD_S = 10;

/** Project, cluster, hosts, agents and automation: https://www.mongodb.com/docs/ops-manager/current/reference/api/ */
export function projectRoutes(site: Site): readonly Route[] {
  const { set, clock, automation } = site;
  const lastReport = (): string => toIso(Math.floor(clock.now() / 1000 / AGENT_PERIOD_S) * AGENT_PERIOD_S * 1000);

  function toProject(href: string): object {
    return {
      id: site.projectId,
      name: PROJECT_NAME,
      orgId: site.orgId,
      activeAgentCount: 1,
      // The real one shows this key too: whoever prints the answer as it is shows it to the audience.
      agentApiKey: site.timeline.id('agent key'),
      hostCounts: { primary: 1, secondary: set.hosts.length - 1, arbiter: 0, config: 0, mongos: 0 },
      lastActiveAgent: lastReport(),
      publicApiEnabled: true,
      replicaSetCount: 1,
      shardCount: 0,
      tags: [],
      ldapGroupMappings: [],
      links: selfLink(href),
    };
  }

  function toCluster(href: string): object {
    return {
      id: site.clusterId,
      groupId: site.projectId,
      clusterName: set.setName,
      replicaSetName: set.setName,
      typeName: 'REPLICA_SET',
      lastHeartbeat: lastReport(),
      links: selfLink(href),
    };
  }

  /** Monitoring knows the members from their pings; who is down keeps the name that it had as a secondary. */
  function toHost(host: string, member: number): object {
    const isPrimary = set.primary() === member;
    const at = host.lastIndexOf(':');
    return {
      id: site.timeline.id('host', member),
      groupId: site.projectId,
      clusterId: site.clusterId,
      hostname: host.slice(0, at),
      port: Number(host.slice(at + 1)),
      typeName: isPrimary ? 'REPLICA_PRIMARY' : 'REPLICA_SECONDARY',
      replicaSetName: set.setName,
      replicaStateName: isPrimary ? 'PRIMARY' : 'SECONDARY',
      version: set.versionName,
      lastPing: lastReport(),
      sslEnabled: false,
      hostEnabled: true,
      hidden: false,
      lastDataSizeBytes: set.sizes().dataBytes,
      links: [],
    };
  }

  function listHosts(request: ApiRequest): object {
    const wanted = request.query.get('clusterId');
    return toPage(request, wanted && wanted !== site.clusterId ? [] : set.hosts.map(toHost));
  }

  /** All members are on this machine, and one agent on each machine serves all three functions. */
  function listAgents(request: ApiRequest): object {
    const typeName = request.params['type']!;
    if (!AGENT_TYPES.includes(typeName)) throw refuse('INVALID_AGENT_TYPE_NAME', typeName);
    const hostnames = [...new Set(automation.processes.map(({ hostname }) => hostname))];
    const agents = hostnames.map((hostname) => ({
      typeName,
      hostname,
      stateName: 'ACTIVE',
      confCount: Math.floor(clock.now() / 1000 / AGENT_PERIOD_S) % 100_000,
      lastConf: lastReport(),
      ...(typeName === 'MONITORING' ? { pingCount: 1, lastPing: lastReport() } : {}),
      ...(typeName === 'AUTOMATION' ? {} : { isManaged: true }),
    }));
    return toPage(request, agents);
  }

  function findByName({ params, href }: ApiRequest): object {
    const name = params['name']!;
    if (name !== PROJECT_NAME) throw refuse('GROUP_NAME_NOT_FOUND', name);
    return toProject(href);
  }

  const automationStatus = (): object => ({
    goalVersion: automation.goal(),
    processes: automation.processes.map(({ name, hostname, achieved, plan }) => ({
      name,
      hostname,
      lastGoalVersionAchieved: achieved,
      plan,
      errorCode: 0,
      errorCodeHumanReadable: '',
      errorCodeDescription: '',
      errorString: '',
    })),
  });

  /**
   * Processes and replica set, with the versions that they run
   * (https://www.mongodb.com/docs/ops-manager/current/reference/api/automation-config/get-automation-config/), and what a process is
   * told of a restore: fields of `opsmngr.AutomationConfig` in https://github.com/mongodb/go-client-mongodb-ops-manager, which leaves
   * the type of the desired time open; here it is the API's timestamp. The real one holds secrets as well.
   */
  const automationConfig = (): object => ({
    version: automation.goal(),
    auth: { disabled: false, autoUser: 'mms-automation', autoPwd: secret('password'), key: secret('key') },
    processes: automation.processes.map(({ name, hostname }) => ({
      name,
      hostname,
      processType: 'mongod',
      version: set.versionName,
      featureCompatibilityVersion: set.versionName.replace(/\.\d+$/, ''),
      ...toRestoreFields(automation.restore()),
    })),
    replicaSets: [
      { _id: set.setName, members: automation.processes.map(({ name }, _id) => ({ _id, host: name, priority: 1 })) },
    ],
    sharding: [],
    backupVersions: [...new Set(automation.processes.map(({ hostname }) => hostname))].map((hostname) => ({
      hostname,
    })),
    monitoringVersions: [],
  });

  const secret = (of: string): string => site.timeline.id('automation secret', of.length);

  function toRestoreFields(restore: PlannedRestore | undefined): object {
    if (!restore) return {};
    const { jobId, point } = restore;
    return {
      backupRestoreJobId: jobId,
      backupRestoreUrl: `https://backup.invalid/v2/pull/${secret('restore url')}`,
      ...(point
        ? { backupRestoreDesiredTime: toTimestamp(point.form === 'second' ? { t: point.t, i: 0 } : point.at) }
        : {}),
    };
  }

  const read = (pattern: string, handle: Route['handle']): Route => ({
    method: 'GET',
    pattern,
    needs: 'read',
    handle,
  });
  return [
    read('', ({ href }) => ({ throttling: false, links: selfLink(href) })),
    read('/groups', (request) => toPage(request, [toProject(`${request.href}/${site.projectId}`)])),
    read('/groups/byName/:name', findByName),
    read('/groups/:groupId', ({ href }) => toProject(href)),
    read('/groups/:groupId/clusters', (request) => toPage(request, [toCluster(`${request.href}/${site.clusterId}`)])),
    read('/groups/:groupId/clusters/:clusterId', ({ href }) => toCluster(href)),
    read('/groups/:groupId/hosts', listHosts),
    read('/groups/:groupId/agents/:type', listAgents),
    read('/groups/:groupId/automationStatus', automationStatus),
    { method: 'GET', pattern: '/groups/:groupId/automationConfig', needs: 'change', handle: automationConfig },
  ];
}
