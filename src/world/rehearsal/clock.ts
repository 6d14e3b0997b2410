import { performance } from 'node:perf_hooks';
import type { Clock } from '../world.ts';

/** A point that both times agree on, and how fast story time runs from there. Instants are epoch milliseconds. */
export interface Anchor {
  readonly realAt: number;
  readonly storyAt: number;
  readonly rate: number;
}

export interface Scheduled {
  cancel(): void;
}

/**
 * Story time with one ordered queue of events: whatever the speed, and however one jumps, events run one at a time, in the
 * order of their instants, and while one runs `now()` is exactly its instant. So what follows from events depends on their
 * instants alone, and not on when timers came to it. At rate 0 time moves only when it is moved.
 */
export interface StoryClock extends Clock {
  /** Runs once at story time `at`, or as soon as possible when that is past. Events with a name are what `jump` goes to. */
  schedule(at: number, run: () => void, name?: string): Scheduled;
  /** Runs at once, after all that is due and while `now()` stands still: as an event of this very instant. */
  act<T>(run: () => T): T;
  /** Moves time forward to `at`, through all that happens until then. */
  advanceTo(at: number): void;
  /** Sets the wanted speed, in story seconds per real second. */
  setRate(rate: number): void;
  /** Limits the speed until it is called with undefined; whoever has a name of their own has a limit of their own. */
  setCap(rate: number | undefined, by?: string): void;
  rate(): number;
  /** Moves on to the next named event and runs it, with all that come before it; returns its name. */
  jump(): string | undefined;
  anchor(): Anchor;
  /** Takes over the time of another clock, as a follower in another thread does. */
  follow(anchor: Anchor): void;
  onChange(listener: () => void): () => void;
  /** Hears up to which instant everything has happened, each time that something did, and before each act. */
  onReached(listener: (upTo: number, happened: boolean) => void): () => void;
  close(): void;
}

/** Timers count in 32 bits; a longer wait is taken in parts. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Monotonic, and the same in every thread of the process. */
const realNow = (): number => performance.timeOrigin + performance.now();

interface Entry {
  readonly at: number;
  readonly run: () => void;
  readonly name: string | undefined;
}

/** A clock that starts at `storyAt` (default: the real time) and runs at `rate` (default 1). */
export function createStoryClock({ storyAt = realNow(), rate = 1 } = {}): StoryClock {
  let anchor: Anchor = { realAt: realNow(), storyAt, rate };
  let wanted = rate;
  const caps = new Map<string, number>();
  let latest = storyAt;
  /** The instant of the event that runs now. */
  let standing: number | undefined;
  /** All that is due up to here has happened: nothing new can happen before it. */
  let reached = storyAt;
  let timer: NodeJS.Timeout | undefined;
  let draining = false;
  const queue: Entry[] = [];
  const changeListeners = new Set<() => void>();
  const reachedListeners = new Set<(upTo: number, happened: boolean) => void>();

  /** Never backwards, even when a followed clock is a little behind. */
  function flowing(): number {
    latest = Math.max(latest, anchor.storyAt + (realNow() - anchor.realAt) * anchor.rate);
    return latest;
  }

  const now = (): number => standing ?? flowing();

  function moveTo(storyAt: number, rate: number): void {
    anchor = { realAt: realNow(), storyAt, rate };
    latest = Math.max(latest, storyAt);
    arm();
    for (const listener of changeListeners) listener();
  }

  function arm(): void {
    clearTimeout(timer);
    const next = queue[0];
    if (!next || draining) return;
    const waitMs = Math.ceil(Math.max(0, next.at - flowing()) / anchor.rate);
    // Time that stands still is waited for by nobody.
    if (anchor.rate > 0) timer = setTimeout(settle, Math.min(waitMs, LONGEST_TIMER_MS));
  }

  function runAt<T>(at: number, run: () => T): T {
    standing = at;
    try {
      return run();
    } finally {
      standing = undefined;
    }
  }

  /** Runs what is due; false when nothing was. */
  function drain(): boolean {
    const upTo = flowing();
    const isDue = queue[0] !== undefined && queue[0].at <= upTo;
    draining = true;
    try {
      for (let next = queue[0]; next && next.at <= upTo; next = queue[0]) {
        queue.shift();
        reached = next.at;
        runAt(next.at, next.run);
      }
    } finally {
      draining = false;
      if (isDue) arm();
    }
    reached = upTo;
    return isDue;
  }

  function tellReached(happened: boolean): void {
    for (const listener of reachedListeners) listener(reached, happened);
  }

  function settle(): void {
    if (drain()) tellReached(true);
    else arm();
  }

  function schedule(at: number, run: () => void, name?: string): Scheduled {
    const entry: Entry = { at: Math.max(at, standing ?? reached), run, name };
    const before = queue.findIndex((other) => other.at > entry.at);
    queue.splice(before < 0 ? queue.length : before, 0, entry);
    if (queue[0] === entry) arm();
    return {
      cancel() {
        const index = queue.indexOf(entry);
        if (index >= 0) queue.splice(index, 1);
      },
    };
  }

  const effective = (): number => Math.min(wanted, ...caps.values());

  return {
    now,
    schedule,
    act(run) {
      if (standing !== undefined) return run();
      tellReached(drain());
      return runAt(reached, run);
    },
    advanceTo(at) {
      moveTo(Math.max(flowing(), at), anchor.rate);
      settle();
    },
    setRate(rate) {
      wanted = rate;
      if (effective() !== anchor.rate) moveTo(flowing(), effective());
    },
    setCap(rate, by = '') {
      if (rate === undefined) caps.delete(by);
      else caps.set(by, rate);
      if (effective() !== anchor.rate) moveTo(flowing(), effective());
    },
    rate: () => anchor.rate,
    jump() {
      const target = queue.find((entry) => entry.name !== undefined);
      if (!target || draining) return undefined;
      // One event at a time: each may change the speed, or put something new before the target.
      while (queue.includes(target)) {
        const next = queue[0]!;
        moveTo(Math.max(flowing(), next.at), anchor.rate);
        drain();
      }
      tellReached(true);
      return target.name;
    },
    anchor: () => anchor,
    follow({ realAt, storyAt, rate }) {
      moveTo(storyAt + (realNow() - realAt) * rate, rate);
    },
    onChange(listener) {
      changeListeners.add(listener);
      return () => changeListeners.delete(listener);
    },
    onReached(listener) {
      reachedListeners.add(listener);
      return () => reachedListeners.delete(listener);
    },
    sleep(ms, signal, atLeastRealMs = 0) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        let floor: NodeJS.Timeout | undefined;
        const due = schedule(now() + ms, () => {
          const restMs = started + atLeastRealMs - realNow();
          if (restMs > 0) floor = setTimeout(finish, restMs);
          else finish();
        });
        const started = realNow();
        function finish(): void {
          signal.removeEventListener('abort', abandon);
          resolve();
        }
        function abandon(): void {
          due.cancel();
          clearTimeout(floor);
          reject(signal.reason);
        }
        signal.addEventListener('abort', abandon, { once: true });
      });
    },
    close() {
      clearTimeout(timer);
      queue.length = 0;
    },
  };
}
