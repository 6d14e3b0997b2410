import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLedger } from '../../src/keep/ledger.ts';
import { sortIds } from '../../src/proof/id-set.ts';
import type { ProofCheckName } from '../../src/proof/verdict.ts';
import type { Records } from '../../src/records.ts';
import { createRecords } from '../../src/records.ts';
import { verify } from '../../src/workers/verify.ts';
import type { RawDocument } from '../../src/world/world.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { contextFor, createSmallWorld, runToEnd } from '../helpers/small-world.ts';
import type { SmallWorld } from '../helpers/small-world.ts';
import { MEMBERS } from '../helpers/states.ts';

const DOCUMENTS = 40;
const POINT = { form: 'second', t: 200 } as const;
const EARLIER = { restore: { point: POINT, jobId: 'j' } } as never;

/** Forty documents, and a show whose restore has ended. */
function opened() {
  const folder = join(temporaryFolder(), 'show');
  mkdirSync(folder);
  const world = createSmallWorld(DOCUMENTS);
  const records = createRecords(openLedger(folder).ledger);
  return { world, records, context: { ...contextFor(world, undefined), records, earlier: EARLIER } };
}

/** Asked for, and followed to its end. */
async function noteRestored(records: Records, world: SmallWorld): Promise<void> {
  const asked = { t: 401, i: 0 };
  const loads = world.marker!.loads;
  await records.ask({ point: POINT, asked, goalBefore: 1, membersBefore: MEMBERS, jobsBefore: [], loads, since: 0 });
  records.noteRestored();
}

/** Forty documents, of which four were deleted after the point and are back; read, hashed and asked for as in a show. */
async function restored(change: (world: SmallWorld) => void = () => undefined) {
  const { world, records, context } = opened();
  const all = sortIds(world.ids);
  await records.addBaseline({ ids: all, at: { t: 100, i: 1 }, from: 'delete', shape: world.shape });
  const hash = await world.database.dbHash(context.signal);
  records.addHash(hash.tag === 'hash' ? hash.md5 : '');
  const gone = { bytes: world.ids.subarray(0, 48), size: 4 };
  (await records.intend({ iteration: 1, ids: gone, after: { t: 300, i: 0 } })).settle({
    tag: 'done',
    at: { t: 300, i: 4 },
  });
  await records.addBaseline({ ids: sortIds(world.ids.subarray(48)), at: { t: 400, i: 1 }, from: 'restore' });
  await noteRestored(records, world);
  change(world);
  const { facts, result } = await runToEnd(verify(context));
  const of = (name: ProofCheckName) => result.checks.find((check) => check.name === name)!;
  return { facts, result, of, records };
}

it('proves a restore by every check, and ends the waiting for its verdict', async () => {
  const { result, of, records, facts } = await restored();
  expect(result.verdict).toEqual({ tag: 'verified', expected: 40, returned: 4, stayDeleted: 0 });
  expect(of('ids')).toMatchObject({ result: 'good', seen: { expected: 40, found: 40 } });
  expect(of('first-deleted-after')).toMatchObject({ result: 'good', seen: { of: 4, there: 4 } });
  expect(of('last-deleted-before')).toMatchObject({ result: 'skipped', seen: { because: 'nothing-deleted' } });
  expect(of('sample')).toMatchObject({ result: 'good', seen: { compared: 40, altered: 0 } });
  expect(of('indexes').result).toBe('good');
  expect(of('options').result).toBe('good');
  expect(of('hash').result).toBe('good');
  expect(of('others').result).toBe('good');
  expect(records.asking).toBeUndefined();
  expect(facts.map(({ doing }) => doing)).toContain('sample');
});

const altered = (documents: readonly RawDocument[]): readonly RawDocument[] =>
  documents.map((document, k) => {
    const bytes = Uint8Array.from(document.bytes);
    if (k === 3) bytes[bytes.length - 5]! ^= 1;
    return { ...document, bytes };
  });

