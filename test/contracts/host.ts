import { expect } from 'vitest';
import { createContent } from '../../src/proof/content.ts';
import type { Load } from '../../src/proof/facts.ts';
import type { IdList } from '../../src/proof/id-set.ts';
import { toIdList } from '../../src/proof/id-set.ts';
import type { Database, WriteOutcome } from '../../src/world/world.ts';

/** A replica set that the suite may write to. */
export interface DatabaseHost {
  /** For a client that knows nothing of this program. */
  readonly uri: string;
  /** Where the suite's collections are. */
  readonly db: string;
  /** The database as this program uses it, on a collection of the suite's own. */
  open(coll: string): Database;
  close(): Promise<void>;
}

export const never = new AbortController().signal;

let loads = 0;
/** A load that no other test has. */
export const createLoad = (documentBytes = 16_384): Load => ({
  second: 1_700_000_000 + (loads += 1),
  show: 'contract',
  seed: 7,
  documentBytes,
});

export const idsOf = (load: Load, from: number, to: number): IdList => {
  const content = createContent(load);
  return toIdList(Buffer.concat(Array.from({ length: to - from }, (_, k) => content.idOf(from + k))));
};

export type Done = Extract<WriteOutcome, { tag: 'done' }>;

export function expectDone(outcome: WriteOutcome, documents: number): Done {
  expect(outcome).toMatchObject({ tag: 'done', documents });
  return outcome as Done;
}
