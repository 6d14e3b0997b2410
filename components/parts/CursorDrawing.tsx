import { Box, Text } from 'ink';
import { DRAWN } from '../../src/wizard/copy/cursors.ts';
import type { Meaning } from '../theme.ts';
import { THEME } from '../theme.ts';

/** A run of cells; `since` is the beat that reveals it, and in which it stands out. */
interface Piece {
  readonly text: string;
  readonly since: number;
}

const WRITES_WIDTH = 11;
const MEMBER_WIDTH = 30;
const STORE_WIDTH = 22;
/** Story time in which what flows moves on by one cell. */
const CELL_MS = 140;
const SPACING = 4;

/** Cells through which something flows to the right, ending in an arrow; a function of the time alone. */
export function flowText(width: number, now: number): string {
  const moved = Math.floor(now / CELL_MS) % SPACING;
  const cells = Array.from({ length: width - 1 }, (_, x) => ((x - moved + SPACING) % SPACING === 0 ? '•' : '─'));
  return `${cells.join('')}→`;
}

const always = (text: string): Piece => ({ text, since: 0 });
const gap = (width: number): Piece => always(' '.repeat(width));
const centred = (text: string, width: number): string =>
  text.padStart(Math.floor((width + text.length) / 2)).padEnd(width);
const top = (name: string, width: number): string => `┌ ${name} `.padEnd(width - 1, '─') + '┐';
const bottom = (width: number): string => `└${'─'.repeat(width - 2)}┘`;
const inner = (text: string, width: number): string => `│ ${text}`.padEnd(width - 1) + '│';

/** The lines of the drawing, each as wide as the last: primary and oplog above, secondary and snapshot below. */
function pieces(now: number, flow: number): readonly (readonly Piece[])[] {
  const flowing = flowText(flow, now);
  const drop = Math.floor(now / CELL_MS / SPACING) % 2 === 0 ? '│' : '•';
  const entries = flowText(MEMBER_WIDTH - 4 - DRAWN.oplog.length, now)
    .slice(0, -1)
    .replaceAll('─', ' ');
  const cursor = ` ${DRAWN.pinned}`;
  return [
    [
      gap(WRITES_WIDTH),
      always(top(DRAWN.primary, MEMBER_WIDTH)),
      gap(flow),
      { text: top(DRAWN.oplogStore, STORE_WIDTH), since: 6 },
    ],
    [
      always(`${DRAWN.writes} ${flowText(WRITES_WIDTH - DRAWN.writes.length - 1, now)}`),
      always(inner(`${DRAWN.oplog} ${entries}`, MEMBER_WIDTH)),
      { text: flowing, since: 6 },
      { text: inner(DRAWN.changes, STORE_WIDTH), since: 6 },
    ],
    [
      gap(WRITES_WIDTH),
      always('│ '),
      { text: DRAWN.goesOn.padEnd(MEMBER_WIDTH - 3), since: 4 },
      always('│'),
      { text: centred(DRAWN.tails, flow), since: 6 },
      { text: bottom(STORE_WIDTH), since: 6 },
    ],
    [gap(WRITES_WIDTH), always(bottom(MEMBER_WIDTH))],
    [gap(WRITES_WIDTH + 4), always(`${drop} ${DRAWN.replication}`)],
    [
      gap(WRITES_WIDTH),
      always(top(DRAWN.secondary, MEMBER_WIDTH)),
      gap(flow),
      { text: top(DRAWN.snapshotStore, STORE_WIDTH), since: 3 },
    ],
    [
      gap(WRITES_WIDTH),
      always('│ '),
      { text: DRAWN.cursor, since: 1 },
      { text: cursor.padEnd(MEMBER_WIDTH - 3 - DRAWN.cursor.length), since: 2 },
      always('│'),
      { text: flowing, since: 3 },
      { text: inner(DRAWN.files, STORE_WIDTH), since: 3 },
    ],
    [
      gap(WRITES_WIDTH),
      always('│ '),
      { text: DRAWN.frozen.padEnd(MEMBER_WIDTH - 3), since: 3 },
      always('│'),
      { text: centred(DRAWN.copies, flow), since: 3 },
      { text: '│ ', since: 3 },
      { text: DRAWN.baseline.padEnd(STORE_WIDTH - 3), since: 5 },
      { text: '│', since: 3 },
    ],
    [gap(WRITES_WIDTH), always(bottom(MEMBER_WIDTH)), gap(flow), { text: bottom(STORE_WIDTH), since: 3 }],
    [{ text: restoreText(now), since: 7 }],
  ];
}

const restoreText = (now: number): string =>
  [DRAWN.restore, DRAWN.snapshotPart, flowText(8, now), DRAWN.replayPart, flowText(8, now), DRAWN.stopPart].join(' ');

interface CursorDrawingProps {
  readonly beat: number;
  /** Story time. */
  readonly now: number;
  readonly width: number;
}

/** Lines that the drawing takes. */
export const DRAWING_HEIGHT = 10;

/** How a backup is taken from a running set; what belongs to the present beat stands out. */
export function CursorDrawing({ beat, now, width }: CursorDrawingProps) {
  const flow = Math.min(28, width - WRITES_WIDTH - MEMBER_WIDTH - STORE_WIDTH);
  return (
    <Box flexDirection="column" flexShrink={0}>
      {pieces(now, flow).map((line, k) => (
        <Text key={k} wrap="truncate">
          {line.map((piece, n) => (
            <Text key={n} {...THEME[meaningOf(piece, beat)]}>
              {beat < piece.since ? ' '.repeat(piece.text.length) : piece.text}
            </Text>
          ))}
        </Text>
      ))}
    </Box>
  );
}

const meaningOf = ({ since }: Piece, beat: number): Meaning => (since === beat ? 'accent' : 'plain');
