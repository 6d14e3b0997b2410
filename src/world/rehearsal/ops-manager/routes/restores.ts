import type { CoverageRange } from '../../../../proof/facts.ts';
import type { RestorePoint } from '../../../../proof/op-time.ts';
import { isAfter, isWithin, neededOpTime } from '../../../../proof/op-time.ts';
import type { HeldSnapshot } from '../backup-job.ts';
import type { FieldCheck } from '../fields.ts';
import { isInteger, isOneOf, isText, readFields } from '../fields.ts';
import { refuse } from '../refusal.ts';
import type { RestoreJob } from '../restores.ts';
import type { ApiRequest, Route } from '../routing.ts';
import { selfLink, toIso, toPage, toTimestamp } from '../routing.ts';
import type { Site } from '../site.ts';

const JOBS = '/groups/:groupId/clusters/:clusterId/restoreJobs';

/** Documented as strings, sent as numbers by older clients. */
const isWholeNumber: FieldCheck = (name, value) => {
  if (!/^\d{1,10}$/.test(String(value))) throw refuse('INVALID_JSON_ATTRIBUTE', name);
};

/** Fields of https://www.mongodb.com/docs/ops-manager/current/reference/api/restorejobs/create-one-restore-job-for-one-cluster/ */
const DELIVERY_CHECKS: Readonly<Record<string, FieldCheck>> = {
  methodName: isOneOf('AUTOMATED_RESTORE', 'HTTP'),
  targetGroupId: isText,
  targetClusterId: isText,
  expirationHours: isInteger,
  expires: isText,
  maxDownloads: isInteger,
};

const JOB_CHECKS: Readonly<Record<string, FieldCheck>> = {
  delivery: (_, value) => void readFields(value, DELIVERY_CHECKS),
  pointInTimeUTCMillis(name, value) {
    if (typeof value !== 'number' || !(value > 0)) throw refuse('INVALID_JSON_ATTRIBUTE', name);
  },
  oplogTs: isWholeNumber,
  oplogInc: isWholeNumber,
  snapshotId: isText,
  checkpointId: isText,
};

type Fields = Readonly<Record<string, unknown>>;

/** Exactly one form of point must be given; undefined for a snapshot as it is. */
function readPoint(fields: Fields): RestorePoint | undefined {
  const given = ['pointInTimeUTCMillis', 'oplogTs', 'snapshotId', 'checkpointId'].filter((name) => name in fields);
  if (given.length === 0) {
    throw refuse('MISSING_ONE_OF_THREE_ATTRIBUTES', 'pointInTimeUTCMillis', 'oplogTs', 'snapshotId');
  }
  if (given.length > 1) throw refuse('INVALID_ATTRIBUTE', given[1]!);
  if ('oplogTs' in fields !== 'oplogInc' in fields) {
    throw 'oplogTs' in fields ? refuse('MISSING_ATTRIBUTE', 'oplogInc') : refuse('INVALID_ATTRIBUTE', 'oplogInc');
  }
  const { pointInTimeUTCMillis: millis, oplogTs, oplogInc } = fields;
  // End-to-end tests of the Kubernetes operator send fractions of a second and are not refused.
  if (millis !== undefined) return { form: 'second', t: Math.floor((millis as number) / 1000) };
  if (oplogTs !== undefined) return { form: 'opTime', at: { t: Number(oplogTs), i: Number(oplogInc) } };
  if ('snapshotId' in fields) return undefined;
  throw refuse('UNSUPPORTED_FOR_CURRENT_CONFIG');
}

/** The newest complete snapshot before the point, or the refusal of a point that the oplog does not reach. */
function chooseBase(
  point: RestorePoint,
  range: CoverageRange | undefined,
  snapshots: readonly HeldSnapshot[],
): HeldSnapshot {
  const needed = neededOpTime(point);
  if (!range) throw refuse('INVALID_RESTORE_POINT', 'there is no continuous oplog for this cluster');
  if (isAfter(range.start, needed)) {
    throw refuse('INVALID_RESTORE_POINT', 'it is before the earliest time that can be restored');
  }
  if (isAfter(needed, range.end)) throw refuse('INVALID_RESTORE_POINT', 'the oplog has not been received up to it');
  const base = snapshots.find(({ completedAt, takenAt }) => completedAt !== undefined && isWithin(point, takenAt));
  if (!base) throw refuse('INVALID_RESTORE_POINT', 'there is no snapshot before it');
  return base;
}

