import { SetupError } from '../../errors.ts';

/** A collection in its database. */
export interface Namespace {
  readonly db: string;
  readonly coll: string;
}

/** What belongs to the server itself, and holds no data of anybody. */
export const SYSTEM_DATABASES: readonly string[] = ['admin', 'local', 'config'];
/** Where our own notes are. */
export const OWN_DATABASE = 'minuteback';

/**
 * Throws a SetupError where documents are never to be loaded, deleted or restored for their own sake, however the name came here.
 * Database names that differ in case alone are the same (https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions).
 */
export function verifyMayBeUsed({ db, coll }: Namespace): void {
  const isOwn = [...SYSTEM_DATABASES, OWN_DATABASE].includes(db.toLowerCase());
  if (!isOwn && db !== '' && coll !== '' && !coll.startsWith('system.')) return;
  throw new SetupError(`${JSON.stringify(`${db}.${coll}`)} is not for documents that are deleted and restored`, {
    nextSteps: ['Name another database with --db, or another collection with --coll'],
  });
}
