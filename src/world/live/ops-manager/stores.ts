import type { Store, StoreKind, Stores } from '../../../proof/facts.ts';
import type { Redact } from '../redact.ts';
import * as answers from './answers.ts';
import type { Http } from './http.ts';
import { readFilteredList } from './lists.ts';

/** There is no file system store for the oplog: https://www.mongodb.com/docs/ops-manager/current/reference/api/admin/backup/ */
const STORE_PATHS: Readonly<Record<StoreKind, string>> = {
  fileSystem: 'snapshot/fileSystemConfigs',
  blockstore: 'snapshot/mongoConfigs',
  s3: 'snapshot/s3Configs',
  oplogMongo: 'oplog/mongoConfigs',
  oplogS3: 'oplog/s3Configs',
};

/** Every store and daemon of this Ops Manager, those that are not assignable too. `http` signs with a global key. */
export async function readStores(http: Http, redact: Redact, signal: AbortSignal): Promise<Stores> {
  const what = 'read the backup stores';
  const stores: Store[] = [];
  for (const [kind, path] of Object.entries(STORE_PATHS) as [StoreKind, string][]) {
    const request = { what, path: `/admin/backup/${path}`, filter: 'assignableOnly=false', signal };
    const found = await readFilteredList(http, request, answers.StoreAnswer, redact);
    stores.push(...found.map((store) => ({ ...store, kind })));
  }
  const request = { what, path: '/admin/backup/daemon/configs', filter: 'backupJobsEnabledOnly=false', signal };
  return { tag: 'stores', stores, daemons: await readFilteredList(http, request, answers.DaemonAnswer, redact) };
}
