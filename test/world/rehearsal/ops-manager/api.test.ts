import { expect, it } from 'vitest';
import { SetupError } from '../../../../src/errors.ts';
import { createStoryClock } from '../../../../src/world/rehearsal/clock.ts';
import { createFaults } from '../../../../src/world/rehearsal/faults.ts';
import { createOpsManager } from '../../../../src/world/rehearsal/ops-manager/server.ts';
import { startOpsManager } from '../../../helpers/ops-manager.ts';
import { createRequester } from '../../../helpers/signed-request.ts';
import { createSmallSet } from '../../../helpers/small-set.ts';

const NO_SUCH_ID = '0'.repeat(24);

it('challenges who is not signed in, without an error code, and tells its version to everyone', async () => {
  const { server } = await startOpsManager();
  const response = await fetch(`${server.url}/api/public/v1.0/groups`);
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toMatch(/^Digest realm="MMS Public API".*qop="auth", stale=false$/);
  expect(response.headers.get('x-mongodb-service-version')).toMatch(/versionString=8\./);
  expect(await response.json()).not.toHaveProperty('errorCode');
});

it('refuses a key without the role by an error code and no challenge', async () => {
  const { server, cluster, config } = await startOpsManager();
  const request = createRequester(server.url, server.readOnly);
  expect((await request('GET', cluster)).status).toBe(200);
  for (const [method, path] of [
    ['PATCH', config],
    ['POST', `${cluster}/restoreJobs`],
    ['GET', '/admin/backup/daemon/configs'],
  ] as const) {
    const { status, body, headers } = await request(method, path, method === 'GET' ? undefined : {});
    expect([status, body.errorCode]).toEqual([401, 'USER_UNAUTHORIZED']);
    expect(headers.get('www-authenticate')).toBeNull();
  }
});

it('describes project, cluster, hosts and agents, dated in story time', async () => {
  const { request, server, project, cluster, set } = await startOpsManager();
  const { body: one, headers } = await request('GET', project);
  expect(one).toMatchObject({ id: server.projectId, replicaSetCount: 1, lastActiveAgent: '2026-05-04T09:00:00Z' });
  expect(headers.get('date')).toMatch(/^Mon, 04 May 2026 09:00:/);
  expect((await request('GET', `/groups/byName/${encodeURIComponent(one.name)}`)).body.id).toBe(server.projectId);
  expect((await request('GET', `${project}/clusters`)).body.results).toMatchObject([
    { id: server.clusterId, clusterName: 'rehearsal', replicaSetName: 'rehearsal', typeName: 'REPLICA_SET' },
  ]);
  expect((await request('GET', cluster)).body.id).toBe(server.clusterId);
  const hosts: { hostname: string; port: number; typeName: string }[] = (
    await request('GET', `${project}/hosts?clusterId=${server.clusterId}`)
  ).body.results;
  expect(hosts.map((host) => `${host.hostname}:${host.port}`)).toEqual(set.hosts);
  expect(hosts.map((host) => host.typeName)).toEqual(['REPLICA_SECONDARY', 'REPLICA_PRIMARY', 'REPLICA_SECONDARY']);
  for (const type of ['MONITORING', 'BACKUP', 'AUTOMATION']) {
    const agents = (await request('GET', `${project}/agents/${type}`)).body.results;
    expect(agents).toMatchObject([{ typeName: type, hostname: '127.0.0.1', stateName: 'ACTIVE' }]);
  }
});

it('lists one file system store, one oplog store without its password, and one daemon', async () => {
  const { request } = await startOpsManager();
  const of = async (path: string) => (await request('GET', `/admin/backup/${path}`)).body.results;
  expect(await of('snapshot/fileSystemConfigs?assignableOnly=false')).toMatchObject([
    { storePath: '/backups/snapshots' },
  ]);
  expect(await of('oplog/mongoConfigs')).toMatchObject([{ uri: expect.stringContaining('//REDACTED@') }]);
  expect(await of('daemon/configs?backupJobsEnabledOnly=false')).toMatchObject([
    { machine: { headRootDirectory: '/head/' }, assignmentEnabled: true },
  ]);
  for (const path of ['snapshot/mongoConfigs', 'snapshot/s3Configs', 'oplog/s3Configs'])
    expect(await of(path)).toEqual([]);
});

