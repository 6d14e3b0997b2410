/** What goes wrong: the connection is cut, nothing is answered any more, or this is answered instead. */
export type Mishap =
  | { readonly tag: 'cut' }
  | { readonly tag: 'hang' }
  | {
      readonly tag: 'answer';
      /** HTTP status, or 200 for a command. */ readonly status: number;
      readonly body: unknown;
    };

/**
 * A named point that fails. `command` is a database command by its name, `request` an Ops Manager call as `METHOD /path/pattern`
 * in which `*` stands for any one segment. `after`: the work is done, and only its answer is lost.
 */
export interface Fault {
  readonly point: 'command' | 'request';
  readonly name: string;
  readonly when: 'before' | 'after';
  /** How often; then it is over. */
  readonly times: number;
  readonly mishap: Mishap;
}

export interface Faults {
  add(fault: Fault): void;
  /** What shall happen at this point now, if anything; counts it. */
  take(point: Fault['point'], name: string, when: Fault['when']): Mishap | undefined;
}

const matches = (pattern: string, name: string): boolean => {
  const wanted = pattern.split('/');
  const given = name.split('/');
  return wanted.length === given.length && wanted.every((segment, k) => segment === '*' || segment === given[k]);
};

export function createFaults(): Faults {
  const waiting: { fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      waiting.push({ fault, left: fault.times });
    },
    take(point, name, when) {
      const found = waiting.find(
        ({ fault, left }) => left > 0 && fault.point === point && fault.when === when && matches(fault.name, name),
      );
      if (!found) return undefined;
      found.left -= 1;
      return found.fault.mishap;
    },
  };
}
