import type { Document, MongoClient } from 'mongodb';
import type { Privilege, UserFacts } from '../../proof/looks.ts';
import { clean } from './clean.ts';
import { CODE } from './error-table.ts';

/** https://www.mongodb.com/docs/manual/reference/resource-document/ */
function toResource(resource: Document): Privilege['resource'] | undefined {
  if (resource['cluster'] === true) return { tag: 'cluster' };
  if (resource['anyResource'] === true) return { tag: 'any' };
  const { db, collection } = resource;
  return typeof db === 'string' && typeof collection === 'string'
    ? { tag: 'namespace', db, coll: collection }
    : undefined;
}

/** With access control somebody who is not logged in may not even list databases. */
async function hasAccessControl(client: MongoClient, signal: AbortSignal): Promise<boolean> {
  try {
    await client.db('admin').command({ listDatabases: 1, nameOnly: true }, { signal });
    return false;
  } catch (error) {
    if ((error as { code?: unknown }).code === CODE.unauthorized) return true;
    throw error;
  }
}

/** Who is logged in and what they may do (https://www.mongodb.com/docs/manual/reference/command/connectionStatus/). */
export async function readUser(client: MongoClient, signal: AbortSignal): Promise<UserFacts> {
  const reply = await client.db('admin').command({ connectionStatus: 1, showPrivileges: true }, { signal });
  const { authenticatedUsers = [], authenticatedUserPrivileges = [] } = (reply['authInfo'] ?? {}) as Record<
    string,
    Document[]
  >;
  const users = authenticatedUsers.map(({ user, db }) => clean(`${String(user)}@${String(db)}`, 80));
  return {
    users,
    accessControl: users.length > 0 || (await hasAccessControl(client, signal)),
    privileges: authenticatedUserPrivileges.flatMap(({ resource, actions }): Privilege[] => {
      const of = toResource((resource ?? {}) as Document);
      return of ? [{ resource: of, actions: (actions as unknown[]).map(String) }] : [];
    }),
  };
}