it('cuts lists into pages with links to their neighbours', async () => {
  const { request, project } = await startOpsManager();
  const { body } = await request('GET', `${project}/hosts?pageNum=2&itemsPerPage=1`);
  expect([body.totalCount, body.results.length]).toEqual([3, 1]);
  const links: { rel: string; href: string }[] = body.links;
  expect(links.map((link) => [link.rel, new URL(link.href).searchParams.get('pageNum')])).toEqual([
    ['self', '2'],
    ['previous', '1'],
    ['next', '3'],
  ]);
});

it('refuses what it does not know, each in its own way', async () => {
  const { request, project, cluster, config } = await startOpsManager();
  const refusals: [string, string, number, string | undefined, unknown?][] = [
    ['GET', '/nothing', 404, 'RESOURCE_NOT_FOUND'],
    ['GET', '/groups/abc', 404, 'INVALID_GROUP_ID'],
    ['GET', `/groups/${NO_SUCH_ID}`, 404, 'GROUP_NOT_FOUND'],
    ['GET', '/groups/byName/nobody', 404, 'GROUP_NAME_NOT_FOUND'],
    ['GET', `${project}/clusters/${NO_SUCH_ID}`, 404, 'CLUSTER_NOT_FOUND'],
    ['GET', `${project}/clusters/x`, 404, 'INVALID_CLUSTER_ID'],
    ['GET', `${cluster}/snapshots/${NO_SUCH_ID}`, 404, 'SNAPSHOT_NOT_FOUND'],
    ['GET', `${cluster}/snapshots/x`, 404, 'INVALID_SNAPSHOT_ID'],
    ['GET', `${cluster}/restoreJobs/${NO_SUCH_ID}`, 404, 'RESTORE_JOB_NOT_FOUND'],
    ['GET', `${project}/agents/SPY`, 400, 'INVALID_AGENT_TYPE_NAME'],
    ['GET', `${project}/hosts?itemsPerPage=501`, 400, 'INVALID_QUERY_PARAMETER'],
    ['GET', `${cluster}/snapshots?completed=maybe`, 400, 'INVALID_QUERY_PARAMETER'],
    ['GET', '/admin/backup/daemon/configs?backupJobsEnabledOnly=1', 400, 'INVALID_QUERY_PARAMETER'],
    ['GET', '/groups/%E0%A4%A', 400, undefined],
    ['PATCH', project, 405, undefined, {}],
    ['PATCH', config, 400, 'INVALID_ATTRIBUTE', { status: 'STARTED' }],
    ['PATCH', config, 400, 'INVALID_ENUM_VALUE', { statusName: 'RUNNING' }],
    ['PATCH', config, 400, 'INVALID_JSON_ATTRIBUTE', { sslEnabled: 'no' }],
    ['PATCH', config, 400, 'ATTRIBUTE_READ_ONLY', { clusterId: NO_SUCH_ID }],
    ['PATCH', config, 400, 'INVALID_JSON', '{"statusName":'],
    ['PATCH', config, 400, 'INVALID_JSON', []],
  ];
  for (const [method, path, status, errorCode, body] of refusals) {
    const reply = await request(method, path, body);
    expect([method, path, reply.status, reply.body.errorCode]).toEqual([method, path, status, errorCode]);
    expect(reply.body).toMatchObject({ error: status, reason: expect.any(String), detail: expect.any(String) });
  }
});

it('fails at a named point: instead of the work, or after it with only the answer lost', async () => {
  const { faults, request, server, config, startBackup } = await startOpsManager();
  const name = `PATCH /api/public/v1.0/groups/*/backupConfigs/${server.clusterId}`;
  faults.add({ point: 'request', name, when: 'before', times: 1, mishap: { tag: 'answer', status: 503, body: {} } });
  faults.add({ point: 'request', name, when: 'after', times: 1, mishap: { tag: 'cut' } });
  expect((await startBackup()).status).toBe(503);
  expect((await request('GET', config)).body.statusName).toBe('INACTIVE');
  await expect(startBackup()).rejects.toThrow('fetch failed');
  expect((await request('GET', config)).body.statusName).toBe('PROVISIONING');
});

it('says in one sentence that a port is taken', async () => {
  const { server } = await startOpsManager();
  const clock = createStoryClock();
  const taken = createOpsManager({
    clock,
    set: createSmallSet(clock),
    faults: createFaults(),
    seed: 1,
    port: Number(new URL(server.url).port),
  });
  await expect(taken).rejects.toBeInstanceOf(SetupError);
  clock.close();
});
