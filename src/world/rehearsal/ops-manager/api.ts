import { refuse } from './refusal.ts';
import type { RefusalCode } from './refusal.ts';
import { adminRoutes } from './routes/admin.ts';
import { backupRoutes } from './routes/backup.ts';
import { projectRoutes } from './routes/project.ts';
import { restoreRoutes } from './routes/restores.ts';
import { snapshotRoutes } from './routes/snapshots.ts';
import type { Permission } from './routing.ts';
import { API_PATH, findRoute } from './routing.ts';
import type { Site } from './site.ts';

export interface ApiCall {
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly url: URL;
  readonly body: unknown;
  readonly permissions: readonly Permission[];
}

const ID_PARAMS: Readonly<Record<string, RefusalCode>> = {
  groupId: 'INVALID_GROUP_ID',
  clusterId: 'INVALID_CLUSTER_ID',
  snapshotId: 'INVALID_SNAPSHOT_ID',
  jobId: 'INVALID_JOB_ID',
};

/**
 * Answers calls whose caller is known: returns the body of a 200, or throws a `Refusal`. `onChange` hears of each call that
 * changed something, before that is answered.
 */
export function createApi(site: Site, onChange: (call: ApiCall) => void): (call: ApiCall) => unknown {
  const routes = [projectRoutes, backupRoutes, snapshotRoutes, restoreRoutes, adminRoutes].flatMap((of) => of(site));

  function verifyIds(params: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(params)) {
      const code = ID_PARAMS[name];
      if (code && !/^[0-9a-f]{24}$/.test(value)) throw refuse(code, value);
    }
    const { groupId = site.projectId, clusterId = site.clusterId } = params;
    if (groupId !== site.projectId) throw refuse('GROUP_NOT_FOUND', groupId);
    if (clusterId !== site.clusterId) throw refuse('CLUSTER_NOT_FOUND', clusterId, groupId);
  }

  return (call) => {
    const { method, url, body, permissions } = call;
    if (!url.pathname.startsWith(API_PATH)) throw refuse('RESOURCE_NOT_FOUND', url.pathname);
    const { route, params } = findRoute(routes, method, url.pathname.slice(API_PATH.length));
    if (!permissions.includes(route.needs)) throw refuse('USER_UNAUTHORIZED');
    verifyIds(params);
    const href = `${url.origin}${url.pathname.replace(/\/$/, '')}`;
    const answer = route.handle({ params, query: url.searchParams, body, href });
    if (method !== 'GET' && !route.readsOnly) onChange(call);
    return answer;
  };
}
