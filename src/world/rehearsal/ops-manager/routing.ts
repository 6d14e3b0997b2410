import type { OpTime } from '../../../proof/op-time.ts';
import { refuse, refuseStatus } from './refusal.ts';

export const API_PATH = '/api/public/v1.0';

/** What a key must be allowed: to read the project, to change it, to see the administration pages. */
export type Permission = 'read' | 'change' | 'administer';

export interface ApiRequest {
  /** The named segments of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Undefined when the request had none. */
  readonly body: unknown;
  /** Address of the resource, without query. */
  readonly href: string;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Segments after `API_PATH`; those that begin with a colon are named. */
  readonly pattern: string;
  readonly needs: Permission;
  /** A POST that changes nothing. */
  readonly readsOnly?: true;
  /** The body of a 200 answer, or throws a `Refusal`. */
  handle(request: ApiRequest): unknown;
}

function match(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = pattern.split('/');
  const given = path.replace(/\/$/, '').split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [k, segment] of wanted.entries()) {
    if (segment.startsWith(':')) params[segment.slice(1)] = decodeURIComponent(given[k]!);
    else if (segment !== given[k]) return undefined;
  }
  return params;
}

/** The route of a path (without `API_PATH`) and its named segments; refuses with 404 or 405 when there is none. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; params: ApiRequest['params'] } {
  const found = routes.flatMap((route) => {
    const params = match(route.pattern, path);
    return params ? [{ route, params }] : [];
  });
  if (found.length === 0) throw refuse('RESOURCE_NOT_FOUND', `${API_PATH}${path}`);
  const exact = found.find(({ route }) => route.method === method);
  if (!exact) throw refuseStatus(405, `${method} is not allowed here`);
  return exact;
}

export interface Link {
  readonly rel: string;
  readonly href: string;
}

export const selfLink = (href: string): readonly Link[] => [{ rel: 'self', href }];

function readNumber(query: URLSearchParams, name: string, otherwise: number, highest: number): number {
  const text = query.get(name) ?? String(otherwise);
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > highest) throw refuse('INVALID_QUERY_PARAMETER', name);
  return value;
}

/** `true` or `false`, as given in the query. */
export function readFlag(query: URLSearchParams, name: string, otherwise: boolean): boolean {
  const text = query.get(name) ?? String(otherwise);
  if (text !== 'true' && text !== 'false') throw refuse('INVALID_QUERY_PARAMETER', name);
  return text === 'true';
}

/**
 * One page of a list in the API's envelope: pages count from 1, 100 items each unless asked for up to 500
 * (https://www.mongodb.com/docs/ops-manager/current/core/api/).
 */
export function toPage({ query, href }: Pick<ApiRequest, 'query' | 'href'>, items: readonly unknown[]): object {
  const number = readNumber(query, 'pageNum', 1, 2 ** 31 - 1);
  const size = readNumber(query, 'itemsPerPage', 100, 500);
  const link = (rel: string, pageNum: number): Link => {
    const sought = new URLSearchParams(query);
    sought.set('pageNum', String(pageNum));
    sought.set('itemsPerPage', String(size));
    return { rel, href: `${href}?${sought.toString()}` };
  };
  const links = [link('self', number)];
  if (number > 1) links.push(link('previous', number - 1));
  if (number * size < items.length) links.push(link('next', number + 1));
  return { links, results: items.slice((number - 1) * size, number * size), totalCount: items.length };
}

/** Whole seconds, in UTC, as all dates of the API. */
export const toIso = (epochMs: number): string => `${new Date(epochMs).toISOString().slice(0, 19)}Z`;

/** A BSON timestamp as the API writes it. */
export const toTimestamp = ({ t, i }: OpTime): object => ({ date: toIso(t * 1000), increment: i });
