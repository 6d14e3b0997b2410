import * as v from 'valibot';
import type { OpTime, RestorePoint } from '../../../proof/op-time.ts';
import { compareOpTimes, limitOf } from '../../../proof/op-time.ts';

/*
 * What a restore goes to, as the automation config tells it: the restore job itself names no point. The fields are those of the
 * public Go client (https://github.com/mongodb/go-client-mongodb-ops-manager, `opsmngr.Process`), which leaves the type of the time
 * open; no text says more. All else in the config, secrets among it, is passed over.
 */

const Process = v.object({
  backupRestoreJobId: v.optional(v.nullable(v.string())),
  backupRestoreDesiredTime: v.optional(v.unknown()),
});

export const AutomationConfig = v.object({ processes: v.array(Process) });

/** From which on a number can only be milliseconds, and from which on it can be a date of a backup at all: epoch seconds. */
const LATEST_S = 2 ** 32 - 1;
const EARLIEST_S = Date.UTC(2010) / 1000;

const ISO_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/;

/** Whole seconds of an instant: a number of seconds or milliseconds, the same as text, or an ISO date. */
function toSeconds(value: unknown): number | undefined {
  const plain = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  const read = typeof plain === 'string' && ISO_DATE.test(plain) ? Date.parse(plain) / 1000 : plain;
  if (typeof read !== 'number' || !Number.isFinite(read)) return undefined;
  const seconds = read > LATEST_S ? read / 1000 : read;
  return Number.isInteger(seconds) && seconds >= EARLIEST_S && seconds <= LATEST_S ? seconds : undefined;
}

const first = (fields: Record<string, unknown>, ...names: readonly string[]): unknown =>
  names.map((name) => fields[name]).find((value) => value !== undefined && value !== null);

const NO_ORDINAL = ['0', 0, undefined];

/** A BSON timestamp in any form that the API or extended JSON has for one. */
function toTimestamp(value: object): OpTime | undefined {
  const fields = value as Record<string, unknown>;
  const inner = first(fields, '$timestamp', '$date');
  if (typeof inner === 'object' && inner !== null) return toTimestamp(inner);
  const t = toSeconds(inner ?? first(fields, 'date', 'time', 't', '$numberLong'));
  const ordinal = first(fields, 'increment', 'inc', 'ordinal', 'i');
  const i = NO_ORDINAL.includes(ordinal as number) ? 0 : Number(ordinal);
  return t !== undefined && Number.isInteger(i) && i >= 0 ? { t, i } : undefined;
}

/**
 * An instant stands for the state before it, an entry of the oplog for the state with it: ordinals begin with 1, so a timestamp
 * without one names no entry, and both mean the same.
 */
function toPoint(value: unknown): RestorePoint | undefined {
  if (typeof value !== 'object' || value === null) {
    const t = toSeconds(value);
    return t === undefined ? undefined : { form: 'second', t };
  }
  const at = toTimestamp(value);
  return at && (at.i === 0 ? { form: 'second', t: at.t } : { form: 'opTime', at });
}

const isSame = (a: RestorePoint, b: RestorePoint): boolean => compareOpTimes(limitOf(a), limitOf(b)) === 0;

/** The point that every process of this job is restored to; undefined where none is named, or anything is not understood. */
export function pointOfJob(
  { processes }: v.InferOutput<typeof AutomationConfig>,
  job: string,
): RestorePoint | undefined {
  const told = processes
    .filter(({ backupRestoreJobId }) => backupRestoreJobId === job)
    .map(({ backupRestoreDesiredTime }) => toPoint(backupRestoreDesiredTime));
  const [point] = told;
  return point && told.every((other) => other && isSame(point, other)) ? point : undefined;
}
