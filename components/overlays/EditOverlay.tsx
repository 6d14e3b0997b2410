import { Box, Text } from 'ink';
import { EDIT_TITLES, FIELDS, REFUSED, SENDING } from '../../src/wizard/copy/overlays.ts';
import type { Overlay } from '../../src/wizard/stage.ts';
import { Line } from '../parts/Line.tsx';
import { Panel } from '../parts/Panel.tsx';
import { TextField } from '../parts/TextField.tsx';
import { THEME } from '../theme.ts';

interface EditOverlayProps {
  readonly form: Extract<Overlay, { tag: 'edit' }>;
}

const LABEL_WIDTH = Math.max(...Object.values(FIELDS).map(({ label }) => label.length)) + 2;
/** Room for the longest value and the cursor. */
const VALUE_WIDTH = 14;

/** Fields with their units, one of them active; what was refused stands below in the words of who refused it. */
export function EditOverlay({ form: { step, fields, at, refused, sending } }: EditOverlayProps) {
  return (
    <Panel title={EDIT_TITLES[step]} as="accent">
      {fields.map(({ name, value }, k) => (
        <Box key={name}>
          <Line>{`${k === at ? '→' : ' '} ${FIELDS[name].label.padEnd(LABEL_WIDTH)}`}</Line>
          <Box width={VALUE_WIDTH} flexShrink={0}>
            <TextField value={value} active={k === at && !sending} />
          </Box>
          <Line as="quiet">{FIELDS[name].unit}</Line>
        </Box>
      ))}
      {sending && <Line as="accent">{SENDING}</Line>}
      {refused !== undefined && <Text {...THEME.bad}>{`✗ ${REFUSED}: ${refused}`}</Text>}
    </Panel>
  );
}
