import { Box, Text } from 'ink';
import type { ShowError } from '../src/errors.ts';
import { ERROR_KINDS } from '../src/wizard/copy/reasons.ts';
import { Line } from './parts/Line.tsx';
import { THEME } from './theme.ts';

/** Lines of a stack that help a report. */
const STACK_LINES = 4;

interface ErrorPanelProps {
  readonly error: ShowError;
}

/** What went wrong and what to do about it, likeliest first; a stack only where the fault is ours. */
export function ErrorPanel({ error: { kind, message, nextSteps, code, stack } }: ErrorPanelProps) {
  const stackLines = stack?.split('\n').slice(1, 1 + STACK_LINES) ?? [];
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Text {...THEME.bad} bold>
        {`✗ ${ERROR_KINDS[kind]}${code === undefined ? '' : ` (${code})`}`}
      </Text>
      <Text>{message}</Text>
      {nextSteps.map((step) => (
        <Text key={step}>{`→ ${step}`}</Text>
      ))}
      {stackLines.map((line) => (
        <Line key={line} as="quiet">
          {line.trim()}
        </Line>
      ))}
    </Box>
  );
}
