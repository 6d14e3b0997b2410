import { Binary, ObjectId, serialize } from 'bson';
import { expect, it } from 'vitest';
import {
  compareDocument,
  createContent,
  DOCUMENT_BYTES,
  loadOf,
  MAX_SEQUENCE,
  toDocument,
} from '../../src/proof/content.ts';
import type { Load } from '../../src/proof/facts.ts';

const LOAD: Load = { second: 1_764_000_000, show: 'spring show', seed: 7, documentBytes: 1024 };
const OTHER: Load = { ...LOAD, second: LOAD.second + 1, seed: 8 };

const idOf = (load: Load, sequence: number): Uint8Array => createContent(load).idOf(sequence);

/** As the loader sends it, by the driver's own BSON. */
function stored(load: Load, seq: number): Uint8Array {
  const content = createContent(load);
  return serialize({ _id: new ObjectId(content.idOf(seq)), seq, payload: new Binary(content.payloadOf(seq)) });
}

it.each([DOCUMENT_BYTES.min, 1024, 16_384])(
  'writes documents of %i bytes byte for byte as BSON does',
  (documentBytes) => {
    const load = { ...LOAD, documentBytes };
    for (const sequence of [0, 1, 255, 65_537, MAX_SEQUENCE]) {
      expect(toDocument(load, sequence).equals(stored(load, sequence))).toBe(true);
      expect(compareDocument(load, idOf(load, sequence), stored(load, sequence))).toBe('same');
    }
  },
);

it('sees one altered byte, wherever it is, and one too many or too few', () => {
  const [id, document] = [idOf(LOAD, 5), stored(LOAD, 5)];
  for (let k = 0; k < document.length; k++) {
    const altered = Uint8Array.from(document);
    altered[k]! ^= 1 << (k % 8);
    expect(compareDocument(LOAD, id, altered)).toBe('altered');
  }
  expect(compareDocument(LOAD, id, document.subarray(0, -1))).toBe('altered');
  expect(compareDocument(LOAD, id, Uint8Array.from([...document, 0]))).toBe('altered');
  expect(compareDocument(LOAD, id, stored(LOAD, 6))).toBe('altered');
  expect(compareDocument({ ...LOAD, seed: 9 }, id, document)).toBe('altered');
});

it('says nothing of what no known load wrote', () => {
  const [id, document] = [idOf(LOAD, 5), stored(LOAD, 5)];
  expect(compareDocument(undefined, id, document)).toBe('not-ours');
  expect(compareDocument(OTHER, id, document)).toBe('not-ours');
  expect(compareDocument({ ...LOAD, show: 'another' }, id, document)).toBe('not-ours');
  // An _id of another type comes with its type byte; a sequence beyond int32 no load ever reaches.
  expect(compareDocument(LOAD, Uint8Array.from([0x10, 1, 0, 0, 0]), document)).toBe('not-ours');
  expect(compareDocument(LOAD, idOf(LOAD, 2 ** 31), document)).toBe('not-ours');
});

it('finds the load of an _id, and compares with more loads than keystreams are kept', () => {
  const loads = [LOAD, OTHER, { ...OTHER, second: OTHER.second + 1, seed: 9 }];
  for (const load of [...loads, ...loads]) {
    const id = idOf(load, 3);
    expect(loadOf(loads, id)).toBe(load);
    expect(compareDocument(loadOf(loads, id), id, stored(load, 3))).toBe('same');
  }
  expect(loadOf([], idOf(LOAD, 3))).toBeUndefined();
});
