import fc from 'fast-check';
import type { Baseline, DeleteBatch, History, LoadSpan, Restored } from '../../src/proof/history.ts';
import type { OpTime, RestorePoint } from '../../src/proof/op-time.ts';
import { isAfter, limitOf, nextAfter } from '../../src/proof/op-time.ts';
import { ascending, numbersOf, packed, range, setOf } from './ids.ts';

/*
 * A world that holds every single operation with its own op time, and beside it the history that a show would have of it.
 */

const START: OpTime = { t: 100, i: 1 };
const FIRST_DOCUMENTS = 40;

type Happening =
  | { readonly tag: 'op'; readonly at: OpTime; readonly id: number; readonly there: boolean }
  | { readonly tag: 'restore'; readonly restored: Restored };

/** What is there after everything that happened before a limit, restores included. */
function stateAt(happened: readonly Happening[], limit: OpTime): Set<number> {
  let state = new Set(range(0, FIRST_DOCUMENTS));
  happened.forEach((one, k) => {
    if (one.tag === 'restore') {
      const { point, asked } = one.restored;
      if (!isAfter(nextAfter(asked), limit)) state = stateAt(happened.slice(0, k), limitOf(point));
    } else if (isAfter(limit, one.at)) {
      if (one.there) state.add(one.id);
      else state.delete(one.id);
    }
  });
  return state;
}

export interface Model {
  readonly history: History;
  /** The op time of the last thing that happened. */
  readonly now: OpTime;
  /** The truth that no ledger holds. */
  readonly at: (limit: OpTime) => readonly number[];
  /** Whether others wrote, and whether we loaded. */
  readonly foreign: boolean;
  readonly loaded: boolean;
  /** Every point that can be told from another: all whole seconds, and op times around all operations. */
  readonly points: readonly RestorePoint[];
}

/** One thing that is done, with the numbers that its choices are made by. */
export interface Deed {
  readonly what: 'batch' | 'walk' | 'read' | 'load' | 'others' | 'restore';
  /** Seconds that pass before. */
  readonly gapS: number;
  readonly size: number;
  readonly spreadS: number;
  readonly chance: number;
}

const deed = (what: Deed['what'], weight: number) => ({
  weight,
  arbitrary: fc.record({
    what: fc.constant(what),
    gapS: fc.integer({ min: 0, max: 2 }),
    size: fc.integer({ min: 1, max: 4 }),
    spreadS: fc.integer({ min: 0, max: 2 }),
    chance: fc.nat(999),
  }),
});

/** `rare` 0: nothing but batches and baselines. */
export const anyDeeds = (rare: 0 | 1 = 1): fc.Arbitrary<readonly Deed[]> =>
  fc.array(
    fc.oneof(
      deed('batch', 8),
      deed('walk', 2),
      deed('read', 2),
      deed('load', rare),
      deed('others', rare),
      deed('restore', 2 * rare),
    ),
    { maxLength: 18 },
  );

