import * as v from 'valibot';
import type { AutomationProcess, CoverageRange, Daemon, RestoreJob, Schedule, Snapshot } from '../../../proof/facts.ts';
import type { OpTime } from '../../../proof/op-time.ts';
import { clean } from '../clean.ts';

/*
 * What Ops Manager answers, as far as this program reads it: fields that are not named here are passed over, those without a
 * sensible value are left out by the server (https://www.mongodb.com/docs/ops-manager/current/core/api/), and enumerations stay
 * the strings that they are, because new values appear.
 */

const Text = v.pipe(
  v.string(),
  v.transform((text) => clean(text)),
);
const maybe = <S extends v.GenericSchema>(schema: S) => v.optional(v.nullable(schema));

const Instant = v.pipe(
  v.string(),
  v.transform((text) => Date.parse(text)),
  v.number(),
  v.check((epochMs) => Number.isFinite(epochMs), 'Not a date'),
);

/** A BSON timestamp: an ISO date of whole seconds, and the ordinal. */
const Timestamp = v.pipe(
  v.object({ date: Instant, increment: v.number() }),
  v.transform(({ date, increment }): OpTime => ({ t: Math.floor(date / 1000), i: increment })),
);

/** Drops what the server left out, so that an absent field is absent here too. */
type Given<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: NonNullable<T[K]>;
};
const given = <T extends object>(fields: T): Given<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)) as Given<T>;

export const Page = v.object({
  results: v.array(v.unknown()),
  totalCount: maybe(v.number()),
  links: v.optional(v.array(v.object({ rel: v.string() })), []),
});

export const Project = v.object({ id: Text, name: Text });

export const Cluster = v.object({
  id: Text,
  clusterName: maybe(Text),
  replicaSetName: maybe(Text),
  typeName: maybe(Text),
  shardName: maybe(Text),
});

export const Host = v.pipe(
  v.object({ hostname: Text, port: v.number() }),
  v.transform(({ hostname, port }) => ({ hostname, address: `${hostname}:${port}` })),
);

/** A hidden member is in no `hello`; aliases are other names that agents know a host by. */
export const HostLook = v.pipe(
  v.object({
    hostname: Text,
    port: v.number(),
    hidden: maybe(v.boolean()),
    hiddenSecondary: maybe(v.boolean()),
    aliases: maybe(v.array(Text)),
  }),
  v.transform(({ hostname, port, hidden, hiddenSecondary, aliases }) => ({
    address: `${hostname}:${port}`,
    hidden: Boolean(hidden) || Boolean(hiddenSecondary),
    aliases: aliases ?? [],
  })),
);

export const Agent = v.pipe(
  v.object({ hostname: Text, stateName: Text, lastConf: maybe(Instant), lastPing: maybe(Instant) }),
  v.transform(({ hostname, stateName, lastConf, lastPing }) =>
    given({ host: hostname, stateName, lastSeenAt: lastConf ?? lastPing ?? undefined }),
  ),
);

export const BackupConfig = v.object({ statusName: Text });

const Part = v.object({
  machineId: maybe(Text),
  replicaState: maybe(Text),
  completedTime: maybe(Instant),
  dataSizeBytes: maybe(v.number()),
  storageSizeBytes: maybe(v.number()),
  fileSizeBytes: maybe(v.number()),
  mongodVersion: maybe(Text),
});

/** Of a replica set: sizes and member are those of the only part. */
export const SnapshotAnswer = v.pipe(
  v.object({
    id: Text,
    complete: v.boolean(),
    created: Timestamp,
    expires: maybe(Instant),
    parts: v.optional(v.array(Part), []),
  }),
  v.transform(({ id, complete, created, expires, parts }): Snapshot => {
    const part = parts[0];
    return given({
      id,
      complete,
      created,
      expiresAt: expires ?? undefined,
      completedAt: part?.completedTime ?? undefined,
      member: part?.machineId ?? undefined,
      memberRoleName: part?.replicaState ?? undefined,
      dataBytes: part?.dataSizeBytes ?? undefined,
      storageBytes: part?.storageSizeBytes ?? undefined,
      fileBytes: part?.fileSizeBytes ?? undefined,
      versionName: part?.mongodVersion ?? undefined,
    });
  }),
);

