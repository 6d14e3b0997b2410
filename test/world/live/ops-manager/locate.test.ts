import { describe, expect, it } from 'vitest';
import { RefusedError, UnreachableError } from '../../../../src/errors.ts';
import type { Http } from '../../../../src/world/live/ops-manager/http.ts';
import { createLocator, toProjectPath } from '../../../../src/world/live/ops-manager/locate.ts';
import { createRedactor } from '../../../../src/world/live/redact.ts';

const PROJECT = '61d919f3ac9847e542a2d8c7';
const never = new AbortController().signal;

const set = (id: string, clusterName: string, more: object = {}) => ({
  id: id.repeat(24),
  clusterName,
  replicaSetName: clusterName,
  typeName: 'REPLICA_SET',
  ...more,
});

/** A project with these clusters; `failing` are thrown first, one by one. */
function createLook(
  clusters: readonly object[],
  { project = PROJECT, cluster = 'demo', failing = [] as Error[] } = {},
) {
  const asked: string[] = [];
  const http: Http = {
    greet: () => Promise.reject(new Error('looking greets nobody')),
    read({ path }) {
      asked.push(path.replace(/[?&]pageNum.*/, ''));
      const failure = failing.shift();
      if (failure) return Promise.reject(failure);
      const page = (results: readonly object[]) => ({ results, links: [] });
      const name = { id: PROJECT, name: 'PITR demo' };
      const body = path.startsWith('/groups?')
        ? page([name, { id: 'other', name: 'Another' }])
        : path.includes('/clusters')
          ? page(clusters)
          : name;
      const headers = { 'x-mongodb-service-version': 'gitHash=x; versionString=8.0.13.500.2025' };
      return Promise.resolve({ tag: 'answer', status: 200, headers, body });
    },
    change: () => Promise.reject(new Error('looking changes nothing')),
  };
  return { locate: createLocator(http, { project, cluster }, createRedactor([])), asked };
}

it('asks for a project by its id where it has the form of one, else by its name', () => {
  expect(toProjectPath(PROJECT)).toBe(`/groups/${PROJECT}`);
  expect(toProjectPath('PITR demo/1')).toBe('/groups/byName/PITR%20demo%2F1');
});

describe('finding a cluster', () => {
  const clusters = [
    set('a', 'demo'),
    set('b', 'label', { replicaSetName: 'rs0' }),
    set('c', 'cafecafecafecafecafecafe'),
    set('d', 'rs1'),
    set('e', 'other', { replicaSetName: 'rs1' }),
  ];

  it.each([
    ['A'.repeat(24), 'a', 'by its id'],
    ['demo', 'a', 'by the name that Ops Manager gives it'],
    ['rs0', 'b', 'by the name of the set'],
    ['cafecafecafecafecafecafe', 'c', 'by a name that looks like an id'],
    ['rs1', 'd', 'by its own name before that of the set'],
  ])('%s finds %s, %s', async (cluster, id) => {
    const { locate } = createLook(clusters, { cluster });
    expect(await locate(never)).toMatchObject({ projectId: PROJECT, clusterId: id.repeat(24), version: '8.0.13' });
  });

  it('looks once, however many ask', async () => {
    const { locate, asked } = createLook(clusters);
    await Promise.all([locate(never), locate(never)]);
    await locate(never);
    expect(asked).toEqual([`/groups/${PROJECT}`, `/groups/${PROJECT}/clusters`]);
  });

  it('looks again after an error', async () => {
    const { locate } = createLook(clusters, { failing: [new UnreachableError('nobody')] });
    await expect(locate(never)).rejects.toThrow('nobody');
    expect(await locate(never)).toMatchObject({ clusterName: 'demo' });
  });

  it('goes on for others when one of those who ask is stopped', async () => {
    const { locate } = createLook(clusters);
    const stop = new AbortController();
    const [stopped, other] = [locate(stop.signal), locate(never)];
    stop.abort(new Error('stopped'));
    await expect(stopped).rejects.toThrow('stopped');
    expect(await other).toMatchObject({ clusterName: 'demo' });
  });
});

describe('a cluster that cannot be told', () => {
  const twice = [set('a', 'demo'), set('b', 'demo')];
  it.each<[string, readonly object[], string, string]>([
    [
      'demo',
      [set('a', 'rs1'), set('b', 'rs0')],
      'No cluster in the project PITR demo is called demo',
      'one of rs0, rs1',
    ],
    ['demo', [], 'is called demo', 'managed in another project'],
    ['demo', twice, 'More than one cluster in the project PITR demo is called demo', `(${'a'.repeat(24)})`],
    ['demo', [set('a', 'demo', { typeName: 'SHARDED_REPLICA_SET' })], 'is of the type SHARDED_REPLICA_SET', 'plain'],
    ['demo', [set('a', 'demo', { shardName: 'sh1' })], 'demo is the shard sh1, not a replica set', 'plain replica set'],
  ])('%s of %j is refused: %s', async (cluster, clusters, words, next) => {
    const error = await createLook(clusters, { cluster })
      .locate(never)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RefusedError);
    expect((error as RefusedError).message).toContain(words);
    expect((error as RefusedError).nextSteps.join('\n')).toContain(next);
  });
});

it('lists the projects that there are when there is none of that name', async () => {
  const missing = new RefusedError('no', { code: 'GROUP_NAME_NOT_FOUND' });
  const { locate } = createLook([], { project: 'Demo', failing: [missing] });
  await expect(locate(never)).rejects.toMatchObject({
    message: 'No project that this API key may see is called Demo',
    nextSteps: ['Name with --project one of Another, PITR demo'],
  });
});
