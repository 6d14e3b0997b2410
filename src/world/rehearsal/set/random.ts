/** A small repeatable generator. Reads draw from it, so nothing that lasts may: for that there is `Draws`. */
export interface Random {
  /** A whole number from 0 to `below`, exclusive. */
  integer(below: number): number;
}

/** Mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;

  function word(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  return { integer: (below) => Math.floor((word() / 2 ** 32) * below) };
}
