import type * as v from 'valibot';
import { RefusedError } from '../../../errors.ts';
import { clean } from '../clean.ts';
import { unlessAborted } from '../deadline.ts';
import type { Redact } from '../redact.ts';
import * as answers from './answers.ts';
import type { Http } from './http.ts';
import { parseAnswer, readList } from './lists.ts';
import type { Answer } from './transport.ts';

/** Project and cluster, each by its id (24 hexadecimal digits) or by its name. */
export interface Wanted {
  readonly project: string;
  readonly cluster: string;
}

/** Where the cluster is, and what it is called there. */
export interface Place {
  readonly projectId: string;
  readonly clusterId: string;
  readonly projectName: string;
  readonly clusterName: string;
  readonly setName?: string;
  /** Of the product that answered. */
  readonly version: string;
}

type Cluster = v.InferOutput<typeof answers.Cluster>;

const isId = (text: string): boolean => /^[0-9a-f]{24}$/i.test(text);

const FIND_PROJECT = 'find the project';
/** https://www.mongodb.com/docs/ops-manager/current/reference/api-error-codes/ */
const NO_PROJECT: ReadonlySet<string> = new Set(['GROUP_NOT_FOUND', 'GROUP_NAME_NOT_FOUND', 'INVALID_GROUP_ID']);

/** By name: https://www.mongodb.com/docs/ops-manager/current/reference/api/groups/get-one-group-by-name/ */
export const toProjectPath = (project: string): string =>
  `/groups/${isId(project) ? '' : 'byName/'}${encodeURIComponent(project)}`;

const nameOf = ({ id, clusterName, replicaSetName }: Cluster): string => clusterName ?? replicaSetName ?? id;

/** The names tell which is meant; two clusters of one name, which only their ids tell apart, are listed by id. */
function list(clusters: readonly Cluster[]): string {
  const names = clusters.map(nameOf);
  const isClear = new Set(names).size === names.length;
  return (isClear ? names : clusters.map((one) => `${nameOf(one)} (${one.id})`)).sort().join(', ');
}

/** Whatever comes first tells: an id, then the name that Ops Manager gives, then that of the set. */
function choose(clusters: readonly Cluster[], wanted: string, projectName: string): Cluster {
  const of = `in the project ${projectName}`;
  const ways = [
    clusters.filter(({ id }) => id === wanted.toLowerCase()),
    clusters.filter(({ clusterName }) => clusterName === wanted),
    clusters.filter(({ replicaSetName }) => replicaSetName === wanted),
  ];
  const found = ways.find((way) => way.length > 0) ?? [];
  const [cluster] = found;
  if (cluster && found.length === 1) return cluster;
  const name = clean(wanted, 80);
  const words = cluster ? `More than one cluster ${of} is called ${name}` : `No cluster ${of} is called ${name}`;
  const there = cluster ? found : clusters;
  throw new RefusedError(words, {
    nextSteps: [
      there.length === 0
        ? 'See in Ops Manager whether the cluster is managed in another project'
        : `Name with --cluster one of ${list(there)}`,
      'Check that the project is the right one',
    ],
  });
}

/** https://www.mongodb.com/docs/ops-manager/current/reference/api/clusters/: a set with a `shardName` is a shard. */
function verifySet({ typeName, shardName, ...cluster }: Cluster): void {
  const what =
    typeName !== undefined && typeName !== null && typeName !== 'REPLICA_SET'
      ? `is of the type ${typeName}`
      : shardName
        ? `is the shard ${shardName}`
        : undefined;
  if (what === undefined) return;
  throw new RefusedError(
    `The cluster ${nameOf({ typeName, shardName, ...cluster })} ${what}, not a replica set of its own`,
    {
      nextSteps: ['Name a plain replica set with --cluster'],
    },
  );
}

/**
 * Finds project and cluster once; an error is forgotten, so that the next call looks again. Stopping one caller leaves the look
 * to the others. Throws a `RefusedError` that lists what is there when the cluster is not, is there twice, or is no plain set.
 */
export function createLocator(http: Http, { project, cluster }: Wanted, redact: Redact) {
  // Each request of the look has a deadline of its own.
  const unstopped = new AbortController().signal;
  let looking: Promise<Place> | undefined;

  async function readProject(): Promise<Answer> {
    try {
      return await http.read({ what: FIND_PROJECT, path: toProjectPath(project), signal: unstopped });
    } catch (error) {
      if (!(error instanceof RefusedError) || !NO_PROJECT.has(error.code ?? '')) throw error;
      const request = { what: 'list the projects', path: '/groups', signal: unstopped };
      const names = (await readList(http, request, answers.Project, redact)).map(({ name }) => name);
      throw new RefusedError(`No project that this API key may see is called ${clean(project, 80)}`, {
        nextSteps: [
          names.length === 0
            ? 'Give the key a role in the project'
            : `Name with --project one of ${names.sort().join(', ')}`,
        ],
        cause: error,
      });
    }
  }

  async function look(): Promise<Place> {
    const answer = await readProject();
    const { id, name } = parseAnswer(answers.Project, answer, FIND_PROJECT, redact);
    const request = { what: 'find the cluster', path: `/groups/${encodeURIComponent(id)}/clusters`, signal: unstopped };
    const found = choose(await readList(http, request, answers.Cluster, redact), cluster, name);
    verifySet(found);
    return {
      projectId: id,
      clusterId: found.id,
      projectName: name,
      clusterName: nameOf(found),
      ...(found.replicaSetName ? { setName: found.replicaSetName } : {}),
      version: answers.toVersion(answer.headers['x-mongodb-service-version']),
    };
  }

  return async (signal: AbortSignal): Promise<Place> => {
    if (!looking) {
      const mine = look();
      looking = mine;
      mine.catch(() => {
        if (looking === mine) looking = undefined;
      });
    }
    return unlessAborted(looking, signal);
  };
}
