import { useEffect, useReducer } from 'react';

/** Story time at each drawing; what reads it is drawn again at least every so many real milliseconds. */
export function useNow(storyNow: () => number, everyMs: number): number {
  const [, tick] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(tick, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return storyNow();
}
