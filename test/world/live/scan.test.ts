import { Long, ObjectId, Timestamp, serialize } from 'bson';
import { describe, expect, it } from 'vitest';
import { RefusedError } from '../../../src/errors.ts';
import { readCursor } from '../../../src/world/live/scan.ts';

const read = (cursor: object): ReturnType<typeof readCursor> => readCursor(Buffer.from(serialize(cursor)), 'db.coll');
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('readCursor', () => {
  const ids = Array.from({ length: 1_200 }, () => new ObjectId());

  it.each(['firstBatch', 'nextBatch'])('reads the ids of a %s, whatever the length of their keys', (name) => {
    const page = read({ [name]: ids.map((_id) => ({ _id })), id: Long.fromString('123456789012345'), ns: 'db.coll' });
    expect(page.cursorId).toBe(123_456_789_012_345n);
    expect(hexOf(page.readIds())).toBe(ids.map((id) => id.toHexString()).join(''));
  });

  it('passes over fields that newer servers add', () => {
    const added = {
      atClusterTime: new Timestamp({ t: 1, i: 2 }),
      partialResultsReturned: true,
      postBatchResumeToken: { x: 1 },
    };
    const page = read({ ...added, firstBatch: [{ _id: ids[0] }], id: Long.ZERO, ns: 'db.coll' });
    expect(page).toMatchObject({ cursorId: 0n });
    expect(hexOf(page.readIds())).toBe(ids[0]!.toHexString());
  });

  it('reads an empty batch', () => {
    expect(read({ firstBatch: [], id: Long.ZERO }).readIds()).toHaveLength(0);
  });

  it.each([
    ['a number', { _id: 1 }],
    ['a string of the same size', { _id: '1234567' }],
    ['nothing', {}],
    ['more than the _id', { _id: ids[0], x: 1 }],
    ['another field', { _ie: ids[0] }],
  ])('refuses a document that has %s', (_, document) => {
    expect(() => read({ firstBatch: [{ _id: ids[0] }, document], id: Long.ZERO }).readIds()).toThrow(RefusedError);
  });
});
