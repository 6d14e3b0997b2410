import { useEffect, useReducer } from 'react';

/** Draws the caller again every so many real milliseconds, so that what it computes from a clock moves. */
export function useTick(everyMs: number): void {
  const [, tick] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(tick, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
}

/** Story time at each drawing, drawn again every so many real milliseconds. Not before anything that the state has heard of. */
export function useNow(storyNow: () => number, everyMs: number): number {
  useTick(everyMs);
  return storyNow();
}
