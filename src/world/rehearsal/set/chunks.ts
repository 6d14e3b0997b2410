/** What a step says: how many bytes the next one wants, or that it wants `more` than it was given, itself included. */
export type Wanted = { readonly bytes: number } | { readonly more: number };

/** Is given exactly the bytes that were wanted last, as `bytes[start..end)`; they are only valid during the call. */
export type Step = (bytes: Buffer, start: number, end: number) => Wanted;

const FIRST_SCRATCH_BYTES = 16 * 2 ** 10;
/** A larger scratch is not kept between pieces. */
const KEPT_SCRATCH_BYTES = 2 ** 20;

/**
 * Cuts a stream of chunks into the pieces that `step` asks for. A piece within one chunk is handed over in place; only one that
 * straddles chunks is copied, and memory grows with the bytes that came, not with a length that somebody claimed.
 */
export function createCutter(first: number, step: Step): (chunk: Buffer) => void {
  let scratch = Buffer.allocUnsafe(FIRST_SCRATCH_BYTES);
  let have = 0;
  let wanted = first;

  function reserve(bytes: number): void {
    if (bytes <= scratch.length) return;
    const larger = Buffer.allocUnsafe(Math.min(Math.max(bytes, 2 * scratch.length), Math.max(bytes, wanted)));
    scratch.copy(larger, 0, 0, have);
    scratch = larger;
  }

  /** Answers how many of the bytes at `at` were used. */
  function takeInPlace(chunk: Buffer, at: number): number {
    const next = step(chunk, at, at + wanted);
    const used = 'more' in next ? 0 : wanted;
    wanted = 'more' in next ? next.more : next.bytes;
    return used;
  }

  function takeCopied(chunk: Buffer, at: number): number {
    const used = Math.min(wanted - have, chunk.length - at);
    reserve(have + used);
    chunk.copy(scratch, have, at, at + used);
    have += used;
    if (have < wanted) return used;
    const next = step(scratch, 0, have);
    if ('bytes' in next) have = 0;
    if (have === 0 && scratch.length > KEPT_SCRATCH_BYTES) scratch = Buffer.allocUnsafe(FIRST_SCRATCH_BYTES);
    wanted = 'more' in next ? next.more : next.bytes;
    return used;
  }

  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      at += have === 0 && chunk.length - at >= wanted ? takeInPlace(chunk, at) : takeCopied(chunk, at);
    }
  };
}
