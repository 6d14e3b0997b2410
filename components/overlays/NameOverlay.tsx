import { Box, Text } from 'ink';
import { askingOf } from '../../src/wizard/copy/guards.ts';
import { REFUSED } from '../../src/wizard/copy/form.ts';
import type { Overlay } from '../../src/wizard/stage.ts';
import type { State } from '../../src/wizard/state.ts';
import { Line } from '../parts/Line.tsx';
import { Panel } from '../parts/Panel.tsx';
import { TextField } from '../parts/TextField.tsx';
import { THEME } from '../theme.ts';

interface NameOverlayProps {
  readonly state: State;
  readonly overlay: Extract<Overlay, { tag: 'name' }>;
}

/** What cannot be called back is confirmed by typing what it is done to, in full. */
export function NameOverlay({ state, overlay: { asked, typed, wrong, refused } }: NameOverlayProps) {
  const { title, lines, asks, wrong: words } = askingOf(state, asked);
  return (
    <Panel title={title} as="bad">
      {lines.map((line) => (
        <Text key={line}>{line}</Text>
      ))}
      <Box flexDirection={asked.for === 'restore' ? 'row' : 'column'}>
        <Box flexShrink={0} marginRight={1}>
          <Line as="accent">{`${asks}:`}</Line>
        </Box>
        <Box>
          <TextField value={typed} active />
          {wrong && (
            <Box marginLeft={2} flexShrink={0}>
              <Line as="bad">{words}</Line>
            </Box>
          )}
        </Box>
      </Box>
      {refused !== undefined && <Text {...THEME.bad}>{`✗ ${REFUSED}: ${refused}`}</Text>}
    </Panel>
  );
}