export function toModel(deeds: readonly Deed[]): Model {
  const happened: Happening[] = [];
  const baselines: Baseline[] = [];
  const batches: DeleteBatch[] = [];
  const loads: LoadSpan[] = [];
  const restores: Restored[] = [];
  let clock: OpTime = START;
  let next = FIRST_DOCUMENTS;
  /** What a walk through delete draws from; a draw never repeats. */
  let pool: number[] | undefined;
  /** Ids that a batch was sent for, ever; others keep away from them, or nobody could tell who removed them. */
  const sent = new Set<number>();
  const theirs = new Set<number>();
  /** Others wrote since the last reading. */
  let unread = false;
  let foreign = false;

  const state = (): Set<number> => stateAt(happened, nextAfter(clock));
  const pass = (seconds: number): void => {
    if (seconds > 0) clock = { t: clock.t + seconds, i: 1 };
  };
  const write = (id: number, there: boolean): void => {
    clock = nextAfter(clock);
    happened.push({ tag: 'op', at: clock, id, there });
  };
  function read(from: Baseline['from']): void {
    baselines.push({ ids: setOf(...state()), at: clock, from, batchesBefore: batches.length });
    unread = false;
  }
  function walk(): void {
    read('delete');
    pool = ascending(state());
  }

  const DO: { readonly [W in Deed['what']]: (deed: Deed) => void } = {
    walk,
    read: () => read('stats'),
    batch({ gapS, size, spreadS, chance }) {
      if (!pool) walk();
      pass(gapS);
      const after = clock;
      const ids = range(0, size).flatMap((k) => pool!.splice((chance * (k + 7)) % Math.max(1, pool!.length), 1));
      if (ids.length === 0) return;
      ids.forEach((id) => sent.add(id));
      const answer = chance % 10;
      const outcome = answer > 1 ? 'done' : answer === 1 ? 'resolved' : 'unknown';
      const happen = outcome === 'done' ? ids : ids.filter((_, k) => (chance >> (k + 3)) % 2 === 0);
      // Within one command the order is the server's own.
      happen.toReversed().forEach((id, k) => {
        if (k === happen.length - 1) pass(spreadS);
        write(id, false);
      });
      const batch = { iteration: batches.length >> 1, ids: packed(...ids), after };
      if (outcome === 'unknown') batches.push({ ...batch, outcome: { tag: 'unknown', why: 'cut' } });
      else if (outcome === 'done') batches.push({ ...batch, outcome: { tag: 'done', at: clock } });
      else {
        pass(chance % 2);
        batches.push({ ...batch, outcome: { tag: 'done', at: clock }, gone: packed(...happen) });
      }
    },
    load({ gapS, size, chance }) {
      // What others wrote before a load can be told only by a reading before it.
      if (unread) read('stats');
      pass(gapS);
      const after = clock;
      for (let k = 0; k < size; k++) write(next++, true);
      loads.push(chance % 5 === 0 ? { after } : { after, until: clock });
      pool = undefined;
    },
    others({ gapS, size, chance }) {
      pass(gapS);
      const here = state();
      const gone = [...sent].filter((id) => !here.has(id) && isGoneForSure(id));
      const free = ascending(here).filter((id) => !sent.has(id) && !theirs.has(id));
      for (let k = 0; k < size; k++) {
        const id =
          (chance + k) % 3 === 0 ? gone[k] : (chance + k) % 3 === 1 ? next++ : free[(chance + k) % free.length];
        if (id === undefined) continue;
        const there = !state().has(id);
        if (there) theirs.add(id);
        else pool = pool?.filter((other) => other !== id);
        write(id, there);
        [unread, foreign] = [true, true];
      }
    },
    restore({ gapS, size, chance }) {
      if (unread || chance % 2 === 0) read('restore');
      const back = (chance * 7) % (clock.t - START.t + 1);
      const point: RestorePoint =
        size % 2 === 0
          ? { form: 'second', t: clock.t - back }
          : { form: 'opTime', at: ops()[chance % Math.max(1, ops().length)] ?? clock };
      const restored = { point, asked: clock };
      restores.push(restored);
      happened.push({ tag: 'restore', restored });
      clock = gapS === 0 ? nextAfter(clock) : { t: clock.t + gapS, i: 1 };
      pool = undefined;
      if (chance % 3 === 0) read('verify');
    },
  };

  const ops = (): readonly OpTime[] => happened.flatMap((one) => (one.tag === 'op' ? [one.at] : []));
  /** Whether no batch of unknown outcome was sent for it. */
  const isGoneForSure = (id: number): boolean =>
    batches.every(({ ids, outcome, gone }) => (outcome.tag === 'done' && !gone) || !numbersOf(ids).includes(id));

  clock = START;
  read('stats');
  for (const deed of deeds) DO[deed.what](deed);
  if (unread) read('stats');
  const now = clock;
  return {
    history: { baselines, batches, loads, restores },
    now,
    at: (limit) => ascending(stateAt(happened, limit)),
    foreign,
    loaded: loads.length > 0,
    points: [
      ...range(START.t - 1, now.t + 2).map((t): RestorePoint => ({ form: 'second', t })),
      ...ops().flatMap((at): RestorePoint[] => [
        { form: 'opTime', at },
        { form: 'opTime', at: nextAfter(at) },
      ]),
      ...baselines.map(({ at }): RestorePoint => ({ form: 'opTime', at })),
    ],
  };
}
