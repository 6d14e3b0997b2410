import { RAIL_WIDTH } from './parts/Rundown.tsx';

/** The smallest terminal that a screen is drawn in. */
export const LEAST = { columns: 80, rows: 24 } as const;

/** From this many columns on the rundown stands at the left. */
const RAIL_COLUMNS = 110;
const RAIL_GAP = 3;
export const MARGIN = 2;
const HEADER_LINES = 3;
const HINT_LINES = 2;
const STATUS_LINES = 2;
const LEAST_BODY = 17;

/** How a terminal is divided. */
export interface Layout {
  readonly rail: boolean;
  /** Of the body. */
  readonly width: number;
  readonly height: number;
  readonly statusLines: number;
  readonly hintLines: number;
}

export function layoutOf(columns: number, rows: number): Layout {
  const rail = columns >= RAIL_COLUMNS;
  const width = columns - 2 * MARGIN - (rail ? RAIL_WIDTH + RAIL_GAP : 0);
  const below = rows - HEADER_LINES - HINT_LINES;
  // A terminal that lends a row less, as on Windows, takes it from the status.
  const height = Math.max(LEAST_BODY, below - STATUS_LINES);
  return { rail, width, height, statusLines: Math.max(0, below - height), hintLines: HINT_LINES };
}
