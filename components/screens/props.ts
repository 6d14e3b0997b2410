import type { State } from '../../src/wizard/state.ts';

/** What a screen is drawn from, and nothing else. `now` is story time; the size is that of the body, 76 x 17 at least. */
export interface ScreenProps {
  readonly state: State;
  readonly now: number;
  readonly width: number;
  readonly height: number;
}
