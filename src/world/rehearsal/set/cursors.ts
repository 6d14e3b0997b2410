import { performance } from 'node:perf_hooks';
import { Long, type Timestamp } from 'bson';
import { createBatch, type Batch } from './batch.ts';
import type { Collection } from './collection.ts';
import { CommandError } from './errors.ts';
import { toElements, type Elements } from './frames.ts';
import { onlyId, type Projection } from './projection.ts';

/** Where a cursor's documents come from. */
export interface Source {
  /** Adds documents until `most` are there or the batch is full; false when none are left. */
  fill(batch: Batch, most: number): boolean;
}

/** Where the run of documents in the columns that starts at `from` ends. */
function runEnd(entries: Int32Array, from: number): number {
  let end = from;
  while (end < entries.length && entries[end]! >= 0) end += 1;
  return end;
}

/** Documents that die while the cursor is open are passed over, unless it reads a snapshot. */
export function fromEntries(
  collection: Collection,
  entries: Int32Array,
  projection: Projection,
  isSnapshot: boolean,
): Source {
  const { columns } = collection;
  const toRaw = projection === 'idOnly' ? onlyId : projection;
  let at = 0;
  let idsEnd = 0;

  function fillWithIds(batch: Batch, most: number): boolean {
    if (at >= idsEnd) idsEnd = runEnd(entries, at);
    at = batch.addIds(columns, entries, at, idsEnd, { most, deadToo: isSnapshot });
    return at === idsEnd;
  }

  return {
    fill(batch, most) {
      while (at < entries.length && batch.count < most) {
        const entry = entries[at]!;
        if (entry >= 0 && projection === 'idOnly') {
          if (!fillWithIds(batch, most)) break;
          continue;
        }
        const isWanted = isSnapshot || collection.isLive(entry);
        if (isWanted && !batch.addDocument(toRaw(collection.raw(entry)))) break;
        at += 1;
      }
      return at < entries.length;
    },
  };
}

export function fromDocuments(documents: readonly Buffer[]): Source {
  let at = 0;
  return {
    fill(batch, most) {
      while (at < documents.length && batch.count < most && batch.addDocument(documents[at]!)) at += 1;
      return at < documents.length;
    },
  };
}

export interface CursorOptions {
  readonly most: number;
  readonly single: boolean;
  /** Of the snapshot that is read, if one is: each reply says it. */
  readonly atClusterTime?: Timestamp | undefined;
}

/** Cursors of one member's process; those unused for ten minutes of real time are forgotten, as `cursorTimeoutMillis` has it. */
export interface Cursors {
  /** Answers the first batch, and keeps the rest unless `single`. */
  open(namespace: string, source: Source, options: CursorOptions): Elements[];
  more(id: number, namespace: string, most: number): Elements[];
  /** False when there is no such cursor. */
  kill(id: number): boolean;
}

export const DEFAULT_FIRST_BATCH = 101;
const LIFETIME_MS = 10 * 60_000;

interface Page {
  readonly name: 'firstBatch' | 'nextBatch';
  readonly batch: Batch;
  readonly id: number;
  readonly namespace: string;
  readonly atClusterTime: Timestamp | undefined;
}

function toCursorElements({ name, batch, id, namespace, atClusterTime }: Page): Elements[] {
  const items = batch.elements();
  const after = toElements({ ...(atClusterTime ? { atClusterTime } : {}), id: Long.fromNumber(id), ns: namespace });
  const head = Buffer.alloc(8 + 4 + 1 + name.length + 1 + 4);
  head.write('\x03cursor\0', 0, 'latin1');
  head.writeInt32LE(4 + 1 + name.length + 1 + 4 + items.length + 1 + after.length + 1, 8);
  head.write(`\x04${name}\0`, 12, 'latin1');
  head.writeInt32LE(4 + items.length + 1, head.length - 4);
  return [head, items, Buffer.concat([Buffer.alloc(1), after, Buffer.alloc(1)])];
}

export function createCursors(firstId: number): Cursors {
  const open = new Map<number, Pick<Page, 'namespace' | 'atClusterTime'> & { source: Source; usedAt: number }>();
  let nextId = firstId;

  function forgetOld(): void {
    for (const [id, { usedAt }] of open) if (performance.now() - usedAt > LIFETIME_MS) open.delete(id);
  }

  return {
    open(namespace, source, { most, single, atClusterTime }) {
      forgetOld();
      const batch = createBatch();
      const id = source.fill(batch, most) && !single ? nextId++ : 0;
      if (id !== 0) open.set(id, { namespace, source, atClusterTime, usedAt: performance.now() });
      return toCursorElements({ name: 'firstBatch', batch, id, namespace, atClusterTime });
    },
    more(id, namespace, most) {
      const cursor = open.get(id);
      if (!cursor || cursor.namespace !== namespace)
        throw new CommandError('CursorNotFound', `cursor id ${id} not found`);
      cursor.usedAt = performance.now();
      const batch = createBatch();
      const isMore = cursor.source.fill(batch, most);
      if (!isMore) open.delete(id);
      const { atClusterTime } = cursor;
      return toCursorElements({ name: 'nextBatch', batch, id: isMore ? id : 0, namespace, atClusterTime });
    },
    kill: (id) => open.delete(id),
  };
}
