import { createHash, type Hash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Document } from 'bson';
import { reading, type Call, type Commands } from '../call.ts';
import type { Collection } from '../collection.ts';
import { CommandError } from '../errors.ts';

/** Three words of `_id`, size and checksum. */
const LARGE_BYTES = 20;
const AT_ONCE = 10_000;

const md5 = (): Hash => createHash('md5');

/**
 * Not the hash that a real server has of the same documents: of a large one this set keeps `_id`, size and checksum, and hashes
 * those, in the order of `_id`; of others the bytes. Documents that were there when the rehearsal began have no checksum but
 * `BY_RULE`, so that one of them deleted and inserted again makes another hash, where a real server would have the same.
 */
function hashOf(collection: Collection): string {
  const { columns, whole } = collection;
  const hash = md5();
  const words = columns.words();
  const block = Buffer.alloc(LARGE_BYTES * AT_ONCE);
  let used = 0;
  function flush(): void {
    hash.update(block.subarray(0, used));
    used = 0;
  }
  for (const entry of collection.entries()) {
    if (entry < 0) {
      flush();
      hash.update(whole.raw(~entry));
      continue;
    }
    if (used === block.length) flush();
    for (let k = 0; k < 3; k++) used = block.writeUInt32BE(words[3 * entry + k]!, used);
    used = block.writeUInt32BE(columns.size(entry), used);
    used = block.writeUInt32BE(columns.crc(entry), used);
  }
  flush();
  return hash.digest('hex');
}

function collectionsOf({ body, db, shared }: Call): readonly (readonly [string, Collection])[] {
  const asked: unknown = body['collections'];
  if (asked !== undefined && !(Array.isArray(asked) && asked.every((name) => typeof name === 'string'))) {
    throw new CommandError('TypeMismatch', 'collections entries have to be strings');
  }
  const names = asked && asked.length > 0 ? new Set<string>(asked) : undefined;
  return shared.documents
    .collections()
    .filter(({ namespace }) => namespace.startsWith(`${db}.`))
    .map((collection) => [collection.namespace.slice(db.length + 1), collection] as const)
    .filter(([name]) => names?.has(name) ?? true);
}

/** https://www.mongodb.com/docs/manual/reference/command/dbHash/ and https://github.com/mongodb/mongo/blob/master/src/mongo/db/commands/dbhash.cpp */
function dbHash(call: Call): Document {
  const began = performance.now();
  const found = collectionsOf(call);
  const hashes = found.map(([name, collection]) => [name, hashOf(collection)] as const);
  const all = md5();
  for (const [, hash] of hashes) all.update(hash);
  return {
    host: call.process.host,
    collections: Object.fromEntries(hashes),
    capped: [],
    uuids: Object.fromEntries(found.map(([name, { uuid }]) => [name, uuid])),
    md5: all.digest('hex'),
    timeMillis: Math.round(performance.now() - began),
  };
}

export const HASH_COMMANDS: Commands = { dbHash: reading(dbHash), dbhash: reading(dbHash) };
