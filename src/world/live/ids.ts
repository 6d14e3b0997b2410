import type { Document } from 'mongodb';
import type { IdList } from '../../proof/id-set.ts';
import { idAt } from '../../proof/id-set.ts';

/** The ids as the driver wants them in a filter, of whatever type they are. */
export async function toBsonIds(ids: IdList): Promise<unknown[]> {
  const { BSON, ObjectId } = await import('mongodb');
  const toValue = (id: Uint8Array): unknown => {
    if (!ids.ends) return new ObjectId(id.slice());
    // `{_id: <value>}`: length, type, name, value, terminator (https://bsonspec.org/spec.html).
    const document = Buffer.concat([
      Buffer.alloc(4),
      id.subarray(0, 1),
      Buffer.from('_id\0'),
      id.subarray(1),
      Buffer.alloc(1),
    ]);
    document.writeInt32LE(document.length, 0);
    return (BSON.deserialize(document, { promoteValues: false }) as Document)['_id'] as unknown;
  };
  return Array.from({ length: ids.size }, (_, k) => toValue(idAt(ids, k)));
}
