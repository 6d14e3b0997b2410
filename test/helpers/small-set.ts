import type { OpTime, RestorePoint } from '../../src/proof/op-time.ts';
import type { StoryClock } from '../../src/world/rehearsal/clock.ts';
import type { SetControl } from '../../src/world/rehearsal/parts.ts';

export interface SmallSet extends SetControl {
  /** What was done to it, in order, with the instant in story seconds. */
  readonly done: readonly { readonly what: string; readonly atS: number; readonly rate: number }[];
  readonly restoredTo: readonly RestorePoint[];
  isUp(member: number): boolean;
}

/** A set that has a write at every story second, and notes what agents do to it. */
export function createSmallSet(clock: StoryClock): SmallSet {
  const done: SmallSet['done'][number][] = [];
  const restoredTo: RestorePoint[] = [];
  const up = [true, true, true];
  let primary: number | undefined = 1;
  const note = (what: string): void => void done.push({ what, atS: clock.now() / 1000, rate: clock.rate() });
  return {
    setName: 'rehearsal',
    hosts: ['127.0.0.1:20001', '127.0.0.1:20002', '127.0.0.1:20003'],
    versionName: '8.0.4',
    done,
    restoredTo,
    isUp: (member) => up[member]!,
    primary: () => primary,
    newestOpTime: (): OpTime => ({ t: Math.floor(clock.now() / 1000), i: 1 }),
    sizes: () => ({ documents: 10, dataBytes: 163_840, storageBytes: 199_230 }),
    shutDown(member) {
      up[member] = false;
      if (primary === member) primary = undefined;
      note(`down ${member}`);
    },
    restoreTo(point) {
      restoredTo.push(point);
      note(`data, with ${up.filter(Boolean).length} up`);
    },
    start(member) {
      up[member] = true;
      note(`up ${member}`);
      return Promise.resolve();
    },
    elect(member) {
      primary = member;
      note('elect');
    },
  };
}
