import { Timestamp } from 'bson';
import { toDocument, type Call, type Command } from './call.ts';
import { CommandError } from './errors.ts';
import { versionOf } from './snapshots.ts';

const invalid = (message: string): CommandError => new CommandError('InvalidOptions', message);

function toTime(value: unknown, name: string): Timestamp | undefined {
  if (value === undefined) return undefined;
  if (!(value instanceof Timestamp)) throw new CommandError('TypeMismatch', `${name} has to be a timestamp`);
  if (value.isZero()) throw invalid(`${name} cannot be a null timestamp`);
  return value;
}

/**
 * Refuses what a real server refuses: `snapshot` for anything but find and aggregate, times in the future, and combinations
 * (https://github.com/mongodb/mongo/blob/master/src/mongo/db/repl/read_concern_args.cpp and `db/read_concern_mongod.cpp`).
 */
export function assertReadConcern({ takesSnapshots }: Command, { body, shared }: Call): void {
  const { level, ...times } = toDocument(body['readConcern'], 'readConcern');
  const after = toTime(times['afterClusterTime'], 'afterClusterTime');
  const at = toTime(times['atClusterTime'], 'atClusterTime');
  if (after && at) {
    throw invalid('Specifying a timestamp for readConcern snapshot in a causally consistent session is not allowed');
  }
  if (at && level !== 'snapshot') throw invalid('atClusterTime field can be set only if level is equal to snapshot');
  if (level === 'snapshot' && !takesSnapshots) throw invalid('read concern snapshot not supported');
  const target = after ?? at;
  if (target && versionOf(target) > shared.opTimes.newest()) {
    const name = after ? 'afterClusterTime' : 'atClusterTime';
    throw invalid(`readConcern ${name} value must not be greater than the current clusterTime`);
  }
  if (at) shared.snapshots.assertWithin(at);
}
