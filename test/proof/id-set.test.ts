import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BugError } from '../../src/errors.ts';
import type { IdList, IdSet } from '../../src/proof/id-set.ts';
import {
  common,
  fingerprint,
  ID_BYTES,
  idAt,
  joinIds,
  NO_IDS,
  OBJECT_ID_TYPE,
  pickIds,
  sortIds,
  toAnyIdList,
  toHexIds,
  toIdList,
  toIdSet,
  union,
  without,
} from '../../src/proof/id-set.ts';
import { compareSets } from '../helpers/compare-sets.ts';

/* Ids as a model has them: the hexadecimal digits of type byte and value, whose order is that of the bytes. */

const PARAMETERS = { seed: 7, numRuns: 300 };

/** Few values, so that lists share some; ObjectIds that differ in their first, middle and last bytes. */
const objectId = fc.tuple(fc.nat(2), fc.nat(1), fc.integer({ min: 0, max: 300 })).map(([first, middle, last]) => {
  const id = Buffer.alloc(1 + ID_BYTES);
  id[0] = OBJECT_ID_TYPE;
  id[1] = first * 100;
  id[6] = middle;
  id.writeUInt16BE(last, 11);
  return id.toString('hex');
});
const int = fc.integer({ min: -2, max: 2 }).map((value) => {
  const id = Buffer.alloc(5, 0x10);
  id.writeInt32LE(value, 1);
  return id.toString('hex');
});
const text = fc.string({ maxLength: 3 }).map((value) => {
  const id = Buffer.concat([Buffer.from([0x02, 0, 0, 0, 0]), Buffer.from(`${value}\0`)]);
  id.writeInt32LE(id.length - 5, 1);
  return id.toString('hex');
});
const nothing = fc.constant('0a');
const uuid = fc.nat(5).map((k) => `051000000004${'00'.repeat(15)}0${k}`);

const idLists = fc.oneof(
  fc.array(objectId, { maxLength: 60 }),
  fc.array(fc.oneof(int, text, nothing, uuid), { maxLength: 60 }),
  fc.array(fc.oneof(objectId, int, text, nothing, uuid), { maxLength: 60 }),
);

const toBytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex');
const toList = (model: readonly string[]): IdList => toAnyIdList(model.map(toBytes));
const toSet = (model: readonly string[]): IdSet => sortIds(toList(model));
const sortedModel = (model: readonly string[]): string[] => [...new Set(model)].sort();

/** Back to the model, whichever form the list is in. */
function toModel(list: IdList): string[] {
  return Array.from({ length: list.size }, (_, k) => {
    const hex = Buffer.from(idAt(list, k)).toString('hex');
    return list.ends ? hex : `07${hex}`;
  });
}

const isShort = (model: readonly string[]): boolean => model.every((id) => id.startsWith('07'));

/** What every list promises: it ends where its bytes do, and is short where all are ObjectIds. */
function expectList(list: IdList, model: readonly string[]): void {
  expect(toModel(list)).toEqual(model);
  expect(list.size).toBe(model.length);
  expect(list.ends === undefined).toBe(isShort(model));
  expect(list.ends?.at(-1) ?? list.size * ID_BYTES).toBe(list.bytes.length);
}

const property = (check: (a: string[], b: string[]) => void) => fc.property(idLists, idLists, check);

