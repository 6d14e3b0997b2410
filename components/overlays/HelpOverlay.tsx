import { Box, Text } from 'ink';
import { ASKED, HELP, HELP_WORDS, THEY_MAY_ASK } from '../../src/wizard/copy/overlays.ts';
import type { Binding } from '../../src/wizard/binding.ts';
import { KEYMAP } from '../../src/wizard/keymap.ts';
import { Line } from '../parts/Line.tsx';

interface HelpOverlayProps {
  readonly bindings: readonly Binding[];
  readonly width: number;
  readonly height: number;
}

const KEYS_WIDTH = Math.max(...KEYMAP.map(({ shown }) => shown.length)) + 2;
/** Lines of the long form beside the keys: titles, questions with their answers, and the gaps. */
const LONG_LINES = ASKED.length * 2 + 3;

/** All keys, and answers to what audiences ask: in full where there is room, else in as few words as fit. */
export function HelpOverlay({ bindings, width, height }: HelpOverlayProps) {
  const long = height >= bindings.length + LONG_LINES;
  // Those of a replay are few and short.
  const brief = bindings === KEYMAP ? HELP_WORDS : {};
  const briefOf = ({ intent, does }: Binding): string => brief[intent] ?? does;
  const isWide = bindings.every(({ does }) => KEYS_WIDTH + does.length <= width);
  const half = Math.ceil(bindings.length / 2);
  return (
    <Box flexDirection="column" height={height} overflow="hidden">
      {long && <Line as="strong">{HELP}</Line>}
      {long ? (
        <Keys bindings={bindings} wordsOf={isWide ? ({ does }) => does : briefOf} />
      ) : (
        <Box flexShrink={0}>
          {[bindings.slice(0, half), bindings.slice(half)].map((part, k) => (
            <Box key={k} width={Math.floor(width / 2)} flexShrink={0}>
              <Keys bindings={part} wordsOf={briefOf} />
            </Box>
          ))}
        </Box>
      )}
      <Box marginTop={long ? 1 : 0} flexShrink={0} flexDirection="column">
        <Line as="strong">{THEY_MAY_ASK}</Line>
        {ASKED.map(({ question, answer, short }) => (
          <Box key={question} flexDirection="column" flexShrink={0}>
            {long && <Line>{question}</Line>}
            <Line as={long ? 'quiet' : 'plain'}>{long ? `  ${answer}` : `• ${short}`}</Line>
          </Box>
        ))}
      </Box>
    </Box>
  );
}

interface KeysProps {
  readonly bindings: readonly Binding[];
  readonly wordsOf: (binding: Binding) => string;
}

function Keys({ bindings, wordsOf }: KeysProps) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      {bindings.map((binding) => (
        <Text key={binding.intent} wrap="truncate">
          <Text bold>{binding.shown.padEnd(KEYS_WIDTH)}</Text>
          {wordsOf(binding)}
        </Text>
      ))}
    </Box>
  );
}
