import type { HeldSnapshot } from '../backup-job.ts';
import { refuse } from '../refusal.ts';
import type { ApiRequest, Route } from '../routing.ts';
import { selfLink, toIso, toPage, toTimestamp } from '../routing.ts';
import type { Site } from '../site.ts';

const SNAPSHOTS = '/groups/:groupId/clusters/:clusterId/snapshots';

/** Snapshots: https://www.mongodb.com/docs/ops-manager/current/reference/api/snapshots/get-all-snapshots-for-one-cluster/ */
export function snapshotRoutes({ projectId, clusterId, clock, set, backup, restores }: Site): readonly Route[] {
  const toPart = ({ member, sizes, completedAt }: HeldSnapshot): object => ({
    typeName: 'REPLICA_SET',
    clusterId,
    replicaSetName: set.setName,
    mongodVersion: set.versionName,
    fcv: set.versionName.split('.').slice(0, 2).join('.'),
    machineId: set.hosts[member],
    replicaState: 'SECONDARY',
    compressionSetting: 'GZIP',
    encryptionEnabled: false,
    // Fields without a sensible value are left out: sizes are known at the end.
    ...(completedAt === undefined
      ? {}
      : {
          completedTime: toIso(completedAt),
          dataSizeBytes: sizes.dataBytes,
          storageSizeBytes: sizes.storageBytes,
          fileSizeBytes: sizes.storageBytes,
        }),
  });

  const toSnapshot = (snapshot: HeldSnapshot, href: string): object => ({
    id: snapshot.id,
    groupId: projectId,
    clusterId,
    complete: snapshot.completedAt !== undefined,
    created: toTimestamp(snapshot.takenAt),
    lastOplogAppliedTimestamp: toTimestamp(snapshot.takenAt),
    doNotDelete: false,
    expires: toIso(snapshot.expiresAt),
    parts: [toPart(snapshot)],
    links: selfLink(href),
  });

  function list(request: ApiRequest): object {
    const completed = request.query.get('completed') ?? 'true';
    if (!['true', 'false', 'all'].includes(completed)) throw refuse('INVALID_QUERY_PARAMETER', 'completed');
    const wanted = backup
      .snapshots()
      .filter(({ completedAt }) => completed === 'all' || (completedAt !== undefined) === (completed === 'true'));
    return toPage(
      request,
      wanted.map((snapshot) => toSnapshot(snapshot, `${request.href}/${snapshot.id}`)),
    );
  }

  function one({ params, href }: ApiRequest): object {
    const id = params['snapshotId']!;
    const found = backup.snapshots().find((snapshot) => snapshot.id === id);
    if (!found) throw refuse('SNAPSHOT_NOT_FOUND', id, clusterId);
    return toSnapshot(found, href);
  }

  /** https://www.mongodb.com/docs/ops-manager/current/reference/api/snapshots/take-an-on-demand-snapshot/ */
  function takeOnDemand({ query }: ApiRequest): object {
    const days = query.get('retentionDays');
    if (days === null) throw refuse('MISSING_QUERY_PARAMETER', 'retentionDays');
    if (!/^[1-9]\d{0,4}$/.test(days)) throw refuse('INVALID_QUERY_PARAMETER', 'retentionDays');
    if (restores.running()) throw refuse('CANNOT_TAKE_ON_DEMAND_SNAPSHOT', 'a restore is in progress');
    backup.takeOnDemand(Number(days));
    const time = Math.floor(clock.now() / 1000);
    return {
      clusterName: set.setName,
      description: 'On demand snapshot request complete .',
      timestamp: { increment: 1, time, date: toIso(time * 1000) },
    };
  }

  return [
    { method: 'GET', pattern: SNAPSHOTS, needs: 'read', handle: list },
    { method: 'GET', pattern: `${SNAPSHOTS}/:snapshotId`, needs: 'read', handle: one },
    { method: 'POST', pattern: `${SNAPSHOTS}/onDemandSnapshot`, needs: 'change', handle: takeOnDemand },
  ];
}
