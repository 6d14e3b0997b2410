import { Box, Text } from 'ink';
import { NAME_ASKED, NAME_TITLE, NAME_WRONG, nameLines } from '../../src/wizard/copy/overlays.ts';
import type { State } from '../../src/wizard/state.ts';
import { Line } from '../parts/Line.tsx';
import { Panel } from '../parts/Panel.tsx';
import { TextField } from '../parts/TextField.tsx';

interface NameOverlayProps {
  readonly state: State;
  readonly typed: string;
  readonly wrong: boolean;
}

/** A restore is asked for by typing the name of the set that it replaces. */
export function NameOverlay({ state, typed, wrong }: NameOverlayProps) {
  return (
    <Panel title={NAME_TITLE} as="bad">
      {nameLines(state).map((line) => (
        <Text key={line}>{line}</Text>
      ))}
      <Box>
        <Box flexShrink={0} marginRight={1}>
          <Line as="accent">{`${NAME_ASKED}:`}</Line>
        </Box>
        <TextField value={typed} active />
        {wrong && (
          <Box marginLeft={2}>
            <Line as="bad">{NAME_WRONG}</Line>
          </Box>
        )}
      </Box>
    </Panel>
  );
}
