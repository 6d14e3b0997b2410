import { Box } from 'ink';
import { NOTES } from '../../src/wizard/copy/frame.ts';
import { Line } from './Line.tsx';

/** Lines of `Notes`, its frame included. */
export const notesHeight = (notes: readonly string[]): number => notes.length + 2;

interface NotesProps {
  readonly notes: readonly string[];
  readonly width: number;
}

/** What the presenter says or does next, in a box of its own. */
export function Notes({ notes, width }: NotesProps) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Line as="quiet">{`┌ ${NOTES} `.padEnd(width - 1, '─') + '┐'}</Line>
      <Box flexDirection="column" flexShrink={0} borderStyle="single" borderTop={false} borderDimColor paddingX={1}>
        {notes.map((note) => (
          <Line key={note} as="quiet">
            {note}
          </Line>
        ))}
      </Box>
    </Box>
  );
}