describe('a list of ids', () => {
  it('holds them in their order', () => {
    fc.assert(
      property((a) => expectList(toList(a), a)),
      PARAMETERS,
    );
  });

  it('is joined with others', () => {
    fc.assert(
      property((a, b) => expectList(joinIds([toList(a), toList(b), toList(a)]), [...a, ...b, ...a])),
      PARAMETERS,
    );
  });

  it('gives some by their numbers, in any order and more than once', () => {
    fc.assert(
      fc.property(idLists, fc.array(fc.nat()), (a, numbers) => {
        const picked = a.length === 0 ? [] : numbers.map((k) => k % a.length);
        expectList(
          pickIds(toList(a), Uint32Array.from(picked)),
          picked.map((k) => a[k]!),
        );
      }),
      PARAMETERS,
    );
  });

  it('is written with the type of all that are no ObjectIds', () => {
    fc.assert(
      property((a) => {
        const written = a.map((id) => (id.startsWith('07') ? id.slice(2) : `${id.slice(0, 2)}:${id.slice(2)}`));
        expect(toHexIds(toList(a), Infinity)).toEqual(written);
        expect(toHexIds(toList(a), 3)).toEqual(written.slice(0, 3));
      }),
      PARAMETERS,
    );
  });

  it('has a fingerprint that knows neither order nor form', () => {
    fc.assert(
      property((a, b) => {
        const list = toList(a);
        expect(fingerprint(joinIds([list, toList(b)]))).toBe(fingerprint(joinIds([toList(b), list])));
        const [x, y] = [sortedModel(a), sortedModel(b)];
        expect(fingerprint(toSet(a)) === fingerprint(toSet(b))).toBe(x.join() === y.join());
      }),
      PARAMETERS,
    );
    // Written down in journals: it must not change from one version of the program to the next.
    const two = toIdList(Buffer.from('0123456789abcdef01234567ffffffffffffffffffffffff', 'hex'));
    const wide = toAnyIdList([
      toBytes('070123456789abcdef01234567'),
      toBytes('07ffffffffffffffffffffffff'),
      toBytes('0a'),
    ]);
    expect([fingerprint(NO_IDS), fingerprint(two)]).toEqual(['0000000000000000', 'add4708e3a1737eb']);
    expect(fingerprint(pickIds(wide, Uint32Array.of(0, 1)))).toBe(fingerprint(two));
  });

  it('cannot be made of a part of an ObjectId', () => {
    expect(() => toIdList(new Uint8Array(13))).toThrow(BugError);
  });

  it('may stand anywhere in the bytes that it is a view of', () => {
    fc.assert(
      property((a) => {
        const ids = toIdList(
          Buffer.from(
            a
              .filter((id) => id.startsWith('07'))
              .map((id) => id.slice(2))
              .join(''),
            'hex',
          ),
        );
        const shifted = new Uint8Array(ids.bytes.length + 5);
        shifted.set(ids.bytes, 5);
        const view = toIdList(shifted.subarray(5));
        expect(toModel(sortIds(view))).toEqual(toModel(sortIds(ids)));
        expect(fingerprint(view)).toBe(fingerprint(ids));
      }),
      PARAMETERS,
    );
  });
});

describe('a set of ids', () => {
  it('is ascending by bytes and has no duplicates', () => {
    fc.assert(
      property((a) => {
        expectList(toSet(a), sortedModel(a));
        expectList(sortIds(toSet(a)), sortedModel(a));
      }),
      PARAMETERS,
    );
  });

  it('is parted, intersected and united with another as sets are', () => {
    fc.assert(
      property((a, b) => {
        const [x, y] = [sortedModel(a), sortedModel(b)];
        expectList(
          without(toSet(a), toSet(b)),
          x.filter((id) => !y.includes(id)),
        );
        expectList(
          common(toSet(a), toSet(b)),
          x.filter((id) => y.includes(id)),
        );
        expectList(union(toSet(a), toSet(b)), sortedModel([...a, ...b]));
      }),
      PARAMETERS,
    );
  });

  it('differs from another by what is missing and what is too much', () => {
    fc.assert(
      property((a, b) => {
        const [x, y] = [sortedModel(a), sortedModel(b)];
        const { missing, extra } = compareSets(toSet(a), toSet(b));
        expectList(
          missing,
          x.filter((id) => !y.includes(id)),
        );
        expectList(
          extra,
          y.filter((id) => !x.includes(id)),
        );
      }),
      PARAMETERS,
    );
  });

  it('is what a scan gives, when it gave it in order', () => {
    fc.assert(
      property((a) => {
        const ids = sortedModel(a.filter((id) => id.startsWith('07')));
        expectList(toIdSet(Buffer.from(ids.map((id) => id.slice(2)).join(''), 'hex')), ids);
      }),
      PARAMETERS,
    );
  });
});