/** Restore jobs and the ranges they can stop in. */
export function restoreRoutes({ projectId, clusterId, backup, tail, restores }: Site): readonly Route[] {
  const coverage = (): CoverageRange | undefined => tail.range(backup.schedule().pointInTimeWindowHours);

  const toJob = (job: RestoreJob, href: string): object => ({
    id: job.id,
    groupId: projectId,
    clusterId,
    snapshotId: job.base.id,
    created: toIso(job.createdAt),
    pointInTime: job.point !== undefined,
    timestamp: toTimestamp(job.base.takenAt),
    statusName: job.stateName ?? (job.finished ? 'FINISHED' : 'IN_PROGRESS'),
    delivery: {
      // So it reads, whatever was asked for: https://www.mongodb.com/docs/ops-manager/current/reference/api/restore-jobs/
      methodName: 'HTTP',
      statusName: job.finished ? 'READY' : 'IN_PROGRESS',
      targetClusterId: clusterId,
      targetGroupId: projectId,
    },
    encryptionEnabled: false,
    links: selfLink(href),
  });

  function verifyTarget(delivery: Fields): void {
    for (const name of ['methodName', 'targetGroupId', 'targetClusterId']) {
      if (!(name in delivery)) throw refuse('MISSING_ATTRIBUTE', `delivery.${name}`);
    }
    const { methodName, targetGroupId, targetClusterId } = delivery as Record<string, string>;
    if (methodName !== 'AUTOMATED_RESTORE') throw refuse('UNSUPPORTED_DELIVERY_METHOD');
    if (targetGroupId !== projectId) throw refuse('GROUP_NOT_FOUND', targetGroupId!);
    if (targetClusterId !== clusterId) throw refuse('CLUSTER_NOT_FOUND', targetClusterId!, projectId);
  }

  function findSnapshot(id: string): HeldSnapshot {
    const found = backup.snapshots().find((snapshot) => snapshot.id === id && snapshot.completedAt !== undefined);
    if (!found) throw refuse('SNAPSHOT_NOT_FOUND', id, clusterId);
    return found;
  }

  function create(request: ApiRequest): object {
    const fields = readFields(request.body, JOB_CHECKS);
    if (!('delivery' in fields)) throw refuse('MISSING_ATTRIBUTE', 'delivery');
    verifyTarget(fields['delivery'] as Fields);
    const point = readPoint(fields);
    const running = restores.running();
    if (running) throw refuse('CONCURRENT_RESTORES_JOB_IDS', running.id);
    const base = point ? chooseBase(point, coverage(), backup.snapshots()) : findSnapshot(String(fields['snapshotId']));
    const job = restores.start(point, base);
    return toPage(request, [toJob(job, `${request.href}/${job.id}`)]);
  }

  function one({ params, href }: ApiRequest): object {
    const id = params['jobId']!;
    const job = restores.jobs().find((job) => job.id === id);
    if (!job) throw refuse('RESTORE_JOB_NOT_FOUND', id, clusterId);
    return toJob(job, href);
  }

  const list = (request: ApiRequest): object =>
    toPage(
      request,
      restores.jobs().map((job) => toJob(job, `${request.href}/${job.id}`)),
    );

  /** A bare array: https://www.mongodb.com/docs/ops-manager/current/reference/api/restorejobs/get-restorable-time-ranges-for-one-cluster/ */
  function ranges(): readonly object[] {
    const range = coverage();
    if (!range) return [];
    return [{ snapshotId: range.snapshotId, start: toTimestamp(range.start), end: toTimestamp(range.end) }];
  }

  return [
    { method: 'GET', pattern: JOBS, needs: 'read', handle: list },
    { method: 'POST', pattern: JOBS, needs: 'change', handle: create },
    { method: 'GET', pattern: `${JOBS}/:jobId`, needs: 'read', handle: one },
    { method: 'POST', pattern: `${JOBS}/restorableTimeRanges`, needs: 'change', readsOnly: true, handle: ranges },
  ];
}
