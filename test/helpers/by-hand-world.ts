import { createHandsOn, NOTHING_SAID } from '../../src/world/live/hands-on.ts';
import type { HandsOn } from '../../src/world/world.ts';
import { createSmallWorld } from './small-world.ts';
import type { SmallWorld } from './small-world.ts';

/** A small world whose backup side is the presenter's word, as in a program that was opened with what was said before. */
export function createByHandWorld({ small = createSmallWorld(10), said = NOTHING_SAID } = {}): {
  /** Turned by the test. */
  readonly small: SmallWorld;
  /** What workers are given. */
  readonly world: SmallWorld;
  readonly hand: HandsOn;
} {
  const engine = createHandsOn({ clock: small.clock, said });
  return { small, world: { ...small, engine, handsOn: engine }, hand: engine };
}

/** After the turn of whoever has just reported that it waits for a word. */
export const soon = (say: () => void): void => void setImmediate(say);
