import { Box, Text } from 'ink';
import { EDIT_TITLES, FIELDS, REFUSED, SENDING } from '../../src/wizard/copy/form.ts';
import type { Overlay } from '../../src/wizard/stage.ts';
import { Line } from '../parts/Line.tsx';
import { Panel } from '../parts/Panel.tsx';
import { TextField } from '../parts/TextField.tsx';
import { THEME } from '../theme.ts';

interface EditOverlayProps {
  readonly form: Extract<Overlay, { tag: 'edit' }>;
}

/** Room for WEDNESDAY, or ten figures, and the cursor. */
const VALUE_WIDTH = 11;

/** Fields with what they take, one of them active; what was refused stands below in the words of who refused it. */
export function EditOverlay({ form: { step, fields, at, typing, refused, sending } }: EditOverlayProps) {
  const labelWidth = Math.max(...fields.map(({ name }) => FIELDS[name].label.length)) + 2;
  return (
    <Panel title={EDIT_TITLES[step]} as="accent">
      {fields.map(({ name, value }, k) => (
        <Box key={name}>
          <Box flexShrink={0}>
            <Line>{`${k === at ? '→' : ' '} ${FIELDS[name].label.padEnd(labelWidth)}`}</Line>
          </Box>
          <Box width={VALUE_WIDTH} flexShrink={0}>
            <TextField value={value} active={k === at && !sending} replaced={!typing} />
          </Box>
          <Line as="quiet">{FIELDS[name].allowed}</Line>
        </Box>
      ))}
      {sending && <Line as="accent">{SENDING}</Line>}
      {refused !== undefined && <Text {...THEME.bad}>{`✗ ${REFUSED}: ${refused}`}</Text>}
    </Panel>
  );
}
