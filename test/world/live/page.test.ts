import { Double, Int32, Long, ObjectId, Timestamp, UUID, serialize } from 'bson';
import { describe, expect, it } from 'vitest';
import { RefusedError } from '../../../src/errors.ts';
import { toHexIds } from '../../../src/proof/id-set.ts';
import { readCursor } from '../../../src/world/live/page.ts';

const read = (cursor: object): ReturnType<typeof readCursor> => readCursor(Buffer.from(serialize(cursor)));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Type byte and value of an `_id`, as the specification has them: behind length, type and name. */
const idHex = (_id: unknown): string => {
  const bytes = serialize({ _id });
  return `${hexOf(bytes.subarray(4, 5))}:${hexOf(bytes.subarray(9, -1))}`;
};

describe('readCursor', () => {
  const ids = Array.from({ length: 1_200 }, () => new ObjectId());

  it.each(['firstBatch', 'nextBatch'])('reads the ids of a %s, whatever the length of their keys', (name) => {
    const page = read({ [name]: ids.map((_id) => ({ _id })), id: Long.fromString('123456789012345'), ns: 'db.coll' });
    expect(page.cursorId).toBe(123_456_789_012_345n);
    expect(page.readIds().size).toBe(ids.length);
    expect(page.readIds().ends).toBeUndefined();
    expect(hexOf(page.readIds().bytes)).toBe(ids.map((id) => id.toHexString()).join(''));
  });

  it('tells the snapshot, and passes over fields that newer servers add', () => {
    const added = {
      atClusterTime: new Timestamp({ t: 0xffff_fff0, i: 2 }),
      partialResultsReturned: true,
      postBatchResumeToken: { x: 1 },
    };
    const page = read({ ...added, firstBatch: [{ _id: ids[0] }], id: Long.ZERO, ns: 'db.coll' });
    expect(page).toMatchObject({ cursorId: 0n, atClusterTime: { t: 0xffff_fff0, i: 2 } });
    expect(hexOf(page.readIds().bytes)).toBe(ids[0]!.toHexString());
  });

  it('reads an empty batch', () => {
    expect(read({ firstBatch: [], id: Long.ZERO }).readIds().size).toBe(0);
    expect(read({ firstBatch: [], id: Long.ZERO }).readDocuments()).toEqual([]);
  });

  it('reads ids of any type, also among ObjectIds', () => {
    const strange = [
      1,
      new Double(1),
      Long.fromNumber(1),
      '1234567',
      '',
      null,
      true,
      new Date(5),
      new UUID(),
      { a: new Int32(1), b: [{ c: 'd' }] },
      /x+/i,
    ];
    for (const some of [strange, [ids[0], ...strange, ids[1]]]) {
      const page = read({ firstBatch: some.map((_id) => ({ _id })), id: Long.ZERO });
      const written = some.map((_id) => (_id instanceof ObjectId ? _id.toHexString() : idHex(_id)));
      expect(toHexIds(page.readIds(), Infinity)).toEqual(written);
    }
  });

  it.each([
    ['nothing', {}],
    ['more than the _id', { _id: ids[0], x: 1 }],
    ['more than a strange _id', { _id: 'a', x: 1 }],
    ['another field', { _ie: ids[0] }],
  ])('refuses a document that has %s', (_, document) => {
    expect(() => read({ firstBatch: [{ _id: ids[0] }, document], id: Long.ZERO }).readIds()).toThrow(RefusedError);
  });

  it('refuses whatever was cut off', () => {
    const whole = Buffer.from(serialize({ firstBatch: [{ _id: 'a' }, { _id: ids[0] }], id: Long.ZERO, ns: 'db.coll' }));
    for (let length = 5; length < whole.length; length++) {
      expect(() => readCursor(whole.subarray(0, length)).readIds()).toThrow(RefusedError);
    }
  });

  it('hands documents over as they came', () => {
    const documents = [{ _id: 1, payload: Buffer.alloc(300, 7) }, { x: 'no id' }, {}];
    const page = read({ nextBatch: documents, id: Long.ZERO });
    expect(page.readDocuments().map(hexOf)).toEqual(documents.map((document) => hexOf(serialize(document))));
  });
});
