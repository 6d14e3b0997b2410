import type { IdList } from '../../proof/id-set.ts';
import { idAt } from '../../proof/id-set.ts';
import { elementsOf, TYPE } from './elements.ts';

/** `{v: <value>}`: length, type, name, value, terminator (https://bsonspec.org/spec.html). */
function wrap(type: number, value: Uint8Array): Buffer {
  const document = Buffer.concat([Buffer.alloc(4), Buffer.of(type), Buffer.from('v\0'), value, Buffer.alloc(1)]);
  document.writeInt32LE(document.length, 0);
  return document;
}

/**
 * The ids as the driver wants them in a filter, of whatever type they are: it writes each as the same bytes again. Documents
 * become maps, because an object would put fields that are named by numbers first.
 */
export async function toBsonIds(ids: IdList): Promise<unknown[]> {
  const { BSON, ObjectId } = await import('mongodb');

  function toValue(type: number, bytes: Buffer): unknown {
    const parts = (): (readonly [string, unknown])[] =>
      [...elementsOf(bytes)].map(({ type, name, start, end }) => [name, toValue(type, bytes.subarray(start, end))]);
    if (type === TYPE.document) return new Map(parts());
    if (type === TYPE.array) return parts().map(([, value]) => value);
    return BSON.deserialize(wrap(type, bytes), { promoteValues: false })['v'];
  }

  return Array.from({ length: ids.size }, (_, k) => {
    const id = idAt(ids, k);
    if (!ids.ends) return new ObjectId(id.slice());
    return toValue(id[0]!, Buffer.from(id.buffer, id.byteOffset + 1, id.length - 1));
  });
}
