import { RefusedError, UnreachableError } from '../../../errors.ts';
import type { Agent } from '../../../proof/facts.ts';
import type { ClusterHost, EngineContact } from '../../../proof/looks.ts';
import type { Clock, EngineLooks } from '../../world.ts';
import { toClockLook } from '../member-look.ts';
import type { Redact } from '../redact.ts';
import * as answers from './answers.ts';
import type { Http } from './http.ts';
import { readList } from './lists.ts';
import type { Place } from './locate.ts';
import type { Answer } from './transport.ts';

export interface LookSettings {
  readonly http: Http;
  /** `host:port`. */
  readonly host: string;
  readonly encrypted: boolean;
  readonly clock: Pick<Clock, 'now'>;
  readonly redact: Redact;
  readonly locate: (signal: AbortSignal) => Promise<Place>;
  readonly agents: (signal: AbortSignal) => Promise<readonly Agent[]>;
}

/** A `Date` header has no more than seconds. */
const DATE_IS_COARSE_MS = 1_000;

/**
 * Other servers and proxies answer as well, and none of them with this header (seen in https://github.com/mongodb/mongodb-kubernetes).
 * No page says that a challenge carries it too: a digest challenge is enough, as an API key answers no other.
 */
const VERSION_HEADER = 'x-mongodb-service-version';

const isChallenge = ({ status, headers }: Answer): boolean =>
  status === 401 && /^digest\s/i.test(headers['www-authenticate'] ?? '');

function toContact(answer: Answer, { host, encrypted }: LookSettings, sentAt: number, heardAt: number): EngineContact {
  const { headers, status } = answer;
  if (headers[VERSION_HEADER] === undefined && !isChallenge(answer)) {
    throw new RefusedError(`What answers at ${host} is not Ops Manager: HTTP status ${status}`, {
      nextSteps: ['Give the address that Ops Manager itself answers at, as in the browser'],
    });
  }
  const said = Date.parse(headers['date'] ?? '');
  return {
    host,
    encrypted,
    version: answers.toVersion(headers[VERSION_HEADER]),
    ...(Number.isFinite(said) ? { clock: toClockLook(said, sentAt, heardAt, DATE_IS_COARSE_MS) } : {}),
  };
}

const toPath = (projectId: string): string => `/groups/${encodeURIComponent(projectId)}`;

/** The questions of preflight to Ops Manager. */
export function createEngineLooks(settings: LookSettings): EngineLooks {
  const { http, host, clock, redact, locate, agents } = settings;
  return {
    async contact(signal) {
      const sentAt = clock.now();
      const heard = await http.greet(signal);
      if (heard.tag === 'answer') return toContact(heard, settings, sentAt, clock.now());
      throw new UnreachableError(`Ops Manager at ${host} does not answer: ${heard.why}`, {
        nextSteps: heard.nextSteps,
      });
    },
    async key(signal) {
      await http.read({ what: 'read the root of the API', path: '/', signal });
    },
    async cluster(signal) {
      const { projectName, clusterName, setName, projectId, clusterId } = await locate(signal);
      const path = `${toPath(projectId)}/hosts?clusterId=${encodeURIComponent(clusterId)}`;
      const request = { what: 'read the hosts of the cluster', path, signal };
      const hosts: ClusterHost[] = await readList(http, request, answers.HostLook, redact);
      return { projectName, name: clusterName, hosts, ...(setName === undefined ? {} : { setName }) };
    },
    agents,
    async mayAutomate(signal) {
      const path = `${toPath((await locate(signal)).projectId)}/automationConfig`;
      await http.read({ what: 'read the automation configuration', path, signal });
    },
  };
}
