import type { ApiRequest, Route } from '../routing.ts';
import { readFlag, toPage } from '../routing.ts';
import type { Site } from '../site.ts';

/** Nobody listens there: it only has to look like the application database's own replica set, on one host with the oplog store. */
const APPLICATION_DATABASE = 'mongodb://REDACTED@appdb.rehearsal.test:27017';

const FILE_SYSTEM_STORE = {
  id: 'rehearsal-snapshots',
  storePath: '/backups/snapshots',
  wtCompressionSetting: 'ZLIB',
  mmapv1CompressionSetting: 'NONE',
  loadFactor: 1,
  assignmentEnabled: true,
  labels: [],
};

const OPLOG_STORE = {
  id: 'rehearsal-oplog',
  uri: APPLICATION_DATABASE,
  ssl: false,
  writeConcern: 'W2',
  assignmentEnabled: true,
  encryptedCredentials: false,
  labels: [],
  usedSize: 222,
  maxCapacityGB: 8,
  links: [],
};

/** The head directory ends in a slash since 8.0.10. */
const DAEMON = {
  machine: { machine: 'om.rehearsal.test', headRootDirectory: '/head/' },
  configured: true,
  assignmentEnabled: true,
  backupJobsEnabled: true,
  restoreJobsEnabled: true,
  restoreQueryableJobsEnabled: true,
  garbageCollectionEnabled: true,
  resourceUsageEnabled: true,
  numWorkers: 4,
  headDiskType: 'SSD',
  labels: [],
};

/**
 * Where snapshots and oplog live: https://www.mongodb.com/docs/ops-manager/current/reference/api/admin/backup/. All that is here can
 * be assigned, so the filters, which hide what cannot, are only checked.
 */
export function adminRoutes({ timeline }: Site): readonly Route[] {
  const list = (path: string, filter: string, items: readonly object[]): Route => ({
    method: 'GET',
    pattern: `/admin/backup/${path}`,
    needs: 'administer',
    handle(request: ApiRequest) {
      readFlag(request.query, filter, true);
      return toPage(request, items);
    },
  });
  return [
    list('snapshot/fileSystemConfigs', 'assignableOnly', [FILE_SYSTEM_STORE]),
    list('snapshot/mongoConfigs', 'assignableOnly', []),
    list('snapshot/s3Configs', 'assignableOnly', []),
    list('oplog/mongoConfigs', 'assignableOnly', [OPLOG_STORE]),
    list('oplog/s3Configs', 'assignableOnly', []),
    list('daemon/configs', 'backupJobsEnabledOnly', [{ id: timeline.id('daemon'), ...DAEMON }]),
  ];
}
