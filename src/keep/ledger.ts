import { existsSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { RefusedError } from '../errors.ts';
import type { LineFile } from '../line-file.ts';
import { openLineFile, readLines } from '../line-file.ts';
import type { Baseline } from '../proof/history.ts';
import type { IdList, IdSet } from '../proof/id-set.ts';
import { toIdList } from '../proof/id-set.ts';
import type { Ledger, LedgerEntry } from '../ledger.ts';
import { readIdFile, writeIdFile } from './id-file.ts';
import { toTrouble } from './keeper.ts';
import { FILES } from './places.ts';

const LEDGER_VERSION = 1;
const HEAD = { program: 'minuteback', ledger: LEDGER_VERSION } as const;

/** An id list as text: its bytes, and where each id ends if they are of mixed types. */
interface WrittenIds {
  readonly bytes: string;
  readonly ends?: readonly number[];
}

const toWritten = ({ bytes, ends }: IdList): WrittenIds => ({
  bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  ...(ends ? { ends: [...ends] } : {}),
});

function fromWritten({ bytes, ends }: WrittenIds): IdList {
  const packed = new Uint8Array(Buffer.from(bytes, 'base64'));
  return ends ? { bytes: packed, size: ends.length, ends: Uint32Array.from(ends) } : toIdList(packed);
}

/** The entry as a line has it: small lists within the line, a baseline's ids in a file of their own. */
function toLineValue(entry: LedgerEntry, fileOf: (ids: IdSet) => string): unknown {
  if (entry.type === 'baseline') {
    const { ids, ...rest } = entry.baseline;
    return { ...entry, baseline: rest, file: fileOf(ids) };
  }
  if (entry.type === 'intent') return { type: entry.type, batch: { ...entry.batch, ids: toWritten(entry.batch.ids) } };
  return entry.type === 'settled' && entry.gone ? { ...entry, gone: toWritten(entry.gone) } : entry;
}

function fromLineValue(value: unknown, readIds: (file: string) => IdSet): LedgerEntry {
  const entry = value as LedgerEntry & { readonly file?: string };
  if (entry.type === 'baseline') {
    const baseline: Baseline = { ...entry.baseline, ids: readIds(String(entry.file)) };
    const { file: _file, ...rest } = entry;
    return { ...rest, baseline };
  }
  if (entry.type === 'intent') {
    const ids = fromWritten(entry.batch.ids as unknown as WrittenIds);
    return { type: entry.type, batch: { ...entry.batch, ids } };
  }
  return entry.type === 'settled' && entry.gone
    ? { ...entry, gone: fromWritten(entry.gone as unknown as WrittenIds) }
    : entry;
}

/** A ledger on disk, and what was in it already. */
export interface OpenLedger {
  readonly ledger: Ledger;
  readonly entries: readonly LedgerEntry[];
  readonly close: () => void;
}

/** Entries wait in line until they are written: a baseline for its file, everything for a disk that is full. */
function createLedger(folder: string, file: LineFile, files: Map<IdSet, string>): Ledger {
  const waiting: LedgerEntry[] = [];
  let flushed = Promise.resolve();

  const fileOf = (ids: IdSet): string => files.get(ids)!;

  /** Writes what needs no file of its own; answers the baseline that stands in the way, if one does. */
  function drain(): IdSet | undefined {
    for (let next = waiting[0]; next; next = waiting[0]) {
      if (next.type === 'baseline' && !files.has(next.baseline.ids)) return next.baseline.ids;
      file.append(toLineValue(next, fileOf));
      waiting.shift();
    }
    return undefined;
  }

  async function flush(): Promise<void> {
    for (let ids = drain(); ids; ids = drain()) {
      const name = `baseline-${files.size}.ids`;
      await writeIdFile(join(folder, name), ids);
      files.set(ids, name);
    }
    await file.flush();
  }

  return {
    write(entry) {
      waiting.push(entry);
      try {
        drain();
      } catch {
        // It waits: the next flush says why.
      }
    },
    flush() {
      const done = flushed.then(flush).catch((error: unknown) => {
        throw new RefusedError(`The ledger in ${folder} could not be written: ${toTrouble(error)}`, {
          nextSteps: ['Make room on the disk, then press Enter to try again'],
          cause: error,
        });
      });
      flushed = done.catch(() => undefined);
      return done;
    },
    async attach(name, text) {
      const path = join(folder, name);
      await writeFileAtomic(path, text, { mode: 0o600 });
      return path;
    },
  };
}

/** Opens the ledger of a show, or begins one. Throws an Error that says what is wrong with one that cannot be gone by. */
export function openLedger(folder: string): OpenLedger {
  const path = join(folder, FILES.ledger);
  const files = new Map<IdSet, string>();
  const byName = new Map<string, IdSet>();
  const readIds = (name: string): IdSet => {
    const ids = byName.get(name) ?? readIdFile(join(folder, name));
    byName.set(name, ids);
    files.set(ids, name);
    return ids;
  };
  const lines = existsSync(path) ? readLines(path) : undefined;
  const [head, ...values] = lines?.values ?? [];
  if (lines?.end.tag === 'garbled') throw new Error(`${path} is garbled`);
  if (head !== undefined && (head as typeof HEAD).ledger !== LEDGER_VERSION) {
    throw new Error(`${path} was written by another version of this program`);
  }
  const entries = values.map((value) => fromLineValue(value, readIds));
  const file = openLineFile(path, lines?.bytes ?? 0);
  if (head === undefined) file.append(HEAD);
  return { ledger: createLedger(folder, file, files), entries, close: () => file.close() };
}
