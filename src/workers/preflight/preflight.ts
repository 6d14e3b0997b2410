import type { MemberLook, EngineContact } from '../../proof/looks.ts';
import type { Worker } from '../worker.ts';
import { lookAtEngine } from './look-at-engine.ts';
import { lookAtSet } from './look-at-set.ts';
import type { Looking } from './looking.ts';
import { createLooking } from './looking.ts';
import { judgeNode, judgeTerminal } from './machine.ts';
import type { NamedClock } from './set.ts';
import { judgeClocks } from './set.ts';

/**
 * Looks at everything the show stands on, all at once: three seconds of real time for one look at most, ten for all. Only reads;
 * never throws but when it is stopped.
 */
export const preflight: Worker<'preflight'> = async function* (context) {
  const { signal, terminal } = context;
  const bell = createBell();
  const looking = createLooking(signal, () => bell.ring());
  looking.note('node', judgeNode(process.versions.node));
  looking.note('terminal', judgeTerminal(terminal));
  const set = lookAtSet(context, looking);
  const engine = lookAtEngine(context, looking, set.hosts);
  let over = false;
  const all = Promise.all([set.all, engine]).finally(() => {
    over = true;
    bell.ring();
  });
  // When it is stopped, it is heard of below, or nobody wants to hear of it.
  all.catch(() => undefined);
  try {
    while (!over) {
      yield { checks: looking.list() };
      await bell.heard();
    }
    const [{ members, ...facts }, { contact, engine: found }] = await all;
    lookAtClocks(looking, members, contact);
    return { checks: looking.list(), ...facts, ...(found ? { engine: found } : {}) };
  } finally {
    looking.close();
  }
};

function lookAtClocks(
  looking: Looking,
  members: readonly MemberLook[] | undefined,
  contact: EngineContact | undefined,
): void {
  const clocks: NamedClock[] = [
    ...(members ?? []).flatMap(({ host, clock }) => (clock ? [{ whose: host, clock }] : [])),
    ...(contact?.clock ? [{ whose: 'Ops Manager', clock: contact.clock }] : []),
  ];
  looking.note('clocks', judgeClocks(clocks));
}

interface Bell {
  ring(): void;
  /** Resolves when it has rung since it was last heard. */
  heard(): Promise<void>;
}

function createBell(): Bell {
  let rung = false;
  let wake: () => void = () => undefined;
  return {
    ring() {
      rung = true;
      wake();
    },
    async heard() {
      if (!rung) await new Promise<void>((resolve) => (wake = resolve));
      rung = false;
    },
  };
}
