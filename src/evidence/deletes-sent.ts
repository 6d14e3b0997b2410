import { ID_BYTES } from '../proof/id-set.ts';
import type { OpTime } from '../proof/op-time.ts';
import { isAfter } from '../proof/op-time.ts';

/** What the ledger says of the batches that were sent after a baseline, without their lists of ids. */
export interface DeletesSent {
  /** Every operation of the first batch is later than this. */
  readonly firstAfter?: OpTime;
  /** Batches that are known to be over, in the order they were sent: when, and how many documents they took away. */
  readonly done: readonly { readonly at: OpTime; readonly documents: number }[];
  /** Documents of batches that nobody answered for. */
  readonly unanswered: number;
}

interface WrittenIds {
  readonly bytes?: string;
  readonly ends?: readonly number[];
}
/** The lines of a ledger that matter here, as they were written. */
interface Line {
  readonly type?: string;
  readonly batch?: unknown;
  readonly outcome?: { readonly tag: string; readonly at?: OpTime };
  readonly gone?: WrittenIds;
}

const sizeOf = ({ bytes = '', ends }: WrittenIds): number =>
  ends?.length ?? Buffer.byteLength(bytes, 'base64') / ID_BYTES;

/** Goes through the lines of a ledger as they were read. A batch that was withdrawn was never sent. */
export function toDeletesSent(lines: readonly unknown[], since: OpTime): DeletesSent {
  const batches: { readonly after: OpTime; readonly sent: number; readonly at?: OpTime; readonly gone?: number }[] = [];
  const withdrawn = new Set<unknown>();
  for (const line of lines as readonly Line[]) {
    if (line.type === 'intent') {
      const { after, ids } = line.batch as { readonly after: OpTime; readonly ids: WrittenIds };
      batches.push({ after, sent: sizeOf(ids) });
    } else if (line.type === 'withdrawn') withdrawn.add(line.batch);
    else if (line.type === 'settled' && line.outcome?.tag === 'done' && line.outcome.at) {
      const number = line.batch as number;
      const batch = batches[number];
      const gone = line.gone ? { gone: sizeOf(line.gone) } : {};
      if (batch) batches[number] = { ...batch, at: line.outcome.at, ...gone };
    }
  }
  const own = batches.filter(({ after }, k) => !withdrawn.has(k) && !isAfter(since, after));
  const first = own[0]?.after;
  return {
    ...(first ? { firstAfter: first } : {}),
    unanswered: own.reduce((sum, { at, sent }) => (at ? sum : sum + sent), 0),
    done: own.flatMap(({ at, sent, gone = sent }) => (at ? [{ at, documents: gone }] : [])),
  };
}
