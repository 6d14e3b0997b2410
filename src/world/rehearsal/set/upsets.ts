import type { Scheduled, StoryClock } from '../clock.ts';
import { isOfJob, type Faults, type SetUpset, type Upset } from '../faults.ts';
import type { Member } from './member.ts';
import type { Roles } from './roles.ts';

/** Faster than this, drivers with heartbeats of a second would miss that a member was down. */
const FASTEST_WHILE_DOWN = 60;
const CAP = 'upset';

export interface UpsetParts {
  readonly clock: StoryClock;
  readonly faults: Faults;
  readonly roles: Roles;
  readonly members: readonly Member[];
  readonly announce: () => void;
}

export interface Upsets {
  /** The agents take the set into their hands: who is down, and who is primary, is their affair from now on. */
  yieldToAgents(): void;
  /** The data have been replaced: what was arranged for this comes about. */
  afterRestore(): void;
}

/**
 * What befalls the set by itself. An election leaves no entry in the oplog here, unlike a real one, and the no-ops of the primary
 * go on: what the world's history does not tell of may take no op times.
 */
export function createUpsets({ clock, faults, roles, members, announce }: UpsetParts): Upsets {
  const due = new Set<Scheduled>();
  const arranged: Extract<SetUpset, { tag: 'next-restore' }>[] = [];

  function after(ms: number, run: () => void): void {
    const event = clock.schedule(clock.now() + ms, () => {
      due.delete(event);
      run();
    });
    due.add(event);
  }

  /** Another than `not` where there is one. */
  function elect(not: number): void {
    const up = [...members.keys()].filter((k) => members[k]!.isUp());
    const next = up.find((k) => k !== not) ?? up[0];
    if (next === undefined || roles.primary !== undefined) return;
    roles.elect(next);
    announce();
  }

  function stepDown(electionMs: number): void {
    const { primary } = roles;
    if (primary === undefined) return;
    roles.resign(true);
    // News first: drivers pass over an error that tells of an older picture than theirs.
    announce();
    members[primary]!.interruptWrites();
    after(electionMs, () => elect(primary));
  }

  function lose(which: 'primary' | 'secondary', forMs: number, electionMs: number): void {
    const { primary } = roles;
    if (primary === undefined) return;
    const lost = which === 'primary' ? primary : [...members.keys()].find((k) => k !== primary && members[k]!.isUp());
    if (lost === undefined) return;
    members[lost]!.shutDown();
    clock.setCap(FASTEST_WHILE_DOWN, CAP);
    if (which === 'primary') {
      roles.resign(true);
      announce();
      after(electionMs, () => elect(lost));
    }
    after(forMs, () => {
      clock.setCap(undefined, CAP);
      void members[lost]!.start();
      elect(-1);
    });
  }

  function silence(forMs: number): void {
    for (const member of members) member.silence(true);
    after(forMs, () => members.forEach((member) => member.silence(false)));
  }

  function befall(upset: SetUpset): void {
    switch (upset.tag) {
      case 'step-down':
        return after(upset.afterMs, () => stepDown(upset.electionMs));
      case 'member-down':
        return after(upset.afterMs, () => lose(upset.member, upset.forMs, upset.electionMs));
      case 'silence':
        return after(upset.afterMs, () => silence(upset.forMs));
      case 'cut':
        return after(upset.afterMs, () => members.forEach((member) => member.cut()));
      case 'next-restore':
        arranged.push(upset);
        return undefined;
      default:
        upset satisfies never;
    }
  }

  faults.onUpset((upset: Upset) => {
    if (!isOfJob(upset)) befall(upset);
  });

  return {
    yieldToAgents() {
      for (const event of due) event.cancel();
      due.clear();
      clock.setCap(undefined, CAP);
      for (const member of members) member.silence(false);
    },
    afterRestore() {
      const next = arranged.shift();
      if (next?.term || next?.setVersion) roles.stand(next.term, next.setVersion);
      for (const fault of next?.faults ?? []) faults.add(fault);
    },
  };
}
