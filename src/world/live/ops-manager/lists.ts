import * as v from 'valibot';
import { RefusedError } from '../../../errors.ts';
import type { Redact } from '../redact.ts';
import { Page } from './answers.ts';
import type { Http, Request } from './http.ts';
import { toRefused } from './http.ts';
import type { Answer } from './transport.ts';

/** The most that a page may hold (https://www.mongodb.com/docs/ops-manager/current/core/api/). */
const ITEMS_PER_PAGE = 500;
/** A server that says `next` for ever is not followed for ever. */
const MOST_PAGES = 40;

/** Reads an answer as what it should be; a stranger's answer is a refusal. */
export function parseAnswer<S extends v.GenericSchema>(
  schema: S,
  answer: Answer,
  what: string,
  redact: Redact,
): v.InferOutput<S> {
  const parsed = v.safeParse(schema, answer.body);
  if (!parsed.success) throw toRefused(answer, what, redact);
  return parsed.output;
}

/** All items of a list, page by page. */
export async function readList<S extends v.GenericSchema>(
  http: Http,
  request: Request,
  item: S,
  redact: Redact,
): Promise<v.InferOutput<S>[]> {
  const { what, path, signal } = request;
  const items: v.InferOutput<S>[] = [];
  const join = path.includes('?') ? '&' : '?';
  for (let page = 1; page <= MOST_PAGES; page++) {
    const paged = `${path}${join}pageNum=${page}&itemsPerPage=${ITEMS_PER_PAGE}`;
    const answer = await http.read({ what, path: paged, signal });
    const { results, links } = parseAnswer(Page, answer, what, redact);
    items.push(...parseAnswer(v.array(item), { ...answer, body: results }, what, redact));
    if (!links.some(({ rel }) => rel === 'next')) break;
  }
  return items;
}

/** A list with a filter that older servers do not know: it is left out when they refuse it. */
export async function readFilteredList<S extends v.GenericSchema>(
  http: Http,
  request: Request & { readonly filter: string; readonly onUnfiltered?: () => void },
  item: S,
  redact: Redact,
): Promise<v.InferOutput<S>[]> {
  try {
    return await readList(http, { ...request, path: `${request.path}?${request.filter}` }, item, redact);
  } catch (error) {
    if (!(error instanceof RefusedError) || error.code !== 'INVALID_QUERY_PARAMETER') throw error;
    request.onUnfiltered?.();
    return readList(http, request, item, redact);
  }
}
