import type { Row } from '../error-rows.ts';

const API = 'https://www.mongodb.com/docs/ops-manager/current/reference/api-error-codes/';
const API_CORE = 'https://www.mongodb.com/docs/ops-manager/current/core/api/';
const CHANGELOG = 'https://www.mongodb.com/docs/ops-manager/current/release-notes/application/';

const api = (errorCode: string, kind: Row['kind'], write: Row['write'], step?: string, source = API): Row => ({
  key: { by: 'errorCode', errorCode },
  called: errorCode,
  kind,
  write,
  ...(step === undefined ? {} : { nextSteps: [step] }),
  source,
});

const status = (
  from: number,
  to: number,
  called: string,
  kind: Row['kind'],
  write: Row['write'],
  step?: string,
): Row => ({
  key: { by: 'status', from, to },
  called,
  kind,
  write,
  ...(step === undefined ? {} : { nextSteps: [step] }),
  source: API_CORE,
});

const TO_RESTORE_HISTORY = 'Look at Restore History in Ops Manager';

/** Codes before statuses: a 401 with a code is about a role, one without it about the key or the nonce. */
export const OPS_MANAGER_ROWS: readonly Row[] = [
  api('IP_ADDRESS_NOT_ON_ACCESS_LIST', 'user', 'undone', 'Add this address to the access list of the API key'),
  api(
    'USER_UNAUTHORIZED',
    'user',
    'undone',
    'Give the key the roles Project Backup Admin and Project Automation Admin',
  ),
  api('NOT_IN_GROUP', 'user', 'undone', 'Give the key a role in this project'),
  api('NO_CURRENT_USER', 'user', 'undone', 'Check public and private key, and that they are not swapped'),
  api('NOT_ORG_ADMIN', 'user', 'undone', 'Give the key the role Organization Owner'),
  api('CLUSTER_NOT_FOUND', 'user', 'undone', 'Check the cluster id, and that it belongs to this project'),
  api('INVALID_CLUSTER_ID', 'user', 'undone', 'Give the id of the cluster, not its name'),
  api('GROUP_NOT_FOUND', 'user', 'undone', 'Check the project id'),
  api('INVALID_GROUP_ID', 'user', 'undone', 'Give the id of the project, not its name'),
  api('RATE_LIMITED', 'retry', 'undone', 'Try again in a minute'),
  // Conflicts that waiting does not help.
  api('CONCURRENT_RESTORES*', 'refused', 'undone', TO_RESTORE_HISTORY, CHANGELOG),
  api('CANNOT_START_RESTORE_JOB*', 'refused', 'undone', 'Choose a restore point after another snapshot'),
  api('NO_CHECKPOINT_FOR_PIT_RESTORE', 'refused', 'undone', 'Choose a restore point after another snapshot'),
  api('LINK_EXPIRATION*', 'refused', 'undone', 'Choose a restore point after another snapshot'),
  status(300, 399, 'a redirect', 'user', 'undone', 'Give the address that Ops Manager itself answers at'),
  status(401, 401, 'a challenge', 'user', 'unknown', 'Check public and private key, and that they are not swapped'),
  status(403, 403, 'forbidden', 'user', 'undone', 'Check the roles and the access list of the API key'),
  status(404, 404, 'not found', 'refused', 'undone', 'Check the address, the project id and the cluster id'),
  status(407, 407, 'a proxy', 'user', 'undone', 'Reach Ops Manager without the proxy that answers here'),
  // So a point may be refused that the oplog does not reach yet; its code is not attested, the status is
  // (end-to-end tests of https://github.com/mongodb/mongodb-kubernetes).
  { ...status(409, 409, 'a conflict', 'refused', 'undone'), restore: 'perhapsTooFresh' },
  status(429, 429, 'too many requests', 'retry', 'undone', 'Try again in a minute'),
  status(400, 499, 'a plain no', 'refused', 'undone'),
  status(500, 599, 'a failure of the server or of a proxy', 'retry', 'unknown', 'Try again in a minute'),
];
