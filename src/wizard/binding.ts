import type { Intent } from './events.ts';
import type { Reason } from './stage.ts';
import type { State } from './state.ts';

/** One row: drives input, footer, help page and README. A key is named nowhere else. */
export interface Binding {
  /** As the terminal face names them; single characters are compared in lower case. */
  readonly keys: readonly string[];
  /** As the presenter reads them: "Right PgDn". */
  readonly shown: string;
  /** In the help page and in README. */
  readonly does: string;
  readonly intent: Intent;
  /** In the footer, when it is worth its room there; absent: never shown there. */
  readonly hint?: (state: State) => string | undefined;
  /** Why it would do nothing now. */
  readonly reason?: (state: State) => Reason | undefined;
}
