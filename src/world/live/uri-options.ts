import type { Override } from '../../proof/looks.ts';
import { clean } from './clean.ts';

/*
 * What a connection string may say, and what is done all the same: deadlines and guarantees of a show rest on it.
 * https://www.mongodb.com/docs/manual/reference/connection-string-options/
 */

const SHORT = 'a shorter time of our own';
const EACH = 'what each read needs';

/** By lower-case name, what is used instead. What is used anyhow is not worth a word. */
const USED: Readonly<Record<string, readonly [option: string, used: string]>> = {
  readpreference: ['readPreference', 'primary'],
  readpreferencetags: ['readPreferenceTags', 'primary'],
  maxstalenessseconds: ['maxStalenessSeconds', 'primary'],
  readconcernlevel: ['readConcernLevel', EACH],
  w: ['w', 'what --w says'],
  wtimeoutms: ['wtimeoutMS', SHORT],
  wtimeout: ['wtimeout', SHORT],
  journal: ['journal', 'what the set does by itself'],
  j: ['j', 'what the set does by itself'],
  fsync: ['fsync', 'what the set does by itself'],
  directconnection: ['directConnection', 'false'],
  retrywrites: ['retryWrites', 'true for loads, false for deletes'],
  retryreads: ['retryReads', 'true'],
  timeoutms: ['timeoutMS', SHORT],
  serverselectiontimeoutms: ['serverSelectionTimeoutMS', SHORT],
  sockettimeoutms: ['socketTimeoutMS', SHORT],
  connecttimeoutms: ['connectTimeoutMS', SHORT],
  waitqueuetimeoutms: ['waitQueueTimeoutMS', SHORT],
  heartbeatfrequencyms: ['heartbeatFrequencyMS', '1000'],
  maxpoolsize: ['maxPoolSize', 'a pool of our own'],
  minpoolsize: ['minPoolSize', 'a pool of our own'],
  appname: ['appName', 'our own name'],
};

/** Drivers write it into every string that they offer, and it changes nothing that anybody would miss. */
const UNREMARKED = new Set(['appname', 'retrywrites=true']);

const isOverridden = (pair: string): boolean => Object.hasOwn(USED, pair.split('=')[0]!.toLowerCase());

/** What is said and not done, for whoever wrote it. */
export function toOverrides(options: ReadonlyMap<string, string>): readonly Override[] {
  return [...options].flatMap(([name, said]) => {
    const entry = USED[name];
    if (!entry || entry[1] === said || UNREMARKED.has(name) || UNREMARKED.has(`${name}=${said}`)) return [];
    const [option, used] = entry;
    return [{ option, said: clean(said, 40), used }];
  });
}

/** The same string without what is overridden: some of it the driver refuses beside what is used. */
export function withoutOverridden(uri: string): string {
  const at = uri.indexOf('?');
  if (at < 0) return uri;
  const kept = uri
    .slice(at + 1)
    .split('&')
    .filter((pair) => !isOverridden(pair));
  return `${uri.slice(0, at)}${kept.length === 0 ? '' : `?${kept.join('&')}`}`;
}