export const ScheduleAnswer = v.pipe(
  v.object({
    snapshotIntervalHours: maybe(v.number()),
    snapshotRetentionDays: maybe(v.number()),
    dailySnapshotRetentionDays: maybe(v.number()),
    weeklySnapshotRetentionWeeks: maybe(v.number()),
    monthlySnapshotRetentionMonths: maybe(v.number()),
    pointInTimeWindowHours: maybe(v.number()),
    referenceHourOfDay: maybe(v.number()),
    referenceMinuteOfHour: maybe(v.number()),
    referenceTimeZoneOffset: maybe(Text),
    fullIncrementalDayOfWeek: maybe(Text),
  }),
  v.transform((fields) => given(fields) as Schedule),
);

/** A bare array, unlike other lists. */
export const Ranges = v.array(
  v.pipe(
    v.object({ snapshotId: maybe(Text), start: Timestamp, end: Timestamp }),
    v.transform(({ snapshotId, start, end }): CoverageRange =>
      given({ snapshotId: snapshotId ?? undefined, start, end }),
    ),
  ),
);

export const JobAnswer = v.pipe(
  v.object({
    id: Text,
    created: Instant,
    statusName: Text,
    snapshotId: maybe(Text),
    pointInTime: maybe(v.boolean()),
    delivery: maybe(v.object({ targetClusterId: maybe(Text) })),
  }),
  v.transform(({ id, created, statusName, snapshotId, pointInTime, delivery }): JobTold =>
    given({
      id,
      createdAt: created,
      stateName: statusName,
      snapshotId: snapshotId ?? undefined,
      pointInTime: pointInTime ?? false,
      targetClusterId: delivery?.targetClusterId ?? undefined,
    }),
  ),
);

type JobTold = Omit<RestoreJob, 'target'> & { readonly targetClusterId?: string };

/**
 * A job as it concerns a cluster. Only automated restores name a target
 * (https://www.mongodb.com/docs/ops-manager/current/reference/api/restore-jobs/).
 */
export function toJob({ targetClusterId, ...job }: JobTold, clusterId: string): RestoreJob {
  return targetClusterId === undefined ? job : { ...job, target: targetClusterId === clusterId ? 'here' : 'elsewhere' };
}

const Process = v.pipe(
  v.object({
    name: Text,
    hostname: Text,
    lastGoalVersionAchieved: v.number(),
    plan: v.optional(v.array(Text), []),
    errorString: maybe(Text),
    errorCodeDescription: maybe(Text),
  }),
  v.transform(
    ({ name, hostname, lastGoalVersionAchieved, plan, errorString, errorCodeDescription }): AutomationProcess =>
      given({
        name,
        host: hostname,
        achieved: lastGoalVersionAchieved,
        plan,
        // Empty when all is well.
        error: errorString || errorCodeDescription || undefined,
      }),
  ),
);

export const AutomationStatus = v.object({ goalVersion: v.number(), processes: v.array(Process) });

/** The hosts of a connection string, never its credentials. */
export function toHosts(uri: string): string {
  const hosts = /^(?:mongodb(?:\+srv)?:\/\/)?(?:[^/?]*@)?([^/?@]*)/.exec(uri)?.[1] ?? '';
  return clean(hosts);
}

/** A store of any kind: which of the three says where it is depends on the kind, and an S3 store names its metadata database too. */
export const StoreAnswer = v.pipe(
  v.object({
    id: Text,
    assignmentEnabled: maybe(v.boolean()),
    storePath: maybe(Text),
    s3BucketName: maybe(Text),
    uri: maybe(v.string()),
  }),
  v.transform(({ id, assignmentEnabled, storePath, s3BucketName, uri }) => ({
    id,
    assignable: assignmentEnabled ?? false,
    where: storePath ?? s3BucketName ?? (uri ? toHosts(uri) : ''),
  })),
);

export const DaemonAnswer = v.pipe(
  v.object({
    machine: v.object({ machine: Text, headRootDirectory: maybe(Text) }),
    assignmentEnabled: maybe(v.boolean()),
  }),
  v.transform(({ machine, assignmentEnabled }): Daemon => ({
    machine: machine.machine,
    headDirectory: machine.headRootDirectory ?? '',
    assignable: assignmentEnabled ?? false,
  })),
);

/** `x.y.z` of `gitHash=<sha>; versionString=<x.y.z.build.timestamp>`, seen in https://github.com/mongodb/mongodb-kubernetes. */
export function toVersion(header: string | undefined): string {
  const text = /versionString=\s*(\d+\.\d+\.\d+|[^;\s]+)/.exec(header ?? '')?.[1];
  return text === undefined ? 'unknown' : clean(text, 40);
}
