import type { ForeignDatabase, Marker } from '../../proof/facts.ts';
import type { DiskFacts, NamespaceFacts, OplogFacts } from '../../proof/looks.ts';
import type { LoadInput } from '../../wizard/inputs.ts';
import type { Finding } from './finding.ts';
import { bad, good, names, size, unproved, warning } from './finding.ts';

/*
 * What is on the set already, and whether there is room for what the show adds.
 */

const ANOTHER = 'Choose another collection with --coll';

/** What no documents of ours can be loaded into, or kept in so that they can be counted on. */
function unfit(namespace: string, facts: NamespaceFacts): Finding | undefined {
  const { typeName, capped, sharded, clustered, validator, uniqueIndexes, expiringIndexes } = facts;
  if (typeName === 'view') return bad(`${namespace} is a view: it holds no documents of its own`, ANOTHER);
  if (typeName === 'timeseries') return bad(`${namespace} is a time series: single documents are not deleted`, ANOTHER);
  if (typeName !== 'collection' && typeName !== 'none') return bad(`${namespace} is a ${typeName}`, ANOTHER);
  if (sharded) return bad(`${namespace} is sharded: a show is about one replica set`, ANOTHER);
  if (capped) return bad(`${namespace} is capped: it forgets documents by itself`, ANOTHER);
  if (clustered) return bad(`${namespace} is clustered: its _ids are in no index that could be scanned`, ANOTHER);
  if (expiringIndexes.length > 0) {
    return bad(`${namespace} expires documents by index ${names(expiringIndexes)}: no count would hold`, ANOTHER);
  }
  if (uniqueIndexes.length > 0) {
    return bad(`${namespace} has the unique index ${names(uniqueIndexes)}, which refuses what is loaded`, ANOTHER);
  }
  return validator ? bad(`${namespace} has a validator, which may refuse what is loaded`, ANOTHER) : undefined;
}

export function judgeNamespace(namespace: string, facts: NamespaceFacts, marker: Marker | undefined): Finding {
  const found = unfit(namespace, facts);
  if (found) return found;
  const { documents, bytes, typeName } = facts;
  const amount = `${documents.toLocaleString('en-US')} ${documents === 1 ? 'document' : 'documents'}, ${size(bytes)}`;
  if (marker) return good(`${namespace} is ours: ${amount}`);
  if (typeName === 'none') return good(`${namespace} is free: a load makes it`);
  if (documents === 0) return good(`${namespace} is there, and empty`);
  return bad(
    `${namespace} holds ${amount} of others: minuteback.shows has no mark of ours for it`,
    `${ANOTHER}, or adopt it by typing its full name`,
  );
}

/** What a restore replaces beside our own; absent where the user may not list every database. */
export function judgeDatabases(foreign: readonly ForeignDatabase[] | undefined): Finding {
  if (!foreign) {
    return bad(
      'the user may not list all databases; a restore replaces the whole set',
      'Give the user clusterMonitor, so that nothing is replaced unseen',
    );
  }
  if (foreign.length === 0) return good('none but ours: a restore replaces the whole set');
  const each = foreign.map(({ name, bytes }) => `${name} (${size(bytes)})`);
  return warning(
    `${names(each, 8)}: a restore replaces them with the rest of the set`,
    'Use a set that holds nothing else; if it must be this one, they are confirmed by typing',
  );
}

/** Data, its oplog entries and journal, and what checkpoints keep meanwhile. */
const ROOM_FACTOR = 3;

/** What the planned load adds, in all of its rounds. */
export function plannedBytes({ bytes, untilBytes = 0 }: LoadInput, there: number): number {
  return Math.max(bytes, untilBytes - there);
}

/** Of the primary alone, and of a file system that others may write to as well; in a container it may be that of its host. */
export function judgeDisk(disk: DiskFacts | undefined, planned: number): Finding {
  if (!disk) return unproved('the server does not tell how full its disk is', 'Look at the disks of all members');
  const free = Math.max(0, disk.totalBytes - disk.usedBytes);
  const seen = `${size(free)} free on the primary for ${size(planned)} to be loaded`;
  if (free < planned) return bad(seen, 'Make room on the disks of the set, or load less');
  return free < planned * ROOM_FACTOR
    ? warning(seen, `Keep ${ROOM_FACTOR} times the load free: make room, or load less`)
    : good(seen);
}

/** A show with its first snapshot, and the snapshot after it. */
const SHOW_S = 2 * 3600;
/** From then on every entry pushes out an old one. */
const FULL_SHARE = 0.9;

function span(seconds: number): string {
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 48 * 3600 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} days`;
}

export function judgeOplog(oplog: OplogFacts | undefined, planned: number): Finding {
  if (!oplog) return unproved('the user may not read the oplog', 'Give the user the role read on local');
  const { first, last, bytes, maxBytes } = oplog;
  const reach = Math.max(0, last.t - first.t);
  const isFull = maxBytes === 0 || bytes >= FULL_SHARE * maxBytes;
  const seen = `reaches back ${span(reach)}, ${size(bytes)} of ${size(maxBytes)} used`;
  if (isFull && reach < SHOW_S) {
    return warning(
      `${seen}: less than a show lasts`,
      'Enlarge it (replSetResizeOplog): backup and members read from it',
    );
  }
  return maxBytes > 0 && planned > maxBytes / 2
    ? warning(
        `${seen}; ${size(planned)} to be loaded may push out what is not read yet`,
        'Load less at once, or enlarge it',
      )
    : good(seen);
}
