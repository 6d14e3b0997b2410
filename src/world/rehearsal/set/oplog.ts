import { serialize, type Document } from 'bson';
import type { Call } from './call.ts';
import { CommandError } from './errors.ts';
import { toTimestamp, toVersion } from './op-times.ts';

/*
 * `local.oplog.rs` as far as somebody asks how far back it goes. The set keeps no entries: what there was is in its documents. The
 * first and the last entry are told by their times alone (https://www.mongodb.com/docs/manual/core/replica-set-oplog/).
 */

export const OPLOG = 'local.oplog.rs';

/** Of the default: 5 percent of the free disk, and at most 50 GB (https://www.mongodb.com/docs/manual/core/replica-set-oplog/#oplog-size). */
const MAX_BYTES = 12 * 2 ** 30;

/** An insert is logged with its document. */
const bytesOf = ({ documents }: Call['shared']): number =>
  documents.collections().reduce((total, { dataBytes }) => total + dataBytes, 0);

const isEmpty = (value: unknown): boolean =>
  value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/** Answers the first or the last entry; nothing else can be had of an oplog that is not kept. */
export function findInOplog({ body, shared, process }: Call): Buffer {
  const natural = Number((body['sort'] as Document | undefined)?.['$natural']);
  if (!isEmpty(body['filter']) || Number(body['limit']) !== 1 || Math.abs(natural) !== 1) {
    throw new CommandError('BadValue', 'The rehearsal set tells the first and the last entry of its oplog only');
  }
  const { opTimes, documents } = shared;
  const oldest = documents.collections().reduce((least, { born }) => Math.min(least, born), Infinity);
  const first = Math.min(oldest, toVersion({ t: Math.floor(process.startedAt / 1000), i: 1 }));
  const ts = toTimestamp(natural === 1 ? first : opTimes.newest());
  return Buffer.from(
    serialize({ op: 'n', ns: '', o: {}, ts, t: shared.roles.term, v: 2, wall: new Date(ts.t * 1000) }),
  );
}

/** As `$collStats` has it of a capped collection. */
export function oplogStats({ shared }: Call): Document {
  const size = Math.min(MAX_BYTES, bytesOf(shared));
  return { size, storageSize: size, capped: true, max: 0, maxSize: MAX_BYTES };
}
