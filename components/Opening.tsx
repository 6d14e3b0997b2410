import { Box, useInput, useWindowSize } from 'ink';
import { OPENING, PRODUCT } from '../src/wizard/copy/frame.ts';
import { toKey } from './hooks/to-key.ts';
import { Line } from './parts/Line.tsx';

interface OpeningProps {
  readonly onKey: (name: string) => void;
}

/** What stands on the screen until there is a show. */
export function Opening({ onKey }: OpeningProps) {
  const { rows } = useWindowSize();
  useInput((text, key) => {
    const pressed = toKey(text, key);
    if (pressed) onKey(pressed.name);
  });
  return (
    <Box width="100%" height={rows} overflow="hidden" flexDirection="column" paddingX={2}>
      <Line as="quiet">{PRODUCT}</Line>
      <Line>{OPENING}</Line>
    </Box>
  );
}
