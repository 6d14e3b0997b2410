import { STATUS_CODES } from 'node:http';

/*
 * How Ops Manager says no. Statuses, codes and sentences: https://www.mongodb.com/docs/ops-manager/current/reference/api-error-codes/
 * unless marked as not attested.
 */
const REFUSALS = {
  USER_UNAUTHORIZED: [401, 'Current user is not authorized to perform this action.'],
  RESOURCE_NOT_FOUND: [404, 'Cannot find resource {0}.'],
  INVALID_GROUP_ID: [404, 'An invalid group ID {0} was specified.'],
  GROUP_NOT_FOUND: [404, 'No group with ID {0} exists.'],
  GROUP_NAME_NOT_FOUND: [404, 'No group with name {0} exists.'],
  INVALID_CLUSTER_ID: [404, 'An invalid cluster ID {0} was specified.'],
  CLUSTER_NOT_FOUND: [404, 'No cluster with ID {0} exists in group {1}.'],
  INVALID_SNAPSHOT_ID: [404, 'An invalid snapshot ID {0} was specified.'],
  SNAPSHOT_NOT_FOUND: [404, 'No snapshot with ID {0} exists for cluster {1}.'],
  INVALID_JOB_ID: [404, 'An invalid restore job ID {0} was specified.'],
  RESTORE_JOB_NOT_FOUND: [404, 'No restore job with ID {0} exists for cluster {1}.'],
  INVALID_AGENT_TYPE_NAME: [400, 'An invalid agent type name {0} was specified.'],

  INVALID_JSON: [400, 'Received JSON does not match expected format.'],
  INVALID_JSON_ATTRIBUTE: [400, 'Received JSON for the {0} attribute does not match expected format.'],
  INVALID_ATTRIBUTE: [400, 'Invalid attribute {0} specified.'],
  ATTRIBUTE_READ_ONLY: [400, 'The attribute {0} is read-only and cannot be changed by the user.'],
  MISSING_ATTRIBUTE: [400, 'The required attribute {0} was not specified.'],
  INVALID_ENUM_VALUE: [400, 'An invalid enumeration value {0} was specified.'],
  INVALID_QUERY_PARAMETER: [400, 'Invalid query parameter {0} specified.'],
  MISSING_QUERY_PARAMETER: [400, 'The required query parameter {0} was not specified.'],
  MISSING_ONE_OF_THREE_ATTRIBUTES: [
    400,
    'Either the {0} attribute, the {1} attribute, or the {2} attribute must be specified.',
  ],

  CANNOT_START_BACKUP_INVALID_STATE: [
    409,
    'Cannot start backup unless the cluster is in the INACTIVE or STOPPED state.',
  ],
  CANNOT_STOP_BACKUP_INVALID_STATE: [409, 'Cannot stop backup unless the cluster is in the STARTED state.'],
  CANNOT_TERMINATE_BACKUP_INVALID_STATE: [409, 'Cannot terminate backup unless the cluster is in the STOPPED state.'],
  UNSUPPORTED_SET_BACKUP_STATE: [403, 'Setting the backup state to {0} is not supported.'],
  MISSING_SYNC_SOURCE: [409, 'Changing the storage engine will require a resync, so a sync source must be provided.'],
  INVALID_FILTERLIST: [400, 'Backup configuration cannot specify both included namespaces and excluded namespaces.'],
  CANNOT_SET_BACKUP_AUTH_FOR_MANAGED_CLUSTER: [
    409,
    'Username and password cannot be manually set for a managed cluster.',
  ],

  INVALID_SNAPSHOT_INTERVAL: [400, 'Snapshot interval must be 6, 8, 12, or 24 hours.'],
  INVALID_SNAPSHOT_RETENTION_PERIOD: [400, 'Snapshot retention period must be between 2 and 5 days.'],
  INVALID_DAILY_SNAPSHOT_RETENTION_PERIOD: [400, 'Daily snapshot retention period must be one of {0} days.'],
  INVALID_WEEKLY_SNAPSHOT_RETENTION_PERIOD: [400, 'Weekly snapshot retention period must be between 1 and 52 weeks.'],
  INVALID_MONTHLY_SNAPSHOT_RETENTION_PERIOD: [
    400,
    'Monthly snapshot retention period must be between 1 and 36 months.',
  ],
  INVALID_REFERENCE_HOUR_OF_DAY: [400, 'Snapshot schedule reference hour must be between 0 and 23, inclusive.'],
  INVALID_REFERENCE_MINUTE_OF_HOUR: [400, 'Snapshot schedule reference minute must be between 0 and 59, inclusive.'],
  INVALID_REFERENCE_TIMEZONE_OFFSET: [
    400,
    'Snapshot schedule timezone offset must conform to ISO-8601 time offset format, such as "+0000".',
  ],
  CANNOT_SET_POINT_IN_TIME_WINDOW: [400, 'Setting the point in time window is not allowed.'],
  CANNOT_SET_CLUSTER_CHECKPOINT_INTERVAL_FOR_REPLICA_SET: [
    400,
    'Cluster checkpoint interval can only be set for sharded clusters, not replica sets.',
  ],
  /** For a schedule while the backup is inactive: the refusal is seen in client code, its code is not attested. */
  UNSUPPORTED_FOR_CURRENT_CONFIG: [403, 'Operation not supported for current configuration.'],

  UNSUPPORTED_DELIVERY_METHOD: [400, 'The specified delivery method is not supported.'],
  /** Named in the changelog of 8.0.13; status and sentence are not attested. */
  CONCURRENT_RESTORES_JOB_IDS: [409, 'Another restore is running for this cluster: {0}.'],
  /** Attested are the status and how the sentence begins; the code is not. */
  INVALID_RESTORE_POINT: [409, 'Invalid restore point: {0}.'],
  /** The rule is documented (https://www.mongodb.com/docs/ops-manager/current/tutorial/view-snapshots/), the code is not attested. */
  CANNOT_TAKE_ON_DEMAND_SNAPSHOT: [409, 'Cannot take an on-demand snapshot: {0}.'],
} as const satisfies Record<string, readonly [number, string]>;

export type RefusalCode = keyof typeof REFUSALS;

export interface RefusalBody {
  readonly error: number;
  readonly reason: string;
  readonly errorCode?: string;
  readonly detail: string;
  readonly parameters?: readonly string[];
}

/** A request that is answered with an error; handlers throw it, the server sends its body. */
export class Refusal extends Error {
  readonly body: RefusalBody;

  constructor(body: RefusalBody) {
    super(body.detail);
    this.body = body;
  }
}

export function refuse(errorCode: RefusalCode, ...parameters: string[]): Refusal {
  const [error, pattern] = REFUSALS[errorCode];
  const detail = pattern.replaceAll(/\{(\d)\}/g, (_, index: string) => parameters[Number(index)] ?? '');
  const reason = STATUS_CODES[error] ?? '';
  return new Refusal({ error, reason, errorCode, detail, ...(parameters.length > 0 ? { parameters } : {}) });
}

/** What the web server below the API says by itself: no `errorCode`. */
export function refuseStatus(error: number, detail: string): Refusal {
  return new Refusal({ error, reason: STATUS_CODES[error] ?? '', detail });
}
