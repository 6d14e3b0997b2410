/*
 * What goes wrong in a rehearsal: data with a name, so that it can be sent to the thread of the servers. Times are story time, and
 * whatever takes time is an event of the clock's one queue. Faults are no part of the world's history: a world that is had back
 * after a kill is one in which they did not happen, so none of them may change a document. Op times pass as if a command had
 * failed: what was acknowledged and then rolled back was never part of the history that is left.
 */

/**
 * How an exchange goes wrong: the connection is cut, nothing is answered any more, the answer comes late or breaks off in its
 * middle, or something else is answered. `challenge`: Ops Manager wants the request signed anew, as when a nonce has gone stale.
 */
export type Mishap =
  | { readonly tag: 'cut' }
  | { readonly tag: 'hang' }
  | { readonly tag: 'late'; readonly ms: number }
  | { readonly tag: 'torn' }
  /** Of a command: the connection is cut, and it is done so much later, as by a process that was stopped with it in its socket. */
  | { readonly tag: 'belated'; readonly ms: number }
  /**
   * Of an insert or delete below write concern majority: the primary acknowledges it and is replaced before another member has
   * it, so that it is rolled back (https://www.mongodb.com/docs/manual/core/replica-set-rollbacks/). Others are done as ever.
   */
  | { readonly tag: 'rolled-back'; readonly electionMs: number }
  | { readonly tag: 'challenge' }
  | {
      readonly tag: 'answer';
      /** HTTP status, or 200 for a command. */
      readonly status: number;
      /** JSON, or a reply document. A string goes out as it is, as a page of HTML. */
      readonly body: unknown;
      /** Of HTTP, by lower-case name. */
      readonly headers?: Readonly<Record<string, string>>;
    };

/**
 * A named point that fails. `command` is a database command by its name, `request` an Ops Manager call as `METHOD /path/pattern`
 * in which `*` stands for any one segment, and a name of `*` alone for all. `after`: the work is done, and only its answer is lost.
 */
export interface Fault {
  readonly point: 'command' | 'request';
  readonly name: string;
  /** Of a request: only where its query has this parameter. */
  readonly having?: string;
  readonly when: 'before' | 'after';
  /** How often; then it is over. */
  readonly times: number;
  readonly mishap: Mishap;
}

/** How a number of the restored set stands to the one that clients have seen before. */
export type Compared = 'lower' | 'equal' | 'higher';

/** Something that befalls the set `afterMs` from now. */
export type SetUpset =
  /** The primary resigns, and after an election another is: writes in flight are interrupted, connections are kept (since 4.2). */
  | { readonly tag: 'step-down'; readonly afterMs: number; readonly electionMs: number }
  /** A member's process ends and comes back; of the primary, another is elected meanwhile. */
  | {
      readonly tag: 'member-down';
      readonly afterMs: number;
      readonly member: 'primary' | 'secondary';
      readonly forMs: number;
      readonly electionMs: number;
    }
  /** Nothing comes through and nothing is closed: what is sent arrives when it is over, if its sender still waits. */
  | { readonly tag: 'silence'; readonly afterMs: number; readonly forMs: number }
  /** Every connection is cut at once. */
  | { readonly tag: 'cut'; readonly afterMs: number }
  /** What the set is like after the next restore, and what goes wrong from then on. */
  | {
      readonly tag: 'next-restore';
      readonly term?: Compared;
      readonly setVersion?: Compared;
      readonly faults?: readonly Fault[];
    };

/** Something that befalls the restore job that runs, or else the next one, `afterMs` after it was created. */
export type JobUpset =
  /** From then on its `statusName` is this; when it ends so, the agents leave everything as it is. */
  | { readonly tag: 'job'; readonly afterMs: number; readonly stateName: string; readonly ends: boolean }
  /** What goes wrong from then on. */
  | { readonly tag: 'job-faults'; readonly afterMs: number; readonly faults: readonly Fault[] }
  /** The agents do nothing for so long. */
  | { readonly tag: 'job-stalls'; readonly afterMs: number; readonly forMs: number };

export type Upset = SetUpset | JobUpset;

export const isOfJob = (upset: Upset): upset is JobUpset =>
  upset.tag === 'job' || upset.tag === 'job-stalls' || upset.tag === 'job-faults';

/** All that can be injected. */
export type Injection = Fault | Upset;

export interface Faults {
  add(injection: Injection): void;
  /** What shall happen at this point now, if anything; counts it. `parameters`: of the query of a request. */
  take(point: Fault['point'], name: string, when: Fault['when'], parameters?: readonly string[]): Mishap | undefined;
  /** Hears of every upset, also of those that were there before. */
  onUpset(listener: (upset: Upset) => void): void;
}

const matches = (pattern: string, name: string): boolean => {
  if (pattern === '*') return true;
  const wanted = pattern.split('/');
  const given = name.split('/');
  return wanted.length === given.length && wanted.every((segment, k) => segment === '*' || segment === given[k]);
};

export function createFaults(): Faults {
  const waiting: { fault: Fault; left: number }[] = [];
  const upsets: Upset[] = [];
  const listeners: ((upset: Upset) => void)[] = [];
  return {
    add(injection) {
      if ('point' in injection) {
        waiting.push({ fault: injection, left: injection.times });
        return;
      }
      upsets.push(injection);
      for (const listener of listeners) listener(injection);
    },
    take(point, name, when, parameters = []) {
      const fits = (fault: Fault): boolean =>
        fault.point === point &&
        fault.when === when &&
        matches(fault.name, name) &&
        (fault.having === undefined || parameters.includes(fault.having));
      const found = waiting.find(({ fault, left }) => left > 0 && fits(fault));
      if (!found) return undefined;
      found.left -= 1;
      return found.fault.mishap;
    },
    onUpset(listener) {
      listeners.push(listener);
      upsets.forEach(listener);
    },
  };
}
