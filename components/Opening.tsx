import { Box, useInput, useWindowSize } from 'ink';
import { OFFER_KEYS, OFFER_TITLE, OPENING, PRODUCT } from '../src/wizard/copy/frame.ts';
import { toKey } from './hooks/to-key.ts';
import { Line } from './parts/Line.tsx';

interface OpeningProps {
  readonly onKey: (name: string) => void;
  /** Where a show stood that may be taken up. */
  readonly offer?: string;
}

/** What stands on the screen until there is a show: that one is being opened, or which one it shall be. */
export function Opening({ onKey, offer }: OpeningProps) {
  const { rows } = useWindowSize();
  useInput((text, key) => {
    const pressed = toKey(text, key);
    if (pressed) onKey(pressed.name);
  });
  return (
    <Box width="100%" height={rows} overflow="hidden" flexDirection="column" paddingX={2}>
      <Line as="quiet">{PRODUCT}</Line>
      {offer === undefined ? (
        <Line>{OPENING}</Line>
      ) : (
        <>
          <Line as="strong">{OFFER_TITLE}</Line>
          <Box marginTop={1} flexDirection="column">
            <Line>{offer}</Line>
          </Box>
          <Box marginTop={1} flexDirection="column">
            {OFFER_KEYS.map((line) => (
              <Line key={line} as="accent">
                {line}
              </Line>
            ))}
          </Box>
        </>
      )}
    </Box>
  );
}
