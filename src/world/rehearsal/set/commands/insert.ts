import { deserialize, ObjectId, type Document } from 'bson';
import { namespaceOf, writing, type Call, type Commands } from '../call.ts';
import type { Collection } from '../collection.ts';
import { codeOf, CommandError } from '../errors.ts';
import { bytesOfWords } from '../ids.ts';

/** Of documents that are kept whole, history included. */
const MAX_WHOLE_BYTES = 256 * 2 ** 20;

export function assertRoom(call: Call): void {
  if (call.shared.documents.wholeBytes() > MAX_WHOLE_BYTES) {
    throw new CommandError('OutOfDiskSpace', 'The rehearsal set keeps at most 256 MB of small or foreign documents');
  }
}

function shown(id: unknown): string {
  const type = (id as { _bsontype?: string } | null)?._bsontype;
  return type === 'ObjectId' ? `ObjectId('${String(id)}')` : JSON.stringify(id);
}

/** https://www.mongodb.com/docs/manual/reference/method/db.collection.insertMany/#error-handling */
export function toDuplicate(namespace: string, index: number, id: unknown): Document {
  return {
    index,
    code: codeOf('DuplicateKey'),
    errmsg: `E11000 duplicate key error collection: ${namespace} index: _id_ dup key: { _id: ${shown(id)} }`,
    keyPattern: { _id: 1 },
    keyValue: { _id: id },
  };
}

function idOfStaged({ staged }: Call, k: number): unknown {
  const whole = staged.whole(k);
  if (whole) return deserialize(whole)['_id'];
  return new ObjectId(bytesOfWords([staged.word(k, 0), staged.word(k, 1), staged.word(k, 2)]));
}

function addStaged({ staged }: Call, collection: Collection, k: number, born: number): boolean {
  const whole = staged.whole(k);
  if (whole) return collection.addWhole(whole, born);
  return collection.addLarge(
    staged.word(k, 0),
    staged.word(k, 1),
    staged.word(k, 2),
    staged.size(k),
    staged.crc(k),
    born,
  );
}

function insert(call: Call): Document {
  const { count } = call.staged;
  if (count === 0) throw new CommandError('InvalidLength', 'Write batch sizes must be between 1 and 100000');
  const namespace = namespaceOf(call);
  assertRoom(call);
  const collection = call.shared.documents.collectionFor(namespace);
  const first = call.shared.opTimes.take(count);
  const writeErrors: Document[] = [];
  let n = 0;
  for (let k = 0; k < count; k++) {
    if (addStaged(call, collection, k, first + k)) {
      n += 1;
      continue;
    }
    writeErrors.push(toDuplicate(namespace, k, idOfStaged(call, k)));
    if (call.body['ordered'] !== false) break;
  }
  return { n, ...(writeErrors.length > 0 ? { writeErrors } : {}) };
}

export const INSERT_COMMANDS: Commands = { insert: writing(insert) };
