import { Box } from 'ink';
import { BEAT_LINES, CURSORS } from '../../src/wizard/copy/cursors.ts';
import { skippedLine } from '../../src/wizard/copy/reasons.ts';
import { phaseOf } from '../../src/wizard/state.ts';
import { CursorDrawing, DRAWING_HEIGHT } from '../parts/CursorDrawing.tsx';
import { Line } from '../parts/Line.tsx';
import { notesHeight } from '../parts/Notes.tsx';
import type { ScreenProps } from './props.ts';

export function CursorsScreen({ state, now, width, height }: ScreenProps) {
  const { beat } = state.stage;
  const phase = phaseOf(state, 'cursors');
  const room = height - DRAWING_HEIGHT - BEAT_LINES.length;
  // The notes lie over the lower part, and the present beat must still be read.
  const lines = state.stage.notes ? height - DRAWING_HEIGHT - notesHeight(CURSORS.notes) : BEAT_LINES.length;
  const first = Math.max(0, beat - Math.max(1, lines));
  return (
    <Box flexDirection="column" height={height} overflow="hidden">
      {room >= 2 && (
        <Box marginBottom={1} flexShrink={0}>
          <Line>{phase.tag === 'skipped' ? skippedLine(phase.why, CURSORS.skip) : CURSORS.lead}</Line>
        </Box>
      )}
      <CursorDrawing beat={beat} now={now} width={width} />
      <Box flexDirection="column" flexShrink={0} marginTop={room >= 3 ? 1 : 0}>
        {BEAT_LINES.slice(first, beat).map((line, k) => (
          <Line key={line} as={first + k + 1 === beat ? 'strong' : 'plain'}>
            {`${first + k + 1 === beat ? '→' : ' '} ${first + k + 1}  ${line}`}
          </Line>
        ))}
      </Box>
    </Box>
  );
}
