import { Box } from 'ink';
import { NOTES } from '../../src/wizard/copy/frame.ts';
import { Line } from './Line.tsx';

/** Lines of `Notes`, its frame included. */
export const notesHeight = (notes: readonly string[]): number => notes.length + 2;

/** What the presenter says or does next, in a box of its own. */
export function Notes({ notes }: { readonly notes: readonly string[] }) {
  return (
    <Box flexDirection="column" flexShrink={0} borderStyle="single" borderDimColor paddingX={1}>
      {notes.map((note, k) => (
        <Line key={note} as="quiet">
          {k === 0 ? `${NOTES}: ${note}` : note}
        </Line>
      ))}
    </Box>
  );
}
