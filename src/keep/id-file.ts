import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import writeFileAtomic from 'write-file-atomic';
import type { IdSet } from '../proof/id-set.ts';
import { ID_BYTES, toIdSet } from '../proof/id-set.ts';

/*
 * The exact set of `_id`s of a baseline in one file: a head of 24 bytes (magic, form, number of ids, bytes of the ids, checksum of
 * all that follows; whole numbers little-endian), where the ids are of mixed types the end of each, then the ids as `IdSet` has them.
 */

const MAGIC = 0x4249_4d31;
const HEAD_BYTES = 24;
const FORM = { objectIds: 0, anyType: 1 } as const;

/** Twelve bytes for each ObjectId. */
export function encodeIds(ids: IdSet): Buffer {
  const ends = ids.ends ? Buffer.from(ids.ends.buffer, ids.ends.byteOffset, ids.ends.byteLength) : Buffer.alloc(0);
  const body = Buffer.concat([ends, ids.bytes]);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(MAGIC, 0);
  head.writeUInt32LE(ids.ends ? FORM.anyType : FORM.objectIds, 4);
  head.writeUInt32LE(ids.size, 8);
  head.writeUInt32LE(crc32(body), 12);
  head.writeBigUInt64LE(BigInt(ids.bytes.length), 16);
  return Buffer.concat([head, body]);
}

/** Throws an Error that says what is wrong with the content. */
export function decodeIds(content: Buffer): IdSet {
  if (content.length < HEAD_BYTES || content.readUInt32LE(0) !== MAGIC) throw new Error('it holds no list of ids');
  const form = content.readUInt32LE(4);
  const size = content.readUInt32LE(8);
  const body = content.subarray(HEAD_BYTES);
  const endsBytes = form === FORM.anyType ? size * 4 : 0;
  const wanted = Number(content.readBigUInt64LE(16)) + endsBytes;
  if (body.length !== wanted || crc32(body) !== content.readUInt32LE(12))
    throw new Error('its checksum does not agree');
  if (form === FORM.objectIds) {
    if (body.length !== size * ID_BYTES) throw new Error('its length does not agree');
    return toIdSet(body);
  }
  const ends = new Uint32Array(size);
  for (let k = 0; k < size; k++) ends[k] = body.readUInt32LE(k * 4);
  return { bytes: body.subarray(endsBytes), size, ends, sorted: true };
}

/** Resolves when the whole file is on disk under its name: there is never half of one. */
export async function writeIdFile(path: string, ids: IdSet): Promise<void> {
  await writeFileAtomic(path, encodeIds(ids), { mode: 0o600 });
}

export const readIdFile = (path: string): IdSet => decodeIds(readFileSync(path));
