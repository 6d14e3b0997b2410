import { useCallback, useEffect, useRef, useState } from 'react';

/** A terminal sends many sizes while it is dragged: the last one counts. */
const SETTLED_MS = 30;

/**
 * A resize leaves ghosts of the old frame, since the old tree is drawn once into the new width. `onResized` must wipe the
 * screen and make Ink forget its last frame; the count that is returned then changes, and used as a `key` it draws all anew.
 */
export function useRedraw(columns: number, rows: number, onResized: () => void): readonly [number, () => void] {
  const [drawn, setDrawn] = useState(0);
  const first = useRef(true);
  const redraw = useCallback(() => {
    onResized();
    setDrawn((count) => count + 1);
  }, [onResized]);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return undefined;
    }
    const timer = setTimeout(redraw, SETTLED_MS);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the size is what it waits for
  }, [columns, rows, redraw]);
  return [drawn, redraw];
}
