import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeIds, encodeIds, readIdFile, writeIdFile } from '../../src/keep/id-file.ts';
import { ID_BYTES, NO_IDS, sortIds, toAnyIdList, toHexIds } from '../../src/proof/id-set.ts';
import { temporaryFolder } from '../helpers/folder.ts';

const OBJECT_IDS = sortIds(Buffer.alloc(20 * ID_BYTES).map((_, at) => (at * 37) & 0xff));
const MIXED = sortIds(
  toAnyIdList([Buffer.from([7, ...Buffer.alloc(12, 3)]), Buffer.from([16, 1, 0, 0, 0]), Buffer.from([8, 1])]),
);

it.each([
  ['ObjectIds', OBJECT_IDS],
  ['ids of several types', MIXED],
  ['none', NO_IDS],
])('keeps %s and gives them back', async (_, ids) => {
  const folder = temporaryFolder();
  const path = join(folder, 'ids');
  await writeIdFile(path, ids);
  const found = readIdFile(path);
  expect([found.size, toHexIds(found, Infinity)]).toEqual([ids.size, toHexIds(ids, Infinity)]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('takes 12 bytes for each ObjectId', () => {
  expect(encodeIds(OBJECT_IDS)).toHaveLength(24 + 12 * OBJECT_IDS.size);
});

it('refuses a file of which any byte was changed or is missing', () => {
  const content = encodeIds(MIXED);
  const changed = fc.property(fc.nat(content.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
    const copy = Buffer.from(content);
    copy[at]! ^= by;
    expect(() => decodeIds(copy)).toThrow(/checksum|length|no list/);
  });
  fc.assert(changed, { seed: 20_261_124, numRuns: 300 });
  for (let length = 0; length < content.length; length++) {
    expect(() => decodeIds(content.subarray(0, length))).toThrow(/checksum|length|no list/);
  }
});

it('says what is no list of ids', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'ids'), 'something else, and long enough for a head');
  expect(() => readIdFile(join(folder, 'ids'))).toThrow('no list of ids');
});
