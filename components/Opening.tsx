import { Box, Text, useInput, useWindowSize } from 'ink';
import { noticeLine, OFFER_KEYS, OFFER_TITLE, OPENING, PRODUCT } from '../src/wizard/copy/frame.ts';
import type { About } from '../src/wizard/state.ts';
import { toKey } from './hooks/to-key.ts';
import { MARGIN } from './layout.ts';
import { Line } from './parts/Line.tsx';
import { THEME } from './theme.ts';

interface OpeningWords {
  readonly kind: About['kind'];
  /** Where a show stood that may be taken up. */
  readonly offer?: string;
  /** What was found on the way here that the presenter should know. */
  readonly notices?: readonly string[];
}

interface OpeningProps extends OpeningWords {
  readonly onKey: (name: string) => void;
}

/** What stands on the screen until there is a show: that one is being opened, or which one it shall be. */
export function Opening({ onKey, ...words }: OpeningProps) {
  const { rows } = useWindowSize();
  useInput((text, key) => {
    const pressed = toKey(text, key);
    if (pressed) onKey(pressed.name);
  });
  return (
    <Box width="100%" height={rows} overflow="hidden" flexDirection="column" paddingX={MARGIN}>
      <OpeningBody {...words} />
    </Box>
  );
}

export function OpeningBody({ kind, offer, notices = [] }: OpeningWords) {
  return (
    <>
      <Line as="quiet">{PRODUCT}</Line>
      {offer === undefined ? (
        <Line>{OPENING[kind]}</Line>
      ) : (
        <>
          <Line as="strong">{OFFER_TITLE}</Line>
          <Box marginTop={1} flexShrink={0}>
            <Text>{offer}</Text>
          </Box>
          <Box marginTop={1} flexDirection="column" flexShrink={0}>
            {OFFER_KEYS.map((line, k) => (
              <Line key={line} as={k === 0 ? 'accent' : 'plain'}>
                {line}
              </Line>
            ))}
          </Box>
        </>
      )}
      {notices.length > 0 && (
        <Box marginTop={1} flexDirection="column" flexShrink={0}>
          {notices.map((notice) => (
            <Text key={notice} {...THEME.warn}>
              {noticeLine(notice)}
            </Text>
          ))}
        </Box>
      )}
    </>
  );
}
