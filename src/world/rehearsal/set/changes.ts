import { serialize, type Document } from 'bson';
import type { OpTimes } from './op-times.ts';
import { onlyId } from './projection.ts';

/*
 * What write commands do to the documents, taken down so that it can be done again without the commands: then it does not matter
 * what those made up, or that they failed half-way. Neighbours in `_id` and op time are one change.
 */

/** `at` is the version of the first of its documents, and each of the others has the next. */
export type Change =
  | { readonly tag: 'made'; readonly in: string; readonly at: number }
  | { readonly tag: 'dropped'; readonly in: string; readonly at: number }
  | ChangeWithin;

/** What happened inside a collection that was there. */
export type ChangeWithin =
  | { readonly tag: 'indexed'; readonly in: string; readonly at: number; readonly name: string; readonly key: Buffer }
  | { readonly tag: 'whole'; readonly in: string; readonly at: number; readonly raws: Buffer[] }
  | { readonly tag: 'wholeGone'; readonly in: string; readonly at: number; readonly ids: Buffer[] }
  | (Neighbours & { readonly tag: 'large'; readonly from: number; readonly size: number; readonly crcs: number[] })
  | (Neighbours & { readonly tag: 'largeGone'; readonly sequences: number[] });

/** They share the first two words of their `_id`s. */
interface Neighbours {
  readonly in: string;
  readonly at: number;
  readonly w0: number;
  readonly w1: number;
}

/** A change as JSON has it: lists of documents and of words as base64. */
export type Packed<C> = { readonly [K in keyof C]: C[K] extends readonly unknown[] | Buffer ? string : C[K] };

/** One command: what it did, and what was the newest version before and after it. */
export interface Write {
  readonly from: number;
  readonly to: number;
  readonly changes: readonly Packed<Change>[];
}

/** Is told of every change where it happens, and keeps those that happen while it records. */
export interface Recorder {
  /** Hands over what `run` did, if anything, also when it throws. */
  record<T>(run: () => T): T;
  made(namespace: string, at: number): void;
  dropped(namespace: string, at: number): void;
  indexed(namespace: string, at: number, name: string, key: Document): void;
  added(namespace: string, at: number, raw: Buffer): void;
  addedLarge(namespace: string, at: number, w0: number, w1: number, w2: number, size: number, crc: number): void;
  removed(namespace: string, at: number, raw: Buffer): void;
  removedLarge(namespace: string, at: number, w0: number, w1: number, w2: number): void;
}

function packValue(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (!Array.isArray(value)) return value;
  const list = value as readonly Buffer[] | readonly number[];
  const isOfBuffers = (all: typeof list): all is readonly Buffer[] => Buffer.isBuffer(all[0]);
  return (isOfBuffers(list) ? Buffer.concat(list) : Buffer.from(Uint32Array.from(list).buffer)).toString('base64');
}

const pack = (change: Change): Packed<Change> =>
  Object.fromEntries(Object.entries(change).map(([name, value]) => [name, packValue(value)])) as Packed<Change>;

/** `onWrite` hears of each command that did something, before that is answered; without it nothing is taken down. */
export function createRecorder(opTimes: OpTimes, onWrite?: (write: Write) => void): Recorder {
  let changes: Change[] | undefined;

  const follows = (last: Change, namespace: string, at: number, length: number): boolean =>
    last.in === namespace && last.at + length === at;

  return {
    record(run) {
      if (!onWrite) return run();
      const from = opTimes.newest();
      const mine = (changes = []);
      try {
        return run();
      } finally {
        changes = undefined;
        const to = opTimes.newest();
        if (mine.length > 0 || to > from) onWrite({ from, to, changes: mine.map(pack) });
      }
    },
    made: (namespace, at) => void changes?.push({ tag: 'made', in: namespace, at }),
    dropped: (namespace, at) => void changes?.push({ tag: 'dropped', in: namespace, at }),
    indexed(namespace, at, name, key) {
      changes?.push({ tag: 'indexed', in: namespace, at, name, key: Buffer.from(serialize(key)) });
    },
    added(namespace, at, raw) {
      const last = changes?.at(-1);
      if (last?.tag === 'whole' && follows(last, namespace, at, last.raws.length)) last.raws.push(raw);
      else changes?.push({ tag: 'whole', in: namespace, at, raws: [raw] });
    },
    addedLarge(namespace, at, w0, w1, w2, size, crc) {
      if (!changes) return;
      const last = changes.at(-1);
      const isNext =
        last?.tag === 'large' &&
        follows(last, namespace, at, last.crcs.length) &&
        last.w0 === w0 &&
        last.w1 === w1 &&
        last.from + last.crcs.length === w2 &&
        last.size === size;
      if (isNext) last.crcs.push(crc);
      else changes.push({ tag: 'large', in: namespace, at, w0, w1, from: w2, size, crcs: [crc] });
    },
    removed(namespace, at, raw) {
      if (!changes) return;
      const id = onlyId(raw);
      const last = changes.at(-1);
      if (last?.tag === 'wholeGone' && follows(last, namespace, at, last.ids.length)) last.ids.push(id);
      else changes.push({ tag: 'wholeGone', in: namespace, at, ids: [id] });
    },
    removedLarge(namespace, at, w0, w1, w2) {
      if (!changes) return;
      const last = changes.at(-1);
      const isNext =
        last?.tag === 'largeGone' &&
        follows(last, namespace, at, last.sequences.length) &&
        last.w0 === w0 &&
        last.w1 === w1;
      if (isNext) last.sequences.push(w2);
      else changes.push({ tag: 'largeGone', in: namespace, at, w0, w1, sequences: [w2] });
    },
  };
}
