import { ObjectId } from 'bson';
import type { Draws } from '../draws.ts';
import type { Compared } from '../faults.ts';

/** Who is primary, and under which numbers clients know it. */
export interface Roles {
  readonly primary: number | undefined;
  readonly term: number;
  /** The version of the set's configuration. */
  readonly setVersion: number;
  readonly electionId: ObjectId;
  elect(member: number): void;
  /** Nobody is primary any more; `forElection`: somebody will be, without the agents. */
  resign(forElection?: boolean): void;
  /** The set is between two primaries by itself. */
  readonly isElecting: boolean;
  /** How the numbers of the set that was just restored stand to those before, instead of by lot. */
  stand(term?: Compared, setVersion?: Compared): void;
  /** The numbers of a restored set are a lottery: whether they are below those that clients have seen depends on its history. */
  draw(draws: Draws): void;
}

const FIRST_TERM = 4;
const FIRST_SET_VERSION = 3;
const STEPS: Readonly<Record<Compared, number>> = { lower: -1, equal: 0, higher: 1 };

export function createRoles(): Roles {
  let primary: number | undefined;
  let term = FIRST_TERM;
  let setVersion = FIRST_SET_VERSION;
  let isElecting = false;
  let restores = 0;
  let before = { term, setVersion };

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
      isElecting = false;
      term += 1;
    },
    get isElecting() {
      return isElecting;
    },
    resign(forElection = false) {
      primary = undefined;
      isElecting = forElection;
    },
    stand(ofTerm, ofVersion) {
      // The election that follows adds one.
      if (ofTerm) term = before.term + STEPS[ofTerm] - 1;
      if (ofVersion) setVersion = before.setVersion + STEPS[ofVersion];
    },
    draw(draws) {
      before = { term, setVersion };
      restores += 1;
      term = Math.max(1, term + draws.pick('term', restores, 7) - 4);
      setVersion = Math.max(1, setVersion + draws.pick('set version', restores, 3) - 1);
    },
  };
}
