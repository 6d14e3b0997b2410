import { closeSync, fdatasync, fdatasyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/*
 * Append-only files of JSON, one value a line, each with its checksum: what a program that is killed leaves behind can be read
 * up to its last whole line.
 */

/** Eight hexadecimal digits of the CRC-32 of the JSON, a blank, the JSON, a line end. */
export function toLine(value: unknown): string {
  const json = JSON.stringify(value);
  return `${toChecksum(json)} ${json}\n`;
}

const toChecksum = (json: string): string => crc32(json).toString(16).padStart(8, '0');

/** `undefined` is no value of JSON: it stands for a line whose checksum does not agree. */
function fromLine(line: string): unknown {
  const json = line.slice(9);
  if (line[8] !== ' ' || line.slice(0, 8) !== toChecksum(json)) return undefined;
  return JSON.parse(json) as unknown;
}

export interface Lines {
  readonly values: readonly unknown[];
  /** Bytes that hold these values: what follows is to be cut off before anything is appended. */
  readonly bytes: number;
  /** `torn`: only the last line is not whole, as after a kill. `garbled`: what follows line `at` (from zero) cannot be trusted. */
  readonly end: { readonly tag: 'whole' } | { readonly tag: 'torn' } | { readonly tag: 'garbled'; readonly at: number };
}

/** The values of all lines up to the first that is not whole. Never throws. */
export function parseLines(content: Buffer): Lines {
  const values: unknown[] = [];
  let at = 0;
  while (at < content.length) {
    const end = content.indexOf(0x0a, at);
    const value = end < 0 ? undefined : fromLine(content.toString('utf8', at, end));
    if (value === undefined) {
      const isLast = end < 0 || end === content.length - 1;
      return { values, bytes: at, end: isLast ? { tag: 'torn' } : { tag: 'garbled', at: values.length } };
    }
    values.push(value);
    at = end + 1;
  }
  return { values, bytes: at, end: { tag: 'whole' } };
}

/** Throws the error of the file system when there is no such file, or it may not be read. */
export const readLines = (path: string): Lines => parseLines(readFileSync(path));

/**
 * Appends lines to a file. Each call throws the error of the file system, and one of its own after `close`; a line that failed is
 * not half there afterwards.
 */
export interface LineFile {
  /** Hands the line to the system: it survives the end of this program, not that of the machine. */
  append(value: unknown): void;
  /** Resolves when everything appended so far is on disk. */
  flush(): Promise<void>;
  /** The same, while the program stands still. */
  flushNow(): void;
  /** Does nothing the second time. */
  close(): void;
}

/** Opens a file for appending after its first `bytes`, which are kept; makes it, for the user alone, where there is none. */
export function openLineFile(path: string, bytes: number): LineFile {
  let file: number | undefined = openSync(path, bytes === 0 ? 'w' : 'r+', 0o600);
  let end = bytes;
  ftruncateSync(file, end);

  /** The number of a closed file may be that of another by now. */
  function opened(): number {
    if (file === undefined) throw new Error(`${path} is closed`);
    return file;
  }

  return {
    append(value) {
      const to = opened();
      const line = Buffer.from(toLine(value));
      try {
        for (let at = 0; at < line.length;) at += writeSync(to, line, at, line.length - at, end + at);
      } catch (error) {
        ftruncateSync(to, end);
        throw error;
      }
      end += line.length;
    },
    flush: () =>
      new Promise((resolve, reject) => {
        fdatasync(opened(), (error) => (error ? reject(error) : resolve()));
      }),
    flushNow: () => fdatasyncSync(opened()),
    close() {
      if (file === undefined) return;
      const closing = file;
      file = undefined;
      closeSync(closing);
    },
  };
}