it.each([
  [
    'one document is altered by one byte',
    (world: SmallWorld) => {
      const { read } = world;
      world.read = (ids) => altered(read(ids));
    },
    { altered: 1, missing: 0, extra: 0 },
  ],
  [
    'every document is altered, and the marker has not come back with them',
    (world: SmallWorld) => {
      const { read } = world;
      world.marker = undefined;
      world.read = (ids) => read(ids).flatMap((document) => altered([document, document, document, document]).slice(3));
    },
    { altered: 40, missing: 0, extra: 0 },
  ],
  [
    'one document cannot be read although its _id is there',
    (world: SmallWorld) => {
      const { read } = world;
      world.read = (ids) => read(ids).slice(1);
    },
    { altered: 1, missing: 0, extra: 0 },
  ],
  [
    'an index is missing',
    (world: SmallWorld) => (world.shape = { ...world.shape, indexes: [] }),
    { catalog: ['indexes'] },
  ],
  [
    'the hash of the server is another',
    (world: SmallWorld) =>
      (world.database.dbHash = () => Promise.resolve({ tag: 'hash', md5: 'other', at: { t: 500, i: 1 } })),
    { hash: true },
  ],
  [
    'a document that was deleted before nothing is missing',
    (world: SmallWorld) => (world.ids = world.ids.subarray(12)),
    { missing: 1, extra: 0 },
  ],
] as const)('is DIFFERENT when %s', async (_, change, different) => {
  const { result } = await restored(change);
  expect(result.verdict).toMatchObject({ tag: 'different', ...different });
});

it('writes every id of a difference into a file', async () => {
  const { result } = await restored((world) => (world.ids = world.ids.subarray(30 * 12)));
  expect(result.verdict).toMatchObject({ tag: 'different', missing: 30 });
  const lines = readFileSync(result.idsFile!, 'utf8').trimEnd().split('\n');
  expect(lines.filter((line) => /^missing [0-9a-f]{24}$/.test(line))).toHaveLength(30);
});

it('claims only what is left to claim when others wrote meanwhile', async () => {
  const { world, records, context } = opened();
  await records.addBaseline({ ids: sortIds(world.ids), at: { t: 100, i: 1 }, from: 'delete', shape: world.shape });
  // Somebody else has deleted two documents before the restore was asked for, and nobody knows when.
  await records.addBaseline({ ids: sortIds(world.ids.subarray(24)), at: { t: 400, i: 1 }, from: 'restore' });
  await noteRestored(records, world);
  const { result } = await runToEnd(verify(context));
  expect(result.verdict).toMatchObject({
    tag: 'not-verified',
    because: 'foreign-writes',
    claim: { certain: 38, uncertain: 2, uncertainThere: 2 },
  });
});

it('says why there is no hash to compare with', async () => {
  const { of, result } = await restored((world) => {
    world.database.dbHash = () => Promise.resolve({ tag: 'refused', why: 'not authorized' });
  });
  expect(result.verdict.tag).toBe('verified');
  expect(of('hash')).toMatchObject({ result: 'open', seen: { because: 'not-read-after', why: 'not authorized' } });
});

it('blames nobody for what others deleted just before us', async () => {
  const { world, records, context } = opened();
  await records.addBaseline({ ids: sortIds(world.ids), at: { t: 100, i: 1 }, from: 'delete', shape: world.shape });
  const ids = { bytes: world.ids.subarray(0, 48), size: 4 };
  const sent = await records.intend({ iteration: 1, ids, after: { t: 300, i: 0 } });
  // Two of the four were gone already, and nobody knows since when.
  sent.settle({ tag: 'done', at: { t: 300, i: 4 } }, 2);
  await records.addBaseline({ ids: sortIds(world.ids.subarray(48)), at: { t: 400, i: 1 }, from: 'restore' });
  await noteRestored(records, world);
  world.ids = world.ids.subarray(24);
  const { result } = await runToEnd(verify(context));
  expect(result.verdict).toMatchObject({ tag: 'not-verified', because: 'foreign-writes' });
});
