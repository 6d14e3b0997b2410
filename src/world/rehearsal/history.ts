import { readFileSync } from 'node:fs';
import { SetupError } from '../../errors.ts';
import { parseLines } from '../../line-file.ts';
import type { ApiCall } from './ops-manager/api.ts';
import type { Write } from './set/changes.ts';

/*
 * What came to the rehearsal world from outside, in an append-only file: how it began, and each thing that a client had it do, at
 * its instant of story time and before the client was answered. All else follows from that (`retell.ts`), so that a world whose
 * process was killed can be had back as it was. Retried writes, cursors and sessions end with the process.
 */

const WHAT = 'minuteback rehearsal';
/** Goes up when the same entries come to mean another world: the order of draws, stage lengths, earlier documents. */
const VERSION = 1;

/** Which rehearsal it is: a history is of no use to another. */
export interface Rehearsal {
  readonly seed: number;
  readonly namespace: string;
}

/** The first line. */
export interface Beginning extends Rehearsal {
  readonly what: typeof WHAT;
  readonly version: number;
  readonly storyAt: number;
}

export const toBeginning = (rehearsal: Rehearsal, storyAt: number): Beginning => ({
  what: WHAT,
  version: VERSION,
  ...rehearsal,
  storyAt,
});

/** All other lines. Instants are epoch milliseconds of story time, with their fractions. */
export type Entry =
  | { readonly tag: 'time'; readonly at: number }
  | ({ readonly tag: 'write'; readonly at: number } & Write)
  | ({ readonly tag: 'call'; readonly at: number } & Pick<ApiCall, 'method' | 'body' | 'permissions'> & {
        readonly path: string;
      })
  /** The world opened its ports: once for each time that it was started. */
  | { readonly tag: 'ports'; readonly port: number; readonly opsManagerPort: number };

export interface Told {
  readonly beginning: Beginning;
  readonly entries: readonly Entry[];
  /** Of the file, that hold these: what follows was torn off by a kill. */
  readonly bytes: number;
}

export function toHistoryError(path: string, why: string, cause?: unknown): SetupError {
  return new SetupError(`The rehearsal world cannot be taken up again from ${path}: ${why}`, {
    nextSteps: ['Start afresh with --fresh'],
    cause,
  });
}

function readBytes(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw toHistoryError(path, (error as Error).message, error);
  }
}

const START = `{"what":"${WHAT}"`;

/** Whether all there is can be the first part of a first line of ours. */
function isStub(content: Buffer): boolean {
  const json = content.toString('latin1', 9);
  return json.length < START.length ? START.startsWith(json) : json.startsWith(START);
}

function readBeginning(path: string, value: unknown, { seed, namespace }: Rehearsal): Beginning {
  const beginning = (value ?? {}) as Partial<Beginning>;
  const { what, version } = beginning;
  if (what !== WHAT || typeof version !== 'number') throw toHistoryError(path, 'it is something else');
  if (version > VERSION) throw toHistoryError(path, 'a newer version of this program wrote it');
  if (version < VERSION) throw toHistoryError(path, 'an older version of this program wrote it');
  if (beginning.seed !== seed || beginning.namespace !== namespace) {
    const is = `seed ${beginning.seed} and ${beginning.namespace}`;
    throw toHistoryError(path, `it is of ${is}, not of seed ${seed} and ${namespace}`);
  }
  return value as Beginning;
}

/** Undefined where nothing is told yet: there is no file, or not a whole line in it. `SetupError` when it is not ours or not whole. */
export function readHistory(path: string, rehearsal: Rehearsal): Told | undefined {
  const content = readBytes(path);
  if (!content) return undefined;
  const { values, bytes, end } = parseLines(content);
  if (values.length === 0 && end.tag !== 'garbled' && isStub(content)) return undefined;
  const [first, ...entries] = values;
  const beginning = readBeginning(path, first, rehearsal);
  if (end.tag === 'garbled') throw toHistoryError(path, `its line ${end.at + 1} is garbled`);
  return { beginning, entries: entries as readonly Entry[], bytes };
}
