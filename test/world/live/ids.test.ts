import {
  Binary,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
  serialize,
} from 'bson';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toAnyIdList, toHexIds } from '../../../src/proof/id-set.ts';
import { idOf } from '../../../src/world/live/elements.ts';
import { toBsonIds } from '../../../src/world/live/ids.ts';

const bytesOf = fc.uint8Array({ minLength: 12, maxLength: 12 });

const plain = fc.oneof(
  bytesOf.map((bytes) => new ObjectId(bytes)),
  fc.string({ unit: 'binary' }),
  fc.integer().map((value) => new Int32(value)),
  fc.double().map((value) => new Double(value)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromBigInt(value)),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  fc.uuid().map((text) => new UUID(text)),
  fc.tuple(bytesOf, fc.constantFrom(0, 1, 2, 3, 5, 128)).map(([bytes, type]) => new Binary(bytes, type)),
  fc.tuple(fc.nat(), fc.nat()).map(([t, i]) => new Timestamp({ t, i })),
  fc.integer().map((value) => Decimal128.fromString(String(value))),
  fc.constantFrom(new MinKey(), new MaxKey(), new Code('x'), new Code('x', { y: 1 }), new BSONSymbol('s'), /x/im),
);

/** Names by numbers are those that objects put in another order. */
const name = fc.oneof(fc.constantFrom('a', 'b', '10', '9', '$ref', '$id', '__proto__'), fc.string());
const documents = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, plain, tie('document'), fc.array(tie('value'), { maxLength: 3 })),
  document: fc
    .uniqueArray(
      fc.tuple(
        name.filter((text) => !text.includes('\0')),
        tie('value'),
      ),
      {
        maxLength: 4,
        selector: ([key]) => key,
      },
    )
    .map((entries) => new Map(entries)),
}));

it('writes every _id as the same bytes again', async () => {
  const id = fc.oneof(plain, documents.document);
  await fc.assert(
    fc.asyncProperty(fc.array(id, { maxLength: 8 }), async (values) => {
      const list = toAnyIdList(values.map((_id) => idOf(Buffer.from(serialize(new Map([['_id', _id]]))))));
      const again = (await toBsonIds(list)).map((_id) => idOf(Buffer.from(serialize(new Map([['_id', _id]])))));
      expect(toHexIds(toAnyIdList(again), Infinity)).toEqual(toHexIds(list, Infinity));
    }),
    { seed: 7, numRuns: 500 },
  );
});

it('finds the _id of a document wherever it stands', () => {
  const documents = [{ _id: 'a' }, { payload: Buffer.alloc(20_000), list: [{ _id: 1 }], _id: 'a' }];
  for (const document of documents)
    expect(Buffer.from(idOf(Buffer.from(serialize(document)))).toString('hex')).toBe('02020000006100');
  expect(() => idOf(Buffer.from(serialize({ a: 1 })))).toThrow('no _id');
});
