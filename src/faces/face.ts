import type { ErrorKind } from '../errors.ts';
import type { ShelvedShow } from '../keep/shelf.ts';
import type { ShowHandle } from '../show.ts';
import type { About, State } from '../wizard/state.ts';

/** How a face ended: the exit code it earned, and the error to be printed on the normal screen, if one ended it. */
export interface Ending {
  readonly code: number;
  readonly error?: unknown;
  /** What is said on the normal screen when the show has left it. */
  readonly parting?: readonly string[];
}

/** How a face comes to its show. */
export interface Opener {
  readonly kind: About['kind'];
  /** A show that was cut off or left, and that the presenter may take up instead of a new one. */
  readonly offer: ShelvedShow | undefined;
  /** What has to be said before the show: journals that were set aside, nothing to resume. */
  readonly notices: readonly string[];
  /** Opens once, whatever is asked for later: with `takeUp` the show that is offered. */
  open(takeUp: boolean): Promise<ShowHandle>;
}

/** The exit codes, as `--help` lists them. Signals are 128 and their number. */
export const EXIT = { fine: 0, bug: 1, setup: 2, different: 3, notVerified: 4, unreachable: 5 } as const;

/** What an error ends the program with. */
export const CODE_BY_KIND: { readonly [K in ErrorKind]: number } = {
  setup: EXIT.setup,
  unreachable: EXIT.unreachable,
  refused: EXIT.unreachable,
  bug: EXIT.bug,
};

/** The code of a show whose work failed where nobody is there to try again. */
export function failureCode(state: State): number | undefined {
  const failed = Object.values(state.show.phases).find((phase) => phase.tag === 'failed');
  return failed?.tag === 'failed' ? CODE_BY_KIND[failed.error.kind] : undefined;
}
