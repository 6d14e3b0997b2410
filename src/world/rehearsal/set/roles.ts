import { ObjectId } from 'bson';
import type { Draws } from '../draws.ts';

/** Who is primary, and under which numbers clients know it. */
export interface Roles {
  readonly primary: number | undefined;
  readonly term: number;
  /** The version of the set's configuration. */
  readonly setVersion: number;
  readonly electionId: ObjectId;
  elect(member: number): void;
  /** Nobody is primary any more. */
  resign(): void;
  /** The numbers of a restored set are a lottery: whether they are below those that clients have seen depends on its history. */
  draw(draws: Draws): void;
}

const FIRST_TERM = 4;
const FIRST_SET_VERSION = 3;

export function createRoles(): Roles {
  let primary: number | undefined;
  let term = FIRST_TERM;
  let setVersion = FIRST_SET_VERSION;
  let restores = 0;

  return {
    get primary() {
      return primary;
    },
    get term() {
      return term;
    },
    get setVersion() {
      return setVersion;
    },
    get electionId() {
      // The term behind a constant that keeps these above any ObjectId made from a date.
      return ObjectId.createFromHexString(`7fffffff${term.toString(16).padStart(16, '0')}`);
    },
    elect(member) {
      primary = member;
      term += 1;
    },
    resign() {
      primary = undefined;
    },
    draw(draws) {
      restores += 1;
      term = Math.max(1, term + draws.pick('term', restores, 7) - 4);
      setVersion = Math.max(1, setVersion + draws.pick('set version', restores, 3) - 1);
    },
  };
}
