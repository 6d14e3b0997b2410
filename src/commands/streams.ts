import type { Writable } from 'node:stream';
import { EXIT } from '../faces/face.ts';

/** Where a command prints what was asked for, and where it says the rest. */
export interface Streams {
  readonly output: Writable;
  readonly errors: Writable;
}

/** Resolves with the exit code when all is written: a reader that has seen enough is no fault. */
export function writeOut(output: Writable, text: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EPIPE') resolve(EXIT.fine);
      else reject(error);
    };
    output.on('error', fail);
    output.write(text, (error) => {
      if (error) fail(error);
      else resolve(EXIT.fine);
    });
  });
}
