import { createHash } from 'node:crypto';

/** Chance that depends on names and not on the sequence of draws: the same seed gives the same in whatever order things happen. */
export interface Draws {
  /** From 0 to 1, exclusive. */
  fraction(what: string, nth: number): number;
  /** One of `count`, from zero. */
  pick(what: string, nth: number, count: number): number;
  /** As an ObjectId or an Ops Manager id has them: 24 hexadecimal digits. */
  id(what: string, nth?: number): string;
  /** 16 of them. */
  bytes(what: string, nth: number): Buffer;
}

export function createDraws(seed: number): Draws {
  const draw = (what: string, nth: number): Buffer =>
    createHash('sha256').update(`timeline ${seed} ${what} ${nth}`).digest();
  const fraction = (what: string, nth: number): number => draw(what, nth).readUInt32BE() / 2 ** 32;
  return {
    fraction,
    pick: (what, nth, count) => Math.floor(fraction(what, nth) * count),
    id: (what, nth = 0) => draw(what, nth).toString('hex', 0, 12),
    bytes: (what, nth) => draw(what, nth).subarray(0, 16),
  };
}
