import type { Privilege, UserFacts } from '../../proof/looks.ts';
import type { Finding } from './finding.ts';
import { bad, good, names, warning } from './finding.ts';

/*
 * What the user of the connection string may do (https://www.mongodb.com/docs/manual/reference/privilege-actions/).
 */

interface Need {
  readonly action: string;
  readonly on: { readonly db: string; readonly coll: string } | 'cluster';
}

/** Where each load leaves its note. */
const SHOWS = { db: 'minuteback', coll: 'shows' };

function covers({ resource }: Privilege, on: Need['on']): boolean {
  if (resource.tag === 'any') return true;
  if (on === 'cluster' || resource.tag === 'cluster') return on === 'cluster' && resource.tag === 'cluster';
  const fits = (granted: string, wanted: string): boolean => granted === '' || granted === wanted;
  return fits(resource.db, on.db) && fits(resource.coll, on.coll);
}

const may = ({ privileges, accessControl }: UserFacts, { action, on }: Need): boolean =>
  !accessControl || privileges.some((one) => covers(one, on) && one.actions.includes(action));

function toNeeds(db: string, coll: string, readOnly: boolean): readonly Need[] {
  const ours = { db, coll };
  const writes = ['insert', 'remove'];
  const actions = ['find', 'collStats', 'listIndexes', ...(readOnly ? [] : writes)];
  return [
    ...actions.map((action) => ({ action, on: ours })),
    ...['find', ...(readOnly ? [] : ['insert', 'update', 'remove'])].map((action) => ({ action, on: SHOWS })),
    { action: 'listDatabases', on: 'cluster' },
  ];
}

const describe = ({ action, on }: Need): string => (on === 'cluster' ? action : `${action} on ${on.db}.${on.coll}`);

/** `namespace` is `database.collection`. */
export function judgeUser(user: UserFacts, namespace: string, readOnly: boolean): Finding {
  const dot = namespace.indexOf('.');
  const [db, coll] = [namespace.slice(0, dot), namespace.slice(dot + 1)];
  if (user.users.length === 0) {
    return user.accessControl
      ? bad('access control is on, and nobody is logged in', 'Name a user in the connection string')
      : good('access control is off: everybody may do everything');
  }
  const who = user.users.join(', ');
  const missing = toNeeds(db, coll, readOnly).filter((need) => !may(user, need));
  if (missing.length > 0) {
    return bad(
      `${who} may not ${names(missing.map(describe), 4)}`,
      `Give it readWrite on ${db} and on ${SHOWS.db}, and clusterMonitor`,
    );
  }
  return may(user, { action: 'dbHash', on: { db, coll: '' } })
    ? good(`${who} may do all that the show does`)
    : warning(`${who} may not dbHash: same bytes are not compared`, 'Give it clusterMonitor');
}
