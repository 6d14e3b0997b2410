import { writeId } from '../../src/proof/content.ts';
import type { DeleteBatch, History } from '../../src/proof/history.ts';
import { expectedAt } from '../../src/proof/history.ts';
import type { IdList, IdSet } from '../../src/proof/id-set.ts';
import { ID_BYTES, NO_IDS, toHexIds, toIdSet } from '../../src/proof/id-set.ts';
import type { RestorePoint } from '../../src/proof/op-time.ts';
import { createDraw, sampleOf } from '../../src/proof/shuffle.ts';
import { boundaryOf, judgeFindings } from '../../src/proof/verdict.ts';
import { memory } from './process-facts.ts';

/*
 * One verdict in a process of its own: `ours`, or `hex` for the plain alternative. Prints its milliseconds, and the megabytes
 * that it took at most beyond what held the readings and the ledger.
 */

const DOCUMENTS = 517_440;
const BATCH = 1000;
const BATCHES = 15;

function allIds(): IdSet {
  const bytes = new Uint8Array(DOCUMENTS * ID_BYTES);
  for (let k = 0; k < DOCUMENTS; k++) writeId({ second: 1_764_000_000, show: 'bench' }, bytes, k * ID_BYTES, k);
  return toIdSet(bytes);
}

const ids = allIds();
const draw = createDraw(ids, 7);
const history: History = {
  baselines: [{ ids, at: { t: 1000, i: 1 }, from: 'delete' }],
  batches: Array.from({ length: BATCHES }, (_, k): DeleteBatch => ({
    iteration: 1 + Math.floor(k / 5),
    ids: draw.take(BATCH),
    after: { t: 1010 + k, i: 0 },
    outcome: { tag: 'done', at: { t: 1010 + k, i: BATCH } },
  })),
  loads: [],
  restores: [],
};
const point: RestorePoint = { form: 'second', t: 1013 };
const known = expectedAt(history, point);
if (known.tag !== 'known') throw new Error('The point is not known');
/** Read anew, as a scan gives it. */
const found: IdSet = { ...known.ids, bytes: known.ids.bytes.slice() };

function ours(): string {
  const sample = sampleOf(found, 1000, 7);
  const { verdict } = judgeFindings({
    expected: expectedAt(history, point),
    found,
    others: { inserted: NO_IDS, removed: NO_IDS },
    boundary: boundaryOf(history, point),
    sample: { compared: sample.size, altered: NO_IDS, unread: NO_IDS, notOurs: 0 },
    shape: { before: undefined, after: { indexes: [], options: '{}' } },
    hash: { before: undefined, after: undefined },
    tookMs: {},
  });
  return verdict.tag;
}

/** The ids alone, as one would write it down at first. */
function hex(): string {
  const toSet = (list: IdList): Set<string> => new Set(toHexIds(list, Infinity));
  const expected = toSet(ids);
  for (const batch of history.batches) {
    if (batch.outcome.tag === 'done' && batch.outcome.at.t < 1013)
      for (const id of toSet(batch.ids)) expected.delete(id);
  }
  const there = toSet(found);
  const missing = [...expected].filter((id) => !there.has(id));
  const extra = [...there].filter((id) => !expected.has(id));
  return missing.length + extra.length === 0 ? 'verified' : 'different';
}

const before = memory(process.pid);
const began = performance.now();
const tag = process.argv[2] === 'hex' ? hex() : ours();
const ms = performance.now() - began;
const after = memory(process.pid);
if (tag !== 'verified') throw new Error(`The verdict was ${tag}`);
const megabytes = before && after ? after.peakMegabytes - before.rssMegabytes : undefined;
process.stdout.write(JSON.stringify({ ms, megabytes }));
